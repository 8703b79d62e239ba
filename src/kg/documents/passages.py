"""The places of a document that can carry a statement: sentences, headings, fields, list items and prose in cells."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from kg.documents.lines import trim
from kg.documents.model import Block, BlockKind, Document, Passage, PassageKind, Span
from kg.documents.sentences import split_sentences

_KINDS = {
    BlockKind.PARAGRAPH: PassageKind.SENTENCE,
    BlockKind.LIST_ITEM: PassageKind.LIST,
}
_WORD = re.compile(r"[^\W\d_]+")
_BULLET = re.compile(r"[*•–—-]+\s*(?=\S)|!\[[^\]]{0,200}\]\([^)\s]{0,400}\)\s*")
_THREE_WORDS = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]+[\W\d_]+){2}[^\W\d_]")
_FOUR_WORDS = re.compile(_THREE_WORDS.pattern.replace("{2}", "{3}"))
_SMALL_WORD = re.compile(  # of more than three letters, and no particle; the usual case
    r"[a-z](?<![^\W\d_][a-z])[a-z]{3,}(?![^\W\d_])(?<!\bfrom)(?<!\bwith)(?<!\binto)(?<!\bupon)"
)
_POINTER = re.compile(r"[Ss]ee also\b.{0,100}$|[Ss]ee [A-Z][^.]*$")
_PARTICLES = frozenset({"from", "with", "into", "upon"})
_TELLING = frozenset({"has", "had", "have", "was", "were", "Agreement", "Treaty", "Convention", "Pact"})
_CLAUSE = re.compile(r"[;()]")
LONGEST = 3_000
"""Characters of the longest passage."""
_LONG_FIELD = 200
_LONG_CLAUSE = 50


def passages(document: Document) -> Iterator[Passage]:
    """Every passage of the document, in order and without overlap; reference lists and boilerplate are left out.

    A field of prose (clauses of more than 50 characters on average) is cut at semicolons, any other is one passage;
    ``passage.block`` is the whole field with its label. Whatever is longer than ``LONGEST`` is cut into pieces, so
    that what reads a passage may take more than linear time for it.
    """
    for passage in _found(document):
        if len(passage.span) <= LONGEST:
            yield passage
        else:
            for span in _pieces(document.text, passage.span):
                yield Passage(passage.kind, span, passage.block)


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """A span of more than ``LONGEST`` characters in pieces of at most so many, cut behind a mark or a space."""
    start = span.start
    while start < span.end:
        end = min(start + LONGEST, span.end)
        if end < span.end:
            cuts = (text.rfind(mark, start + LONGEST // 2, end) for mark in "; ")
            end = next((cut + 1 for cut in cuts if cut >= 0), end)
        piece = trim(text, start, end)
        if piece.start < piece.end:
            yield piece
        start = end


def _found(document: Document) -> Iterator[Passage]:
    """The passages, however long."""
    rows = sorted((row.span.start, row) for table in document.tables for row in table.rows)
    starts = [start for start, _ in rows]
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            yield Passage(PassageKind.HEADING, block.span, block)
        elif block.kind is BlockKind.FIELD:
            for span in _clauses(document.text, block.span):
                yield Passage(PassageKind.FIELD, span, block)
        elif block.kind in _KINDS:
            for span in split_sentences(document.text, block.span):
                if _POINTER.match(document.text, span.start, span.end):
                    continue
                yield Passage(_KINDS[block.kind], span, block)
        elif block.kind is BlockKind.TABLE:
            at = bisect_left(starts, block.span.start)
            while at < len(starts) and starts[at] < block.span.end:
                for cell in rows[at][1].cells:
                    if cell is not None:
                        yield from _cell(document.text, cell, block)
                at += 1


def _cell(text: str, cell: Span, block: Block) -> Iterator[Passage]:
    """The sentences of a cell, line by line; names, dates and pointers (``See …``) are none."""
    if not _THREE_WORDS.search(text, cell.start, cell.end):
        return
    start = cell.start
    while start < cell.end:
        end = text.find("\n", start, cell.end)
        if end < 0:
            end = cell.end
        line = trim(text, start, end)
        if found := _BULLET.match(text, line.start, line.end):
            line = Span(found.end(), line.end)
        for span in split_sentences(text, line):
            if _reads_as_sentence(text, span):
                yield Passage(PassageKind.SENTENCE, span, block)
        start = end + 1


def _reads_as_sentence(text: str, span: Span) -> bool:
    """Whether a piece of a cell has enough words, one of them in small letters and no mere particle, or telling."""
    if _POINTER.match(text, span.start, span.end):
        return False
    if text[span.start].isdigit() and text[span.end - 1] not in ".]":
        return False
    end = min(span.end, span.start + 400)
    enough = _THREE_WORDS if text[span.end - 1] in ".]" else _FOUR_WORDS
    if enough.search(text, span.start, end) is None:
        return False
    return _SMALL_WORD.search(text, span.start, end) is not None or any(
        (len(word) > 3 and word.islower() and word not in _PARTICLES) or word in _TELLING
        for word in _WORD.findall(text, span.start, end)
    )


def _clauses(text: str, span: Span) -> Iterator[Span]:
    """A field as a whole; one of prose by sentence and by semicolon outside brackets."""
    for sentence in split_sentences(text, span) if len(span) > _LONG_FIELD else [span]:
        pieces = list(_between_semicolons(text, sentence))
        if len(sentence) > _LONG_CLAUSE * len(pieces):
            yield from pieces
        else:
            yield sentence


def _between_semicolons(text: str, span: Span) -> Iterator[Span]:
    depth, start = 0, span.start
    for found in _CLAUSE.finditer(text, span.start, span.end):
        if found[0] == ";" and depth == 0:
            yield trim(text, start, found.start())
            start = found.end()
        elif found[0] != ";":
            depth = max(0, depth + (1 if found[0] == "(" else -1))
    rest = trim(text, start, span.end)
    if rest.start < rest.end:
        yield rest
