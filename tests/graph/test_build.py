"""Claims of one document as evidence graphs and descriptions."""

from __future__ import annotations

import pytest

from kg.documents.model import Document, Redistribution, Source, SourceKind
from kg.graph.build import document_facts, document_quads, pattern_quads
from kg.statements.model import Border, Claim, Event, EventKind, Membership, PatternRecord, Relation, Role

HERE = "id:evidence\\/one-00000000\\/700-750\\/rule"


@pytest.fixture
def membership(make):
    return Membership(make.country("Oz"), make.organization("Club"), Role.MEMBER, make.date("1998-11"))


def test_a_piece_of_evidence_is_a_graph_with_exactly_what_it_supports(make, membership) -> None:
    found = make.graphs([make.claim("one:7", membership)])
    said = [name for (name,) in found.select(f"GRAPH {HERE} {{ ?s ?p ?o }}", "p")]
    start = ["start", "startEarliest", "startEdtf", "startLatest", "startYear"]
    assert said == ["member", "memberOf", "organization", "role", *start, "type", "type", "type"]


def test_evidence_says_place_quote_rule_and_how_sure(make, membership) -> None:
    found = make.graphs([make.claim("one:7", membership)])
    says = (
        f"{HERE} a kg:Evidence ; dcterms:source/dcterms:identifier 'one' ; kg:quote 'Sentence 7 of document one.' ; "
        "kg:textStart 700 ; kg:textEnd 750 ; kg:line 7 ; kg:passageKind kg:passage-sentence ; kg:confidence 0.9 ; "
        "kg:pattern id:pattern\\/rule ; kg:derivation kg:derivation-explicit"
    )
    assert found.ask(says)


def test_claims_at_one_place_by_one_rule_share_a_graph(make, membership) -> None:
    other = Membership(make.country("Ev"), membership.organization, Role.MEMBER)
    found = make.graphs([make.claim("one:7", membership), make.claim("one:7", other)])
    assert found.select("?e a kg:Evidence", "e") == [("evidence/one-00000000/700-750/rule",)]
    assert len(found.select(f"GRAPH {HERE} {{ ?m a kg:Membership }}", "m")) == 2


def test_a_row_and_its_conclusion_are_two_graphs(make) -> None:
    row = make.claim("one:7", Relation(make.country("Oz"), None, (Event(EventKind.ESTABLISHED, make.date("1987")),)))
    found = make.graphs([row, make.conclusion(row, make.country("Ev"))])
    assert found.select(f"GRAPH {HERE} {{ ?r kg:between ?side }}", "r", "side") == [
        ("relation/oz-open-one-00000000-7", "country/oz")
    ]
    conclusion = "id:evidence\\/one-00000000\\/700-750\\/restored"
    assert len(found.select(f"GRAPH {conclusion} {{ ?r kg:between ?side }}", "side")) == 2
    assert found.ask(f"{conclusion} kg:usedEvidence {HERE} ; kg:basis kg:basis-order")


def test_what_a_conclusion_rests_on_is_described_though_it_states_nothing_itself(make) -> None:
    row = make.claim("one:7", Relation(make.country("Oz"), None))
    note = make.evidence("one:340", quote="Ev – Oz relations, a site of the ministry.", pattern="reference")
    conclusion = make.conclusion(row, make.country("Ev"))
    used = Claim(conclusion.statement, type(note)(**_with(conclusion.evidence, used=(row.evidence, note))))
    found = make.graphs([row, used])
    assert found.select("?c kg:usedEvidence ?u . ?u kg:quote ?q ; kg:line 340", "q") == [(note.quote,)]


def _with(evidence, **given):
    return {name: getattr(evidence, name) for name in evidence.__slots__} | given


def test_a_document_is_described_by_its_source(make) -> None:
    source = Source(
        "A title",
        "A publisher",
        "https://example.org/a",
        "2016",
        "2017-09-24",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "Its authors",
        SourceKind.REFERENCE_WORK,
        Redistribution.FULL,
    )
    facts = document_facts(Document("one", "ab" * 32, "text", source=source), (make.country("Oz"),))
    quads = list(document_quads(facts, [], make.base))
    found = type(make.graphs([]))(quads)
    assert found.ask(
        "id:document\\/one-abababab a kg:Document ; dcterms:title 'A title'@en ; dcterms:publisher 'A publisher' ; "
        "dcterms:source <https://example.org/a> ; dcterms:issued '2016'^^xsd:gYear ; "
        "dcterms:modified '2017-09-24'^^xsd:date ; kg:sourceKind kg:source-reference-work ; "
        "dcterms:license <https://creativecommons.org/licenses/by-sa/4.0/> ; dcterms:rights 'Its authors'@en ; "
        "kg:redistribution kg:redistribution-full ; kg:subjectCountry id:country\\/oz"
    )


def test_evidence_has_the_date_of_its_document(make, membership) -> None:
    facts = make.facts("one", modified="2017-09-24")
    assert make.graphs([make.claim("one:7", membership)], facts).ask(f"{HERE} kg:asOf '2017-09-24'^^xsd:date")


def test_short_cuts_stand_in_explicit_evidence_graphs(make) -> None:
    found = make.graphs([make.claim("one:7", Border((make.country("Oz"), make.country("Ev"))))])
    assert len(found.select(f"GRAPH {HERE} {{ ?a kg:sharesBorderWith ?b }}", "a", "b")) == 2


def test_a_pattern_is_published_with_its_record(make) -> None:
    record = PatternRecord("member-since", "Reads since when.", "membership", ("Yes.",), ("No.",), right=41, wrong=1)
    found = type(make.graphs([]))(list(pattern_quads([record], make.base)))
    assert found.ask(
        "id:pattern\\/member-since a kg:Pattern ; kg:rightCount 41 ; kg:wrongCount 1 ; kg:confidence 0.9545 ; "
        "skos:example 'Yes.'@en ; kg:counterExample 'No.'@en ; rdfs:comment 'Reads since when.'@en"
    )
