"""The server as it runs: start, stop, slow clients, half-open connections, a new release under way."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from pyoxigraph import Literal, NamedNode, Quad

from kg.config import Settings
from kg.errors import PortError, ReleaseError
from kg.store.release import write_release
from kg.web.server import serve
from running import Server, descendants, free_port, running, start

ONE = "/sparql?query=" + quote("SELECT ?o { <http://e/1> <http://e/p> ?o }")
COUNT = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
MANY = "/sparql?query=" + quote("SELECT * { ?a <http://e/p> ?b . ?c <http://e/p> ?d } LIMIT 200000")
SLOW = "/sparql?timeout=2&query=" + quote("SELECT (COUNT(*) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")


def write(data: Path, number: int) -> str:
    """A release of so many triples; gives its id."""
    quads = [Quad(NamedNode(f"http://e/{i}"), NamedNode("http://e/p"), Literal(i)) for i in range(number)]
    return write_release(data, quads, {}, {}).id


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over 1,000 triples."""
    data = tmp_path_factory.mktemp("server")
    write(data, 1_000)
    with running(data) as made:
        yield made


def test_a_query_is_answered_and_logged_as_json(server: Server) -> None:
    status, body = server.get(ONE)
    assert (status, json.loads(body)["results"]["bindings"][0]["o"]["value"]) == (200, "1")
    time.sleep(0.2)
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert any(line["event"] == "query" and line["status"] == 200 for line in lines)


def test_head_has_no_body_and_the_length_of_get(server: Server) -> None:
    assert server.get(ONE, "HEAD") == (200, b"")


def test_paths_and_queries_in_utf8_arrive_as_they_are(server: Server) -> None:
    assert server.get("/id/country/" + quote("perú"))[0] == 404
    query = "/sparql?query=" + quote("SELECT ('ü→𝄞' AS ?x) {}")
    assert json.loads(server.get(query)[1])["results"]["bindings"][0]["x"]["value"] == "ü→𝄞"


def test_a_body_beyond_every_limit_is_refused_before_it_is_read(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        head = "POST /sparql HTTP/1.1\r\nHost: e\r\nContent-Type: application/sparql-query\r\n"
        connection.sendall(f"{head}Content-Length: 5000000\r\n\r\n".encode() + b"x" * 300_000)
        assert connection.recv(64).startswith(b"HTTP/1.1 413 ")
    assert server.get(ONE)[0] == 200


def test_slow_readers_do_not_hold_workers(server: Server) -> None:
    readers = []
    for _ in range(24):
        reader = socket.create_connection(("127.0.0.1", server.port))
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.sendall(f"GET {MANY} HTTP/1.1\r\nHost: e\r\n\r\n".encode())
        readers.append(reader)
    try:
        for _ in range(20):
            began = time.monotonic()
            assert server.get(ONE)[0] == 200
            assert time.monotonic() - began < 5
    finally:
        for reader in readers:
            reader.close()


def test_half_open_connections_do_not_stop_the_server(server: Server) -> None:
    held = []
    for number in range(300):
        connection = socket.create_connection(("127.0.0.1", server.port))
        if number % 2:
            connection.sendall(b"GET /sparql HTTP/1.1\r\nHost")
        held.append(connection)
    try:
        for _ in range(10):
            assert server.get(ONE)[0] == 200
    finally:
        for connection in held:
            connection.close()


def test_a_client_that_leaves_frees_its_worker(server: Server) -> None:
    leaving = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(4)]
    for connection in leaving:
        connection.sendall(f"GET {SLOW.replace('timeout=2', 'timeout=20')} HTTP/1.1\r\nHost: e\r\n\r\n".encode())
    time.sleep(0.5)
    for connection in leaving:
        connection.close()
    for _ in range(60):
        lanes = server.get("/metrics")[1].decode()
        if 'kg_lanes{state="slow"} 0.0' in lanes and 'kg_lanes{state="fast"} 0.0' in lanes:
            return
        time.sleep(0.1)
    pytest.fail(lanes)


def test_a_new_release_is_served_without_a_dropped_request(server: Server) -> None:
    failures: list[int] = []
    counts: set[str] = set()
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            status, body = server.get(COUNT)
            if status != 200:
                failures.append(status)
            else:
                counts.add(json.loads(body)["results"]["bindings"][0]["n"]["value"])

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for thread in asking:
        thread.start()
    write(server.data, 2_000)
    until = time.monotonic() + 10
    while "2000" not in counts and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    for thread in asking:
        thread.join()
    assert not failures
    assert counts == {"1000", "2000"}


def test_requests_in_flight_end_when_the_server_stops_and_nothing_is_left(tmp_path: Path) -> None:
    write(tmp_path, 100)
    with running(tmp_path) as server:
        processes = descendants(server.process.pid)
        assert processes
        answers: list[tuple[int, bytes]] = []
        asking = threading.Thread(target=lambda: answers.append(server.get(SLOW.replace("timeout=2", "timeout=1"))))
        asking.start()
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        asking.join()
        assert json.loads(answers[0][1])["type"].endswith("#time-limit")
        assert server.process.wait(10) == 0
    until = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in processes) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]


def test_pages_are_compressed_and_not_sent_again_to_who_has_them(server: Server) -> None:
    url = f"http://127.0.0.1:{server.port}/.well-known/void"
    packed = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(packed, timeout=10) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert b"void:Dataset" in gzip.decompress(answer.read())
        etag = answer.headers["ETag"]
    again = server.send("GET", "/.well-known/void", None, {"Accept-Encoding": "gzip", "If-None-Match": etag})
    assert again[0] == 304
    assert b"void:Dataset" in server.get("/.well-known/void")[1]


def test_a_download_goes_on_where_it_stopped(server: Server) -> None:
    listed = json.loads(server.get("/dumps/")[1])["files"]
    file = max(listed, key=lambda each: each["bytes"])
    path, size = f"/dumps/{file['name']}", file["bytes"]
    whole = server.get(path)[1]
    assert len(whole) == size
    assert server.get(path, Range=f"bytes=0-{size // 2 - 1}") == (206, whole[: size // 2])
    assert server.get(path, Range=f"bytes={size // 2}-") == (206, whole[size // 2 :])
    assert server.get(path, Range="bytes=-1") == (206, whole[-1:])
    assert server.get(path, Range=f"bytes={size}-")[0] == 416
    assert server.get(path, "HEAD", Range="bytes=0-9")[1] == b""


def test_a_graph_comes_from_a_file_whole_or_in_part(server: Server) -> None:
    status, whole = server.get("/store?default", Accept="application/n-triples")
    number = json.loads(server.get(COUNT)[1])["results"]["bindings"][0]["n"]["value"]
    assert (status, whole.count(b"\n")) == (200, int(number))
    assert server.get("/store?default", Accept="application/n-triples", Range="bytes=-20") == (206, whole[-20:])


def test_a_rate_holds_for_pages_and_queries(tmp_path: Path) -> None:
    write(tmp_path, 1)
    with running(tmp_path, rate_loopback=30) as limited:
        statuses = [limited.get("/dumps/" if number % 2 else ONE)[0] for number in range(60)]
        assert statuses.count(429) >= 20
        assert limited.get("/healthz")[0] == 200


def test_a_browser_sees_an_error_of_the_endpoint_as_a_page_of_the_site(tmp_path: Path) -> None:
    write(tmp_path, 1)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html, */*;q=0.8"}
    with running(tmp_path, rate_loopback=3) as limited:
        status, kind, page = limited.send("POST", "/sparql", b"query=SELEC+*+%7B%7D", form)
        assert (status, kind) == (400, "text/html")
        assert b"did you mean SELECT?" in page
        assert b"<main" in page
        assert b"/static/" in page
        for _ in range(3):
            status, kind, page = limited.send("GET", "/", None, {"Accept": "text/html"})
        assert (status, kind) == (429, "text/html")
        assert b"/static/" in page
        status, kind, _ = limited.send("POST", "/sparql", b"query=ASK+%7B%7D", {**form, "Accept": "*/*"})
        assert (status, kind) == (429, "application/problem+json")


def test_a_server_stopped_while_it_starts_stops(tmp_path: Path) -> None:
    write(tmp_path, 10)
    for wait in (0.3, 0.9):
        process = start(tmp_path, free_port())
        time.sleep(wait)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, 1, -signal.SIGTERM)


def test_a_port_in_use_is_named(tmp_path: Path, server: Server) -> None:
    write(tmp_path, 1)
    with pytest.raises(PortError, match=rf"{server.port}.*--port"):
        serve(tmp_path, Settings(port=server.port))


def test_without_a_release_there_is_nothing_to_serve(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="kg build"):
        serve(tmp_path, Settings(port=free_port()))


def test_a_killed_web_process_is_started_again(tmp_path: Path) -> None:
    write(tmp_path, 10)
    with running(tmp_path) as server:
        web = min(descendants(server.process.pid))
        time.sleep(0.2)
        os.kill(web, signal.SIGKILL)
        until = time.monotonic() + 15
        while time.monotonic() < until:
            try:
                if server.get(ONE)[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail("the server did not come back")
