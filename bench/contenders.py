"""Starts our server and others over the same data, for comparison: each as long as a block runs.

The others are looked for where KG_BENCH_BIN points, beside Python and on the path: ``oxigraph`` and
``rdflib-endpoint`` (both on PyPI), ``virtuoso-t`` with ``isql-vt`` (Debian: virtuoso-opensource-7-bin) and
``comunica-sparql-file-http`` (npm: @comunica/query-sparql-file, Node 22 or newer).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 180
VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = {folder}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 100000
"""


@dataclass(frozen=True, slots=True)
class Contender:
    """A running server: its name, port, the path of its endpoint, and its process."""

    name: str
    port: int
    path: str
    pid: int


@dataclass(frozen=True, slots=True)
class Data:
    """What is served: our data folder, all its quads, the merged view in N-Triples, a folder for the others' files."""

    folder: Path
    quads: Path
    merged: Path
    scratch: Path


def find(name: str) -> str | None:
    """A program where KG_BENCH_BIN points, beside Python, or on the path."""
    folders = [os.environ.get("KG_BENCH_BIN", ""), str(Path(sys.executable).parent)]
    return next((found for folder in folders if (found := shutil.which(name, path=folder))), None) or shutil.which(name)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, ready: str, folder: Path | None = None) -> Iterator[int]:
    """A server as long as the block runs; waits until it answers, with anything but 503. Gives its process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=60):
                    break
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    break
                time.sleep(0.1)
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} ended") from None
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()
        process.wait(15)


@contextmanager
def ours(data: Path) -> Iterator[Contender]:
    """Our server."""
    port = free_port()
    program = "from kg.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--data", str(data), "--port", str(port)]
    with serving(command, port, "/readyz") as pid:
        yield Contender("kg", port, "/sparql", pid)


@contextmanager
def oxigraph(program: str, data: Data) -> Iterator[Contender]:
    """The Oxigraph server over the same quads, read-only."""
    port = free_port()
    location = str(data.scratch / "oxigraph")
    subprocess.run(
        [program, "load", "--location", location, "--file", str(data.quads)], check=True, capture_output=True
    )
    command = [program, "serve-read-only", "--location", location, "--bind", f"127.0.0.1:{port}"]
    with serving(command, port, "/") as pid:
        yield Contender("oxigraph", port, "/query", pid)


@contextmanager
def rdflib_endpoint(program: str, data: Data) -> Iterator[Contender]:
    """rdflib-endpoint over the merged view: it has no named graphs beside a default one."""
    port = free_port()
    with serving([program, "serve", "--port", str(port), str(data.merged)], port, "/docs") as pid:
        yield Contender("rdflib-endpoint", port, "/", pid)


@contextmanager
def virtuoso(program: str, data: Data) -> Iterator[Contender]:
    """Virtuoso over the merged view: its default graph is the union of all it has."""
    port, sql = free_port(), free_port()
    folder = data.scratch / "virtuoso"
    folder.mkdir()
    shutil.copyfile(data.merged, folder / data.merged.name)
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(sql=sql, port=port, folder=folder))
    loading = f"EXEC=ld_dir('{folder}', '{data.merged.name}', 'http://e/'); rdf_loader_run(); checkpoint;"
    with serving([program, "-f", "-c", "virtuoso.ini"], port, "/sparql", folder) as pid:
        isql = find("isql-vt") or "isql-vt"
        subprocess.run([isql, f"127.0.0.1:{sql}", "dba", "dba", loading], check=True, capture_output=True)
        yield Contender("virtuoso", port, "/sparql", pid)


@contextmanager
def comunica(program: str, data: Data) -> Iterator[Contender]:
    """Comunica over the merged view in a file, which it keeps in memory."""
    port = free_port()
    with serving([program, str(data.merged), "-p", str(port)], port, "/sparql") as pid:
        yield Contender("comunica", port, "/sparql", pid)


OTHERS: dict[str, tuple[str, Callable[[str, Data], AbstractContextManager[Contender]], int]] = {
    "oxigraph": ("oxigraph", oxigraph, 100_000_000),
    "rdflib-endpoint": ("rdflib-endpoint", rdflib_endpoint, 200_000),
    "virtuoso": ("virtuoso-t", virtuoso, 100_000_000),
    "comunica": ("comunica-sparql-file-http", comunica, 200_000),
}
"""The others: program, how to start it, and the most quads it is given (some read but 20,000 triples a second)."""
