"""The W3C's tests of the protocol, the service description and the graph store, against a running server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import suite
from exchanges import Exchange, ProtocolTest, protocol_tests

from kg.store.release import write_release
from running import Server, running

ROOT = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "sparql" / "sparql11"
PROTOCOL = protocol_tests(ROOT / "protocol" / "manifest.ttl", ROOT) if ROOT.is_dir() else []
STORE = ROOT / "graph-store-protocol"
INDIRECT = protocol_tests(STORE / "manifest-indirect.ttl", ROOT) if ROOT.is_dir() else []
DIRECT = protocol_tests(STORE / "manifest-direct.ttl", ROOT) if ROOT.is_dir() else []
UPDATES = "application/sparql-update"

pytestmark = pytest.mark.skipif(not PROTOCOL, reason="the W3C's suite (../shared/w3c) is absent")


@dataclass(frozen=True)
class Reading:
    """A reading request of a graph store test, and the graph that the writing ones before it would have left."""

    name: str
    exchange: Exchange
    graph: str | None
    left: bytes | None


def readings(test: ProtocolTest) -> Iterator[Reading]:
    """The reading requests of a test; graphs get names of their own for each, as their content changes."""
    left: dict[str, bytes] = {}
    for number, exchange in enumerate(test.exchanges):
        key = unquote(exchange.path)
        if exchange.method == "POST" and "?" not in key:
            key += "?graph=$LOCATION$"
        if exchange.method in ("GET", "HEAD"):
            is_default = key.endswith("?default")
            graph = None if is_default else f"http://www.example/gsp/{test.name}/{number}"
            yield Reading(f"{test.name}-{number}", exchange, graph, left.get(key))
        elif exchange.method == "PUT":
            left[key] = exchange.body or b""
        elif exchange.method == "POST" and "turtle" in exchange.headers.get("content-type", ""):
            left[key] = left.get(key, b"") + b"\n" + (exchange.body or b"")
        else:
            left.pop(key, None)
            if exchange.method == "POST":
                return


READINGS = [reading for test in INDIRECT for reading in readings(test)]
WRITES = [(t.name, e) for t in (*INDIRECT, *DIRECT) for e in t.exchanges if e.method not in ("GET", "HEAD")]


def graph_quads() -> Iterator[ox.Quad]:
    """The graphs that the tests read."""
    for test in PROTOCOL:
        for name, path in test.graphs.items():
            for quad in ox.parse(path=str(path), base_iri=name, rename_blank_nodes=True):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(name))
    for reading in READINGS:
        if reading.left is not None:
            graph = ox.DefaultGraph() if reading.graph is None else ox.NamedNode(reading.graph)
            for quad in ox.parse(reading.left, ox.RdfFormat.TURTLE, base_iri=suite.ROOT, rename_blank_nodes=True):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the graphs of all these tests."""
    data = tmp_path_factory.mktemp("w3c-protocols")
    write_release(data, graph_quads(), {}, {})
    with running(data) as made:
        yield made


def send(server: Server, exchange: Exchange, path: str) -> tuple[int, str, bytes]:
    """Status, media type and body of an answer."""
    headers = {name: value for name, value in exchange.headers.items() if name != "content-length"}
    return server.send(exchange.method, path, exchange.body, headers)


def is_update(test: ProtocolTest) -> bool:
    """Whether a test is one of updates."""
    return "update" in test.name


@pytest.mark.parametrize("test", [t for t in PROTOCOL if not is_update(t)], ids=lambda t: t.name)
def test_queries_are_answered_by_the_protocol(server: Server, test: ProtocolTest) -> None:
    for exchange in test.exchanges:
        status, media_type, body = send(server, exchange, exchange.path.replace("/sparql/", "/sparql", 1))
        assert status in exchange.statuses
        if exchange.boolean is not None:
            assert suite.table(body, ox.QueryResultsFormat.JSON) is exchange.boolean
        expected = {"RDF": "text/turtle", "boolean": "application/sparql-results+json"}
        if exchange.format is not None:
            assert media_type == expected.get(exchange.format, "application/sparql-results+json")


@pytest.mark.parametrize("test", [t for t in PROTOCOL if is_update(t)], ids=lambda t: t.name)
def test_updates_are_refused_and_change_nothing(server: Server, test: ProtocolTest) -> None:
    count = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    before = server.get(count)
    for exchange in test.exchanges:
        status, media_type, _ = send(server, exchange, exchange.path.replace("/sparql/", "/sparql", 1))
        asks = exchange.headers.get("content-type", "").startswith("application/sparql-query")
        if not asks:
            assert 400 <= status < 500
            assert media_type == "application/problem+json"
    assert server.get(count) == before


@pytest.mark.parametrize("reading", READINGS, ids=lambda r: r.name)
def test_graphs_are_read_by_the_graph_store_protocol(server: Server, reading: Reading) -> None:
    path = "/store?default" if reading.graph is None else f"/store?graph={quote(reading.graph, safe='')}"
    status, media_type, body = send(server, reading.exchange, path)
    assert status in reading.exchange.statuses
    if reading.exchange.answer is not None:
        assert media_type == (reading.exchange.answer_type or "").partition(";")[0]
        expected = ox.parse(reading.exchange.answer, ox.RdfFormat.TURTLE, base_iri=suite.ROOT)
        assert suite.canonical(ox.parse(body, ox.RdfFormat.TURTLE)) == suite.canonical(expected)


@pytest.mark.parametrize(("name", "exchange"), WRITES, ids=lambda value: value if isinstance(value, str) else "")
def test_writing_to_the_graph_store_is_refused(server: Server, name: str, exchange: Exchange) -> None:
    path = "/store?graph=http%3A%2F%2Fwww.example%2Fgsp%2Fother"
    assert send(server, exchange, path)[0] == 405


def test_the_service_description_is_rdf_names_its_endpoint_and_fits_the_schema(server: Server) -> None:
    status, media_type, body = server.send("GET", "/sparql", None, {"Accept": "text/turtle"})
    assert (status, media_type) == (200, "text/turtle")
    store = ox.Store()
    store.load(body, ox.RdfFormat.TURTLE)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    (service,) = (q.subject for q in store.quads_for_pattern(None, None, ox.NamedNode(sd + "Service")))
    assert suite.objects(store, service, sd + "endpoint") == [ox.NamedNode("http://localhost:8000/sparql")]
    for language in suite.objects(store, service, sd + "supportedLanguage"):
        assert language.value.startswith(sd)
    for dataset in suite.objects(store, service, sd + "defaultDataset"):
        assert ox.NamedNode(sd + "Dataset") in suite.objects(store, dataset, suite.RDF + "type")
        (graph,) = suite.objects(store, dataset, sd + "defaultGraph")
        assert ox.NamedNode(sd + "Graph") in suite.objects(store, graph, suite.RDF + "type")


def test_the_counts_are_those_of_the_suite() -> None:
    assert len([t for t in PROTOCOL if not is_update(t)]) == 20
    assert len([t for t in PROTOCOL if is_update(t)]) == 14
    assert len(READINGS) >= 10
