"""Every shape catches what it is for, evidence graphs stand for themselves, and errors say node, shape and evidence."""

from __future__ import annotations

import warnings

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from kg.config import resource_folder
from kg.errors import ReferenceDataError, ShapeError
from kg.graph.reference import read_turtle, reference_quads
from kg.graph.screening import Screening
from kg.graph.shapes import SH, Violation, validate, validate_document, validate_reference, violations
from kg.graph.terms import RDF

BASE = "https://kg.example/"
PREFIXES = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix kg: <https://w3id.org/foreign-relations/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

BROKEN = {
    "country-label": "@ a kg:Country .",
    "country-demonym": '@ a kg:Country ; kg:demonym "Xian" .',
    "country-iso": '@ a kg:Country ; kg:iso3166Alpha3 "Peru" .',
    "country-gec": '@ a kg:Country ; kg:gecCode "RIKV" .',
    "country-cow": '@ a kg:Country ; kg:cowCode "135" .',
    "country-gw": '@ a kg:Country ; kg:gwCode "135" .',
    "country-page": "@ a kg:Country ; schema:sameAs <http://www.wikidata.org/entity/Q1> , "
    "<http://www.wikidata.org/entity/Q2> .",
    "country-centroid": "@ a kg:Country ; geo:hasCentroid <p> , <q> .",
    "country-existence": "@ a kg:Country ; kg:existence <p> .",
    "country-before": "@ a kg:Country ; kg:continues <nowhere> .",
    "country-after": "@ a kg:Country ; kg:succeeds <nowhere> .",
    "country-system": "@ a kg:Country ; kg:inStateSystem <nowhere> .",
    "system-period-code": "@ a kg:StateSystemPeriod ; kg:cowCode 1 , 2 .",
    "listed-country-one-kind": "@ kg:areaKind kg:area-state , kg:area-territory .",
    "listed-country-source": "@ kg:areaKind kg:area-state .",
    "period-source": "@ a kg:PeriodOfExistence .",
    "period-start": '@ a kg:PeriodOfExistence ; kg:start "1900"^^xsd:gYear , "1901"^^xsd:gYear .',
    "period-end": '@ a kg:PeriodOfExistence ; kg:end "1900"^^xsd:gYear , "1901"^^xsd:gYear .',
    "period-order": '@ a kg:PeriodOfExistence ; kg:startEarliest "1901-01-01"^^xsd:date ; '
    'kg:endLatest "1900-01-01"^^xsd:date .',
    "point-wkt": '<x> geo:hasCentroid @ . @ geo:asWKT "POINT(north of here)"^^geo:wktLiteral .',
    "point-source": '<x> geo:hasCentroid @ . @ geo:asWKT "POINT(1 2)"^^geo:wktLiteral .',
    "organization-label": "@ a kg:Organization .",
    "organization-page": "@ a kg:Organization ; schema:sameAs <http://www.wikidata.org/wiki/Q1> .",
    "organization-after": "@ a kg:Organization ; kg:succeeds <nowhere> .",
    "listed-organization-one-kind": "@ kg:organizationKind kg:organization-forum , kg:organization-court .",
    "listed-organization-source": "@ kg:organizationKind kg:organization-forum .",
    "person-label": "@ a kg:Person .",
    "document-identifier": "@ a kg:Document .",
    "document-title": "@ a kg:Document .",
    "document-one-kind": "@ a kg:Document .",
    "document-one-redistribution": "@ a kg:Document .",
    "document-sha256": '@ a kg:Document ; kg:sha256 "ABC" .',
    "document-subject": "@ a kg:Document ; kg:subjectCountry <id/person/x> .",
    "evidence-document": "@ a kg:Evidence ; dcterms:source <no-document> .",
    "evidence-quote": '@ a kg:Evidence ; kg:quote "" .',
    "evidence-start": "@ a kg:Evidence ; kg:textStart 9 ; kg:textEnd 9 .",
    "evidence-end": "@ a kg:Evidence .",
    "evidence-line": "@ a kg:Evidence ; kg:line 0 .",
    "evidence-passage": "@ a kg:Evidence .",
    "evidence-pattern": "@ a kg:Evidence .",
    "evidence-confidence": "@ a kg:Evidence ; kg:confidence 1.5 .",
    "evidence-derivation": "@ a kg:Evidence .",
    "pattern-identifier": "@ a kg:Pattern .",
    "pattern-comment": "@ a kg:Pattern .",
    "pattern-right": "@ a kg:Pattern ; kg:rightCount -1 .",
    "pattern-wrong": "@ a kg:Pattern .",
    "pattern-confidence": "@ a kg:Pattern .",
    "supported-label": "@ kg:supportedBy <id/evidence/x> .",
    "supported-evidence": "@ kg:supportedBy <id/document/x> .",
    "supported-derivation": "@ kg:supportedBy <id/evidence/x> .",
    "supported-confidence": "@ kg:supportedBy <id/evidence/x> .",
    "relation-sides": "@ a kg:DiplomaticRelation ; kg:between <id/country/a> , <id/country/b> , <id/country/c> .",
    "relation-event": "@ a kg:DiplomaticRelation ; kg:hasEvent <nothing> .",
    "relation-phase": "@ a kg:DiplomaticRelation ; kg:hasPhase <nothing> .",
    "relation-candidate": "@ a kg:DiplomaticRelation ; kg:hasCandidate <nothing> .",
    "event-one-kind": "@ a kg:RelationEvent .",
    "event-actor": "@ a kg:RelationEvent ; kg:actor <id/person/x> .",
    "event-as-state": "@ a kg:RelationEvent ; kg:asState <id/organization/x> .",
    "phase-one-state": "@ a kg:Phase .",
    "candidate-country": "@ a kg:Candidate .",
    "candidate-rank": "@ a kg:Candidate ; kg:rank 0 .",
    "candidate-weight": "@ a kg:Candidate ; kg:weight -0.1 .",
    "participation-member": "@ a kg:Participation ; org:member <id/person/x> .",
    "participation-organization": "@ a kg:Participation ; org:organization <id/country/x> .",
    "participation-one-role": "@ a kg:Participation .",
    "membership-role": "@ a kg:Membership ; org:role kg:role-observer .",
    "membership-class": "@ a kg:Membership .",
    "agreement-party": "@ a kg:Agreement .",
    "agreement-one-kind": "@ a kg:Agreement .",
    "agreement-count": "@ a kg:Agreement ; kg:count 0 .",
    "agreement-year": "@ a kg:Agreement ; kg:yearInName 1929 .",
    "dispute-party": "@ a kg:Dispute ; kg:party <id/person/x> .",
    "dispute-one-kind": "@ a kg:Dispute .",
    "tenure-holder": "@ a kg:Tenure ; kg:holder <id/country/x> .",
    "tenure-office": "@ a kg:Tenure .",
    "visit-visitor": "@ a kg:Visit .",
    "visit-host": "@ a kg:Visit .",
    "mission-sender": "@ a kg:Mission .",
    "mission-host": "@ a kg:Mission .",
    "mission-one-kind": "@ a kg:Mission .",
    "border-sides": "@ a kg:Border ; kg:between <id/country/a> .",
    "observation-about": "@ a kg:Observation .",
    "observation-one-measure": "@ a kg:Observation .",
    "observation-value": '@ a kg:Observation ; kg:value "much" .',
    "observation-unit": "@ a kg:Observation ; kg:unit kg:unit-usd , kg:unit-eur .",
    "conflict-about": "@ a kg:Conflict .",
    "conflict-property": "@ a kg:Conflict .",
    "conflict-evidence": "@ a kg:Conflict ; kg:conflicting <id/evidence/x> .",
    "dated-start-literal": '@ kg:start "1980s" .',
    "dated-start-earliest": '@ kg:startEarliest "1901-01-01"^^xsd:date ; kg:startLatest "1900-01-01"^^xsd:date .',
    "dated-start-latest": '@ kg:start "1980"^^xsd:gYear .',
    "dated-end-literal": '@ kg:end "1980s" .',
    "dated-end-earliest": '@ kg:endLatest "1900-01-01"^^xsd:date .',
    "dated-end-latest": '@ kg:endEarliest "1900-01-01"^^xsd:date .',
    "dated-entry-into-force-literal": '@ kg:inForceFrom "soon" .',
    "dated-entry-into-force-earliest": '@ kg:inForceLatest "1900-01-01"^^xsd:date .',
    "dated-entry-into-force-latest": '@ kg:inForceEarliest "1900-01-01"^^xsd:date .',
    **{
        f"{scheme}-term-scheme": f"<x> {path} @ ."
        for scheme, path in {
            "area": "kg:areaKind",
            "continent": "kg:continent",
            "organization": "kg:organizationKind",
            "source": "kg:sourceKind",
            "redistribution": "kg:redistribution",
            "passage": "kg:passageKind",
            "derivation": "kg:derivation",
            "basis": "kg:basis",
            "role": "org:role",
            "event": "kg:eventKind",
            "state": "kg:state",
            "agreement": "kg:agreementKind",
            "dispute": "kg:disputeKind",
            "status": "kg:status",
            "mission": "kg:missionKind",
            "measure": "kg:measure",
            "unit": "kg:unit",
            "qualifier": "kg:qualifier",
        }.items()
    },
}
GOOD = """@ a kg:Participation , kg:Membership ; org:member <id/country/a> ; org:organization <id/organization/b> ;
    org:role kg:role-member ; kg:start "1998-11"^^xsd:gYearMonth ; kg:startEarliest "1998-11-01"^^xsd:date ;
    kg:startLatest "1998-11-30"^^xsd:date ; kg:startYear 1998 ."""

EVIDENCE = """<id/document/doc> a kg:Document ; dcterms:identifier "doc" ; dcterms:title "Doc"@en ;
    kg:sourceKind kg:source-unknown ; kg:redistribution kg:redistribution-quotes ; kg:subjectCountry <id/country/a> ;
    kg:sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" .
<id/evidence/doc/0-9/rule> a kg:Evidence ; dcterms:source <id/document/doc> ; kg:quote "A and B \\"met\\"." ;
    kg:textStart 0 ; kg:textEnd 9 ; kg:line 1 ; kg:passageKind kg:passage-sentence ; kg:pattern <id/pattern/rule> ;
    kg:confidence 0.9 ; kg:derivation kg:derivation-explicit ."""
RELATION = """@ a kg:DiplomaticRelation ; kg:between <id/country/a> , <id/country/b> ; kg:hasEvent <id/event/a-b> .
<id/event/a-b> a kg:RelationEvent ; kg:eventKind kg:event-established ; kg:actor <id/country/a> ;
    kg:start "1961"^^xsd:gYear ; kg:startEarliest "1961-01-01"^^xsd:date ; kg:startLatest "1961-12-31"^^xsd:date ."""


def screened(share: list[Quad]) -> bool:
    """Whether screening clears a share."""
    screening = Screening()
    default = DefaultGraph()
    for s, p, o, g in share:
        screening.take([(str(s), str(p), str(o), "" if g == default else str(g))])
    return screening.finish()


def quads(turtle: str, node: str = "id/x/node", graph: str | None = None) -> list[Quad]:
    written = PREFIXES + turtle.replace("@ ", f"<{node}> ").replace(" @ .", f" <{node}> .")
    name = DefaultGraph() if graph is None else NamedNode(BASE + graph)
    return [
        Quad(found.subject, found.predicate, found.object, name)
        for found in parse(written, format=RdfFormat.TURTLE, base_iri=BASE)
    ]


@pytest.fixture(scope="module")
def found() -> tuple[Violation, ...]:
    """What all broken examples violate, each about a node of its own."""
    every = [quad for name, turtle in BROKEN.items() for quad in quads(turtle, f"id/x/{name}")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return violations(every)


@pytest.fixture(scope="module")
def property_shapes() -> dict[str, set[NamedNode]]:
    """The property shapes by name (without ``kg:shape-``) with their properties."""
    shapes: dict[str, set[NamedNode]] = {}
    triples = read_turtle(resource_folder("ontology") / "shapes.ttl", BASE)
    named = {triple.subject for triple in triples if triple.predicate == RDF.type and triple.object == SH.PropertyShape}
    for triple in triples:
        if triple.subject in named:
            shapes.setdefault(triple.subject.value.partition("#shape-")[2], set()).add(triple.predicate)
    return shapes


@pytest.mark.parametrize("name", BROKEN)
def test_each_shape_catches_a_broken_example(found: tuple[Violation, ...], name: str) -> None:
    caught = {violation.shape.partition("#shape-")[2] for violation in found if violation.node.endswith(f"/x/{name}")}
    assert name in caught


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("graph", [None, "id/evidence/doc/0-9/rule"])
def test_screening_clears_no_broken_example(name: str, graph: str | None) -> None:
    assert not screened(quads(BROKEN[name], f"id/x/{name}", graph))


@pytest.mark.parametrize("graph", [None, "id/evidence/doc/0-9/rule"])
def test_screening_clears_a_right_statement(graph: str | None) -> None:
    assert screened(quads(GOOD, graph=graph))


def test_screening_clears_nothing_that_pyshacl_finds_wrong() -> None:
    """A right share with a quad less, a quad twice or another value; some of these are right as well."""
    right = quads(EVIDENCE) + quads(RELATION, "id/relation/a-b", "id/evidence/doc/0-9/rule")
    assert screened(right)
    assert not violations(right)
    values = [quad.object for quad in right]
    changed = [right[:place] + right[place + 1 :] for place in range(len(right))]
    for place, quad in enumerate(right):
        for value in values[place % 5 :: 5]:
            other = Quad(quad.subject, quad.predicate, value, quad.graph_name)
            changed += [[*right[:place], other, *right[place + 1 :]], [*right[: place + 1], other, *right[place + 1 :]]]
    cleared = [share for share in changed if screened(share)]
    assert cleared
    assert [share for share in cleared if violations(share)] == []


def test_screening_does_not_clear_a_node_that_comes_back() -> None:
    whole = quads(GOOD)
    between = quads(GOOD, "id/x/other", "id/evidence/doc/0-9/rule")
    assert screened(whole + between)
    assert not screened(whole[:2] + between + whole[2:])


def test_every_shape_has_a_name_a_message_and_a_broken_example(property_shapes: dict[str, set[NamedNode]]) -> None:
    assert set(property_shapes) == set(BROKEN)
    assert all(SH.message in said and SH.path in said for said in property_shapes.values())


def test_a_right_statement_violates_nothing() -> None:
    validate(quads(GOOD))


def test_the_reference_data_violates_nothing() -> None:
    validate_reference(reference_quads(BASE))


def test_evidence_graphs_stand_for_themselves() -> None:
    """Two passages that date one membership differently are a conflict, not a violation."""
    other = GOOD.replace("1998-11-30", "1998-11-29").replace("1998-11-01", "1998-11-02")
    validate([*quads(GOOD, graph="id/evidence/a"), *quads(other, graph="id/evidence/b")])
    assert violations([*quads(GOOD), *quads(other)])


def test_a_violation_says_which_node_which_shape_and_which_evidence() -> None:
    broken = quads(
        "@ a kg:Border ; kg:between <id/country/a> .", node="id/border/a", graph="id/evidence/doc/0-9/shares"
    )
    with pytest.raises(ShapeError) as caught:
        validate_document(broken, "doc.txt")
    assert caught.value.path == "doc.txt"
    assert caught.value.violations[0][0] == f"{BASE}id/border/a"
    assert caught.value.violations[0][1].endswith("shape-border-sides")
    assert f"{BASE}id/evidence/doc/0-9/shares" in str(caught.value)


def test_an_unknown_controlled_term_is_a_violation() -> None:
    assert violations(quads("@ kg:status kg:status-forgotten ."))


def test_reference_data_that_breaks_a_shape_is_an_error_of_input() -> None:
    with pytest.raises(ReferenceDataError, match="shape-country-iso"):
        validate_reference(quads('@ a kg:Country ; rdfs:label "X"@en ; kg:iso3166Alpha3 "XX" .'))
