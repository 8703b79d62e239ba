"""Reads who a country has relations with, since when, and where they lie on a map: the rows of its pictures."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import Store

from kg.store.things import checked, select

_POINT = re.compile(r"POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Partner:
    """One relation of a country: the other side (empty where no source names it) and its events.

    ``place`` is (longitude, latitude) in degrees; ``events`` are (what happened, earliest day, latest day), days in
    ISO form or empty, in order; ``phases`` are (state, earliest start, latest start, earliest end, latest end).
    """

    relation: str
    country: str
    label: str
    place: tuple[float, float] | None
    events: tuple[tuple[str, str, str], ...] = ()
    phases: tuple[tuple[str, str, str, str, str], ...] = ()


def read_partners(store: Store, country: str, *, limit: int) -> tuple[Partner, ...]:
    """The relations of a country, in order of their first dated event, in three look-ups; at most ``limit``."""
    this = checked(country)
    chosen = f"{{ SELECT ?r {{ ?r a kg:DiplomaticRelation ; kg:between {this} }} ORDER BY ?r LIMIT {limit:d} }}"
    events = _by_relation(
        store,
        f"""SELECT ?r ?kind ?e ?l {{ {chosen} ?r kg:hasEvent ?event . ?event kg:eventKind ?kind
        OPTIONAL {{ ?event kg:startEarliest ?e }} OPTIONAL {{ ?event kg:startLatest ?l }} }}""",
    )
    phases = _by_relation(
        store,
        f"""SELECT ?r ?state ?a ?b ?c ?d {{ {chosen} ?r kg:hasPhase ?phase . ?phase kg:state ?state
        OPTIONAL {{ ?phase kg:startEarliest ?a }} OPTIONAL {{ ?phase kg:startLatest ?b }}
        OPTIONAL {{ ?phase kg:endEarliest ?c }} OPTIONAL {{ ?phase kg:endLatest ?d }} }}""",
    )
    partners: dict[str, Partner] = {}
    query = f"""SELECT ?r ?other ?label ?own ?wkt {{ {chosen} ?r rdfs:label ?own
        OPTIONAL {{ ?r kg:between ?other FILTER(?other != {this}) OPTIONAL {{ ?other rdfs:label ?label }}
        OPTIONAL {{ ?other geo:hasCentroid/geo:asWKT ?wkt }} }} }} ORDER BY ?r"""
    for r, other, label, own, wkt in select(store, query):
        named = label.value if label is not None else own.value
        partners[r.value] = Partner(
            r.value,
            other.value if other is not None else "",
            named,
            point(wkt.value) if wkt is not None else None,
            tuple((_local(kind), start, end) for kind, start, end in events.get(r.value, ())),
            tuple((_local(state), a, b, c, d) for state, a, b, c, d in phases.get(r.value, ())),
        )
    return tuple(sorted(partners.values(), key=_by_beginning))


def point(wkt: str) -> tuple[float, float] | None:
    """Longitude and latitude of a WKT point, ``None`` for anything else."""
    match = _POINT.search(wkt)
    return (float(match[1]), float(match[2])) if match else None


def _by_beginning(partner: Partner) -> tuple[str, str, str]:
    return (min((e[1] or e[2] or "~" for e in partner.events), default="~"), partner.label, partner.relation)


def _by_relation(store: Store, query: str) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for relation, *terms in select(store, query):
        found[relation.value].append(tuple("" if term is None else str(term.value) for term in terms))
    for rows in found.values():
        rows.sort(key=lambda row: (row[1] or row[2] or "~", row))
    return found


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].partition("-")[2].replace("-", " ")
