"""Web servers under slow readers and half-open connections: does an honest request still get through?

    python -m bench servers

Tries those that are installed: granian (RSGI, as we use it, and WSGI), gunicorn (gthread, 2 workers of 4 threads),
cheroot, waitress. Each serves a short answer at ``/`` and 20 MB at ``/large``.
"""

from __future__ import annotations

import http.client
import importlib.util
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from bench.load import get, load

HALF_OPEN = 400
SLOW_READERS = 64
PATIENCE_SECONDS = 5.0
SECONDS = 1.0
LARGE = b"x" * 20_000_000
CHUNK = 262_144

_large_file: list[IO[bytes]] = []

COMMANDS = {
    "granian RSGI": "from granian import Granian; Granian('bench.servers:rsgi', port=PORT, interface='rsgi', "
    "backlog=4096, backpressure=4096, runtime_mode='mt', http='1', websockets=False, log_enabled=False).serve()",
    "granian WSGI": "from granian import Granian; Granian('bench.servers:wsgi', port=PORT, interface='wsgi', "
    "blocking_threads=64, backlog=4096, backpressure=4096, http='1', log_enabled=False).serve()",
    "gunicorn gthread": "import sys; sys.argv = ['gunicorn', '-k', 'gthread', '-w', '2', '--threads', '4', '-b', "
    "'127.0.0.1:PORT', '--log-level', 'critical', 'bench.servers:wsgi']; from gunicorn.app.wsgiapp import run; run()",
    "cheroot": "from cheroot.wsgi import Server; from bench.servers import wsgi; "
    "Server(('127.0.0.1', PORT), wsgi, numthreads=8).start()",
    "waitress": "from waitress import serve; from bench.servers import wsgi; "
    "serve(wsgi, host='127.0.0.1', port=PORT, threads=8, _quiet=True)",
}


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    """A short answer, or a large one in chunks."""
    large = environ["PATH_INFO"] == "/large"
    length = len(LARGE) if large else 5
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(length))])
    return (LARGE[i : i + CHUNK] for i in range(0, len(LARGE), CHUNK)) if large else iter([b"hello"])


async def rsgi(scope: Any, protocol: Any) -> None:
    """The same for RSGI."""
    if scope.path != "/large":
        protocol.response_bytes(200, [("content-type", "text/plain")], b"hello")
        return
    if not _large_file:
        file = tempfile.TemporaryFile()  # noqa: SIM115
        file.write(LARGE)
        file.flush()
        _large_file.append(file)
    protocol.response_file(200, [("content-length", str(len(LARGE)))], f"/dev/fd/{_large_file[0].fileno()}")


@contextmanager
def serving(name: str, port: int) -> Iterator[None]:
    """A server as long as the block runs."""
    command = [sys.executable, "-c", COMMANDS[name].replace("PORT", str(port))]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if answer_seconds(port) is not None:
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait(5)


def answer_seconds(port: int) -> float | None:
    """How long an honest request takes, or ``None`` if it gets no answer in time."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/")
        return time.perf_counter() - began if connection.getresponse().read() == b"hello" else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def besiege(port: int, number: int, sent: bytes) -> list[socket.socket]:
    """So many connections that send this and then neither send nor read."""
    held = []
    for _ in range(number):
        with suppress(OSError):
            connection = socket.create_connection(("127.0.0.1", port), timeout=1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(sent)
            held.append(connection)
    return held


def told(seconds: float | None) -> str:
    """A time as people read it."""
    return f"no answer in {PATIENCE_SECONDS:.0f} s" if seconds is None else f"{seconds * 1000:.1f} ms"


def main() -> None:
    """Print a line for each server."""
    print(f"{'':18}{'at peace, 16 clients':>22}  {HALF_OPEN} half-open     {SLOW_READERS} slow readers")
    for name in COMMANDS:
        if importlib.util.find_spec(name.split()[0]) is None:
            print(f"{name:18}is not installed: skipped")
            continue
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        with serving(name, port):
            peace = load(port, lambda _: get("/", "*/*"), clients=16, seconds=SECONDS)
            outcomes = []
            for number, sent in ((HALF_OPEN, b"GET / HTTP/1.1\r\nHost"), (SLOW_READERS, get("/large", "*/*"))):
                held = besiege(port, number, sent)
                time.sleep(0.5)
                outcomes.append(told(answer_seconds(port)))
                for connection in held:
                    connection.close()
                time.sleep(0.5)
        print(f"{name:18}{peace.per_second:12.0f} answers/s  {outcomes[0]:20} {outcomes[1]:20}", flush=True)


if __name__ == "__main__":
    main()
