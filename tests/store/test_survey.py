"""The survey of sorted lines: which are of the merged view, and what they say."""

from __future__ import annotations

from array import array

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.store.statistics import distinct
from kg.store.survey import graph_and_object, nodes_of, survey, value

A, P, G = NamedNode("http://e/a"), NamedNode("http://e/p"), NamedNode("http://e/g")
TERMS = [
    A,
    BlankNode("b"),
    Literal("plain"),
    Literal(""),
    Literal('said "so" <http://e/g> .\n\t\\ "'),
    Literal("ends with <x>"),
    Literal("ends with \\"),
    Literal("Straße", language="de"),
    Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Triple(A, P, Literal('a >> "b" <c>')),
]


@pytest.mark.parametrize("graph", [DefaultGraph(), G, BlankNode("g")])
@pytest.mark.parametrize("term", TERMS, ids=str)
def test_a_line_is_taken_apart(term: object, graph: object) -> None:
    line = serialize([Quad(A, P, term, graph)], format=RdfFormat.N_QUADS)  # type: ignore[arg-type]
    assert line is not None
    found = graph_and_object(line.rstrip(b"\n").split(b" ", 2)[2])
    assert found == (b"" if graph == DefaultGraph() else str(graph).encode(), found[1])
    again = serialize([Quad(A, P, term)], format=RdfFormat.N_QUADS)  # type: ignore[arg-type]
    assert again is not None
    assert found[1] == again.rstrip(b"\n").split(b" ", 2)[2][:-2]
    if isinstance(term, NamedNode | Literal):
        assert value(found[1]) == term.value


def test_escapes_stand_for_characters() -> None:
    assert value(rb'"\u00e9\U0001F600\t\"\\n"') == 'é😀\t"\\n'


def test_only_the_merged_view_is_counted_and_kept() -> None:
    quads = [Quad(A, P, Literal("x")), Quad(A, P, Literal("y"), G), Quad(G, P, Literal("z"), G)]
    lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    found = survey(lines, ())
    assert (found.triples, found.subjects, len(found.objects), len(found.graphs)) == (1, 1, 1, 1)
    assert dict(nodes_of(found)) == {"http://e/a": {"http://e/p": ("x",), "rdf:type": ()}}


def test_distinct_numbers_are_counted_over_all_arrays() -> None:
    top = (1 << 64) - 1
    assert distinct([array("Q", [0, 5, top]), array("Q", [5, 1 << 60]), array("Q")]) == 4
    assert distinct([]) == 0
