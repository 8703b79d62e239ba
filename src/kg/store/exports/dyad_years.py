"""The state of each relation in each year, from its phases: the rows of ``dyad-year``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.store.exports.facts import NA, NOBODY, Facts, Reader


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


def dyad_years(read: Reader) -> Iterator[tuple[object, ...]]:
    """One row for each named pair and year, from its first dated event to the date of its latest source."""
    for relation in read.of_class("kg:DiplomaticRelation"):
        first, second = read.sides(relation)
        if second is not NOBODY:
            happened = sorted((read.facts(iri) for iri in relation.all("kg:hasEvent")), key=_when)
            for year, row in _years(read, relation, happened):
                codes = (first.iso3, *first.codes_in(year), second.iso3, *second.codes_in(year))
                yield (*codes, first.label, second.label, year, *row, relation.iri)


def _years(read: Reader, relation: Facts, happened: Sequence[Facts]) -> Iterator[tuple[int, tuple[object, ...]]]:
    dated = [(int(year), event) for event in happened for year in event.all("kg:startYear")]
    if not dated:
        return
    phases = [_span(read.facts(iri)) for iri in relation.all("kg:hasPhase")]
    support = read.support(relation, *happened)
    derivation, evidence = relation.term("kg:derivation"), read.support(relation).evidence
    last = max([year for year, _ in dated] + [int(support.as_of[:4]) if support.as_of != NA else 0])
    by_year: dict[int, list[Facts]] = {}
    for year, event in dated:
        by_year.setdefault(year, []).append(event)
    for year in range(min(by_year), last + 1):
        kinds = ""
        if events := by_year.get(year):
            evidence = read.support(events[-1]).evidence
            kinds = " ".join(event.term("kg:eventKind") for event in events)
        yield year, (state_on(phases, f"{year:04d}-12-31"), kinds, derivation, support.sources, evidence)


def _span(phase: Facts) -> Span:
    start, end = phase.all("kg:startLatest"), phase.all("kg:endEarliest")
    return Span(phase.term("kg:state"), start[0] if start else "", end[0] if end else "")


def _when(event: Facts) -> tuple[str, str]:
    return event.one("kg:startEarliest"), event.iri
