"""Compares what arrived on a server with the release: counts for each graph, and a sample term by term."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pyoxigraph
from pyoxigraph import DefaultGraph, Quad, QuerySolutions, RdfFormat, Store

from kg.errors import RemoteError
from kg.store.sparql_answers import Dataset, read_table
from kg.store.sparql_client import SparqlClient

COUNTED = 400
"""How many graphs one query counts."""
SAMPLE = 300
"""How many statements of the merged view are compared term by term."""
_SAMPLED_AT_ONCE = 50
_FIBONACCI = 2_654_435_761
_REMEDY = "see that nobody else writes there, and publish again with --replace"


@dataclass(slots=True)
class Passed:
    """What passed on its way, a line of N-Quads at a time: how many of each graph, and a sample of the merged view.

    ``merged`` is how many statements the merged view has.
    """

    merged: int
    counted: Counter[bytes] = field(default_factory=Counter)
    sampled: list[bytes] = field(default_factory=list)
    _number: int = 0

    def add(self, line: bytes) -> None:
        """Take note of a line; the sample is spread evenly (Fibonacci hashing, as in ``dump_samples``)."""
        _, graph = split_quad(line)
        self.counted[graph] += 1
        self._number += 1
        if not graph and (self._number * _FIBONACCI & 0xFFFFFFFF) * self.merged < SAMPLE << 32:
            self.sampled.append(line)

    @property
    def graphs(self) -> list[bytes]:
        """The names of the named graphs in angle brackets, in order."""
        return sorted(graph for graph in self.counted if graph)


def compare(client: SparqlClient, passed: Passed, merged: str) -> None:
    """Compare what passed with what the server holds, the merged view in the graph ``merged`` (empty: the default one).

    Raises RemoteError where they differ.
    """
    dataset: Dataset | None = ([merged], []) if merged else None
    (counted,) = _rows(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", dataset)
    _expect(client, "the merged view", passed.counted[b""], int(counted[0].value))
    graphs = passed.graphs
    for start in range(0, len(graphs), COUNTED):
        part = graphs[start : start + COUNTED]
        listed = b" ".join(part).decode()
        query = f"SELECT ?g (COUNT(*) AS ?n) {{ VALUES ?g {{ {listed} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
        there = {f"<{g.value}>".encode(): int(n.value) for g, n in _rows(client, query, None)}
        for graph in part:
            _expect(client, f"the graph {graph.decode()}", passed.counted[graph], there.get(graph, 0))
    for start in range(0, len(passed.sampled), _SAMPLED_AT_ONCE):
        _compare_terms(client, passed.sampled[start : start + _SAMPLED_AT_ONCE], dataset)


def _rows(client: SparqlClient, query: str, dataset: Dataset | None) -> QuerySolutions:
    rows = read_table(client, query, dataset)
    assert isinstance(rows, QuerySolutions)
    return rows


def _expect(client: SparqlClient, what: str, wanted: int, found: int) -> None:
    if found != wanted:
        said = f"{what} has {found:,} statements there, and {wanted:,} in the release"
        raise RemoteError(said, path=client.place.query, remedy=_REMEDY)


def _compare_terms(client: SparqlClient, lines: list[bytes], dataset: Dataset | None) -> None:
    wanted = [quad.triple for quad in pyoxigraph.parse(b"".join(lines), RdfFormat.N_QUADS, lenient=True)]
    pairs = " ".join(dict.fromkeys(f"({t.subject} {t.predicate})" for t in wanted))
    rows = _rows(client, f"SELECT ?s ?p ?o {{ VALUES (?s ?p) {{ {pairs} }} ?s ?p ?o }}", dataset)
    there = Store()
    there.extend(Quad(s, p, o, DefaultGraph()) for s, p, o in rows)
    for triple in wanted:
        if Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) not in there:
            raise RemoteError(f"the server holds another value than {triple}", path=client.place.query, remedy=_REMEDY)


def split_quad(line: bytes) -> tuple[bytes, bytes]:
    """A line of N-Quads as a triple's line and the name of its graph in angle brackets, empty for the default graph."""
    content = line.rstrip(b" .\r\n")
    head, _, last = content.rpartition(b" ")
    if not last.startswith(b"<") or b'"' in last or head.count(b" ") == 1:
        return line, b""
    return head + b" .\n", last
