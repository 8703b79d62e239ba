"""Reads a thing as data: its own triples, what points to it with its own triples, labels, and who says so.

Each node is described once, so no triple comes twice; nodes come in a stable order, the thing itself first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryTriples, Store, Triple

from kg.store.things import PREFIXES, count_links, curie, expand, list_incoming, select, values

PAGE_NODES = 500
"""How many incoming links one page of data has."""

_PARTS = ("kg:hasEvent", "kg:hasPhase", "kg:hasCandidate", "kg:existence", "geo:hasCentroid")
_SHORT_CUTS = (
    *("kg:hasRelationsWith", "kg:recognizes", "kg:memberOf", "kg:partyTo", "kg:inDisputeWith", "kg:sharesBorderWith"),
    *("kg:subjectCountry", "kg:continues", "kg:succeeds", "dcterms:replaces"),
)
"""Whoever points to a thing so is named with its label; whoever points otherwise is described in full."""

_LABELS = ("rdfs:label", "skos:prefLabel")
_SUPPORTED_BY = expand("kg:supportedBy")
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A page of what is known around a thing; ``total`` counts the triples that point to it."""

    triples: tuple[Triple, ...]
    total: int


def read_surroundings(store: Store, iri: str, number: int) -> Surroundings:
    """Page ``number`` (from 1) of the data about a thing: all of it but the links into it, which are paged."""
    this = NamedNode(iri)
    own = _describe(store, (iri,))
    total = count_links(store, iri)
    incoming = list_incoming(store, iri, total=total, limit=PAGE_NODES, offset=PAGE_NODES * (number - 1))
    parts = [t.object.value for t in own if curie(t.predicate.value) in _PARTS and isinstance(t.object, NamedNode)]
    told = dict.fromkeys([*parts, *(s for s, p in incoming if p not in _SHORT_CUTS)])
    told.pop(iri, None)
    triples = [*own, *_describe(store, tuple(told))]
    triples += [Triple(NamedNode(s), NamedNode(expand(p)), this) for s, p in incoming if s not in told and s != iri]
    return Surroundings((*triples, *_labels(store, triples)), total)


def read_evidence_graphs(store: Store, iri: str, triples: Iterable[Triple]) -> Iterator[Quad]:
    """What each piece of evidence says that supports a node described in ``triples``; the thing's own graph too."""
    evidence = (t.object for t in triples if t.predicate.value == _SUPPORTED_BY)
    graphs = dict.fromkeys([iri, *(node.value for node in evidence if isinstance(node, NamedNode))])
    for chunk in _chunks(list(graphs)):
        query = f"SELECT ?g ?s ?p ?o {{ VALUES ?g {{ {values(chunk)} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        order = {graph: rank for rank, graph in enumerate(chunk)}
        rows = select(store, query)
        for g, s, p, o in sorted(rows, key=lambda row: (order[row[0].value], row[1].value, row[2].value, str(row[3]))):
            yield Quad(s, p, o, g)


def merged(triples: Iterable[Triple]) -> Iterator[Quad]:
    """The triples as quads of the default graph."""
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())


def _describe(store: Store, iris: Sequence[str]) -> list[Triple]:
    found: list[Triple] = []
    for chunk in _chunks(iris):
        found += _construct(store, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {values(chunk)} }} ?s ?p ?o }}")
    order = {iri: rank for rank, iri in enumerate(iris)}
    return sorted(found, key=lambda t: (order[cast(NamedNode, t.subject).value], t.predicate.value, str(t.object)))


def _labels(store: Store, triples: Iterable[Triple]) -> list[Triple]:
    """The labels of everything named but not described."""
    given = list(triples)
    known = {t.subject.value for t in given if isinstance(t.subject, NamedNode) and curie(t.predicate.value) in _LABELS}
    named = {node.value for t in given for node in (t.subject, t.object) if isinstance(node, NamedNode)} - known
    found: list[Triple] = []
    for chunk in _chunks(sorted(named)):
        wanted = values(chunk)
        for label in _LABELS:
            query = f"CONSTRUCT {{ ?s {label} ?o }} WHERE {{ VALUES ?s {{ {wanted} }} ?s {label} ?o }}"
            found += _construct(store, query)
    return sorted(found, key=str)


def _construct(store: Store, query: str) -> list[Triple]:
    return list(cast(QueryTriples, store.query(query, prefixes=dict(PREFIXES))))


def _chunks(iris: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(iris), _AT_ONCE):
        yield iris[start : start + _AT_ONCE]
