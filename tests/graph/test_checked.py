"""The graph that validation asks."""

from __future__ import annotations

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.graph.checked import CheckedGraph, Term, converted

A, B, P, Q = (NamedNode(f"http://example.com/{name}") for name in "abpq")
TRIPLES: list[tuple[Term, NamedNode, Term]] = [
    (A, P, B),
    (A, P, Literal("x", language="en")),
    (B, P, B),
    (A, Q, Literal("2")),
    (BlankNode("n"), Q, A),
]


@pytest.fixture
def both() -> tuple[CheckedGraph, rdflib.Graph]:
    """The graph, and rdflib's own with the same triples."""
    checked, plain = CheckedGraph(), rdflib.Graph()
    for triple in TRIPLES:
        checked.take(*triple)
        checked.take(*triple)
        plain.add(tuple(map(converted, triple)))  # type: ignore[arg-type]
    return checked, plain


def test_every_question_is_answered_as_rdflib_answers_it(both: tuple[CheckedGraph, rdflib.Graph]) -> None:
    checked, plain = both
    nodes = [None, *map(converted, (A, B, P, Q, Literal("2"), NamedNode("http://example.com/absent")))]
    for one in nodes:
        for other in nodes:
            assert set(checked.objects(one, other)) == set(plain.objects(one, other))
            assert set(checked.subjects(one, other)) == set(plain.subjects(one, other))
            for third in nodes:
                assert set(checked.triples((one, other, third))) == set(plain.triples((one, other, third)))
                assert ((one, other, third) in checked) == ((one, other, third) in plain)
        assert set(checked.subject_objects(one)) == set(plain.subject_objects(one))


def test_a_triple_counts_once(both: tuple[CheckedGraph, rdflib.Graph]) -> None:
    checked, plain = both
    assert len(checked) == len(plain) == len(TRIPLES)


def test_a_triple_added_after_a_question_is_found(both: tuple[CheckedGraph, rdflib.Graph]) -> None:
    checked, _ = both
    assert list(checked.subjects(converted(P), converted(A))) == []
    checked.take(B, P, A)
    assert list(checked.subjects(converted(P), converted(A))) == [converted(B)]


def test_a_quoted_triple_is_refused() -> None:
    with pytest.raises(TypeError):
        converted(Triple(A, P, B))
