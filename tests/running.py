"""A server as it runs, in a process of its own, for the tests that need one."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SERVE = """
import json, sys
from pathlib import Path
from kg.config import Settings
from kg.web.server import serve
serve(Path(sys.argv[1]), Settings(port=int(sys.argv[2]), **json.loads(sys.argv[3])))
"""


@dataclass(frozen=True)
class Server:
    """A running server: its port, its process, its data folder and where it logs."""

    port: int
    process: subprocess.Popen[bytes]
    data: Path
    log: Path

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
        """Status and body of a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str, bytes]:
        """Status, media type and body of any request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, (response.getheader("content-type") or "").partition(";")[0], response.read()
        finally:
            connection.close()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(data: Path, port: int, **settings: Any) -> subprocess.Popen[bytes]:
    """Start a server over a data folder, logging into it; does not wait."""
    command = [sys.executable, "-c", SERVE, str(data), str(port), json.dumps({"workers": 2, **settings})]
    with (data / "server.log").open("wb") as errors:
        return subprocess.Popen(command, stderr=errors)


@contextmanager
def running(data: Path, on: int | None = None, **settings: Any) -> Iterator[Server]:
    """A server over a data folder, stopped at the end; on a free port unless told."""
    port, log = on or free_port(), data / "server.log"
    process = start(data, port, **settings)
    server = Server(port, process, data, log)
    try:
        for _ in range(1200):
            try:
                if server.get("/readyz")[0] == 200:
                    break
            except OSError:
                pass
            time.sleep(0.05)
        else:
            pytest.fail(f"the server did not start: {log.read_text()}")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def descendants(pid: int) -> set[int]:
    """The processes that descend from one."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {pid}
    for _ in range(6):
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {pid}
