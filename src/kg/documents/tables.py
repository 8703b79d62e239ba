"""Table reading: a chain of small steps from raw lines to grids of cells.

``find_frames`` finds each table by its rule, the header above and the lines below; ``split_rows`` groups those lines
into rows, even where a cell runs over many lines; ``cut_cells`` cuts a row at its pipes; ``fit_cells`` lays the pieces
on the columns; ``build_table`` puts the grid together. Nothing here knows what a cell means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.documents.model import Row, Span, Table
from kg.documents.table_lines import (
    MARK,
    SPAN_ATTRIBUTE,
    Line,
    Shape,
    is_date_like,
    is_image,
    is_label,
    is_ordinal,
    is_rule,
    read_line,
    shape_of,
)
from kg.frozen import dataclass

HEADER_LINES = 6
"""A header cell broken over lines takes no more than this many."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a table stands among the lines: header ``top`` to ``rule``, body up to ``bottom`` (excluded)."""

    top: int
    header: int
    rule: int
    bottom: int
    shape: Shape


@dataclass(frozen=True, slots=True)
class Grouping:
    """The body of a frame, grouped: index ranges of lines (end excluded) of rows, and of captions."""

    rows: tuple[tuple[int, int], ...]
    captions: tuple[int, ...]


def find_tables(text: str, lines: Sequence[Span], headings: Sequence[tuple[Span, ...]]) -> tuple[Table, ...]:
    """Every pipe table in ``lines`` (spans of consecutive lines), in order.

    ``headings[i]`` are the headings that line ``i`` stands under, outermost first; a table ends where they change.
    """
    read = [read_line(text, span) for span in lines]
    return tuple(build_table(text, read, frame, headings) for frame in find_frames(read, headings))


def find_frames(lines: Sequence[Line], headings: Sequence[tuple[Span, ...]]) -> Iterator[Frame]:
    """The tables' frames: each rule with a header above it, and the lines below up to the next frame or heading."""
    rules = [i for i, line in enumerate(lines) if is_rule(line)]
    tops = []
    for i, rule in enumerate(rules):
        header = header_start(lines, rule, floor=rules[i - 1] + 1 if i else 0)
        top = header
        while top > 0 and lines[top - 1].pipes and not lines[top - 1].text.strip("| \t") and top - 1 not in rules:
            top -= 1
        tops.append((top, header))
    for i, rule in enumerate(rules):
        top, header = tops[i]
        limit = tops[i + 1][0] if i + 1 < len(rules) else len(lines)
        bottom = rule + 1
        while bottom < limit and headings[bottom] == headings[rule]:
            bottom += 1
        yield Frame(top, header, rule, bottom, shape_of(lines[rule]))


def header_start(lines: Sequence[Line], rule: int, floor: int) -> int:
    """The index of the line where the header above ``rule`` starts; ``rule`` itself if there is none."""
    wanted = shape_of(lines[rule]).pipes
    start, pipes = rule, 0
    while start > floor and rule - start < HEADER_LINES and pipes < wanted and not lines[start - 1].blank:
        start -= 1
        pipes += len(lines[start].pipes)
    if pipes == wanted:
        return start
    return rule - 1 if rule > floor and lines[rule - 1].pipes else rule


def split_rows(lines: Sequence[Line], frame: Frame) -> Grouping:
    """The frame's body grouped into rows; lines after the last row belong to none.

    A row is complete when it has the pipes its table's rule has and, where the rule ends with one, ends with a pipe.
    A line starts a row if the row before is complete and the line looks like the start of one, or if it does so
    beyond doubt (a lost name's image, a running number). Text after a complete row belongs to it, or is a caption if
    it is short, as long as another row follows.
    """
    rows: list[tuple[int, int]] = []
    captions: list[int] = []
    resumes = next_whole_rows(lines, frame)
    start, pipes, closed = -1, 0, True
    for at in range(frame.rule + 1, frame.bottom):
        line = lines[at]
        complete = start < 0 or (pipes >= frame.shape.pipes and (closed or not frame.shape.closed))
        if starts_row(lines, at, frame, complete=complete):
            if start >= 0:
                rows.append((start, at))
            start, pipes = at, 0
        elif complete and not line.blank:
            if resumes[at - frame.rule] < 0:
                break
            if start < 0 or is_caption(line):
                captions.append(at)
                if start >= 0:
                    rows.append((start, at))
                    start = -1
                continue
        pipes += len(line.pipes)
        closed = closed if line.blank else line.closed
    else:
        at = frame.bottom
    if start >= 0:
        rows.append((start, at))
    return Grouping(tuple(trim_rows(lines, rows, frame)), tuple(captions))


def next_whole_rows(lines: Sequence[Line], frame: Frame) -> list[int]:
    """For each line from the rule on, the index of the next line that is a row's start by itself, or -1."""
    following = [-1] * (frame.bottom - frame.rule + 1)
    for at in range(frame.bottom - 1, frame.rule, -1):
        line = lines[at]
        whole = (
            len(line.pipes) >= max(frame.shape.pipes - 1, 1) and is_label(line.first) and is_date_like(line.cells[1])
        )
        following[at - frame.rule] = at if whole else following[at - frame.rule + 1]
    return following


def is_caption(line: Line) -> bool:
    """Whether a line between two rows names a section of the table rather than adding to the row before."""
    stripped = line.text.strip()
    return not line.pipes and len(stripped) <= 60 and stripped[0].isupper() and not stripped.endswith((".", "|", "]"))


def starts_row(lines: Sequence[Line], at: int, frame: Frame, *, complete: bool) -> bool:
    """Whether the line at ``at`` starts a row, the row before it being ``complete`` or not."""
    line = lines[at]
    if not line.pipes:
        return False
    first = line.first
    cells = line.cells
    if frame.shape.leading:
        return line.text.lstrip().startswith("|") and complete
    if not first:
        return complete and len(line.pipes) > 1
    if complete:
        return True
    if is_image(first):
        return len(line.pipes) > 1 or (frame.bottom > at + 1 and continues_image(lines[at + 1]))
    second = cells[1] if len(cells) > 1 else ""
    if is_ordinal(first) and is_ordinal_column(lines, frame):
        return True
    whole = len(line.pipes) >= frame.shape.pipes
    return whole and is_label(first) and bool(second) and is_date_like(second)


def continues_image(after: Line) -> bool:
    """Whether the line after a lone ``![]() |`` shows that the image stood in a country's cell."""
    return after.text.lstrip().startswith("|") or (bool(after.pipes) and is_date_like(after.first))


def is_ordinal_column(lines: Sequence[Line], frame: Frame) -> bool:
    """Whether the table's first column counts its rows."""
    name = " ".join(line.text for line in lines[frame.header : frame.rule]).partition("|")[0].strip().casefold()
    return name in ("#", "no", "no.", "nr", "s.no.", "s. no.", "s.no", "s/n", "№", "—", "rank")


def trim_rows(lines: Sequence[Line], rows: Sequence[tuple[int, int]], frame: Frame) -> Iterator[tuple[int, int]]:
    """The rows without blank lines at their ends, and the last one without the lines that follow its last pipe."""
    for start, end in rows:
        last = end
        if end == frame.bottom or end == rows[-1][1]:
            pipes = sum(len(line.pipes) for line in lines[start:end])
            while last > start + 1 and not lines[last - 1].pipes and (pipes >= frame.shape.pipes or last == end):
                if pipes < frame.shape.pipes and len(lines[last - 1].text) > 60:
                    break
                last -= 1
        while last > start + 1 and lines[last - 1].blank:
            last -= 1
        yield start, last


def cut_cells(text: str, lines: Sequence[Line], start: int, end: int, shape: Shape) -> list[Span]:
    """The pieces between the pipes of a row's lines, untrimmed, without those outside its first and last pipe."""
    opening = lines[start].span.start
    closing = lines[end - 1].span.end
    pipes = [p for line in lines[start:end] for p in line.pipes]
    if shape.leading and pipes and not text[opening : pipes[0]].strip():
        opening = pipes.pop(0) + 1
    pieces = []
    for pipe in pipes:
        pieces.append(Span(opening, pipe))
        opening = pipe + 1
    if text[opening:closing].strip():
        pieces.append(Span(opening, closing))
    return pieces


def fit_cells(text: str, pieces: list[Span], columns: int) -> tuple[Span | None, ...]:
    """The pieces laid on ``columns``: leaked attributes and stray empty pieces dropped, any surplus in the last."""
    pieces = [
        p for p in pieces if text.find("=", p.start, p.end) < 0 or not SPAN_ATTRIBUTE.match(text[p.start : p.end])
    ]
    while len(pieces) > columns:
        stray = next((i for i, p in enumerate(pieces[:columns]) if not text[p.start : p.end].strip()), None)
        if stray is None or (stray + 1 < len(pieces) and stray > 0 and not fills(text, pieces, stray)):
            break
        del pieces[stray]
    if len(pieces) > columns:
        pieces[columns - 1 :] = [Span(pieces[columns - 1].start, pieces[-1].end)]
    trimmed: list[Span | None] = [trim(text, p) for p in pieces]
    return tuple(trimmed + [None] * (columns - len(trimmed)))


def fills(text: str, pieces: Sequence[Span], stray: int) -> bool:
    """Whether the piece after an empty one belongs in its place (a date after ``| |``)."""
    after = text[pieces[stray + 1].start : pieces[stray + 1].end].strip()
    return bool(after) and len(MARK.sub("", after)) < 40 and is_date_like(after)


def trim(text: str, span: Span) -> Span:
    """The span without white space and stray pipes at its ends."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] == "|"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
        end -= 1
    return Span(start, end)


def header_names(text: str, lines: Sequence[Line], frame: Frame) -> tuple[str, ...]:
    """The names of the columns, white space folded; empty strings where the header has none."""
    if frame.header == frame.rule:
        return ("",) * frame.shape.columns
    pieces = cut_cells(text, lines, frame.header, frame.rule, frame.shape)
    names = [re.sub(r"\s+", " ", text[p.start : p.end]).strip() for p in pieces[: frame.shape.columns]]
    return tuple(names + [""] * (frame.shape.columns - len(names)))


def build_table(text: str, lines: Sequence[Line], frame: Frame, headings: Sequence[tuple[Span, ...]]) -> Table:
    """The table of a frame: header, rows (without repetitions of the header) and captions."""
    header = header_names(text, lines, frame)
    grouping = split_rows(lines, frame)
    rows = []
    last = frame.rule
    for start, end in grouping.rows:
        last = max(last, end - 1)
        cells = fit_cells(text, cut_cells(text, lines, start, end, frame.shape), frame.shape.columns)
        if any(header) and all(name == _folded(text, cell) for name, cell in zip(header, cells, strict=True)):
            continue
        if any(cells):
            rows.append(Row(trim_row(text, Span(lines[start].span.start, lines[end - 1].span.end)), cells))
    last = max([last, *(i for i in grouping.captions if i <= last)])
    captions = tuple(lines[i].span for i in grouping.captions if i <= last)
    span = Span(lines[frame.top].span.start, lines[last].span.end)
    return Table(span, header, tuple(rows), headings[frame.rule], captions)


def _folded(text: str, cell: Span | None) -> str:
    """What a cell says, white space folded."""
    return " ".join(text[cell.start : cell.end].split()) if cell else ""


def trim_row(text: str, span: Span) -> Span:
    """A row's span without white space at its ends; its pipes stay, they are part of the quote."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
