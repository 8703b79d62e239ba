"""Five thousand generated queries, sound and unsound: each an answer or a documented error, and never a 500."""

from __future__ import annotations

import http.client
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

sys.path.insert(0, str(Path(__file__).parents[1]))

from kg.store.release import write_release
from running import Server, running

AT_ONCE = 50
EXAMPLES = 100
VARIABLES = ("?a", "?b", "?c", "$d")
TERMS = ("<http://e/1>", "e:next", "a", "1", '"x"', '"x"@en', "_:b", "[]", "true", "'''long'''", "e:", "1.5e3")
PATHS = ("e:next", "e:next+", "e:next*", "^e:next", "e:next/e:value", "(e:next|!e:value)", "e:next?")
FUNCTIONS = ("STR", "LCASE", "ABS", "BOUND", "DATATYPE", "COUNT", "SUM", "CONCAT", "REGEX", "IF", "UUID", "e:f")
OPERATORS = ("+", "-", "*", "/", "=", "<", "&&", "||", "!=", "IN")
FORMS = ("SELECT *", "SELECT DISTINCT ?a ?b", "ASK", "CONSTRUCT { ?a e:p ?b }", "DESCRIBE ?a", "SELECT")
TAILS = ("", "", "LIMIT 5", "ORDER BY ?a", "GROUP BY ?a HAVING(COUNT(*) > 1)", "OFFSET 3 LIMIT 2")
WRAPS = (
    "OPTIONAL {%s}",
    "{%s} UNION {%s}",
    "MINUS {%s}",
    "GRAPH ?a {%s}",
    "FILTER EXISTS {%s}",
    "{ SELECT * {%s} LIMIT 3 }",
    "{ SELECT (COUNT(*) AS ?n) {%s} GROUP BY ?a }",
    "SERVICE ?a {%s}",
)
NOISE = ("}", "{", ")", "SELECT", "SERVICE", "\\", "\0", "'", '"""', "<", "#", "\u202e", "INSERT", "??", "^^", "@")


def expression(order: Random, depth: int = 2) -> str:
    """An expression, perhaps ill typed."""
    kind = order.random()
    if kind < 0.3 and depth:
        return f"({expression(order, depth - 1)} {order.choice(OPERATORS)} {expression(order, depth - 1)})"
    if kind < 0.5:
        arguments = ", ".join(order.choice(VARIABLES + TERMS) for _ in range(order.randrange(4)))
        return f"{order.choice(FUNCTIONS)}({arguments})"
    return order.choice(VARIABLES + TERMS)


def group(order: Random, depth: int = 3) -> str:
    """The inside of a group graph pattern."""
    return " ".join(element(order, depth) for _ in range(order.randrange(4)))


def element(order: Random, depth: int) -> str:
    """One element of a group graph pattern."""
    kind = order.random()
    if kind < 0.4 and depth:
        return order.choice(WRAPS).replace("%s", group(order, depth - 1))
    if kind < 0.5:
        return f"FILTER({expression(order)})"
    if kind < 0.6:
        return f"BIND({expression(order)} AS {order.choice(VARIABLES)})"
    if kind < 0.65:
        return 'VALUES (?a ?b) { (1 UNDEF) ("x" e:1) }'
    subject, object_ = (order.choice(VARIABLES + TERMS) for _ in range(2))
    return f"{subject} {order.choice(VARIABLES + PATHS)} {object_} ."


def query(order: Random) -> str:
    """A query by the grammar, every fourth with a fault."""
    form = order.choice(FORMS)
    if form == "SELECT":
        form = f"SELECT ({expression(order)} AS ?z)"
    text = f"PREFIX e: <http://e/>\n{form} WHERE {{ {group(order)} }} {order.choice(TAILS)}"
    if order.random() < 0.25:
        place = order.randrange(len(text))
        text = text[:place] + order.choice(NOISE) + text[place:]
    return text


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a short time limit."""
    data = tmp_path_factory.mktemp("generated")
    quads = [Quad(NamedNode(f"http://e/{i}"), NamedNode("http://e/value"), Literal(i)) for i in range(30)]
    quads += [
        Quad(q.subject, NamedNode("http://e/next"), NamedNode("http://e/1"), NamedNode("http://e/g")) for q in quads
    ]
    write_release(data, quads, {}, {})
    with running(data, query_seconds=1, query_rows=10_000) as made:
        yield made


def test_every_generated_query_is_answered_or_told_what_is_wrong(server: Server) -> None:
    outcomes: Counter[int] = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 2**32))
    def ask(seed: int) -> None:
        order = Random(seed)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        for _ in range(AT_ONCE):
            text = query(order)
            connection.request("POST", "/sparql", text.encode(), {"Content-Type": "application/sparql-query"})
            response = connection.getresponse()
            body = response.read()
            outcomes[response.status] += 1
            assert response.status in (200, 400, 403, 503), (text, body)
            if response.status != 200:
                problem = json.loads(body)
                assert response.getheader("content-type") == "application/problem+json"
                assert "expected one of" not in problem["detail"]
                assert not problem["type"].endswith("#unavailable"), (text, body)
        connection.close()

    ask()
    assert server.process.poll() is None
    assert sum(outcomes.values()) >= 5_000
    assert outcomes[200] >= 500
    assert outcomes[400] >= 500
