"""Linting: a query compared with the data, each kind of advice with its place and its suggestion."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store

from kg.store.lint import Advice, lint
from kg.store.query_patterns import triple_patterns
from kg.store.query_text import read_query, tokens

PREFIXES = """PREFIX kg: <https://w3id.org/foreign-relations/ontology#>
PREFIX id: <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
DATA = (
    PREFIXES
    + """
<http://localhost:8000/id/country/ruritania> a kg:Country ; rdfs:label "Ruritania"@en ; kg:continent kg:europe .
<http://localhost:8000/id/agreement/1> a kg:Agreement ; kg:party <http://localhost:8000/id/country/ruritania> ;
    kg:start "1911-05" ; kg:startYear 1911 ; rdfs:label "Treaty"@en .
kg:Agreement rdfs:subClassOf kg:Statement .
kg:Conflict rdfs:label "conflict"@en .
<http://localhost:8000/id/visit/1> kg:end "1912" .
"""
)


@pytest.fixture(scope="module")
def store() -> Store:
    """A country and an agreement."""
    made = Store()
    made.load(DATA.encode(), RdfFormat.TURTLE)
    return made


def advice(store: Store, query: str) -> list[Advice]:
    """What is said about a query below the prefixes."""
    return lint(read_query(PREFIXES + query), store)


@pytest.mark.parametrize(
    ("query", "kind", "line", "column", "suggestion"),
    [
        ("SELECT ?x { ?x a kg:Cuontry }", "absent-term", 4, 18, "kg:Country"),
        ("SELECT ?x { ?x kg:partty ?y ; kg:start ?y }", "absent-term", 4, 16, "kg:party"),
        (
            "SELECT ?x { ?x kg:party <http://localhost:8000/id/country/ruritanja> }",
            "absent-term",
            4,
            25,
            "<http://localhost:8000/id/country/ruritania>",
        ),
        ("SELECT ?x { ?x kg:continent/kg:labl ?y . ?y a ?x }", "absent-term", 4, 29, None),
        ("SELECT ?x ?y { ?x a kg:Country ; kg:party ?y }", "unfit-property", 4, 34, None),
        ("SELECT ?x { ?x a kg:Statement }", "empty-class", 4, 18, "a/rdfs:subClassOf* kg:Statement"),
        ("SELECT ?x { ?x a kg:Conflict ; rdfs:label ?x }", "empty-class", 4, 18, None),
        ('SELECT ?x { ?x rdfs:label "Ruritania" }', "bare-literal", 4, 27, '"Ruritania"@en'),
        ("SELECT ?party { ?x kg:party ?party ; kg:start ?start }", "lonely-variable", 4, 47, "[]"),
        ("SELECT ?party { ?p kg:party ?parti . ?p a kg:Agreement }", "lonely-variable", 4, 8, None),
        ('SELECT ?x ?d { ?x kg:start ?d FILTER(?d < "1950") }', "compared-date", 4, 38, "kg:startEarliest"),
        ("SELECT ?x ?d { ?x kg:start ?d } ORDER BY ?d", "compared-date", 4, 42, "kg:startYear"),
    ],
)
def test_each_oddity_is_found_at_its_place(
    store: Store, query: str, kind: str, line: int, column: int, suggestion: str | None
) -> None:
    found = [piece for piece in advice(store, query) if piece.kind == kind]
    assert (found[0].line, found[0].column) == (line, column)
    if suggestion is not None:
        assert suggestion in (found[0].suggestion or "")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x ?label { ?x a kg:Country ; rdfs:label ?label }",
        "SELECT * { ?s ?p ?o }",
        "SELECT ?x (EXISTS { ?x a kg:Country } AS ?is) { ?x a kg:Agreement }",
        "SELECT ?x ?y { ?x a kg:Agreement OPTIONAL { ?x kg:end ?y } }",
        "SELECT ?x { ?x a/rdfs:subClassOf* kg:Statement }",
        'SELECT ?x { ?x rdfs:label "Ruritania"@en }',
        "SELECT ?x ?y { ?x kg:party/^kg:party ?y . ?x kg:startYear ?n FILTER(?n > 1900) } ORDER BY ?n",
        "ASK { [] a kg:Agreement ; kg:party [ rdfs:label ?l ] }",
        "SELECT ?x ?d { ?x kg:start ?d FILTER(BOUND(?d)) }",
        "SELECT ?y (COUNT(?x) AS ?n) { ?x kg:party ?y } GROUP BY ?y",
        "CONSTRUCT { ?x <http://example.org/other> ?y } WHERE { ?x kg:party ?y }",
    ],
)
def test_sound_queries_get_no_advice(store: Store, query: str) -> None:
    assert advice(store, query) == []


def test_a_class_that_nothing_is_of_is_told_once(store: Store) -> None:
    found = advice(store, "SELECT ?x { ?x a kg:Statement ; kg:party ?p ; kg:start ?p }")
    assert [piece.kind for piece in found] == ["empty-class"]
    assert "only of its subclasses (kg:Agreement)" in found[0].message


@given(st.text(alphabet="?ab {}()[].;,/|^*+!<>:\"'$SELECTWHERE\n", max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_strange_to_read(text: str) -> None:
    triple_patterns(tokens(text))


def test_patterns_are_found_through_paths_lists_and_blank_nodes() -> None:
    query = (
        "SELECT * { ?a e:p/^e:q* ?b , ?c ; e:r [ e:s ?d ; a e:T ] . (1 2) e:t ?e FILTER(?x < 3) OPTIONAL { ?f a e:U } }"
    )
    found = [(p.subject.text, "".join(t.text for t in p.path), p.object.text) for p in triple_patterns(tokens(query))]
    assert found == [
        ("?a", "e:p/^e:q*", "?b"),
        ("?a", "e:p/^e:q*", "?c"),
        ("?a", "e:r", "["),
        ("[", "e:s", "?d"),
        ("[", "a", "e:T"),
        ("(", "e:t", "?e"),
        ("?f", "a", "e:U"),
    ]
