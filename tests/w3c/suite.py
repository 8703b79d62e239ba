"""Reads the W3C's SPARQL 1.1 test suite: its manifests, its data as one release, its expected results.

Every data file becomes a named graph, so that one server answers every test: the data set of a test is given with
the protocol's own parameters. See https://w3c.github.io/rdf-tests/sparql/sparql11/.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

ROOT = "http://w3c.example/sparql11/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FOLDERS = """
    aggregates bind bindings cast construct exists functions grouping negation project-expression property-path
    subquery syntax-query csv-tsv-res json-res
"""
FOLDERS = _FOLDERS.split()

EXCEPTIONS = tomllib.loads((Path(__file__).parent / "exceptions.toml").read_text(encoding="utf-8"))

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Case:
    """One test of the query language: ``kind`` is the manifest's class, graphs are IRIs below ROOT."""

    name: str
    kind: str
    query: Path
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    result: Path | None
    lax: bool


def manifest(path: Path, root: Path) -> ox.Store:
    """A manifest as a store, its relative IRIs below ROOT."""
    store = ox.Store()
    store.load(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=ROOT + path.relative_to(root).as_posix())
    return store


def objects(store: ox.Store, subject: Any, predicate: str) -> list[Any]:
    """The objects of a subject and predicate."""
    return [quad.object for quad in store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]


def entries(store: ox.Store) -> Iterator[Any]:
    """The tests a manifest lists, in order."""
    for head in (quad.object for quad in store.quads_for_pattern(None, ox.NamedNode(MF + "entries"), None)):
        yield from listed(store, head)


def listed(store: ox.Store, head: Any) -> Iterator[Any]:
    """The members of an RDF list."""
    while head != ox.NamedNode(RDF + "nil"):
        yield objects(store, head, RDF + "first")[0]
        head = objects(store, head, RDF + "rest")[0]


def cases(root: Path) -> Iterator[Case]:
    """Every test of the query language."""
    for folder in FOLDERS:
        store = manifest(root / folder / "manifest.ttl", root)
        for entry in entries(store):
            kind = objects(store, entry, RDF + "type")[0].value.removeprefix(MF)
            name = f"{folder}/{objects(store, entry, MF + 'name')[0].value}"
            action = objects(store, entry, MF + "action")[0]
            results = objects(store, entry, MF + "result")
            queries = [action] if isinstance(action, ox.NamedNode) else objects(store, action, QT + "query")
            yield Case(
                f"{name} ({entry.value.rpartition('#')[2]})",
                kind,
                path_of(queries[0].value, root),
                tuple(sorted(g.value for g in objects(store, action, QT + "data"))),
                tuple(sorted(g.value for g in objects(store, action, QT + "graphData"))),
                path_of(results[0].value, root) if results else None,
                bool(objects(store, entry, MF + "resultCardinality")),
            )


def path_of(iri: str, root: Path) -> Path:
    """The file of an IRI below ROOT."""
    return root / iri.removeprefix(ROOT)


def data_quads(graphs: set[str], root: Path) -> Iterator[ox.Quad]:
    """The quads of every data file, each in the graph named after it, blank nodes kept apart."""
    for graph in sorted(graphs):
        path = path_of(graph, root)
        if path.is_file():
            for quad in ox.parse(path=str(path), base_iri=graph, rename_blank_nodes=True):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph))


def same_graph(first: bytes, first_format: ox.RdfFormat, second: Path) -> bool:
    """Whether a graph as sent is isomorphic to the one in a file."""
    return canonical(ox.parse(first, first_format)) == canonical(ox.parse(path=str(second), base_iri=ROOT))


def canonical(quads: Any) -> set[str]:
    """The quads with canonical blank nodes, their literals as the engine keeps them.

    Numbers, dates and booleans are kept by value: ``01`` comes back as ``1``. So both sides go through the engine.
    """
    store = ox.Store()
    store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


Table = tuple[frozenset[str], list[dict[str, Term]]]


def expected(path: Path) -> Table | bool:
    """A file of expected results: its variables and solutions, or yes or no."""
    if path.suffix == ".ttl" or path.suffix == ".rdf":
        return from_result_set(path)
    formats = {".srx": "XML", ".srj": "JSON", ".tsv": "TSV"}
    return table(path.read_bytes(), getattr(ox.QueryResultsFormat, formats[path.suffix]))


def table(text: bytes, results_format: ox.QueryResultsFormat) -> Table | bool:
    """Results as sent: their variables and solutions, or yes or no."""
    results = ox.parse_query_results(text, results_format)
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    names = [variable.value for variable in results.variables]
    solutions = [{name: solution[name] for name in names if solution[name] is not None} for solution in results]
    return frozenset(names), solutions


def from_result_set(path: Path) -> Table | bool:
    """Results in the result-set vocabulary of the early tests."""
    store = ox.Store()
    for quad in ox.parse(path=str(path), base_iri=ROOT):
        store.add(quad)
    booleans = [quad.object for quad in store.quads_for_pattern(None, ox.NamedNode(RS + "boolean"), None)]
    if booleans:
        return booleans[0].value == "true"
    names = {q.object.value for q in store.quads_for_pattern(None, ox.NamedNode(RS + "resultVariable"), None)}
    solutions = []
    for quad in store.quads_for_pattern(None, ox.NamedNode(RS + "solution"), None):
        bindings = objects(store, quad.object, RS + "binding")
        solutions.append(
            {objects(store, b, RS + "variable")[0].value: objects(store, b, RS + "value")[0] for b in bindings}
        )
    return frozenset(names), solutions


def same_table(first: Table, second: Table, *, ordered: bool, lax: bool) -> bool:
    """Whether two tables have the same solutions, up to the names of blank nodes, in order where order counts."""
    if first[0] != second[0]:
        return False
    if lax:
        return {str(sorted(s.items(), key=str)) for s in first[1]} <= {
            str(sorted(s.items(), key=str)) for s in second[1]
        }
    return as_graph(first[1], ordered=ordered) == as_graph(second[1], ordered=ordered)


def as_graph(solutions: list[dict[str, Term]], *, ordered: bool) -> set[str]:
    """The solutions as a canonical graph: one blank node each."""
    quads = []
    for number, solution in enumerate(solutions):
        row = ox.BlankNode(f"row{number}")
        quads.append(ox.Quad(row, ox.NamedNode(RDF + "type"), ox.NamedNode(RS + "Row")))
        if ordered:
            quads.append(ox.Quad(row, ox.NamedNode(RS + "index"), ox.Literal(number)))
        for name, value in solution.items():
            quads.append(ox.Quad(row, ox.NamedNode(f"{RS}var-{name}"), value))
    return canonical(quads)


def rows_of_csv(text: bytes) -> Counter[tuple[tuple[str, str], ...]]:
    """The rows of a CSV file, columns in any order; blank nodes, which have no stable name, as one."""
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8"))))
    named = ({name: "_:" if value.startswith("_:") else value for name, value in row.items()} for row in rows)
    return Counter(tuple(sorted(row.items())) for row in named)
