"""How long a newcomer waits: ``kg build`` on the seeds, the start of ``kg serve``, and a one-row query over HTTP.

Prints wall time and peak memory of the build (its own process), seconds until the server answers, and percentiles
of one-row queries on one connection, in milliseconds.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

RUNS = 5
QUERIES = 1000
ONE_ROW = "SELECT ?o { <http://localhost:8000/id/country/peru> <http://www.w3.org/2000/01/rdf-schema#label> ?o }"


def kg(*arguments: str) -> list[str]:
    """The command line of ``kg`` in this environment."""
    return [str(Path(sys.executable).with_name("kg")), *arguments]


def measure(command: list[str]) -> tuple[float, float]:
    """Seconds of wall time and MB of peak memory of a command; raises SystemExit if it fails."""
    began = time.perf_counter()
    pid = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_served(port: int, *, seconds: float = 20.0) -> float:
    """Seconds until the server answers ``/healthz``."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return time.perf_counter() - began
        except OSError:
            time.sleep(0.01)
    raise SystemExit("the server did not start")


def one_row_queries(port: int) -> list[float]:
    """Milliseconds of each of ``QUERIES`` one-row queries, all different to any cache, on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    times = []
    for number in range(QUERIES):
        path = "/sparql?" + urllib.parse.urlencode({"query": f"{ONE_ROW} # {number}"})
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept": "application/sparql-results+json"})
        response = connection.getresponse()
        body = response.read()
        times.append((time.perf_counter() - began) * 1000)
        if response.status != 200 or b"Peru" not in body:
            raise SystemExit(f"the query failed: {response.status} {body[:200]!r}")
    return times


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        builds = [measure(kg("build", "--no-cache", "--out", f"{folder}/{number}")) for number in range(RUNS)]
        seconds, peaks = zip(*builds, strict=True)
        print(
            f"kg build on the seeds: median {statistics.median(seconds):.2f} s "
            f"(min {min(seconds):.2f}, max {max(seconds):.2f}), peak {max(peaks):.0f} MB"
        )
        starts, times = [], []
        for _ in range(RUNS):
            port = free_port()
            server = subprocess.Popen(
                kg("serve", "--data", f"{folder}/0", "--port", str(port)),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                starts.append(wait_until_served(port))
                times += one_row_queries(port)
            finally:
                server.terminate()
                server.wait(20)
        times.sort()
        print(f"kg serve answers after: median {statistics.median(starts):.2f} s (max {max(starts):.2f})")
        p99 = times[int(len(times) * 0.99)]
        print(f"one-row query over HTTP: median {statistics.median(times):.2f} ms, p99 {p99:.2f} ms")


if __name__ == "__main__":
    main()
