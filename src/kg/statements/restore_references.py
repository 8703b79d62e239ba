"""Which references a row cites, and what they say of its lost name.

A mark in the row cites a reference for certain. The marks in a lost cell are lost with it, but not their references:
numbers are given in the order of first citation, so a reference that nothing cites belongs to a row between those
that cite the numbers around it, and its dates may tell which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.mentions.model import Date, Entity, Precision
from kg.statements.lost import LostNames, NamedReference, RowFacts

_REPORTED = 14
"""Days after an event within which a report on it appears."""


class Tie(StrEnum):
    """What ties a reference to a row, the strongest first.

    A mark in the row; the very day of one of its events; a day up to two weeks later, as of a report; or only that its
    number lies between those around the row.
    """

    CITED = "cited"
    DATED = "dated"
    LATER = "later"
    PLACED = "placed"


@dataclass(frozen=True, slots=True)
class Link:
    """A reference tied to a row."""

    reference: NamedReference
    tie: Tie


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
                links.setdefault((t, i), []).append(Link(by_number[mark], Tie.CITED))
    first_cited = _first_cited(spots)
    for reference in numbered:
        if reference.number in marked or reference.number in lost.cited_elsewhere:
            continue
        low, high = _interval(reference.number or 0, first_cited, len(spots))
        for t, i, row in spots[low:high]:
            tie = tie_by_date(reference, row)
            if tie is not Tie.PLACED or reference.named:
                links.setdefault((t, i), []).append(Link(reference, tie))
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


def tie_by_date(reference: NamedReference, row: RowFacts) -> Tie:
    """How the dates of an uncited reference tie it to a row."""
    days = [e.date.earliest.toordinal() for e in row.events if e.date is not None and e.date.precision is Precision.DAY]
    given = [d.earliest.toordinal() for d in reference.dates if d.precision is Precision.DAY]
    apart = [there - here for there in given for here in days]
    if 0 in apart:
        return Tie.DATED
    return Tie.LATER if any(0 < days_later <= _REPORTED for days_later in apart) else Tie.PLACED


def named_with_date(reference: NamedReference, entity: Entity, dates: Sequence[Date]) -> bool:
    """Whether the reference names a country right before a date that a row has (``with Oman in May 1986``)."""
    return any(named == entity and any(_compatible(when, date) for date in dates) for named, when in reference.pairs)


def _compatible(first: Date, second: Date) -> bool:
    narrow = Precision.YEAR not in (first.precision, second.precision)
    return narrow and first.earliest <= second.latest and second.earliest <= first.latest
