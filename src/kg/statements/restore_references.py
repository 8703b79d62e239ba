"""Which references a row cites, and what they say of its lost name.

A mark in the row cites a reference for certain. The marks in a lost cell are lost with it, but not their references:
numbers are given in the order of first citation, so a reference that nothing cites belongs to a row between those
that cite the numbers around it, and its dates may tell which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.mentions.model import Date, Entity, Precision
from kg.statements.lost import LostNames, NamedReference, RowFacts


@dataclass(frozen=True, slots=True)
class Link:
    """A reference tied to a row: cited by a mark, or, being uncited, by ``dated`` or merely by its place."""

    reference: NamedReference
    cited: bool
    dated: bool


def link_references(lost: LostNames) -> dict[tuple[int, int], list[Link]]:
    """The references tied to each row, by (table, row) index."""
    numbered = [r for r in lost.references if r.number is not None]
    by_number = {r.number: r for r in numbered}
    links: dict[tuple[int, int], list[Link]] = {}
    marked = sorted({mark for table in lost.tables for row in table.rows for mark in row.marks} & set(by_number))
    spots = [(t, i, row) for t, table in enumerate(lost.tables) for i, row in enumerate(table.rows)]
    for t, i, row in spots:
        for mark in dict.fromkeys(row.marks):
            if mark in by_number:
                links.setdefault((t, i), []).append(Link(by_number[mark], cited=True, dated=False))
    first_cited = _first_cited(spots)
    for reference in numbered:
        if reference.number in marked or reference.number in lost.cited_elsewhere:
            continue
        low, high = _interval(reference.number or 0, first_cited, len(spots))
        for t, i, row in spots[low:high]:
            dated = same_day(reference, row)
            if dated or reference.named:
                links.setdefault((t, i), []).append(Link(reference, cited=False, dated=dated))
    return links


def _first_cited(spots: Sequence[tuple[int, int, RowFacts]]) -> list[tuple[int, int]]:
    """(number, index of the spot) for each mark that rises above all before it: first citations in order."""
    rising: list[tuple[int, int]] = []
    for at, (_, _, row) in enumerate(spots):
        for mark in row.marks:
            if not rising or mark > rising[-1][0]:
                rising.append((mark, at))
    return rising


def _interval(number: int, first_cited: Sequence[tuple[int, int]], count: int) -> tuple[int, int]:
    """The spots (end excluded) between the last first citation below ``number`` and the next one above it."""
    low, high = 0, count
    for mark, at in first_cited:
        if mark < number:
            low = at
        elif mark > number:
            high = at + 1
            break
    return low, high


def same_day(reference: NamedReference, row: RowFacts) -> bool:
    """Whether a reference bears the very day of one of the row's events."""
    days = {e.date for e in row.events if e.date is not None and e.date.precision is Precision.DAY}
    return any(d in days for d in reference.dates)


def named_with_date(reference: NamedReference, entity: Entity, dates: Sequence[Date]) -> bool:
    """Whether the reference names a country right before a date that a row has (``with Oman in May 1986``)."""
    return any(named == entity and any(_compatible(when, date) for date in dates) for named, when in reference.pairs)


def _compatible(first: Date, second: Date) -> bool:
    narrow = Precision.YEAR not in (first.precision, second.precision)
    return narrow and first.earliest <= second.latest and second.earliest <= first.latest


def companions(lost: LostNames, links: Sequence[Link]) -> Iterator[NamedReference]:
    """The references that a row's links rest on, with uncited neighbours in the numbering that name the same."""
    numbers = {link.reference.number for link in links if link.cited or link.dated}
    yield from (r for r in lost.references if r.number in numbers)
