"""What it costs to evaluate queries in worker processes rather than where they are asked.

    python -m bench isolation [DATA]

Each query is asked in turn of an evaluator in this process and of a worker, both without HTTP, all of them new. DATA is
a data folder with a release (default: 1,000,000 synthetic triples); its store is read from disk, as by a worker.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.endpoint import SYNTHETIC_QUERIES, synthetic
from kg.config import Settings
from kg.store.answering import Answering
from kg.store.engine import open_store
from kg.store.evaluation import Evaluator
from kg.store.layout import Release, open_release
from kg.store.questions import Question
from kg.store.release import PREFIXES, write_release

SECONDS = 6.0
QUERIES = {
    "one row": SYNTHETIC_QUERIES["one row"][1],
    "10,000 rows": SYNTHETIC_QUERIES["10,000 rows"][1],
    "aggregate": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
}


def here(release: Release, spool: int) -> Callable[[str], object]:
    """An evaluator in this process; what it answers is in memory."""
    evaluator = Evaluator(open_store(release), release.base_iri, PREFIXES)
    return lambda query: evaluator.answer(Question(query, max_bytes=10**9).message(), spool)


def compare(name: str, query: str, ways: dict[str, Callable[[str], object]]) -> None:
    """Print the medians of both ways, asked in turn, and their ratio."""
    took: dict[str, list[float]] = {way: [] for way in ways}
    until, number = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < until:
        for way, ask in ways.items():
            number += 1
            began = time.perf_counter()
            ask(f"{query} # {number}")
            took[way].append(time.perf_counter() - began)
    middle = {way: statistics.median(times) * 1000 for way, times in took.items()}
    least = {way: min(times) * 1000 for way, times in took.items()}
    cells = "  ".join(f"{way} {middle[way]:8.2f} ms (least {least[way]:8.2f})" for way in ways)
    apart, worker = ways
    print(f"{name:12} {cells}  ratio {middle[worker] / middle[apart]:.2f} ({least[worker] / least[apart]:.2f})")


def main() -> None:
    """Print a line for each query."""
    with tempfile.TemporaryDirectory() as temporary, tempfile.TemporaryFile() as spool:
        given = len(sys.argv) > 2 and Path(sys.argv[2]).is_dir()
        data = Path(sys.argv[2]) if given else Path(temporary)
        if not given:
            write_release(data, synthetic(), {}, {})
        release = open_release(data)
        settings = Settings(memory_quads=0)
        answering = Answering(settings)
        try:
            answering.open(release)
            ways: dict[str, Callable[[str], object]] = {
                "in this process": here(release, spool.fileno()),
                "in a worker": lambda query: answering.ask(release.id, Question(query)).read(),
            }
            for name, query in QUERIES.items():
                compare(name, query, ways)
        finally:
            answering.close()


if __name__ == "__main__":
    main()
