"""``kg serve --remote``: pages and endpoint from a server elsewhere are those from the folder, or an honest error."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

sys.path.insert(0, str(Path(__file__).parents[1]))

from kg.config import Settings
from kg.errors import QueryError, ReleaseError, RemoteError
from kg.store.elsewhere import StoreElsewhere, check_limits, find_elsewhere, open_for
from kg.store.engine import open_store
from kg.store.layout import open_release
from kg.store.publish import publish
from kg.store.sparql_client import Credentials
from running import Server, free_port, running, start
from servers import oxigraph, virtuoso

TEXT = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/tab-separated-values"}
PREFIXES = {"kg": "https://w3id.org/foreign-relations/ontology#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
QUERIES = (
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?s (COUNT(?e) AS ?n) { ?s kg:supportedBy ?e } GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 5",
    "SELECT ?x { <id/country/peru> rdfs:label ?x }",
    "SELECT ?s ?o { ?s ?p ?o FILTER(ISNUMERIC(?o)) } ORDER BY ?s ?o LIMIT 20",
    "SELECT ?s ?o { ?s <http://www.opengis.net/ont/geosparql#asWKT> ?o } ORDER BY ?s LIMIT 40",
)


@pytest.fixture(scope="module")
def elsewhere(seeds_release: Path) -> Iterator[str]:
    """The address of a server that holds the release of the seeds."""
    with oxigraph() as address:
        publish(open_release(seeds_release), address)
        yield address


@pytest.fixture(scope="module")
def both(
    seeds_release: Path, elsewhere: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Server]]:
    """The release served from its folder, and from elsewhere with a folder that has no store."""
    data = tmp_path_factory.mktemp("without-store") / "data"
    shutil.copytree(seeds_release, data, symlinks=True, ignore=shutil.ignore_patterns("store", "server.log"))
    with running(seeds_release) as here, running(data, remote=elsewhere) as there:
        yield here, there


def ask(server: Server, query: str, **more: str) -> tuple[int, str, bytes]:
    """What the endpoint says to a query."""
    return server.send("POST", "/sparql", urlencode({"query": query, **more}).encode(), TEXT)


def test_every_page_a_country_links_to_is_the_same_from_both(both: tuple[Server, Server]) -> None:
    here, there = both
    links = re.findall(r'href="(?:\.\./)+((?:page|document)/[^"#?]+)"', here.get("/page/country/peru")[1].decode())
    paths = ["", "page/country/peru", "conflicts", "search?q=lima", "coverage", "ontology"]
    for path in [*paths, *sorted(set(links))[:25]]:
        assert there.get(f"/{path}", Accept="text/html") == here.get(f"/{path}", Accept="text/html"), path


def test_graphs_and_dumps_are_the_same_from_both(both: tuple[Server, Server]) -> None:
    here, there = both
    lines = [sorted(server.get("/data/country/peru.nq")[1].splitlines()) for server in both]
    assert lines[0] == lines[1] != []
    graph = quote("http://localhost:8000/graph/ontology", safe="")
    for path in (f"/store?graph={graph}", "/store?default"):
        bodies = [server.get(path, Accept="application/n-triples")[1].splitlines() for server in both]
        assert sorted(bodies[0]) == sorted(bodies[1])
    assert there.get("/releases/")[1] == here.get("/releases/")[1]


def test_the_endpoint_gives_the_same_answers_in_every_format(both: tuple[Server, Server]) -> None:
    here, there = both
    for query in Path(__file__).parents[2].joinpath("queries").glob("*.rq"):
        text = query.read_text(encoding="utf-8")
        assert ask(there, text) == ask(here, text), query.name
    construct = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 50"
    for accept in ("text/turtle", "application/ld+json", "application/rdf+xml"):
        for server in both:
            status, kind, body = server.send(
                "POST", "/sparql", urlencode({"query": construct}).encode(), {**TEXT, "Accept": accept}
            )
            assert (status, kind) == (200, accept)
            assert body


def test_what_is_wrong_with_a_query_is_told_alike(both: tuple[Server, Server]) -> None:
    here, there = both
    for query in (
        "SELECT ?s { ?s ?p }",
        "SELEC * {}",
        "INSERT DATA { <a> <b> <c> }",
        "ASK { SERVICE <http://127.0.0.1/> {} }",
    ):
        assert ask(there, query)[:2] == ask(here, query)[:2]
        assert ask(there, query)[2] == ask(here, query)[2]
    deep = "SELECT * { " + "OPTIONAL { ?s ?p ?o " * 3000 + "} " * 3000 + "}"
    assert ask(there, deep)[0] == ask(here, deep)[0]


def test_a_query_that_takes_too_long_is_stopped_at_its_limit(both: tuple[Server, Server]) -> None:
    status, _, body = ask(both[1], "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout="1")
    assert status == 503
    assert json.loads(body)["type"].endswith("#time-limit")
    assert ask(both[1], QUERIES[0])[0] == 200


def test_an_answer_beyond_a_limit_is_an_error_and_not_a_part(seeds_release: Path, elsewhere: str) -> None:
    with running(seeds_release, remote=elsewhere, query_rows=100) as server:
        status, _, body = ask(server, "SELECT * { ?s ?p ?o }")
        assert (status, json.loads(body)["limit"]) == (503, "query_rows")


def test_when_the_server_elsewhere_stops_everything_says_so_and_recovers(seeds_release: Path, tmp_path: Path) -> None:
    port = free_port()
    with running_twice(seeds_release, port, tmp_path) as (server, restart):
        assert ask(server, QUERIES[0])[0] == 200
        restart.stop()
        assert ask(server, "ASK { ?s ?p ?o }")[0] == 503
        status, body = server.get("/page/country/chile", Accept="application/json")
        assert (status, "no answer" in body.decode()) == (503, True)
        assert server.get("/healthz")[0] == 200
        restart.start()
        assert ask(server, "ASK { ?s ?p ?o }")[0] == 200
        assert server.get("/page/country/chile")[0] == 200


class running_twice:  # noqa: N801
    """A server over an Oxigraph that can be stopped and started again on its port."""

    def __init__(self, data: Path, port: int, folder: Path) -> None:
        self._data, self._port, self._folder = data, port, folder / "store"

    def start(self) -> None:
        """Start the one elsewhere."""
        self._elsewhere = oxigraph("--location", str(self._folder), port=self._port)
        self._elsewhere.__enter__()

    def stop(self) -> None:
        """Stop the one elsewhere."""
        self._elsewhere.__exit__(None, None, None)

    def __enter__(self) -> tuple[Server, running_twice]:
        self.start()
        address = f"http://127.0.0.1:{self._port}"
        publish(open_release(self._data), address)
        self._running = running(self._data, remote=address)
        return self._running.__enter__(), self

    def __exit__(self, *_: object) -> None:
        self._running.__exit__(None, None, None)
        self.stop()


def test_a_server_that_holds_another_release_is_not_served(seeds_release: Path, elsewhere: str, tmp_path: Path) -> None:
    from kg.store.release import write_release

    release = write_release(tmp_path, [], {}, {})
    with pytest.raises(ReleaseError, match=r"holds release .*, not .*kg publish"):
        find_elsewhere(elsewhere, release)
    process = start(tmp_path, free_port(), remote=elsewhere)
    assert process.wait(30) != 0
    assert "kg publish" in (tmp_path / "server.log").read_text()


def test_what_was_replaced_while_it_is_served_is_an_error(seeds_release: Path, tmp_path: Path) -> None:
    from kg.store.release import write_release

    with oxigraph() as address:
        release = open_release(seeds_release)
        publish(release, address)
        store = find_elsewhere(address, release).open()
        assert store.query("ASK { ?s ?p ?o }")
        publish(write_release(tmp_path, [], {}, {}), address)
        store._seen -= 60
        with pytest.raises(ReleaseError, match="holds release"):
            store.query("ASK { ?s ?p ?o }")


def test_where_the_default_graph_is_all_graphs_only_the_merged_view_is_seen(seeds_release: Path) -> None:
    release = open_release(seeds_release)
    with oxigraph("--union-default-graph") as address:
        publish(release, address)
        store = find_elsewhere(address, release).open()
        assert counted(store) == release.manifest["counts"]["merged"]
        with pytest.raises(QueryError, match="shows no graphs beside the merged view"):
            store.query("SELECT ?g { GRAPH ?g { ?s ?p ?o } }")
        ontology = NamedNode(f"{release.base_iri}graph/ontology")
        assert store.contains_named_graph(ontology)
        assert set(store.quads_for_pattern(None, None, None, ontology)) == set(
            open_store(release).quads_for_pattern(None, None, None, ontology)
        )


def test_virtuoso_gives_what_the_engine_gives(seeds_release: Path, tmp_path: Path) -> None:
    release = open_release(seeds_release)
    here = open_store(release)
    with virtuoso(tmp_path) as address:
        publish(release, address, Credentials("dba", "dba"))
        there = find_elsewhere(address, release).open()
        check_limits(there.where, 1_000_000, release.manifest["counts"]["merged"])
        for query in QUERIES:
            found, wanted = (s.query(query, prefixes=PREFIXES, base_iri=release.base_iri) for s in (there, here))
            assert isinstance(found, QuerySolutions)
            assert [tuple(row) for row in found] == [tuple(row) for row in wanted]  # type: ignore[arg-type,union-attr]
        for query in ("ASK { ?s a kg:Country }", "ASK { ?s a kg:Nothing }"):
            found = there.query(query, prefixes=PREFIXES)
            assert isinstance(found, QueryBoolean)
            assert bool(found) == bool(here.query(query, prefixes=PREFIXES))
        found = there.query("CONSTRUCT WHERE { ?s kg:recognizes ?o }", prefixes=PREFIXES)
        assert isinstance(found, QueryTriples)
        assert set(found) == set(here.query("CONSTRUCT WHERE { ?s kg:recognizes ?o }", prefixes=PREFIXES))  # type: ignore[arg-type]


def test_a_virtuoso_that_cuts_answers_is_refused(seeds_release: Path, tmp_path: Path) -> None:
    release = open_release(seeds_release)
    with virtuoso(tmp_path, rows=1000) as address:
        publish(release, address, Credentials("dba", "dba"))
        where = find_elsewhere(address, release)
        with pytest.raises(RemoteError, match="ResultSetMaxRows"):
            check_limits(where, 1_000_000, release.manifest["counts"]["merged"])


def test_an_earlier_release_comes_from_its_folder(seeds_release: Path) -> None:
    settings = Settings(remote="http://127.0.0.1:9/")
    assert isinstance(open_for(open_release(seeds_release), settings, current=False), Store)
    with pytest.raises(RemoteError, match="no answer"):
        open_for(open_release(seeds_release), settings)


def counted(store: StoreElsewhere) -> int:
    """How many triples the merged view has."""
    rows = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(rows, QuerySolutions)
    return int(next(rows)[0].value)
