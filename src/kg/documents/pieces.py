"""From lines to pieces: headings, paragraphs, items and table regions in order, before sections are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.documents.headings import (
    Closing,
    closing_section,
    is_boilerplate,
    is_top_section,
    reads_as_heading,
)
from kg.documents.lines import Form, Line, trim
from kg.documents.model import BlockKind, Span, Table
from kg.documents.regions import next_rows, region_end
from kg.documents.tables import find_tables
from kg.frozen import dataclass

_RUN = 4
_MOST_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines ``first`` up to and without ``last`` as one block; ``form`` is the first line's, ``depth`` its depth."""

    kind: BlockKind
    span: Span
    form: Form
    first: int
    last: int
    depth: int = 0
    table: Table | None = None


def read_pieces(text: str, lines: Sequence[Line]) -> list[Piece]:
    """The pieces of the text, in order and without overlap."""
    return list(_Reader(text, lines).pieces())


class _Reader:
    """One pass over the lines. ``closing`` is the closing section the pass is in, ``wrapped`` whether lines are cut."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self.text = text
        self.lines = lines
        self.following = next_rows(lines)
        self.wrapped = is_wrapped(text, lines)
        self.closing: Closing | None = None
        self.run_end = 0
        self.region_end = 0
        self.tables: dict[int, Piece] = {}
        self.prose_seen = False

    def pieces(self) -> Iterator[Piece]:
        i = 0
        while i < len(self.lines):
            line = self.lines[i]
            if line.form in (Form.BLANK, Form.RULE):
                i += 1
                continue
            if line.form is Form.PIPE:
                if i >= self.region_end:
                    self._read_region(i)
                table = self.tables.pop(i, None)
                found = [table] if table else list(self._loose_row(i))
            else:
                found = [self._piece(i)]
            for piece in found:
                if piece.kind is BlockKind.HEADING:
                    self.closing = closing_section(self._quote(piece.span))
                elif piece.kind is BlockKind.PARAGRAPH:
                    self.prose_seen = True
                if self._has_letters(piece.span):
                    yield piece
            i = found[-1].last if found else i + 1

    def _has_letters(self, span: Span) -> bool:
        return len(span) > 200 or any(c.isalpha() for c in self._quote(span))

    def _quote(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def _piece(self, i: int) -> Piece:
        line = self.lines[i]
        if line.form in (Form.HASH, Form.BOLD, Form.TERM):
            return Piece(BlockKind.HEADING, line.inner, line.form, i, i + 1, line.depth)
        if line.form is Form.ITEM:
            return self._item(i)
        if is_boilerplate(self._quote(line.span)):
            return Piece(BlockKind.BOILERPLATE, line.span, line.form, i, i + 1)
        if self._is_heading(i):
            if self._in_run(i):
                kind = BlockKind.LIST_ITEM if self.prose_seen else BlockKind.BOILERPLATE
                return Piece(kind, line.span, line.form, i, i + 1)
            return Piece(BlockKind.HEADING, _without_colon(self.text, line.span), line.form, i, i + 1)
        return self._paragraph(i, line.span.start, BlockKind.PARAGRAPH)

    def _item(self, i: int) -> Piece:
        line = self.lines[i]
        if line.depth and self.closing is None and self._is_numbered_heading(i):
            return Piece(BlockKind.HEADING, line.inner, line.form, i, i + 1)
        return self._paragraph(i, line.inner.start, BlockKind.LIST_ITEM)

    def _paragraph(self, i: int, start: int, kind: BlockKind) -> Piece:
        line, end = self.lines[i], i + 1
        if self.wrapped:
            while end < len(self.lines) and self.lines[end].form is Form.TEXT:
                end += 1
        return Piece(kind, Span(start, self.lines[end - 1].span.end), line.form, i, end, line.depth)

    def _is_numbered_heading(self, i: int) -> bool:
        """``1. Overview`` over a paragraph, not an item among items."""
        return (
            self._form(i - 1) is Form.BLANK
            and self._neighbour(i, 1) is Form.TEXT
            and self._neighbour(i, -1) is not Form.ITEM
            and reads_as_heading(self._quote(self.lines[i].inner), before_text=False)
        )

    def _is_heading(self, i: int) -> bool:
        line = self.lines[i]
        if line.form is not Form.TEXT or len(line.span) > 300:
            return False
        words = self._quote(line.span)
        if self.closing is not None and not is_top_section(words):
            return False
        below = self._form(i + 1)
        if not reads_as_heading(words, before_text=below is Form.TEXT, first=i == 0):
            return False
        alone = self._form(i - 1) in (Form.BLANK, Form.RULE) and below is not Form.TEXT
        if self.wrapped or words.endswith("."):
            return alone
        return True

    def _in_run(self, i: int) -> bool:
        """Whether the line is one of many short lines without text between: a list or menu, not headings."""
        if i < self.run_end:
            return True
        k = i
        while k < len(self.lines) and self._is_heading(k):
            k += 1
        if k - i >= _RUN:
            follows = self._form(k)
            self.run_end = k - 1 if follows in (Form.TEXT, Form.PIPE) else k
            return True
        return False

    def _form(self, i: int) -> Form:
        return self.lines[i].form if 0 <= i < len(self.lines) else Form.BLANK

    def _neighbour(self, i: int, step: int) -> Form:
        """The form of the nearest line that is not blank, at most three lines away."""
        for k in range(i + step, i + 4 * step, step):
            if self._form(k) is not Form.BLANK:
                return self._form(k)
        return Form.BLANK

    def _read_region(self, first: int) -> None:
        """Find the tables of the region of pipe rows that begins at a line."""
        last = self.region_end = region_end(self.text, self.lines, first, self.following)
        spans = [line.span for line in self.lines[first:last]]
        if any(self.text.count("|", span.start, span.end) > _MOST_COLUMNS for span in spans):
            return
        at = first
        for table in find_tables(self.text, spans, [()] * len(spans)):
            while self.lines[at].span.end <= table.span.start and at + 1 < last:
                at += 1
            start = at
            while at < last and self.lines[at].span.start < table.span.end:
                at += 1
            self.tables[start] = Piece(BlockKind.TABLE, table.span, Form.PIPE, start, max(at, start + 1), table=table)

    def _loose_row(self, i: int) -> Iterator[Piece]:
        """A pipe line outside any table: list items side by side, text with pipes at its ends, or a menu."""
        line = self.lines[i]
        cells = list(_cells(self.text, line.span))
        if any(self.text[cell.start] in "*•" for cell in cells):
            for cell in cells:
                start = cell.start
                while start < cell.end and self.text[start] in "*• \t":
                    start += 1
                yield Piece(BlockKind.LIST_ITEM, Span(start, cell.end), Form.ITEM, i, i + 1)
        elif cells:
            span = Span(cells[0].start, cells[-1].end)
            words = self._quote(span)
            menu = len(cells) > 1 and len(words) < 60 * len(cells)
            noise = menu or is_boilerplate(words) or not words.rstrip('"”’)').endswith((".", "!", "?"))
            kind = BlockKind.BOILERPLATE if noise else BlockKind.PARAGRAPH
            yield Piece(kind, span, Form.PIPE, i, i + 1)


def _cells(text: str, span: Span) -> Iterator[Span]:
    """The parts of a line between its pipes that have letters or digits."""
    start = span.start
    while start < span.end:
        end = text.find("|", start, span.end)
        if end < 0:
            end = span.end
        cell = trim(text, start, end)
        if any(text[at].isalnum() for at in range(cell.start, cell.end)):
            yield cell
        start = end + 1


def is_wrapped(text: str, lines: Sequence[Line]) -> bool:
    """Whether paragraphs were cut into lines of at most some 120 characters: many lines end within a sentence."""
    cut = whole = 0
    for line, below in pairwise(lines):
        if line.form is not Form.TEXT or below.form is not Form.TEXT:
            continue
        if len(line.span) > 130:
            whole += 3
        elif len(line.span) >= 40 and text[line.span.end - 1] not in '.!?:;"”])|' and text[below.span.start].islower():
            cut += 1
        else:
            whole += 1
    return cut >= 3 and cut * 4 >= whole


def _without_colon(text: str, span: Span) -> Span:
    end = span.end
    while end > span.start and text[end - 1] in ": ":
        end -= 1
    return Span(span.start, end)
