"""The ontology, the controlled terms and the code agree, and both RDF libraries read the same from every file."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, serialize
from rdflib.compare import isomorphic

from kg.config import ONTOLOGY_NAMESPACE, resource_folder
from kg.documents.model import PassageKind, Redistribution, SourceKind
from kg.graph.express import term
from kg.graph.phases import State
from kg.graph.reference import ontology_quads, read_turtle
from kg.graph.terms import KG, OWL, RDF, RDFS, SKOS
from kg.mentions.model import AreaKind, Qualifier
from kg.statements.model import (
    AgreementKind,
    Basis,
    Derivation,
    DisputeKind,
    DisputeStatus,
    EventKind,
    MissionKind,
    Role,
)
from kg.store.things import PREFIXES

BASE = "https://kg.example/"
FOLDER = resource_folder("ontology")
ROOT = Path(__file__).resolve().parents[2]
SCHEMES: dict[str, type[StrEnum]] = {
    "role": Role,
    "event": EventKind,
    "state": State,
    "agreement": AgreementKind,
    "dispute": DisputeKind,
    "status": DisputeStatus,
    "mission": MissionKind,
    "qualifier": Qualifier,
    "passage": PassageKind,
    "derivation": Derivation,
    "basis": Basis,
    "source": SourceKind,
    "redistribution": Redistribution,
    "area": AreaKind,
}


@pytest.fixture(scope="module")
def triples() -> list[Triple]:
    return list(dict.fromkeys(quad.triple for quad in ontology_quads(BASE)))


@pytest.fixture(scope="module")
def concepts() -> list[Triple]:
    return read_turtle(FOLDER / "concepts.ttl", BASE)


def defined(triples: list[Triple]) -> set[str]:
    return {
        triple.subject.value.removeprefix(ONTOLOGY_NAMESPACE)
        for triple in triples
        if triple.predicate == RDF.type and triple.subject.value.startswith(ONTOLOGY_NAMESPACE)
    }


def test_every_term_that_code_and_queries_use_is_defined(triples: list[Triple]) -> None:
    known = defined(triples)
    in_code = re.compile(r'\bKG\.(?!iri\b)(\w+)|\bKG\["([^"{]+)"\]')
    in_query = re.compile(r"\bkg:([A-Za-z][\w-]*\w)(?![\w{-])")
    used: dict[str, Path] = {}
    for path in (ROOT / "src" / "kg" / "graph").glob("*.py"):
        used |= {a or b: path for a, b in in_code.findall(path.read_text(encoding="utf-8"))}
    for path in (ROOT / "queries").glob("*.rq"):
        used |= dict.fromkeys(in_query.findall(path.read_text(encoding="utf-8")), path)
    assert {name: path.name for name, path in used.items() if name not in known} == {}


def test_every_term_has_a_label_a_comment_and_says_where_it_is_defined(triples: list[Triple]) -> None:
    said: dict[str, Counter[str]] = {}
    for triple in triples:
        said.setdefault(triple.subject.value, Counter())[triple.predicate.value] += 1
    for triple in triples:
        is_term = triple.predicate == RDF.type and triple.object in (
            *(OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty),
            *(SKOS.Concept, SKOS.ConceptScheme),
        )
        if is_term:
            has = said[triple.subject.value]
            assert has[RDFS.label.value] == 1, triple.subject
            assert has[RDFS.comment.value] == 1, triple.subject
            assert has[RDFS.isDefinedBy.value] == 1, triple.subject


def test_short_cuts_say_how_not_to_read_them(triples: list[Triple]) -> None:
    comments = {t.subject: t.object.value for t in triples if t.predicate == RDFS.comment}  # type: ignore[union-attr]
    for name in ("hasRelationsWith", "recognizes", "memberOf", "partyTo", "inDisputeWith", "sharesBorderWith"):
        assert "do not read" in comments[KG[name]].casefold()


def test_every_example_of_a_term_uses_it_and_only_terms_that_are_defined(triples: list[Triple]) -> None:
    known = {triple.subject.value for triple in triples}
    for triple in triples:
        if triple.predicate != SKOS.example:
            continue
        example = triple.object.value  # type: ignore[union-attr]
        Store().query(f"SELECT * {{ {example} }}", base_iri="http://e/", prefixes=dict(PREFIXES))
        used = {KG.iri + name for name in re.findall(r"\bkg:([\w-]+)", example)}
        assert triple.subject.value in used, example
        assert used <= known, example


@pytest.mark.parametrize(("scheme", "values"), SCHEMES.items())
def test_every_value_has_exactly_one_term_and_every_term_its_value(
    concepts: list[Triple], scheme: str, values: type[StrEnum]
) -> None:
    listed = {t.subject for t in concepts if t.predicate == SKOS.inScheme and t.object == KG[f"scheme-{scheme}"]}
    labels = Counter(t.object.value for t in concepts if t.predicate == SKOS.prefLabel and t.subject in listed)  # type: ignore[union-attr]
    assert labels == Counter(value.value for value in values)


def test_every_controlled_term_has_one_label_and_is_named_after_it(concepts: list[Triple]) -> None:
    labels = [(t.subject, t.object) for t in concepts if t.predicate == SKOS.prefLabel]
    schemes = {t.subject: t.object.value.rpartition("scheme-")[2] for t in concepts if t.predicate == SKOS.inScheme}  # type: ignore[union-attr]
    assert len(labels) == len({subject for subject, _ in labels}) == len(schemes)
    for subject, label in labels:
        assert label.language == "en"  # type: ignore[union-attr]
        assert subject == term(schemes[subject], label.value)  # type: ignore[union-attr]


def test_every_unit_of_quantities_is_a_term(concepts: list[Triple]) -> None:
    from kg.mentions import quantities

    known = {t.subject for t in concepts if t.predicate == SKOS.inScheme}
    units = {*quantities._SYMBOLS.values(), *quantities._DOLLARS.values(), *quantities._CURRENCY_CODES.split("|")}
    units |= {*quantities._CURRENCY_WORDS.values(), *quantities._UNITS.values(), *quantities._COUNTED.split()}
    assert {unit for unit in units if term("unit", unit) not in known} == set()


def test_every_measure_and_unit_of_the_patterns_is_a_term(concepts: list[Triple]) -> None:
    known = {t.subject for t in concepts if t.predicate == SKOS.inScheme}
    written = re.compile(r'\b(measure|unit)\s*=\s*"([^"<>]+)"')
    for path in (ROOT / "src" / "kg" / "statements").glob("*.toml"):
        for scheme, label in written.findall(path.read_text(encoding="utf-8")):
            assert term(scheme, label) in known, f"{path.name}: {scheme} {label}"


def test_subproperties_and_classes_are_defined(triples: list[Triple]) -> None:
    known = defined(triples)
    for triple in triples:
        if triple.predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range):
            assert isinstance(triple.object, NamedNode)
            name = triple.object.value.removeprefix(ONTOLOGY_NAMESPACE)
            assert name == triple.object.value or name in known, name


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.ttl")), ids=lambda path: path.name)
def test_both_libraries_read_the_same_graph(path: Path) -> None:
    ours = rdflib.Graph()
    lines = serialize(read_turtle(path, BASE), format=RdfFormat.N_TRIPLES)
    assert lines is not None
    ours.parse(data=lines.decode(), format="nt")
    theirs = rdflib.Graph()
    theirs.parse(path, publicID=BASE, format="turtle")
    assert len(ours) == len(theirs)
    plain = not any(isinstance(node, rdflib.BNode) for node in ours.all_nodes())
    assert set(ours) == set(theirs) if plain else isomorphic(ours, theirs)
