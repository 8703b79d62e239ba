"""``kg publish``: a release on a server elsewhere is the release, however often it was interrupted."""

from __future__ import annotations

import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

sys.path.insert(0, str(Path(__file__).parents[1]))

from kg.errors import RemoteError, SettingError
from kg.store import writer
from kg.store.arrival import split_quad
from kg.store.elsewhere import Marker, publication_graph, read_marker
from kg.store.layout import Release
from kg.store.publish import publish
from kg.store.release import write_release
from kg.store.sparql_client import Credentials, SparqlClient, find_place, split_credentials
from servers import oxigraph, virtuoso

BASE = "http://localhost:8000/"


def quads(number: int, name: str = "thing") -> str:
    """So many statements of the merged view and half as many in two graphs, with what is hard to carry."""
    hard = 'é "quoted" \\\\ back\\nslash } { > <x> .'
    lines = [f"<{BASE}id/{name}/{i}> <{BASE}p> {literal(hard, i)} ." for i in range(number)]
    lines += [f'<{BASE}id/{name}/{i}> <{BASE}p> "{i}" <{BASE}graph/{name}-{i % 2}> .' for i in range(number // 2)]
    return "\n".join(lines) + "\n"


def literal(hard: str, number: int) -> str:
    """A literal of one kind or another."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    kinds = (
        f'"{hard.replace(chr(34), chr(92) + chr(34))} {number}"@en',
        f'"{number}.5"^^<{xsd}decimal>',
        f'"1998-11-{number % 28 + 1:02}"^^<{xsd}date>',
        f'"POINT(-{number}.1 18.03)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>',
        f'"true"^^<{xsd}boolean>',
    )
    return kinds[number % len(kinds)]


def write(data: Path, text: str) -> Release:
    """A release of these quads."""
    return write_release(data, pyoxigraph.parse(text, RdfFormat.N_QUADS), {}, {}, base_iri=BASE)


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """A small release."""
    return write(tmp_path / "data", quads(100))


class Server(http.server.ThreadingHTTPServer):
    """A SPARQL server over a store, which may refuse, break off or want a password; counts the updates it took."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = Store()
        self.union = False
        self.updates = 0
        self.breaks_after: int | None = None
        self.most_bytes = 1 << 30
        self.password = ""
        self.seen: list[str] = []

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers ``/query`` and ``/update``."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        """A query or an update."""
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.seen.append(self.headers.get("authorization") or "")
        if self.server.password and self.headers.get("authorization") != self.server.password:
            self.answer(401, "text/plain", b"", ("www-authenticate", 'Basic realm="x"'))
        elif self.path == "/query":
            fields = parse_qs(body)
            graphs = [NamedNode(g) for g in fields.get("default-graph-uri", [])]
            union = self.server.union and not graphs
            dataset = {"default_graph": graphs} if graphs else {"use_default_graph_as_union": union}
            result = self.server.store.query(fields["query"][0], **dataset)  # type: ignore[arg-type]
            made = result.serialize(format=pyoxigraph.QueryResultsFormat.JSON)  # type: ignore[call-arg]
            assert made is not None
            self.answer(200, "application/sparql-results+json", made)
        elif self.path == "/update":
            self.update(body)
        elif self.path.startswith("/store?"):
            self.write_graph(body)
        else:
            self.answer(404, "text/plain", b"nothing here")

    def do_PUT(self) -> None:
        """A graph in place of another."""
        self.write_graph(self.rfile.read(int(self.headers["content-length"])).decode())

    def do_DELETE(self) -> None:
        """A graph to be removed, if there is one."""
        self.write_graph("")

    def write_graph(self, body: str) -> None:
        """Take a request of the Graph Store Protocol, or not."""
        named = parse_qs(urlsplit(self.path).query).get("graph")
        graph = NamedNode(named[0]) if named else DefaultGraph()
        if self.command == "DELETE" and named and not self.server.store.contains_named_graph(graph):
            self.answer(404, "text/plain", b"no such graph")
            return
        if self.takes(body):
            if self.command != "POST":
                self.server.store.clear_graph(graph)
            self.server.store.load(body.encode(), format=RdfFormat.N_TRIPLES, to_graph=graph)
            self.answer(204, "text/plain", b"")

    def update(self, body: str) -> None:
        """Take an update, or not."""
        if self.takes(body):
            self.server.store.update(body)
            self.answer(204, "text/plain", b"")

    def takes(self, body: str) -> bool:
        """Whether to take it; else breaks off or answers that it is too much."""
        if self.server.breaks_after is not None and self.server.updates >= self.server.breaks_after:
            self.close_connection = True
            self.connection.close()
            return False
        if len(body) > self.server.most_bytes:
            self.answer(413, "text/plain", b"too much for me")
            return False
        self.server.updates += 1
        return True

    def answer(self, status: int, kind: str, body: bytes, *headers: tuple[str, str]) -> None:
        """Send a reply."""
        self.send_response(status)
        for name, value in (("content-type", kind), ("content-length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def started() -> Iterator[Server]:
    """A server as long as the block runs."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    """An empty server."""
    with started() as made:
        yield made


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting between tries."""
    monkeypatch.setattr(writer, "PATIENCE", (0.0, 0.0))


def content(store: Store) -> set[Quad]:
    """What a store holds beside the marker."""
    graph = NamedNode(publication_graph(BASE))
    return {quad for quad in store if quad.graph_name != graph}


def expected(release: Release) -> set[Quad]:
    """What a release holds."""
    return set(Store.read_only(str(release.store)))


def test_every_quad_arrives_in_its_graph(release: Release, server: Server) -> None:
    done = publish(release, server.address, batch_quads=7)
    assert content(server.store) == expected(release)
    assert (done.quads, done.sent, done.graphs, done.merged) == (150, 150, 2, "")


def test_a_batch_is_bounded_in_quads_and_in_bytes(release: Release, server: Server) -> None:
    publish(release, server.address, batch_quads=1000, batch_bytes=2000)
    assert server.updates > 10


def test_what_was_stopped_goes_on_from_where_it_was(release: Release, server: Server) -> None:
    server.breaks_after = 12
    with pytest.raises(RemoteError, match="run the command again"):
        publish(release, server.address, batch_quads=10)
    server.breaks_after = None
    there = len(content(server.store))
    done = publish(release, server.address, batch_quads=10)
    assert 0 < done.sent <= 150 - there + 10
    assert content(server.store) == expected(release)


@pytest.mark.parametrize("after", range(8))
def test_wherever_it_is_stopped_it_ends_with_the_same(release: Release, server: Server, after: int) -> None:
    server.union = True
    server.breaks_after = after
    with pytest.raises(RemoteError):
        publish(release, server.address, batch_quads=25)
    server.breaks_after = None
    done = publish(release, server.address, batch_quads=25)
    assert done.merged == f"{BASE}graph/merged"
    named = {Quad(*q.triple, DefaultGraph()) if q.graph_name.value == done.merged else q for q in content(server.store)}  # type: ignore[call-arg,union-attr]
    assert named == expected(release)


def test_published_again_it_sends_nothing(release: Release, server: Server) -> None:
    publish(release, server.address)
    updates = server.updates
    assert publish(release, server.address).sent == 0
    assert server.updates == updates


def test_a_server_that_finds_a_batch_too_large_gets_smaller_ones(release: Release, server: Server) -> None:
    server.most_bytes = 3000
    publish(release, server.address)
    assert content(server.store) == expected(release)


@pytest.mark.parametrize("after", [*range(12), 1000])
def test_graph_by_graph_it_ends_with_the_same_wherever_it_is_stopped(
    release: Release, server: Server, tmp_path: Path, after: int
) -> None:
    graphs = server.address + "/store"
    publish(write(tmp_path / "data", quads(10, "earlier")), server.address, graph_store=graphs)
    server.breaks_after = server.updates + after
    with suppress(RemoteError):
        publish(release, server.address, graph_store=graphs, batch_quads=25)
    server.breaks_after = None
    publish(release, server.address, graph_store=graphs, batch_quads=25)
    assert content(server.store) == expected(release)
    marker = read_marker(SparqlClient(find_place(server.address), None), BASE)
    assert marker == Marker(release.id, 150, complete=True)


def test_a_graph_store_that_finds_a_batch_too_large_gets_smaller_ones(release: Release, server: Server) -> None:
    server.most_bytes = 3000
    publish(release, server.address, graph_store=server.address + "/store")
    assert content(server.store) == expected(release)


def test_a_server_that_refuses_every_batch_is_quoted(release: Release, server: Server) -> None:
    server.most_bytes = 10
    with pytest.raises(RemoteError, match="413: too much for me"):
        publish(release, server.address)


def test_a_new_release_takes_the_place_of_the_earlier_one(release: Release, server: Server, tmp_path: Path) -> None:
    publish(release, server.address)
    later = write(tmp_path / "data", quads(40, "other"))
    publish(later, server.address)
    assert content(server.store) == expected(later)
    marker = read_marker(SparqlClient(find_place(server.address), None), BASE)
    assert marker is not None
    assert (marker.release, marker.extent, marker.complete, marker.replaces) == (later.id, 60, True, "")


def test_a_replacement_cut_short_is_taken_up_again(release: Release, server: Server, tmp_path: Path) -> None:
    publish(release, server.address)
    graph = NamedNode(publication_graph(BASE))
    other = NamedNode("http://purl.org/dc/terms/identifier")
    server.store.add(Quad(graph, other, pyoxigraph.Literal("another release"), graph))
    done = publish(release, server.address)
    assert done.sent == done.quads
    assert content(server.store) == expected(release)
    assert len(list(server.store.quads_for_pattern(graph, other, None))) == 1


def test_other_data_stays_unless_it_may_be_replaced(release: Release, server: Server) -> None:
    server.store.add(Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), NamedNode("http://e/o")))
    server.store.add(
        Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), NamedNode("http://e/o"), NamedNode("http://e/g"))
    )
    with pytest.raises(RemoteError, match="holds other data"):
        publish(release, server.address)
    assert len(server.store) == 2
    publish(release, server.address, replace_all=True)
    assert len(content(server.store)) == len(expected(release)) + 1


def test_a_graph_with_another_count_is_noticed(release: Release, server: Server) -> None:
    publish(release, server.address)
    graph = NamedNode(f"{BASE}graph/thing-1")
    server.store.add(Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), NamedNode("http://e/o"), graph))
    with pytest.raises(RemoteError, match=r"graph/thing-1> has 26 statements there, and 25 in the release"):
        publish(release, server.address)


def test_a_value_that_became_another_is_noticed(release: Release, server: Server) -> None:
    publish(release, server.address)
    for quad in list(server.store.quads_for_pattern(None, None, None, DefaultGraph())):
        server.store.remove(quad)
        server.store.add(Quad(quad.subject, NamedNode(f"{BASE}q"), quad.object))
    with pytest.raises(RemoteError, match="holds another value than"):
        publish(release, server.address)


def test_credentials_are_sent_when_asked_for_and_never_shown(release: Release, server: Server) -> None:
    server.password = "Basic bWU6c2VjcmV0"
    with pytest.raises(RemoteError, match=r"does not let us in \(401\)") as caught:
        publish(release, server.address, Credentials("me", "wrong-secret"))
    assert "secret" not in str(caught.value)
    publish(release, server.address, Credentials("me", "secret"))
    assert content(server.store) == expected(release)
    assert "secret" not in repr(Credentials("me", "secret"))


def test_credentials_in_an_address_are_taken_out_of_it() -> None:
    assert split_credentials("http://me:p%40ss@h:1/x", "you", "no") == ("http://h:1/x", Credentials("me", "p@ss"))
    assert split_credentials("http://h:1/x", "you", "pw") == ("http://h:1/x", Credentials("you", "pw"))
    assert split_credentials("http://h:1/x") == ("http://h:1/x", None)


def test_where_nobody_listens_the_error_says_so(release: Release) -> None:
    with pytest.raises(RemoteError, match="no answer"):
        publish(release, "http://127.0.0.1:9/")
    with pytest.raises(SettingError, match="not the address of a server"):
        publish(release, "localhost:7878")


@pytest.mark.parametrize("given", [{"update": "nonsense"}, {"graph_store": "localhost/store"}])
def test_an_address_to_write_to_that_is_none_is_refused_at_once(
    release: Release, server: Server, given: dict[str, str]
) -> None:
    with pytest.raises(SettingError, match="not the address of a server"):
        publish(release, server.address, **given)  # type: ignore[arg-type]
    assert server.updates == 0


@pytest.mark.parametrize(
    ("line", "triple", "graph"),
    [
        (b'<s> <p> "o" .\n', b'<s> <p> "o" .\n', b""),
        (b"<s> <p> <o> .\n", b"<s> <p> <o> .\n", b""),
        (b"<s> <p> <o> <g> .\n", b"<s> <p> <o> .\n", b"<g>"),
        (b'<s> <p> "a <b>" .\n', b'<s> <p> "a <b>" .\n', b""),
        (b'<s> <p> "a <b"^^<d> .\n', b'<s> <p> "a <b"^^<d> .\n', b""),
        (b'<s> <p> "a . "^^<d> <g> .\n', b'<s> <p> "a . "^^<d> .\n', b"<g>"),
        (b'<s> <p> "a"@en <g> .\n', b'<s> <p> "a"@en .\n', b"<g>"),
    ],
)
def test_a_line_is_split_into_triple_and_graph(line: bytes, triple: bytes, graph: bytes) -> None:
    assert split_quad(line) == (triple, graph)


def test_oxigraph_takes_a_release_whole(seeds_release: Path) -> None:
    from kg.store.layout import open_release

    opened = open_release(seeds_release)
    with oxigraph() as address:
        done = publish(opened, address)
        assert done.sent == done.quads == opened.quads
        marker = read_marker(SparqlClient(find_place(address), None), opened.base_iri)
        assert marker is not None
        assert (marker.release, marker.extent, marker.complete) == (opened.id, opened.quads, True)
    with oxigraph("--union-default-graph") as address:
        assert publish(opened, address).merged == f"{opened.base_iri}graph/merged"


def test_oxigraph_takes_a_release_graph_by_graph(seeds_release: Path) -> None:
    from kg.store.layout import open_release

    opened = open_release(seeds_release)
    with oxigraph() as address:
        done = publish(opened, address, graph_store=f"{address}/store")
        assert done.sent == done.quads == opened.quads


def test_virtuoso_takes_a_release_whole_from_who_may_write(release: Release, tmp_path: Path) -> None:
    with virtuoso(tmp_path) as address:
        for nobody in (None, Credentials("dba", "wrong")):
            with pytest.raises(RemoteError, match="does not let us in"):
                publish(release, address, nobody)
        done = publish(release, address, Credentials("dba", "dba"))
        assert (done.quads, done.sent, done.merged) == (150, 150, f"{BASE}graph/merged")
        later = write(tmp_path / "data", quads(40, "other"))
        assert publish(later, address, Credentials("dba", "dba")).sent == 60
        graphs = address.replace("/sparql", "/sparql-graph-crud-auth")
        assert publish(release, address, Credentials("dba", "dba"), graph_store=graphs).sent == 150
