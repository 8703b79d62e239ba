"""Permalinks carry query, release and checksum, and say whether the answer still is what was cited."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse

sys.path.insert(0, str(Path(__file__).parents[1]))

from kg.cli import cli
from kg.store.permalinks import Permalink, checksum
from kg.store.prune import prune
from kg.store.release import write_release
from running import Server, running

DATA = '<http://e/a> <http://e/p> "one" .\n<http://e/b> <http://e/p> "two\\n\\"lines\\"" .\n'
QUERY = "SELECT ?s ?o { ?s <http://e/p> ?o }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an earlier release and the current one."""
    data = tmp_path_factory.mktemp("data")
    for text in (DATA, DATA.replace("one", "eins")):
        write_release(data, parse(text, RdfFormat.N_QUADS), {}, {})
    with running(data) as made:
        yield made


def link(server: Server, **fields: str) -> tuple[int, dict[str, object]]:
    """What the permalink says, as JSON."""
    status, body = server.get("/permalink?" + urlencode({"query": QUERY, **fields}), Accept="application/json")
    return status, json.loads(body)


def releases(server: Server) -> tuple[str, str]:
    """The ids of the current and of the earlier release."""
    shown = json.loads(server.get("/releases/", Accept="application/json")[1])["releases"]
    return next(r["id"] for r in shown if r["current"]), next(r["id"] for r in shown if not r["current"])


def test_the_checksum_is_that_of_the_sorted_lines_of_the_answer(server: Server) -> None:
    path = "/sparql?" + urlencode({"query": QUERY})
    lines = server.get(path, Accept="text/tab-separated-values")[1].splitlines(keepends=True)
    status, said = link(server)
    assert (status, said["rows"], said["same"], said["cited"]) == (200, 2, None, None)
    assert said["checksum"] == hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def test_the_order_of_rows_does_not_matter() -> None:
    assert checksum(b"?s\n2\n1\n") == checksum(b"?s\n1\n2\n") != checksum(b"?s\n1\n1\n2\n")


def test_a_permalink_says_whether_the_answer_is_what_was_cited(server: Server) -> None:
    found = str(link(server)[1]["checksum"])
    assert link(server, checksum=found)[1]["same"] is True
    assert link(server, checksum="0" * 64)[1]["same"] is False
    path = "/permalink?" + urlencode({"query": QUERY, "checksum": found})
    assert b"it still has that checksum" in server.get(path, Accept="text/html")[1]
    path = "/permalink?" + urlencode({"query": QUERY, "checksum": "0" * 64})
    assert b"not the one that was cited" in server.get(path, Accept="text/html")[1]


def test_a_permalink_of_an_earlier_release_keeps_its_answer(server: Server) -> None:
    current, earlier = releases(server)
    then, now = link(server, release=earlier)[1], link(server)[1]
    assert (then["release"], now["release"]) == (earlier, current)
    assert then["checksum"] != now["checksum"]
    assert link(server, release=earlier[:12], checksum=str(then["checksum"]))[1]["same"] is True
    page = server.get("/permalink?" + urlencode({"query": QUERY, "release": earlier}), Accept="text/html")[1].decode()
    assert f"release {earlier[:12]}" in page
    assert "ask the current one" in page


def test_a_graph_has_a_checksum_and_chance_has_none(server: Server) -> None:
    assert link(server, query="CONSTRUCT WHERE { ?s ?p ?o }")[1]["rows"] == 2
    said = link(server, query="SELECT (RAND() AS ?r) {}")[1]
    assert (said["checksum"], said["same"]) == (None, None)


def test_what_is_wrong_with_a_permalink_is_said(server: Server) -> None:
    assert link(server, query=" ")[0] == 400
    assert link(server, checksum="abc")[0] == 400
    assert link(server, query="SELECT {")[0] == 400
    assert link(server, release="0" * 64)[0] == 404


def test_a_query_is_shown_as_text_only(server: Server) -> None:
    query = "SELECT ?s { ?s ?p '<script>alert(1)</script>' }"
    page = server.get("/permalink?" + urlencode({"query": query}), Accept="text/html")[1]
    assert b"<script>alert" not in page
    assert b"&lt;script&gt;alert" in page


def test_the_command_line_prints_the_same_permalink(server: Server) -> None:
    result = CliRunner().invoke(cli, ["query", QUERY, "--checksum", "--data", str(server.data)], standalone_mode=False)
    said = link(server)[1]
    for part in (said["release"], said["checksum"], said["permalink"]):
        assert str(part) in result.stdout
    assert Permalink("q", "r").path == "permalink?release=r&query=q"


def test_the_permalink_of_a_removed_release_says_that_it_was_removed(tmp_path: Path) -> None:
    for text in (DATA, DATA.replace("one", "eins")):
        write_release(tmp_path, parse(text, RdfFormat.N_QUADS), {}, {})
    with running(tmp_path) as server:
        earlier = releases(server)[1]
        assert link(server, release=earlier)[0] == 200
        prune(tmp_path, 1)
        assert link(server, release=earlier)[0] == 410
