"""Reading a query's text: its tokens, form, dataset and what it is refused for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.store.query_errors import syntax_error
from kg.store.query_slips import find_slip
from kg.store.query_text import offset_at, position, read_query, tokens

KG = "https://w3id.org/foreign-relations/ontology#"


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_tokens_never_fail_and_stand_where_they_say(text: str) -> None:
    for token in tokens(text):
        assert text[token.start : token.start + len(token.text)] == token.text


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("# SELECT\nprefix select: <http://e/> ask {}", "ASK"),
        ("BASE <http://e/> PREFIX : <x> CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("insert data {}", "INSERT"),
        ("", None),
    ],
)
def test_the_form_is_the_first_verb_after_the_prologue(query: str, form: str | None) -> None:
    assert read_query(query).form == form


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?service ?p ?o } # SERVICE",
        "PREFIX service: <http://e/> SELECT * { ?s service:SERVICE <http://e/SERVICE> }",
        "SELECT * { ?s ?p '''it's a SERVICE''' }",
    ],
)
def test_service_in_strings_names_and_comments_is_no_service(query: str) -> None:
    assert read_query(query).service is None


@pytest.mark.parametrize("query", ["SELECT * { SERVICE <http://e/> {} }", "ask{service silent ?x{}}"])
def test_the_keyword_service_is_found_in_any_case(query: str) -> None:
    assert read_query(query).service is not None


def test_from_clauses_resolve_against_base_and_prefixes() -> None:
    query = read_query(
        "BASE <http://e/> PREFIX g: <http://g/> SELECT * FROM <a> FROM g:b FROM <a> FROM NAMED <c> { ?s ?p ?o }"
    )
    assert query.default_graphs == ("http://e/a", "http://g/b")
    assert query.named_graphs == ("http://e/c",)
    assert read_query("SELECT * {}").default_graphs is None


def test_absolute_iris_stay_as_they_are_whatever_the_base() -> None:
    query = read_query("PREFIX org: <http://www.w3.org/ns/org#> SELECT * FROM <http://e/a/../b#> {}", "http://e/")
    assert query.prefixes == {"org": "http://www.w3.org/ns/org#"}
    assert query.default_graphs == ("http://e/a/../b#",)


def test_functions_whose_value_changes_make_a_query_volatile() -> None:
    assert read_query("SELECT (NOW() AS ?n) {}").volatile
    assert not read_query('SELECT * { ?now ?rand "NOW()" }').volatile


def test_positions_and_offsets_are_inverse() -> None:
    text = "ä\nbc\n\nd"
    for offset in range(len(text) + 1):
        assert offset_at(text, *position(text, offset)) == offset


ENGINE = "error at 1:10: expected one of CONSTRUCT, ['0' ..= '9']"


@pytest.mark.parametrize(
    ("query", "line", "column", "what", "hint"),
    [
        ("SELCT * {}", 1, 1, "SELCT is not a word of SPARQL", "SELECT"),
        ("SELECT * WHERE {\n ?s a kg:Thing }", 2, 7, "prefix kg: is not declared", KG),
        ("PREFIX foaf: <http://e/> SELECT * { ?s foa:name ?o }", 1, 40, "foa: is not declared", "foaf"),
        ("SELECT * { ?s ?p ?o ", 1, 10, "is not closed", "add }"),
        ("SELECT * { ?s ?p ?o }}", 1, 22, "closes nothing", "remove"),
        ("SELECT * { FILTER(1 }", 1, 21, "should close", "put )"),
        ('SELECT * { ?s ?p "open }', 1, 18, "string that begins here", 'close it with "'),
        ("SELECT * { ?s ?p ?o } LIMIT ten", 1, 29, "ten is not a word", "?ten"),
        ("SELECT * { ?x a }", 1, 15, "no value after ?x a", "a subject, a property and a value"),
        ("SELECT * { ?x }", 1, 12, "?x stands alone", "a subject, a property and a value"),
        ("SELECT * { ?x a ?y ; a }", 1, 22, "no value after ?x a", "a subject, a property and a value"),
        ("SELECT ?x { ?x ?y ?z ?w }", 1, 22, "?w follows ?x ?y ?z", "put ."),
        ('SELECT ?x { ?x a "s"@en , [ ?b ?c ] . ?x ?y ( 1 2 ) ?w }', 1, 53, "?w follows", "put ."),
        ("SELECT ?x { ?x ^a/a* ?y ORDER ?x }", 1, 25, "ORDER stands without BY", "ORDER BY"),
        ("SELECT ?x { ?x a ?y } ORDER BY", 1, 29, "nothing to go by", "ORDER BY ?x"),
        ("SELECT ?x { ?x a ?y } LIMIT", 1, 23, "LIMIT wants a number", "LIMIT 10"),
        ("SELECT { ?x a ?y }", 1, 1, "names no columns", "SELECT *"),
        ("SELECT ?x, ?y { ?x a ?y }", 1, 10, "without commas", "SELECT ?x ?y"),
        ("SELECT COUNT(?x) { ?x a ?y }", 1, 8, "COUNT needs brackets", "AS ?n"),
        ("SELECT (COUNT(?x)) { ?x a ?y }", 1, 8, "no name", "AS ?n"),
        ("SELECT ?x { ?x a ?y FILTER(?y = ) }", 1, 31, "no value after =", "compare"),
        ("SELECT ?x { ?x a ?y FILTER ?y > 3 }", 1, 21, "stands in brackets", "FILTER(?x > 1)"),
        ("ASK { FILTER }", 1, 7, "FILTER stands without an expression", "FILTER(…)"),
        ("ASK { ?x a ?y FILTER NOT { ?x a ?z } }", 1, 22, "NOT stands without", "NOT EXISTS"),
        ("SELECT ?x { BIND(1 AS 2) }", 1, 20, "AS is not followed by a variable", "AS ?n"),
        ("SELECT ?g ?b (COUNT(?a) AS ?n) { ?a ?b ?g } GROUP BY ?g", 1, 11, "?b is neither grouped", "GROUP BY"),
        (
            "SELECT * { { SELECT ?z (MAX(?y) AS ?m) { ?x ?y ?z } } }",
            1,
            21,
            "?z is neither grouped",
            "of its own SELECT",
        ),
    ],
)
def test_usual_mistakes_are_named_with_place_and_remedy(
    query: str, line: int, column: int, what: str, hint: str
) -> None:
    error = syntax_error(read_query(query), ENGINE, {"kg": KG})
    assert (error.line, error.column) == (line, column)
    assert what in error.what
    assert hint in (error.hint or "")
    assert "expected one of" not in str(error)


@given(st.text(alphabet="?a {}()[].;,/|^*+!<>:\"'@$SELECT FILTER VALUES ORDER BY AS\n", max_size=200))
@settings(max_examples=300, deadline=None)
def test_slips_are_looked_for_in_any_text(text: str) -> None:
    find_slip(tokens(text))


def test_a_place_without_a_bracket_that_fits_gets_no_list() -> None:
    error = syntax_error(
        read_query("SELECT ?a { UNION { ?a ?b ?c } }"), "error at 1:21: expected one of DISTINCT, '('", {}
    )
    assert (error.what, error.hint) == ("?a is unexpected after {", None)


def test_the_empty_query_is_called_empty() -> None:
    assert "empty" in syntax_error(read_query(" # nothing"), "error at 1:1: expected [_]", {}).what
