"""How long honest clients wait while the server is besieged: one-row queries, each new, beside bombs of every kind.

    python -m bench siege

The bombs are those of ``tests/faults``; six clients throw them at one address, two honest ones ask at others.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from bench.contenders import ours
from bench.endpoint import RESULTS
from bench.load import Load, get, load
from kg.store.release import write_release

THINGS = 2_000
SECONDS = 20.0
BOMBERS = 6
LIMIT_SECONDS = 2.0


def honest(port: int, address: str, seconds: float) -> Load:
    """One-row queries, none twice, from an address."""
    order = random.Random(address)

    def request(number: int) -> bytes:
        query = f"SELECT ?v {{ <http://e/{order.randrange(THINGS)}> <http://e/value> ?v }} # {address} {number}"
        return get("/sparql?query=" + urllib.parse.quote(query), RESULTS)

    return load(port, request, clients=1, seconds=seconds, source=address)


def throw(port: int, bombs: list[str], until: float, took: list[float]) -> None:
    """Bombs one after another, each with a limit of LIMIT_SECONDS; ``took`` gets the seconds until each answer."""
    while time.monotonic() < until:
        bomb = urllib.parse.quote(random.choice(bombs) + f"\n# {random.random()}")
        path = f"/sparql?timeout={LIMIT_SECONDS:g}&query={bomb}"
        got = load(port, lambda _, path=path: get(path, "*/*"), clients=1, seconds=0)  # type: ignore[misc]
        took.append(got.p50 / 1000)


def main() -> None:
    """Print what honest clients saw at peace and under siege."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "faults"))
    import bombs

    thrown = [*bombs.ENDLESS.values(), bombs.concat_bomb(30)]
    thrown += [make(500) for make in (*bombs.NESTED.values(), *bombs.PLANNED.values())]
    with tempfile.TemporaryDirectory() as folder:
        things = (NamedNode(f"http://e/{i}") for i in range(THINGS))
        quads = [Quad(thing, NamedNode("http://e/value"), Literal(i)) for i, thing in enumerate(things)]
        write_release(Path(folder), quads, {}, {})
        with ours(Path(folder)) as server:
            peace = honest(server.port, "127.0.0.2", SECONDS / 4)
            until = time.monotonic() + SECONDS
            took: list[float] = []
            args = (server.port, thrown, until, took)
            bombers = [threading.Thread(target=throw, args=args) for _ in range(BOMBERS)]
            for bomber in bombers:
                bomber.start()
            siege = honest(server.port, "127.0.0.3", SECONDS)
            for bomber in bombers:
                bomber.join()
    for name, seen in (("at peace", peace), ("under siege", siege)):
        print(f"{name:12} p50 {seen.p50:7.2f} ms  p99 {seen.p99:7.2f} ms  {seen.failed} without an answer", flush=True)
    print(f"{len(took)} bombs with a limit of {LIMIT_SECONDS:g} s: the slowest error came after {max(took):.2f} s")


if __name__ == "__main__":
    main()
