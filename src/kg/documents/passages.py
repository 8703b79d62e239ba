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
_WORDS = 4
_WORD = re.compile(r"\w+")
_BULLET = re.compile(r"[*•–—-]+\s*(?=\S)|!\[[^\]]{0,200}\]\([^)\s]{0,400}\)\s*")


def passages(document: Document) -> Iterator[Passage]:
    """Every passage of the document, in order and without overlap; reference lists and boilerplate are left out."""
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
                yield Passage(_KINDS[block.kind], span, block)
        elif block.kind is BlockKind.TABLE:
            at = bisect_left(starts, block.span.start)
            while at < len(rows) and starts[at] < block.span.end:
                for cell in rows[at][1].cells:
                    if cell is not None:
                        yield from _cell(document.text, cell, block)
                at += 1


def _cell(text: str, cell: Span, block: Block) -> Iterator[Passage]:
    """The sentences of a cell, line by line; what has fewer than four words is a name or a date, not a sentence."""
    start = cell.start
    while start < cell.end:
        end = text.find("\n", start, cell.end)
        if end < 0:
            end = cell.end
        line = trim(text, start, end)
        if found := _BULLET.match(text, line.start, line.end):
            line = Span(found.end(), line.end)
        for span in split_sentences(text, line):
            if _has_words(text, span):
                yield Passage(PassageKind.SENTENCE, span, block)
        start = end + 1


def _has_words(text: str, span: Span) -> bool:
    found = _WORD.finditer(text, span.start, span.end)
    return sum(1 for _, match in zip(range(_WORDS * 3), found, strict=False) if match[0][0].isalpha()) >= _WORDS


def _clauses(text: str, span: Span) -> Iterator[Span]:
    """A field as a whole; one of prose by sentence."""
    if len(span) < 200:
        yield span
    else:
        yield from split_sentences(text, span)
