"""Two servers on one release behind a proxy: one may be stopped and started again without a failed request."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import RdfFormat, parse

sys.path.insert(0, str(Path(__file__).parents[1]))

from kg.store.release import write_release
from running import Server, free_port, running
from servers import find

ROOT = Path(__file__).parents[2]
QUERY = "SELECT ?s ?o { ?s <http://e/p> ?o }"
FRAME = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {site}
}}
"""


def documented(port: int, ports: tuple[int, int]) -> str:
    """The site as docs/deployment.md has it, on other ports."""
    text = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    found = re.search(r"```nginx\n(.*?)```", text, re.DOTALL)
    assert found is not None
    site = found[1].replace("listen 80;", f"listen 127.0.0.1:{port};")
    for written, actual in zip(("8001", "8002"), ports, strict=True):
        assert f"127.0.0.1:{written}" in site
        site = site.replace(f"127.0.0.1:{written}", f"127.0.0.1:{actual}")
    return site


@contextmanager
def proxy(folder: Path, ports: tuple[int, int]) -> Iterator[int]:
    """The port of nginx in front of two servers."""
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(FRAME.format(folder=folder, site=documented(port, ports)))
    program = find("nginx")
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(configuration), "-e", str(folder / "start.log")])
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(15)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small release."""
    folder = tmp_path / "data"
    text = "".join(f'<http://e/{i}> <http://e/p> "{i}" .\n' for i in range(50))
    write_release(folder, parse(text, RdfFormat.N_QUADS), {}, {})
    return folder


def ask(port: int, number: int) -> tuple[int, dict[str, str]]:
    """Status and header of a request: a page, a query in the address, a query in the body, each time a new one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    query = quote(f"{QUERY} # {number}")
    try:
        if number % 3 == 0:
            connection.request("GET", "/releases/", headers={"Accept": "text/html"})
        elif number % 3 == 1:
            connection.request("GET", f"/sparql?query={query}", headers={"Accept": "text/csv"})
        else:
            kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/csv"}
            connection.request("POST", "/sparql", f"query={query}", kind)
        response = connection.getresponse()
        response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()


class Visitors:
    """Clients that ask all the time; ``statuses`` are what they were answered, ``failures`` what was no answer."""

    def __init__(self, port: int, number: int = 4) -> None:
        self.statuses: list[int] = []
        self.failures: list[str] = []
        self._port = port
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(i,)) for i in range(number)]

    def __enter__(self) -> Visitors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more: int) -> None:
        """Until so many more were answered."""
        wanted = len(self.statuses) + more
        for _ in range(2000):
            if len(self.statuses) >= wanted or self.failures:
                return
            time.sleep(0.01)

    def _visit(self, first: int) -> None:
        number = first
        while not self._ended.is_set():
            try:
                self.statuses.append(ask(self._port, number)[0])
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
            number += 4


def test_one_of_two_servers_may_be_stopped_and_started_again_without_a_failed_request(
    data: Path, tmp_path: Path
) -> None:
    find("nginx")
    with (
        running(data) as one,
        running(data) as other,
        proxy(tmp_path, (one.port, other.port)) as port,
        ExitStack() as again,
    ):
        with Visitors(port) as visitors:
            visitors.wait_for(60)
            stop(one)
            visitors.wait_for(60)
            again.enter_context(running(data, on=one.port))
            visitors.wait_for(60)
            stop(other)
            visitors.wait_for(60)
        assert visitors.failures == []
        assert set(visitors.statuses) == {200}
        assert len(visitors.statuses) >= 240


def test_both_servers_give_the_same_answer_with_the_same_etag(data: Path, tmp_path: Path) -> None:
    find("nginx")
    with running(data) as one, running(data) as other, proxy(tmp_path, (one.port, other.port)) as port:
        answers = [ask(where, 1) for where in (one.port, other.port, port, port)]
        assert len({(status, headers["etag"], headers["release"]) for status, headers in answers}) == 1


def test_behind_a_proxy_each_client_has_its_own_rate(data: Path, tmp_path: Path) -> None:
    find("nginx")
    settings = {"proxies": 1, "rate": 5, "rate_loopback": 5}
    with (
        running(data, **settings) as one,
        running(data, **settings) as other,
        proxy(tmp_path, (one.port, other.port)) as port,
    ):
        assert {ask(port, 1)[0] for _ in range(30)} == {200, 429}
        for server in (one, other):
            assert server.get("/releases/", **{"X-Forwarded-For": "203.0.113.7"})[0] == 200


def test_both_servers_move_to_a_new_release(data: Path, tmp_path: Path) -> None:
    find("nginx")
    with running(data) as one, running(data) as other, proxy(tmp_path, (one.port, other.port)) as port:
        with Visitors(port) as visitors:
            made = write_release(data, parse('<http://e/s> <http://e/p> "new" .', RdfFormat.N_QUADS), {}, {})
            for server in (one, other):
                for _ in range(400):
                    if made.id.encode() in server.get("/healthz")[1]:
                        break
                    time.sleep(0.05)
                assert made.id.encode() in server.get("/healthz")[1]
        assert visitors.failures == []
        assert set(visitors.statuses) == {200}


def stop(server: Server) -> None:
    """End a server as an operator does."""
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(40)
