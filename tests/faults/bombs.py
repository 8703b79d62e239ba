"""Hostile queries, one generator for each way in which an engine is known to fall."""

from __future__ import annotations

ENDLESS = {
    "count of a cross product": "SELECT (COUNT(*) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "path on a cycle": "ASK { ?a <http://e/next>+ ?b . ?b <http://e/next>+ ?c . ?c ^<http://e/next>* ?d FILTER(!?d) }",
    "order by over a cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f LIMIT 10",
    "distinct over a cross product": "SELECT DISTINCT ?c ?f ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "not exists in a loop": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER EXISTS { ?a ?f ?i . ?i ?c ?d } }",
}


def concat_bomb(doublings: int) -> str:
    """A string doubled again and again."""
    steps = " ".join(f"BIND(CONCAT(?v{i}, ?v{i}) AS ?v{i + 1})" for i in range(doublings))
    return f"SELECT (STRLEN(?v{doublings}) AS ?n) {{ BIND('0123456789abcdef' AS ?v0) {steps} }}"


NESTED = {
    "optionals": lambda n: "SELECT * { " + "OPTIONAL { ?a ?b ?c " * n + "}" * n + " }",
    "braces": lambda n: "SELECT * " + "{" * n + "}" * n,
    "sub-selects": lambda n: "SELECT * { " + "{ SELECT * { " * n + "} }" * n + " }",
    "exists": lambda n: "ASK { ?a ?b ?c " + "FILTER EXISTS { ?a ?b ?c " * n + "}" * n + " }",
    "parentheses": lambda n: "SELECT * { FILTER(" + "(" * n + "1" + ")" * n + ") }",
    "alternatives": lambda n: "SELECT * { FILTER(" + "||".join(["?a"] * n) + ") }",
    "functions": lambda n: "SELECT (" + "STR(" * n + "1" + ")" * n + " AS ?x) {}",
    "negations": lambda n: "SELECT * { FILTER(" + "!" * n + "true) }",
    "paths": lambda n: "SELECT * { ?a " + "(" * n + "<http://e/p>" + ")*" * n + " ?b }",
    "unions": lambda n: "SELECT * { " + " UNION ".join(["{?a ?b ?c}"] * n) + " }",
    "binds": lambda n: "SELECT * { " + " ".join(f"BIND({i} AS ?v{i})" for i in range(n)) + " }",
    "collections": lambda n: "SELECT * { ?a ?b " + "(" * n + ")" * n + " }",
    "blank nodes": lambda n: "SELECT * { ?a ?b " + "[ ?p " * n + "1" + "]" * n + " }",
}

PLANNED = {
    "flat optionals": lambda n: "SELECT * { " + " ".join(f"OPTIONAL {{ ?a ?p{i} ?o{i} }}" for i in range(n)) + " }",
    "flat triple patterns": lambda n: (
        "SELECT * { " + " ".join(f"?s{i} ?p{i} ?s{i + 1} ." for i in range(n)) + " } LIMIT 1"
    ),
    "values": lambda n: "SELECT * { VALUES ?x { " + " ".join(str(i) for i in range(n)) + " } }",
}

OUTWARD = (
    "SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { BIND(<http://127.0.0.1:PORT/> AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "LOAD <http://127.0.0.1:PORT/>",
    "LOAD SILENT <http://127.0.0.1:PORT/> INTO GRAPH <http://e/g>",
    "SELECT * FROM <http://127.0.0.1:PORT/> { ?s ?p ?o }",
    "DESCRIBE <http://127.0.0.1:PORT/>",
)

ACCEPTS = (
    "," * 5_000,
    ";q=" * 1_000,
    "*/*;q=" + "9" * 4_000,
    ",".join(f"a{i}/b" for i in range(900)),
    "text/html;q=0.1\x7f",
    "application/" + "x" * 5_000,
)
"""Accept headers that mean nothing, within what a server takes as a header."""
