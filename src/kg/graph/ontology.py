"""Looks over the vocabulary: every term says what it is, every controlled term has its label, the shapes are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from kg.config import resource_folder
from kg.graph.reference import read_turtle
from kg.graph.terms import KG, OWL, RDF, RDFS, SKOS

FILES = ("kg.ttl", "concepts.ttl", "shapes.ttl")
_BASE = "http://localhost:8000/"
_TERMS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)


def check_ontology() -> list[str]:
    """What is wrong with the ontology, one sentence each; empty where all is well.

    Raises ReferenceDataError, naming file and line, where a file is not Turtle.
    """
    described: dict[NamedNode, dict[NamedNode, list[object]]] = defaultdict(lambda: defaultdict(list))
    for name in FILES:
        for triple in read_turtle(resource_folder("ontology") / name, _BASE):
            if isinstance(triple.subject, NamedNode):
                described[triple.subject][triple.predicate].append(triple.object)
    problems: list[str] = []
    for term, said in sorted(described.items(), key=lambda entry: entry[0].value):
        if term.value.startswith(KG.iri):
            problems += (f"{term.value}: {problem}" for problem in _problems(said))
    return problems


def _problems(said: dict[NamedNode, list[object]]) -> Iterator[str]:
    types = said[RDF.type]
    if any(kind in types for kind in _TERMS):
        yield from (f"no {p.value}" for p in (RDFS.label, RDFS.comment, RDFS.isDefinedBy, SKOS.example) if not said[p])
    if any(kind in types for kind in (*_TERMS, SKOS.ConceptScheme)) and not _warns(said):
        yield f"no {SKOS.scopeNote.value} that says how not to read it"
    if SKOS.Concept in types:
        if len(list(_english(said[SKOS.prefLabel]))) != 1:
            yield "not exactly one English skos:prefLabel"
        if not said[SKOS.inScheme]:
            yield "in no scheme"


def _warns(said: dict[NamedNode, list[object]]) -> bool:
    """Whether a term says how not to read it: in a note, or at the end of its comment as short cuts do."""
    texts = [text.value for text in said[RDFS.comment] if isinstance(text, Literal)]
    return bool(said[SKOS.scopeNote]) or any("do not read" in text for text in texts)


def _english(labels: Iterable[object]) -> Iterator[Literal]:
    return (label for label in labels if isinstance(label, Literal) and label.language == "en")
