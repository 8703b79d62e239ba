"""The countries and areas that documents are about: where the home page begins."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Store

from kg.store.partners import point
from kg.store.things import select, values
from kg.web.rendering import per_release

MOST_SUBJECTS = 60
"""How many countries and areas the home page begins with."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A country or area that documents are about, how many relations of it are named, and where it lies."""

    iri: str
    label: str
    relations: int
    place: tuple[float, float] | None


@per_release
def subjects(store: Store) -> list[Subject]:
    """Those that most relations are named of."""
    query = """SELECT DISTINCT ?s ?label ?wkt { ?d kg:subjectCountry ?s . ?s rdfs:label ?label
        OPTIONAL { ?s geo:hasCentroid/geo:asWKT ?wkt } } ORDER BY ?label ?s"""
    found = {s.value: (label.value, point(wkt.value) if wkt else None) for s, label, wkt in select(store, query)}
    counts = f"""SELECT ?s (COUNT(DISTINCT ?r) AS ?n) {{ VALUES ?s {{ {values(found)} }}
        ?r kg:between ?s ; a kg:DiplomaticRelation }} GROUP BY ?s"""
    totals = {s.value: int(n.value) for s, n in select(store, counts)} if found else {}
    named = [Subject(iri, label, totals.get(iri, 0), place) for iri, (label, place) in found.items()]
    return sorted(named, key=lambda subject: -subject.relations)[:MOST_SUBJECTS]
