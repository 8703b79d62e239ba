"""The page of a country or area, an organization or a person: what sources say about it, kind by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, request
from pyoxigraph import NamedNode, Store

from kg.store.about import Said
from kg.store.describe import Described, Statement
from kg.store.kinds import KIND_BY_NAME, KINDS, THING_KINDS, Kind
from kg.store.shortlist import Narrowing
from kg.store.things import Thing, read_labels, read_things
from kg.web import jsonld
from kg.web.cite import cite_thing
from kg.web.reading import PICTURED, describe, shortlist
from kg.web.rendering import number_argument, opened, page, per_release
from kg.web.resources import alternates
from kg.web.wording import bounds_words

FIRST_ROWS = 5
PAGE_ROWS = 50


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

    @property
    def narrowing(self) -> Narrowing:
        """What the list is narrowed to; the years of a relation are those of its events."""
        first = f"{self.first_year:04d}-01-01" if self.first_year else ""
        last = f"{self.last_year:04d}-12-31" if self.last_year else ""
        return Narrowing(first, last, self.derivation == "restored" if self.derivation else None)


@dataclass(frozen=True, slots=True)
class Section:
    """The statements of one kind on the page: the rows shown, how many pass the filters, and how many there are."""

    kind: Kind
    total: int
    passing: int
    statements: Sequence[Statement]


@dataclass(frozen=True, slots=True)
class Row:
    """A relation in the table beneath the pictures."""

    iri: str
    partner: str
    told: str


def show(thing: Thing) -> Response:
    """The page of the thing; ``?kind=`` shows all statements of one kind, paged and filtered."""
    store = opened().store
    totals = shortlist().count(thing.iri)
    filters = read_filters()
    number = number_argument("page", 1, least=1, most=100_000)
    sections, found = _sections(thing.iri, totals, filters, number)
    kind = next(k for k in THING_KINDS if k.type in thing.types)
    return page(
        "entity.html",
        links=alternates(thing),
        thing=thing,
        kind=kind,
        totals=totals,
        sections=sections,
        labels_said=found.labels,
        filters=filters,
        number=number,
        page_rows=PAGE_ROWS,
        labels=read_labels(store, _pointed(thing)),
        own=read_things(store, _own_parts(thing)),
        rows=relation_rows(thing.iri) if "relation" in totals and filters.kind is None else (),
        citation=cite_thing(thing),
        structured=jsonld.entity(thing, kind),
    )


@per_release
def relation_rows(_: Store, iri: str) -> tuple[Row, ...]:
    """The relations of a country, in order of their first dated event, at most as many as are pictured."""
    relations = shortlist().choose(iri, "relation", limit=PICTURED)[1]
    return tuple(Row(said.iri, said.partner, _told(said)) for said in relations)


def _told(said: Said) -> str:
    return "; ".join(f"{m.event} {bounds_words(m.earliest, m.latest)}".strip() for m in said.moments)


def read_filters() -> Filters:
    """The filters in the query string; values that make no sense narrow nothing."""
    derivation = request.args.get("derivation", "")
    return Filters(
        KIND_BY_NAME.get(request.args.get("kind", "")),
        number_argument("from", 0, least=1, most=9999) or None,
        number_argument("to", 0, least=1, most=9999) or None,
        derivation if derivation in ("explicit", "restored") else "",
    )


def _sections(iri: str, totals: dict[str, int], filters: Filters, number: int) -> tuple[list[Section], Described]:
    shown = [
        k for k in KINDS if totals.get(k.name) and (filters.kind is None or k is filters.kind) and k.name != "event"
    ]
    start, rows = (PAGE_ROWS * (number - 1), PAGE_ROWS) if filters.kind else (0, FIRST_ROWS)
    chosen = {k.name: shortlist().choose(iri, k.name, filters.narrowing, limit=rows, offset=start) for k in shown}
    iris = [said.iri for _, cut in chosen.values() for said in cut]
    found = describe(iris, witnesses_each=2, parts_witnessed=False)
    by_iri = {statement.thing.iri: statement for statement in found.statements}
    sections = []
    for k in shown:
        passing, cut = chosen[k.name]
        sections.append(Section(k, totals[k.name], passing, [by_iri[said.iri] for said in cut if said.iri in by_iri]))
    return sections, found


def _own_parts(thing: Thing) -> list[str]:
    return [iri for name in ("kg:existence", "geo:hasCentroid") for iri in thing.values(name)]


def _pointed(thing: Thing) -> list[str]:
    names = ("kg:continues", "kg:succeeds", "kg:organizationKind", "kg:continent", "kg:areaKind")
    return [term.value for name in names for term in thing.terms(name) if isinstance(term, NamedNode)]
