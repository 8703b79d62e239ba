"""The pages that list: state of relations on a day, conflicts, search, suggestions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, jsonify, request

from kg.store.cells import write_csv
from kg.store.kinds import THING_KINDS
from kg.store.partners import Partner
from kg.store.search import Found, search, suggest
from kg.store.things import Thing, checked, read_labels, read_things, select
from kg.web.picture_data import place_of
from kg.web.reading import find_witnesses, partners_of
from kg.web.rendering import base_iri, finish, href, number_argument, opened, page

blueprint = Blueprint("lists", __name__)

MOST_PARTNERS = 1000
PAGE_ROWS = 25
COLUMNS = ("day", "partner", "partner_iri", "state", "certain", "since_earliest", "since_latest", "relation_iri")
UNKNOWN = "unknown"
STATES = {
    "relations": "relations",
    "recognized": "recognized",
    "broken": "relations broken",
    "ended": "relations ended",
    UNKNOWN: "unknown: no statement found",
}


@dataclass(frozen=True, slots=True)
class DayState:
    """The state of one relation on a day; ``certain`` is false where the day lies between a date's bounds."""

    partner: Partner
    state: str
    since: tuple[str, str]
    certain: bool


@blueprint.get("/relations")
def relations() -> Response:
    """The state of a country's relations on a day, ``unknown`` included; also as CSV."""
    day = _day(request.args.get("at", ""))
    country = find_country(request.args.get("country", ""))
    states = [state_on(p, day.isoformat()) for p in partners_of(country.iri, MOST_PARTNERS)] if country and day else []
    order = {name: rank for rank, name in enumerate(STATES)}
    states.sort(key=lambda s: (order.get(s.state, 9), s.partner.label, s.partner.relation))
    if request.args.get("format") == "csv":
        return _csv(states, day.isoformat() if day else "")
    counted = {name: sum(1 for s in states if s.state == name) for name in STATES}
    return page(
        "relations.html",
        day=day,
        asked=request.args.get("at", ""),
        country=country,
        wanted=request.args.get("country", ""),
        states=states,
        counted=counted,
        names=STATES,
        countries=_subject_countries(),
        pictured=bool(country and day and place_of(country) and any(s.partner.place for s in states)),
    )


@blueprint.get("/conflicts")
def conflicts() -> Response:
    """What sources disagree on, with the quotes of both sides."""
    store = opened().store
    number = number_argument("page", 1, least=1, most=100_000)
    total = int(select(store, "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a kg:Conflict }")[0][0].value)
    offset = PAGE_ROWS * (number - 1)
    iris = [
        row[0].value
        for row in select(store, f"SELECT ?c {{ ?c a kg:Conflict }} ORDER BY ?c LIMIT {PAGE_ROWS} OFFSET {offset}")
    ]
    things = read_things(store, iris)
    pointed = [iri for t in things.values() for name in ("kg:about", "kg:onProperty") for iri in t.values(name)]
    return page(
        "conflicts.html",
        links={"canonical": base_iri() + "conflicts"},
        conflicts=[things[iri] for iri in iris if iri in things],
        witnesses=find_witnesses(e for t in things.values() for e in t.values("kg:conflicting")),
        labels=read_labels(store, pointed),
        total=total,
        number=number,
        page_rows=PAGE_ROWS,
    )


@blueprint.get("/search")
def search_page() -> Response:
    """Things and quotes that hold the words."""
    text = request.args.get("q", "")[:300]
    number = number_argument("page", 1, least=1, most=1000)
    kind = request.args.get("kind", "")
    found = Found((), 0, (), 0)
    if text:
        found = search(
            opened().release.search_index,
            text,
            kinds=[kind] if kind else (),
            limit=PAGE_ROWS,
            offset=PAGE_ROWS * (number - 1),
        )
    return page(
        "search.html",
        text=text,
        kind=kind,
        found=found,
        witnesses=find_witnesses(quote.iri for quote in found.quotes),
        number=number,
        page_rows=PAGE_ROWS,
        kind_names={k.name: k.label for k in THING_KINDS},
    )


@blueprint.get("/suggest")
def suggestions() -> Response:
    """Completions of what is being typed, as JSON."""
    text = request.args.get("q", "")[:100]
    hits = suggest(opened().release.search_index, text, limit=8) if text else ()
    return finish(jsonify([{"label": h.label[:200], "kind": h.kind, "href": href(h.iri), "iri": h.iri} for h in hits]))


def state_on(partner: Partner, day: str) -> DayState:
    """The state of a relation on a day (ISO), from its phases; unknown where no phase is sure to hold it.

    A phase surely holds a day from its latest start to its earliest end. Between bounds the day is uncertain.
    """
    best: DayState | None = None
    for state, start, latest_start, end, latest_end in partner.phases:
        if (
            (start and day < start)
            or (latest_end and day >= latest_end and latest_end != end)
            or (end and day >= end and end == latest_end)
        ):
            continue
        certain = (not latest_start or day >= latest_start) and (not end or day < end)
        found = DayState(partner, state, (start, latest_start), certain)
        if certain:
            return found
        best = found
    return best or DayState(partner, UNKNOWN, ("", ""), True)


def find_country(text: str) -> Thing | None:
    """The country or area meant: by slug, IRI or name; ``None`` if none is alike."""
    if not text:
        return None
    base = base_iri()
    iris = [text if text.startswith(base) else f"{base}id/country/{text}"]
    try:
        things = read_things(opened().store, [checked(iri)[1:-1] for iri in iris])
    except ValueError:
        things = {}
    if things:
        return next(iter(things.values()))
    hits = suggest(opened().release.search_index, text[:100], kinds=["country"], limit=1)
    return read_things(opened().store, [hits[0].iri]).get(hits[0].iri) if hits else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _csv(states: Sequence[DayState], day: str) -> Response:
    out = io.StringIO()
    rows = (
        [day, s.partner.label, s.partner.country, s.state, "yes" if s.certain else "no", *s.since, s.partner.relation]
        for s in states
    )
    write_csv(out, COLUMNS, rows)
    return finish(Response(out.getvalue(), content_type="text/csv; charset=utf-8"))


def _subject_countries() -> list[tuple[str, str]]:
    query = "SELECT DISTINCT ?s ?label { ?d kg:subjectCountry ?s . ?s rdfs:label ?label } ORDER BY ?label LIMIT 400"
    return [(s.value, label.value) for s, label in select(opened().store, query)]
