"""How long honest clients wait while the server is besieged: one-row queries, each new, beside bombs of every kind.

    python -m bench siege

The bombs are those of ``tests/faults``; six clients throw them at one address, two honest ones ask at others.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from bench.contenders import ours
from bench.endpoint import RESULTS
from bench.load import Load, get, load
from kg.store.release import write_release

THINGS = 2_000
SECONDS = 20.0
BOMBERS = 6
LIMIT_SECONDS = 2.0


class Error(NamedTuple):
    """What came back for a bomb: after how many seconds, and whether in the shape of the documentation."""

    seconds: float
    documented: bool


def honest(port: int, address: str, seconds: float) -> Load:
    """One-row queries, none twice, from an address."""
    order = random.Random(address)

    def request(number: int) -> bytes:
        query = f"SELECT ?v {{ <http://e/{order.randrange(THINGS)}> <http://e/value> ?v }} # {address} {number}"
        return get("/sparql?query=" + urllib.parse.quote(query), RESULTS)

    return load(port, request, clients=1, seconds=seconds, source=address)


def throw(port: int, bombs: dict[str, str], until: float, seen: dict[str, list[Error]]) -> None:
    """Bombs one after another, each with a limit of LIMIT_SECONDS; ``seen`` gets what came back for each."""
    while time.monotonic() < until:
        name = random.choice(list(bombs))
        bomb = urllib.parse.quote(f"{bombs[name]}\n# {random.random()}")
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", f"/sparql?timeout={LIMIT_SECONDS:g}&query={bomb}")
        response = connection.getresponse()
        body = response.read()
        connection.close()
        seen.setdefault(name, []).append(Error(time.monotonic() - began, is_documented(response.status, body)))


def is_documented(status: int, body: bytes) -> bool:
    """Whether this is a whole answer, or an error in the shape of the documentation."""
    if status == 200:
        return True
    problem = json.loads(body)
    return problem["status"] == status and "#" in problem["type"] and bool(problem["detail"])


def main() -> None:
    """Print what honest clients saw at peace and under siege."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "faults"))
    import bombs

    thrown = {**bombs.ENDLESS, "concat": bombs.concat_bomb(30)}
    thrown |= {name: make(500) for name, make in (*bombs.NESTED.items(), *bombs.PLANNED.items())}
    with tempfile.TemporaryDirectory() as folder:
        things = (NamedNode(f"http://e/{i}") for i in range(THINGS))
        quads = [Quad(thing, NamedNode("http://e/value"), Literal(i)) for i, thing in enumerate(things)]
        write_release(Path(folder), quads, {}, {})
        with ours(Path(folder)) as server:
            peace = honest(server.port, "127.0.0.2", SECONDS / 4)
            until = time.monotonic() + SECONDS
            seen: dict[str, list[Error]] = {}
            args = (server.port, thrown, until, seen)
            bombers = [threading.Thread(target=throw, args=args) for _ in range(BOMBERS)]
            for bomber in bombers:
                bomber.start()
            siege = honest(server.port, "127.0.0.3", SECONDS)
            for bomber in bombers:
                bomber.join()
    for name, load_ in (("at peace", peace), ("under siege", siege)):
        print(
            f"{name:12} p50 {load_.p50:7.2f} ms  p99 {load_.p99:7.2f} ms  {load_.failed} without an answer", flush=True
        )
    print(f"\nSeconds beyond the limit of {LIMIT_SECONDS:g} s until the slowest answer to each bomb:")
    for name, errors in sorted(seen.items(), key=lambda item: -max(error.seconds for error in item[1])):
        beyond = max(error.seconds for error in errors) - LIMIT_SECONDS
        odd = sum(not error.documented for error in errors)
        print(f"{name:30} {beyond:6.2f}  {len(errors):4} thrown" + (f", {odd} answered oddly" if odd else ""))


if __name__ == "__main__":
    main()
