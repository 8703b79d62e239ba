"""The rows of the tables of statements and documents, in the columns of the codebook.

Each function gives those of some statements of the table's class, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from kg.store.exports.codebook import AGREEMENTS, DISPUTES, DOCUMENTS, EVENTS, MEMBERSHIPS, MISSIONS, RELATIONS
from kg.store.exports.facts import NA, Facts, Party, Reader, date_cells, labels

Row = tuple[object, ...]


def relations(read: Reader, ones: Iterable[Facts]) -> Iterator[Row]:
    """One row for each relation."""
    for relation in ones:
        first, second = read.sides(relation)
        happened = [read.facts(event) for event in relation.all("kg:hasEvent")]
        phases = sorted(relation.all("kg:hasPhase"), key=_last_number)
        state = read.facts(phases[-1]).term("kg:state") if phases else NA
        support = read.support(relation, *happened)
        known = NA if state == "unknown" else state
        yield (relation.iri, *_side(first), *_side(second), known, support.as_of, *_support(read, relation, *happened))


def events(read: Reader, ones: Iterable[Facts]) -> Iterator[Row]:
    """One row for each event of each relation."""
    for relation in ones:
        first, second = read.sides(relation)
        for event in (read.facts(iri) for iri in relation.all("kg:hasEvent")):
            actor, as_state = (
                labels(read.party(iri) for iri in event.all(name)) for name in ("kg:actor", "kg:asState")
            )
            yield (
                *(event.iri, relation.iri, *_side(first), *_side(second)),
                *(event.term("kg:eventKind"), actor, as_state, *date_cells(event), *_bounds(event)),
                *_support(read, event),
            )


def memberships(read: Reader, ones: Iterable[Facts]) -> Iterator[Row]:
    """One row for each participation."""
    for one in ones:
        member, organization = _party(read, one, "org:member"), _party(read, one, "org:organization")
        yield (
            *(one.iri, *_side(member), organization.iri, organization.label, one.term("org:role")),
            *(*date_cells(one), *_bounds(one), *date_cells(one, "kg:end")),
            *_support(read, one),
        )


def agreements(read: Reader, ones: Iterable[Facts]) -> Iterator[Row]:
    """One row for each agreement and party."""
    for one in ones:
        count = one.all("kg:count") or ("1",)
        for party, role in _parties(read, one, ("grantor", "beneficiary")):
            yield (
                *(one.iri, one.one("rdfs:label"), one.term("kg:agreementKind"), *_side(party), role),
                *(count[0] if len(count) == 1 else NA, *date_cells(one), *_bounds(one)),
                *(*date_cells(one, "kg:inForceFrom"), *date_cells(one, "kg:end")),
                *_support(read, one),
            )


def disputes(read: Reader, ones: Iterable[Facts]) -> Iterator[Row]:
    """One row for each dispute and party."""
    for one in ones:
        as_of = read.support(one).as_of
        for party, role in _parties(read, one, ("claimant", "respondent")):
            yield (
                *(one.iri, one.one("rdfs:label"), one.term("kg:disputeKind"), one.term("kg:status"), as_of),
                *(one.one("kg:subjectMatter"), *_side(party), role),
                *(*date_cells(one), *_bounds(one), *date_cells(one, "kg:end")),
                *_support(read, one),
            )


def missions(read: Reader, ones: Iterable[Facts]) -> Iterator[Row]:
    """One row for each mission."""
    for one in ones:
        accredited = labels(read.party(iri) for iri in one.all("kg:accreditedFrom"))
        yield (
            *(one.iri, *_side(_party(read, one, "kg:sender")), *_side(_party(read, one, "kg:host"))),
            *(one.term("kg:missionKind"), one.one("kg:city"), accredited),
            *(*date_cells(one), *_bounds(one), *date_cells(one, "kg:end")),
            *_support(read, one),
        )


def documents(_: Reader, ones: Iterable[Facts]) -> Iterator[Row]:
    """One row for each document."""
    for one in ones:
        names = ("dcterms:identifier", "dcterms:title", "dcterms:publisher", "dcterms:source")
        rights = one.one("dcterms:license")
        yield (
            *(one.iri, *(one.one(name) for name in names), one.one("dcterms:issued"), one.one("dcterms:modified")),
            *(one.term("kg:sourceKind"), one.term("kg:redistribution")),
            *(rights if rights != NA else one.one("dcterms:rights"), one.one("kg:sha256")),
        )


ROWS: Mapping[str, Callable[[Reader, Iterable[Facts]], Iterator[Row]]] = {
    RELATIONS.name: relations,
    EVENTS.name: events,
    MEMBERSHIPS.name: memberships,
    AGREEMENTS.name: agreements,
    DISPUTES.name: disputes,
    MISSIONS.name: missions,
    DOCUMENTS.name: documents,
}
"""What gives the rows of each table, by the table's name."""


def _side(party: Party) -> tuple[str, str, str, str, str]:
    return party.iri, party.label, party.iso3, party.cow, party.gw


def _party(read: Reader, one: Facts, name: str) -> Party:
    iris = one.all(name)
    return read.party(iris[0]) if iris else Party(NA, NA, NA, NA, NA)


def _parties(read: Reader, one: Facts, roles: tuple[str, ...]) -> Iterator[tuple[Party, str]]:
    """Each party once, with its particular role where it has one."""
    particular = {iri: role for role in roles for iri in one.all(f"kg:{role}")}
    for iri in sorted({*one.all("kg:party"), *particular}):
        yield read.party(iri), particular.get(iri, "party")


def _bounds(one: Facts) -> tuple[str, str]:
    return one.one("kg:startEarliest"), one.one("kg:startLatest")


def _support(read: Reader, one: Facts, *more: Facts) -> tuple[object, ...]:
    support = read.support(one, *more)
    return one.term("kg:derivation"), one.one("kg:confidence"), support.sources, support.evidence


def _last_number(iri: str) -> int:
    last = iri.rpartition("/")[2]
    return int(last) if last.isdecimal() else 0
