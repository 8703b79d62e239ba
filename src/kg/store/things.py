"""Reads nodes of the merged view: their triples, labels, aliases, and what points to them.

Every function asks the store one query, whatever the number of rows. Queries are the project's own; what comes from
a visitor enters them as a checked IRI or number only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.config import ONTOLOGY_NAMESPACE
from kg.store.kinds import KIND_BY_TYPE, Kind

PREFIXES: Mapping[str, str] = {
    "kg": ONTOLOGY_NAMESPACE,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
}
_PREFIXES = dict(PREFIXES)
_BY_NAMESPACE = sorted(((iri, prefix) for prefix, iri in PREFIXES.items()), key=lambda pair: -len(pair[0]))

MOST_SORTED = 2000
"""Up to this many links into a thing are sorted before a page is cut from them."""


def curie(iri: str) -> str:
    """The IRI as ``prefix:name`` where a prefix is known, else unchanged."""
    for namespace, prefix in _BY_NAMESPACE:
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str) -> str:
    """The IRI that ``prefix:name`` stands for; an IRI with an unknown prefix is returned unchanged."""
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name


@dataclass(frozen=True, slots=True)
class Thing:
    """One node of the merged view: ``properties`` maps ``kg:start`` and the like to its terms, in a stable order."""

    iri: str
    properties: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def terms(self, name: str) -> tuple[Any, ...]:
        """The terms of a property; empty if it has none."""
        return self.properties.get(name, ())

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a property as strings: lexical forms and IRIs."""
        return tuple(term.value for term in self.terms(name))

    def value(self, name: str) -> str:
        """The first value of a property, or an empty string."""
        terms = self.terms(name)
        return str(terms[0].value) if terms else ""

    def number(self, name: str) -> float | None:
        """The first value of a property as a number, or ``None``."""
        value = self.value(name)
        return float(value) if value else None

    @property
    def types(self) -> tuple[str, ...]:
        """Its classes as ``kg:Country`` and the like."""
        return tuple(curie(value) for value in self.values("rdf:type"))

    @property
    def label(self) -> str:
        """Its English label, or the last part of its IRI."""
        for name in ("rdfs:label", "skos:prefLabel", "dcterms:title"):
            terms = self.terms(name)
            english = [t for t in terms if isinstance(t, Literal) and (t.language or "en").startswith("en")]
            if english or terms:
                return str((english or terms)[0].value)
        return last_part(self.iri)

    @property
    def kind(self) -> Kind | None:
        """What kind of statement it is, if it is one."""
        return next((KIND_BY_TYPE[name] for name in self.types if name in KIND_BY_TYPE), None)


@dataclass(frozen=True, slots=True)
class Incoming:
    """How many nodes point to a thing with a property."""

    property: str
    total: int


def select(store: Store, query: str) -> list[tuple[Any, ...]]:
    """The rows of a SELECT, each a tuple of terms (``None`` where unbound) in the order of its variables."""
    solutions = cast(QuerySolutions, store.query(query, prefixes=_PREFIXES))
    return [tuple(row) for row in solutions]


def checked(iri: str) -> str:
    """The IRI in angle brackets, safe to stand in a query. Raises ValueError if it is no IRI."""
    return str(NamedNode(iri))


def last_part(iri: str) -> str:
    """What follows the last ``#`` or ``/`` of an IRI; the IRI itself if that is empty."""
    return iri.rstrip("/").rsplit("#", 1)[-1].rsplit("/", 1)[-1] or iri


def values(iris: Iterable[str]) -> str:
    """The IRIs as the content of a VALUES block, each once, in order."""
    return " ".join(checked(iri) for iri in dict.fromkeys(iris))


def read_things(store: Store, iris: Iterable[str], *, but: str = "") -> dict[str, Thing]:
    """The triples of each node in the merged view, ``but`` those of one property; nodes without any are left out."""
    wanted = values(iris)
    if not wanted:
        return {}
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, str] = {}
    left_out = f"FILTER(?p != {but})" if but else ""
    query = f"SELECT ?s ?p ?o {{ VALUES ?s {{ {wanted} }} ?s ?p ?o {left_out} }}"
    for s, p, o in cast(QuerySolutions, store.query(query, prefixes=_PREFIXES)):
        property_ = p.value
        name = names.get(property_)
        if name is None:
            name = names[property_] = curie(property_)
        found[s.value][name].append(o)
    return {
        iri: Thing(iri, {name: _in_order(terms) for name, terms in sorted(properties.items())})
        for iri, properties in found.items()
    }


def _in_order(terms: list[Any]) -> tuple[Any, ...]:
    return tuple(terms) if len(terms) == 1 else tuple(sorted(terms, key=str))


def read_thing(store: Store, iri: str) -> Thing | None:
    """The triples of one node in the merged view, or ``None`` if there are none."""
    return read_things(store, (iri,)).get(iri)


def read_labels(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """The English label of each IRI that has one."""
    wanted = values(iris)
    if not wanted:
        return {}
    labels: dict[str, str] = {}
    query = f"""SELECT ?s ?label {{ VALUES ?s {{ {wanted} }} ?s rdfs:label|skos:prefLabel ?label
        FILTER(LANGMATCHES(LANG(?label), "en") || LANG(?label) = "") }}"""
    for s, label in select(store, query):
        labels[s.value] = min(labels.get(s.value, label.value), label.value)
    return labels


def find_alias(store: Store, iri: str) -> str | None:
    """The node that lists this IRI as one of its aliases, or ``None``."""
    nodes = [str(row[0].value) for row in select(store, f"SELECT ?node {{ ?node kg:alias {checked(iri)} }}")]
    return min(nodes) if nodes else None


def count_incoming(store: Store, iri: str) -> tuple[Incoming, ...]:
    """How many nodes point to a thing, by property, in order of the property's name."""
    query = f"SELECT ?p (COUNT(?s) AS ?n) {{ ?s ?p {checked(iri)} }} GROUP BY ?p"
    return tuple(sorted((Incoming(curie(p.value), int(n.value)) for p, n in select(store, query)), key=_by_property))


def count_links(store: Store, iri: str) -> int:
    """How many triples of the merged view point to a thing."""
    return int(select(store, f"SELECT (COUNT(*) AS ?n) {{ ?s ?p {checked(iri)} }}")[0][0].value)


def list_incoming(store: Store, iri: str, *, total: int, limit: int, offset: int = 0) -> list[tuple[str, str]]:
    """A page of (node, property) that point to a thing; ``total`` is how many there are.

    In order of property and node, or beyond ``MOST_SORTED`` in the store's own order, which a release keeps too:
    sorting reads every one of them for each page.
    """
    order = "ORDER BY ?p ?s" if total <= MOST_SORTED else ""
    query = f"SELECT ?s ?p {{ ?s ?p {checked(iri)} }} {order} LIMIT {limit:d} OFFSET {offset:d}"
    return sorted(((s.value, curie(p.value)) for s, p in select(store, query)), key=lambda row: (row[1], row[0]))


def _by_property(incoming: Incoming) -> str:
    return incoming.property
