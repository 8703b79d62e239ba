"""The layout of plain or Markdown text: blocks under their headings, tables and reference lists.

``lines`` tells each line's form, ``pieces`` joins lines, and this module puts the pieces under headings and into
sections.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.documents.headings import Closing, closing_section, is_continent, is_region, is_top_section
from kg.documents.lines import Form, read_lines
from kg.documents.model import Block, BlockKind, Reference, Span, Table
from kg.documents.pieces import Piece, read_pieces

_MARK = re.compile(r"\[(\d{1,4})\]")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a text's layout holds: blocks in order without overlap, its tables and references."""

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()


def read_layout(text: str) -> Layout:
    """The layout of a text in normal form; linear in its length."""
    lines = list(read_lines(text))
    pieces = read_pieces(text, lines)
    blocks: list[Block] = []
    tables: list[Table] = []
    trail: list[tuple[int, Span, Form]] = []
    closing: Closing | None = None
    closing_level = 0
    numbers: list[int | None] = []
    for i, piece in enumerate(pieces):
        above = tuple(span for _, span, _ in trail)
        if piece.kind is BlockKind.HEADING:
            level = _level(text, pieces, i, trail)
            while trail and trail[-1][0] >= level:
                trail.pop()
            above = tuple(span for _, span, _ in trail)
            blocks.append(Block(BlockKind.HEADING, piece.span, above, level=level))
            trail.append((level, piece.span, piece.form))
            found = closing_section(text[piece.span.start : piece.span.end])
            if found is not None or level <= closing_level or closing is None:
                closing, closing_level = found, level
            continue
        kind = piece.kind
        if closing is Closing.LINKS and kind is not BlockKind.TABLE:
            kind = BlockKind.BOILERPLATE
        elif closing is Closing.REFERENCES and kind in (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH):
            last = blocks[-1]
            if kind is BlockKind.PARAGRAPH and last.kind is BlockKind.REFERENCE:
                blocks[-1] = Block(last.kind, Span(last.span.start, piece.span.end), last.headings)
                continue
            kind = BlockKind.REFERENCE
            numbers.append(piece.depth or None)
        blocks.append(Block(kind, piece.span, above))
        if piece.table is not None:
            tables.append(replace(piece.table, headings=above))
    return Layout(tuple(blocks), tuple(tables), _references(text, blocks, numbers))


def _level(text: str, pieces: Sequence[Piece], i: int, trail: Sequence[tuple[int, Span, Form]]) -> int:
    """The depth of a heading, 1 for the title: given by ``#``, else told from its neighbours and its name."""
    piece = pieces[i]
    if piece.form is Form.HASH:
        return piece.depth
    if not trail and all(before.kind is BlockKind.BOILERPLATE for before in pieces[:i]):
        return 1
    title = text[piece.span.start : piece.span.end]
    top = max((level for level, _, form in trail if form is Form.HASH), default=1)
    if piece.form is Form.TERM:
        return min(max((level for level, _, form in trail if form is not Form.TERM), default=top) + 1, 6)
    if piece.form is not Form.BOLD and is_top_section(title):
        return top + 1
    if piece.form is Form.TEXT and title.endswith("."):
        return top + 2
    if is_region(title) and (level := _region_level(text, title, trail)):
        return level
    above, below = pieces[i - 1], pieces[i + 1] if i + 1 < len(pieces) else None
    last = trail[-1][0] if trail else top
    if above.kind is BlockKind.HEADING:
        return top + 1 if text[above.span.end - 1] == "." else min(last + 1, 6)
    if below is not None and below.kind is BlockKind.HEADING and below.form is not Form.HASH:
        return last if last > top + 1 and is_region(title) else top + 1
    return max(last, top + 1)


def _region_level(text: str, title: str, trail: Sequence[tuple[int, Span, Form]]) -> int:
    """The level of the region of the same rank (continent, part of one) that came before; 0 where none did."""
    rank = is_continent(title)
    for level, span, _ in reversed(trail):
        other = text[span.start : span.end]
        if is_region(other) and is_continent(other) is rank:
            return level
    return 0


def _references(text: str, blocks: Sequence[Block], given: Sequence[int | None]) -> tuple[Reference, ...]:
    """References with their numbers: as given, or by order where the marks in the text fit their count."""
    entries = [block.span for block in blocks if block.kind is BlockKind.REFERENCE]
    if not entries:
        return ()
    if all(number is not None for number in given):
        return tuple(Reference(span, number) for span, number in zip(entries, given, strict=True))
    highest = max((int(found[1]) for found in _MARK.finditer(text, 0, entries[0].start)), default=0)
    if highest and highest <= len(entries) <= highest + 3 + highest // 10:
        return tuple(Reference(span, number) for number, span in enumerate(entries, start=1))
    return tuple(Reference(span) for span in entries)
