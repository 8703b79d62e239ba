"""SPARQL servers as they run, each in a process of its own and on loopback; skipped with a reason where they are not.

The ``oxigraph`` server comes from PyPI (``pip install oxigraph``; a binary beside Python, on the path or where
KG_BENCH_BIN points), Virtuoso from Debian (``virtuoso-opensource-7-bin``).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from running import free_port

START_SECONDS = 60
VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
FileExtend = 20
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
MaxSortedTopRows = 1048576
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 16
[SPARQL]
ResultSetMaxRows = {rows}
"""


def find(name: str) -> str:
    """A program beside Python, on the path or where KG_BENCH_BIN points; skips the test where there is none."""
    folders = [os.environ.get("KG_BENCH_BIN", ""), str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    found = next((path for folder in folders if folder and (path := shutil.which(name, path=folder))), None)
    if found is None:
        pytest.skip(f"the server {name} is not installed")
    return found


@contextmanager
def oxigraph(*options: str, port: int | None = None) -> Iterator[str]:
    """The address of an Oxigraph server, empty and in memory unless told otherwise."""
    port = port or free_port()
    with _running([find("oxigraph"), "serve", "--bind", f"127.0.0.1:{port}", *options], f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def virtuoso(folder: Path, rows: int = 1_048_576) -> Iterator[str]:
    """The address of a new Virtuoso server, whose user dba has the password dba."""
    program = find("virtuoso-t")
    port = free_port()
    configuration = folder / "virtuoso.ini"
    configuration.write_text(VIRTUOSO_INI.format(folder=folder, port=port, sql_port=free_port(), rows=rows))
    address = f"http://127.0.0.1:{port}/sparql"
    with _running([program, "+foreground", "+configfile", str(configuration)], address):
        yield address


@contextmanager
def _running(command: list[str], address: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, address)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except OSError:
            if process.poll() is not None:
                pytest.fail(f"{process.args} ended")
            time.sleep(0.1)
    pytest.fail(f"{process.args} did not start")
