"""The state of each relation in each year, from its phases: the rows of ``dyad-year``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TextIO

from kg.store.cells import line
from kg.store.exports.facts import NA, NOBODY, Coded, Facts, Party, Reader


@dataclass(frozen=True, slots=True)
class Span:
    """A phase, which surely holds from ``surely_from`` on and before ``surely_until`` (ISO days, empty if open)."""

    state: str
    surely_from: str
    surely_until: str

    def holds_on(self, day: str) -> bool:
        """Whether the relation was surely in this state on a day."""
        return self.surely_from <= day and (not self.surely_until or day < self.surely_until)


def state_on(phases: Sequence[Span], day: str) -> str:
    """The state on a day, ``NA`` where no phase surely holds it or its state is unknown."""
    state = next((phase.state for phase in phases if phase.holds_on(day)), NA)
    return NA if state == "unknown" else state


Stretch = tuple[tuple[object, ...], range, tuple[object, ...]]
"""Some years whose rows differ in nothing but the year: the cells before it, the years, the cells after it."""


def dyad_years(read: Reader, ones: Iterable[Facts]) -> Iterator[Stretch]:
    """The rows of some relations of named pairs: one for each year from the first dated event to the latest source.

    There are far more years than changes, so years between two changes come together.
    """
    for relation in ones:
        first, second = read.sides(relation)
        if second is not NOBODY:
            yield from _stretches(read, relation, first, second)


def write_years(file: TextIO, stretches: Iterable[Stretch]) -> int:
    """Write the rows as ``write_csv`` would, and give their number."""
    count = 0
    for before, years, after in stretches:
        head, tail = line(before), line(after)
        file.writelines([f"{head},{year},{tail}\n" for year in years])
        count += len(years)
    return count


def _stretches(read: Reader, relation: Facts, first: Party, second: Party) -> Iterator[Stretch]:
    happened = sorted((read.facts(iri) for iri in relation.all("kg:hasEvent")), key=_when)
    by_year: dict[int, list[Facts]] = {}
    for event in happened:
        for number in event.all("kg:startYear"):
            by_year.setdefault(int(number), []).append(event)
    if not by_year:
        return
    phases = [_span(read.facts(iri)) for iri in relation.all("kg:hasPhase")]
    support = read.support(relation, *happened)
    derivation, evidence = relation.term("kg:derivation"), read.support(relation).evidence
    begin, end = min(by_year), max(*by_year, int(support.as_of[:4]) if support.as_of != NA else 0) + 1
    for years in _unchanged(begin, end, by_year, phases, (*first.coded, *second.coded)):
        year, kinds = years.start, ""
        if events := by_year.get(year):
            evidence = read.support(events[-1]).evidence
            kinds = " ".join(event.term("kg:eventKind") for event in events)
        codes = (first.iso3, *first.codes_in(year), second.iso3, *second.codes_in(year), first.label, second.label)
        state = state_on(phases, f"{year:04d}-12-31")
        yield codes, years, (state, kinds, derivation, support.sources, evidence, relation.iri)


def _unchanged(
    begin: int, end: int, happened: Iterable[int], phases: Sequence[Span], codes: Iterable[Coded]
) -> Iterator[range]:
    """The years from ``begin`` to before ``end``, parted where an event, a phase or a code may make a difference."""
    changes = {begin, end}
    changes.update(year + more for year in happened for more in (0, 1))
    changes.update(int(day[:4]) for phase in phases for day in (phase.surely_from, phase.surely_until) if day)
    changes.update(int(day[:4]) + more for code in codes for day in (code.since, code.until) if day for more in (0, 1))
    within = sorted(year for year in changes if begin <= year <= end)
    yield from (range(one, other) for one, other in pairwise(within))


def _span(phase: Facts) -> Span:
    start, end = phase.all("kg:startLatest"), phase.all("kg:endEarliest")
    return Span(phase.term("kg:state"), start[0] if start else "", end[0] if end else "")


def _when(event: Facts) -> tuple[str, str]:
    return event.one("kg:startEarliest"), event.iri
