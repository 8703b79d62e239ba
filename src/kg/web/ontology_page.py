"""The vocabulary as a readable page: each term with how to read it, how not to, an example and a count."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from kg.config import ONTOLOGY_NAMESPACE
from kg.store.things import curie, expand, read_labels, select
from kg.web.rendering import per_release


@dataclass(frozen=True, slots=True)
class Term:
    """A term: ``group`` is the heading it stands under, ``count`` how often the merged view uses it.

    ``warning`` says how not to read it, ``pattern`` shows its use in Turtle or a query, ``example`` is the IRI and
    label of a node that uses it.
    """

    name: str
    group: str
    label: str
    comment: str
    warning: str
    parents: tuple[str, ...]
    pattern: str
    count: int
    example: tuple[str, str]


_WARNING = re.compile(r"; (do not read .*)$")
"""Where the comment of a short cut turns from how to read it to how not to; other terms have a note."""

_GROUPS = (
    ("owl:Class", "Classes"),
    ("rdfs:Class", "Classes"),
    ("owl:ObjectProperty", "Properties between things"),
    ("owl:DatatypeProperty", "Properties with a value"),
    ("owl:AnnotationProperty", "Properties with a value"),
    ("rdf:Property", "Properties with a value"),
    ("skos:ConceptScheme", "Schemes of controlled terms"),
    ("skos:Concept", "Controlled terms"),
)


@per_release
def terms(store: Store) -> list[tuple[str, list[Term]]]:
    """The terms of ``kg:`` by group, in order of name, from six look-ups."""
    described: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    query = f"""SELECT ?s ?p ?o {{ ?s a ?type ; ?p ?o . VALUES ?type {{ {" ".join(t for t, _ in _GROUPS)} }}
        FILTER(STRSTARTS(STR(?s), "{ONTOLOGY_NAMESPACE}")) }}"""
    for s, p, o in select(store, query):
        described[s.value][curie(p.value)].append(curie(o.value))
    usage = _usage(store)
    groups: dict[str, list[Term]] = {name: [] for _, name in _GROUPS}
    for iri in sorted(described):
        properties = described[iri]
        group = next(name for type_, name in _GROUPS if type_ in properties["rdf:type"])
        schemes = [expand(name) for name in properties.get("skos:inScheme", [])]
        notes = [note for node in (iri, *schemes) for note in described[node].get("skos:scopeNote", [])]
        groups[group].append(_term(iri, group, properties, notes, usage))
    return [(name, found) for name, found in groups.items() if found]


def _term(
    iri: str, group: str, properties: dict[str, list[str]], notes: list[str], usage: dict[str, tuple[int, str, str]]
) -> Term:
    told = " ".join(sorted(set(properties.get("rdfs:comment", []) + properties.get("skos:definition", []))))
    warned = _WARNING.search(told)
    comment = told[: warned.start()] + "." if warned else told
    warning = notes[0] if notes else warned[1][0].upper() + warned[1][1:] if warned else ""
    count, example, label = usage.get(iri, (0, "", ""))
    parents = {*properties.get("rdfs:subClassOf", []), *properties.get("rdfs:subPropertyOf", [])}
    names = properties.get("rdfs:label") or properties.get("skos:prefLabel") or [""]
    return Term(
        iri.removeprefix(ONTOLOGY_NAMESPACE),
        group,
        sorted(names)[0],
        comment.strip(),
        warning,
        tuple(sorted(parents)),
        " ".join(properties.get("skos:example", [])),
        count,
        (example, label),
    )


def _usage(store: Store) -> dict[str, tuple[int, str, str]]:
    usage: dict[str, tuple[int, str, str]] = {}
    for query in (
        "SELECT ?t (COUNT(?s) AS ?n) (MIN(?s) AS ?e) { ?s a ?t } GROUP BY ?t",
        "SELECT ?t (COUNT(?s) AS ?n) (MIN(?s) AS ?e) { ?s ?t ?o } GROUP BY ?t",
        """SELECT ?t (COUNT(?s) AS ?n) (MIN(?s) AS ?e) { ?s ?p ?t . ?t a skos:Concept
            FILTER(?p NOT IN (skos:hasTopConcept, skos:member)) } GROUP BY ?t""",
    ):
        for t, n, e in select(store, query):
            if t is not None and t.value.startswith(ONTOLOGY_NAMESPACE):
                example = e.value if isinstance(e, NamedNode) else ""
                usage[t.value] = (int(n.value), example, "")
    labels = read_labels(store, {example for _, example, _ in usage.values() if example})
    return {term: (count, example, labels.get(example, "")) for term, (count, example, _) in usage.items()}
