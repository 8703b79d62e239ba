"""The page of a country or area, an organization or a person: what sources say about it, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, request
from pyoxigraph import NamedNode, Store

from kg.store.describe import Described, count_statements, describe_statements, list_statements
from kg.store.kinds import KIND_BY_NAME, KINDS, THING_KINDS, Kind
from kg.store.partners import Partner, point, read_partners
from kg.store.things import Thing, read_labels, read_things
from kg.web import jsonld
from kg.web.cite import cite_thing
from kg.web.rendering import href, number_argument, opened, page, per_release
from kg.web.resources import alternates
from kg.web.wording import shorten

FIRST_ROWS = 10
PAGE_ROWS = 50
PICTURED = 400
"""The most partners in the map and timeline; beyond that only the paged tables are complete."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor narrows the statements by: years (inclusive), restored or explicit, kind."""

    kind: Kind | None
    first_year: int | None
    last_year: int | None
    derivation: str

    @property
    def any(self) -> bool:
        """Whether anything but the kind narrows the list."""
        return bool(self.first_year or self.last_year or self.derivation)

    @property
    def query(self) -> str:
        """The filters as the beginning of a query string, ending in ``&`` unless empty."""
        given = {
            "kind": self.kind.name if self.kind else "",
            "from": self.first_year or "",
            "to": self.last_year or "",
            "derivation": self.derivation,
        }
        return "".join(f"{name}={value}&" for name, value in given.items() if value)

    def pattern(self) -> str:
        """The filters as a SPARQL pattern about ``?s``; for relations, years are those of their events."""
        parts = []
        subject = "?s"
        if self.kind is not None and self.kind.name == "relation" and (self.first_year or self.last_year):
            parts.append("?s kg:hasEvent ?filtered .")
            subject = "?filtered"
        if self.first_year:
            parts.append(f'{subject} kg:startLatest ?f1 FILTER(?f1 >= "{self.first_year:04d}-01-01"^^xsd:date)')
        if self.last_year:
            parts.append(f'{subject} kg:startEarliest ?f2 FILTER(?f2 <= "{self.last_year:04d}-12-31"^^xsd:date)')
        if self.derivation:
            parts.append(f"?s kg:derivation kg:derivation-{self.derivation} .")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Section:
    """The statements of one kind on the page: the rows shown, and how many there are."""

    kind: Kind
    total: int
    described: Described


def show(thing: Thing) -> Response:
    """The page of the thing; ``?kind=`` shows all statements of one kind, paged and filtered."""
    store = opened().store
    filters = read_filters()
    totals = count_statements(store, thing.iri)
    number = number_argument("page", 1, least=1, most=100_000)
    sections = _sections(thing, filters, totals, number)
    own = read_things(store, _own_parts(thing))
    labels = read_labels(store, _pointed(thing))
    partners = partners_of(thing.iri, PICTURED) if "relation" in totals and filters.kind is None else ()
    kind = next(k for k in THING_KINDS if k.type in thing.types)
    return page(
        "entity.html",
        links=alternates(thing),
        thing=thing,
        kind=kind,
        totals=totals,
        sections=sections,
        filters=filters,
        number=number,
        page_rows=PAGE_ROWS,
        labels=labels,
        own=own,
        partners=partners,
        picture=_picture(thing, own, partners) if partners else None,
        citation=cite_thing(thing),
        structured=jsonld.entity(thing, kind),
    )


@per_release
def partners_of(store: Store, iri: str, limit: int) -> tuple[Partner, ...]:
    """The relations of a country, read once for a release."""
    return read_partners(store, iri, limit=limit)


def read_filters() -> Filters:
    """The filters in the query string; values that make no sense narrow nothing."""
    derivation = request.args.get("derivation", "")
    return Filters(
        KIND_BY_NAME.get(request.args.get("kind", "")),
        number_argument("from", 0, least=1, most=9999) or None,
        number_argument("to", 0, least=1, most=9999) or None,
        derivation if derivation in ("explicit", "restored") else "",
    )


def _sections(thing: Thing, filters: Filters, totals: Mapping[str, int], number: int) -> list[Section]:
    store = opened().store
    shown = [
        k for k in KINDS if totals.get(k.name) and (filters.kind is None or k is filters.kind) and k.name != "event"
    ]
    iris: dict[str, list[str]] = {}
    for kind in shown:
        limit, offset = (PAGE_ROWS, PAGE_ROWS * (number - 1)) if filters.kind else (FIRST_ROWS, 0)
        extra = filters.pattern() if filters.kind else ""
        iris[kind.name] = list_statements(store, kind, (thing.iri,), limit=limit, offset=offset, extra=extra)
    described = describe_statements(store, [iri for own in iris.values() for iri in own], witnesses_each=2)
    by_iri = {statement.thing.iri: statement for statement in described.statements}
    return [
        Section(
            kind,
            totals[kind.name],
            Described(tuple(by_iri[iri] for iri in iris[kind.name] if iri in by_iri), described.labels),
        )
        for kind in shown
    ]


def _own_parts(thing: Thing) -> list[str]:
    return [iri for name in ("kg:existence", "geo:hasCentroid") for iri in thing.values(name)]


def _pointed(thing: Thing) -> list[str]:
    names = ("kg:continues", "kg:succeeds", "kg:organizationKind", "kg:continent", "kg:areaKind")
    return [term.value for name in names for term in thing.terms(name) if isinstance(term, NamedNode)]


def _picture(thing: Thing, own: Mapping[str, Thing], partners: tuple[Partner, ...]) -> dict[str, object]:
    wkt = next((own[iri].value("geo:asWKT") for iri in thing.values("geo:hasCentroid") if iri in own), "")
    return {"subject": thing.label, "place": point(wkt), "items": [picture_row(partner) for partner in partners]}


def picture_row(partner: Partner) -> dict[str, object]:
    """One relation as the pictures read it."""
    name = partner.label if partner.country else "a country or area the source does not name"
    return {
        "name": shorten(name, 120),
        "path": href(partner.relation),
        "at": partner.place,
        "events": partner.events,
        "phases": partner.phases,
    }
