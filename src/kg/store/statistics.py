"""Counts what a release holds, for its manifest, its VoID and its service description."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, QuerySolutions, Store

_CLASSES = "SELECT ?term (COUNT(?s) AS ?n) { ?s a ?term } GROUP BY ?term"
_PROPERTIES = "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term"
_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
_OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over the merged view: its triples, distinct subjects and objects, instances of each class by IRI and
    triples of each property by IRI; and the number of named graphs beside it."""

    triples: int
    subjects: int
    objects: int
    graphs: int
    classes: dict[str, int]
    properties: dict[str, int]


def count_store(store: Store) -> Statistics:
    """The statistics of a store's merged view."""
    properties = _by_term(store, _PROPERTIES)
    return Statistics(
        sum(properties.values()),
        _number(store, _SUBJECTS),
        _number(store, _OBJECTS),
        sum(1 for _ in store.named_graphs()),
        _by_term(store, _CLASSES),
        properties,
    )


def _by_term(store: Store, query: str) -> dict[str, int]:
    counted = {}
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    for solution in solutions:
        term = solution["term"]
        if isinstance(term, NamedNode):
            counted[term.value] = int(solution["n"].value)
    return dict(sorted(counted.items()))


def _number(store: Store, query: str) -> int:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return int(next(solutions)["n"].value)
