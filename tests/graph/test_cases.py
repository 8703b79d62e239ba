"""Golden cases: folders of ``tests/cases`` with claims, the merged graph expected of them, and why.

``KG_REGENERATE_CASES=1`` writes ``expected.ttl`` anew; look at the difference before you keep it.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Triple, parse, serialize
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.mentions.model import Entity, EntityKind
from kg.statements import model

CASES = Path(__file__).parents[1] / "cases"
PREFIXES = {
    "": "http://localhost:8000/id/",
    "kg": "https://w3id.org/foreign-relations/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ENUMS = {
    "membership": {"role": model.Role},
    "event": {"kind": model.EventKind},
    "agreement": {"kind": model.AgreementKind},
    "dispute": {"kind": model.DisputeKind, "status": model.DisputeStatus},
    "mission": {"kind": model.MissionKind},
}
CLASSES = {
    name: getattr(model, name.title())
    for name in ("membership", "relation", "event", "agreement", "dispute", "tenure", "visit", "mission", "border")
}
DATES = {"start", "end", "in_force", "date"}
ENTITIES = {"country/", "organization/", "person/"}
cases = sorted(path.parent.name for path in CASES.glob("*/claims.toml"))


def entity(key: str) -> Entity:
    kind, _, slug = key.partition("/")
    return Entity(EntityKind(kind), slug, slug.replace("-", " ").title())


def read(make: Any, kind: str, written: dict[str, Any]) -> Any:
    """A statement or event from its table: dates are ISO, entities are keys, enums are labels."""
    values: dict[str, Any] = {}
    for name, value in written.items():
        assert name in {field.name for field in fields(CLASSES[kind])}, f"{kind} has no {name}"
        values[name] = read_field(make, kind, name, value)
    if kind == "relation":
        values.setdefault("partner", None)
    return CLASSES[kind](**values)


def read_field(make: Any, kind: str, name: str, value: Any) -> Any:
    if name == "events":
        return tuple(read(make, "event", event) for event in value)
    if name == "candidates":
        return tuple(model.Candidate(entity(key), weight) for key, weight in value)
    if name in DATES:
        return make.date(value)
    if name in ENUMS.get(kind, {}):
        return ENUMS[kind][name](value)
    if isinstance(value, list):
        return tuple(entity(key) for key in value)
    return entity(value) if isinstance(value, str) and value.startswith(tuple(ENTITIES)) else value


def claims_of(make: Any, case: Path) -> list[model.Claim]:
    claims = []
    for written in tomllib.loads((case / "claims.toml").read_text(encoding="utf-8"))["claim"]:
        place, kind = written.pop("at"), written.pop("statement")
        given = {name: written.pop(name) for name in ("quote", "confidence", "pattern") if name in written}
        restored = written.pop("restored", None)
        claim = make.claim(place, read(make, kind, written), **given)
        claims.append(claim)
        if restored is not None:
            claims.append(make.conclusion(claim, entity(restored)))
    return claims


def turtle(make: Any, case: Path) -> str:
    quads = make.merge(claims_of(make, case)).quads
    triples = sorted((Triple(q.subject, q.predicate, q.object) for q in quads), key=str)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES).decode()


@pytest.mark.parametrize("name", cases)
def test_the_merged_graph_of_a_case_is_the_expected_one(make, name: str) -> None:
    case = CASES / name
    found = turtle(make, case)
    if os.environ.get("KG_REGENERATE_CASES"):
        (case / "expected.ttl").write_text(found, encoding="utf-8")
    expected = (case / "expected.ttl").read_text(encoding="utf-8")
    as_set = {str(triple) for triple in parse(expected, format=RdfFormat.TURTLE)}
    got = {str(triple) for triple in parse(found, format=RdfFormat.TURTLE)}
    assert got == as_set
    assert (case / "why.md").read_text(encoding="utf-8").strip()


def test_a_second_library_reads_the_same_graphs(make) -> None:
    for name in cases:
        expected = (CASES / name / "expected.ttl").read_text(encoding="utf-8")
        triples = list(parse(expected, format=RdfFormat.TURTLE))
        lines = serialize(triples, format=RdfFormat.N_TRIPLES).decode()
        read_as_turtle, read_as_lines = Graph(), Graph()
        read_as_turtle.parse(data=expected, format="turtle")
        read_as_lines.parse(data=lines, format="nt")
        assert isomorphic(read_as_turtle, read_as_lines)
        assert len(read_as_turtle) == len(triples)
