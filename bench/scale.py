"""How builds and answers grow with the corpus: generated documents, ten and a hundred times as many.

``python -m bench scale [--documents N …] [--minutes M]`` builds a release of each number of generated documents, as far
as the minutes carry, and prints one table: documents and quads a second from files to release, validation included;
peak memory of the largest process and of all together (``Pss``: what processes share is counted once); bytes on disk;
seconds until ``kg serve`` gives its first answer; milliseconds of a country's page and of the queries in ``queries/``,
asked over HTTP (the seed documents are in every release, so that there are answers); how fast ``kg dump`` is beside
pyoxigraph's own ``Store.dump`` of the same data; and what a build of
the unchanged corpus and one with a changed document take of the first build's time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from pyoxigraph import RdfFormat, Store

from bench.build import free_port, kg
from bench.generate import SEED, write_corpus
from bench.invented import World
from kg.config import resource_folder
from kg.store.layout import open_release

DOCUMENTS = (1_000, 10_000, 100_000)
MINUTES = 30
COUNTRIES = 60
"""Pages of different countries that are asked for, each once."""
ROUNDS = 3
"""How often each query is asked, each time as text that no cache has seen."""
TICK = 0.5
LONGEST_ANSWER = 60
GROWTH = 12.0
"""A size is left out if so many times the last one's time is more than what is left."""


@dataclass(slots=True)
class Measured:
    """What was measured of one size; each value is printed at once, since a size may take long."""

    documents: int
    values: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """Take a value in."""
        self.values[name] = value
        print(f"  {name}: {value}", flush=True)


@dataclass(slots=True)
class Cost:
    """Seconds of a command on the wall's clock and of processors, and MB at its peak: of its largest process and of all
    its processes together."""

    seconds: float
    processors: float
    largest: float
    together: float

    def beside(self, other: Cost) -> str:
        """Its seconds, and its share of another's seconds and time of processors."""
        return f"{self.seconds:.1f} s, {self.seconds / other.seconds:.0%} / {self.processors / other.processors:.0%}"


def descendants(pid: int) -> Iterator[int]:
    """A process and those it started, as far as they are there."""
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from descendants(int(child))
    except OSError:
        return


def memory(pid: int) -> tuple[float, float]:
    """MB of the largest process (resident) and of all (``Pss``)."""
    largest = together = 0.0
    for one in descendants(pid):
        try:
            rows = dict(line.split(":", 1) for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()[1:])
            largest = max(largest, int(rows["Rss"].split()[0]) / 1024)
            together += int(rows["Pss"].split()[0]) / 1024
        except (OSError, KeyError):
            continue
    return largest, together


def run(command: list[str]) -> Cost:
    """Run a command and watch its memory. Raises SystemExit if it fails."""
    began, used = time.perf_counter(), _processors()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        cost = Cost(0.0, 0.0, 0.0, 0.0)

        def watch() -> None:
            while process.poll() is None:
                largest, together = memory(process.pid)
                cost.largest, cost.together = max(cost.largest, largest), max(cost.together, together)
                time.sleep(TICK)

        watching = threading.Thread(target=watch)
        watching.start()
        process.wait()
        watching.join()
        cost.seconds, cost.processors = time.perf_counter() - began, _processors() - used
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')[-2000:]}")
    return cost


def _processors() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@contextmanager
def served(data: Path) -> Iterator[tuple[str, float]]:
    """A server of a data folder: its address, and the seconds until its first answer."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    began = time.perf_counter()
    server = subprocess.Popen(
        kg("serve", "--data", str(data), "--port", str(port)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        ask = f"{address}sparql?query={quote('ASK { ?s ?p ?o }')}"
        while True:
            try:
                with urlopen(Request(ask, headers={"Accept": "application/sparql-results+json"}), timeout=30) as answer:
                    answer.read()
                break
            except OSError:
                if time.perf_counter() - began > LONGEST_ANSWER:
                    raise SystemExit("the server did not start") from None
                time.sleep(0.01)
        yield address, time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(20)


def timed(addresses: Sequence[Request]) -> tuple[list[float], int]:
    """Milliseconds of each answer, and how many were refused or took too long."""
    times, failed = [], 0
    for address in addresses:
        began = time.perf_counter()
        try:
            with urlopen(address, timeout=LONGEST_ANSWER) as answer:
                while answer.read(1 << 16):
                    pass
        except HTTPError:
            failed += 1
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times), failed


def pages(address: str) -> list[Request]:
    """Requests for pages of different countries."""
    names = [f"{address}page/country/{country.slug}" for country in World(SEED).countries[:COUNTRIES]]
    return [Request(name, headers={"Accept": "text/html"}) for name in names]


def queries(address: str) -> list[Request]:
    """Requests of the example queries, ``ROUNDS`` times."""
    asked = []
    for number in range(ROUNDS):
        for path in sorted(resource_folder("queries").glob("*.rq")):
            text = f"{path.read_text(encoding='utf-8')}\n# {number}"
            body = f"query={quote(text)}".encode()
            asked.append(Request(f"{address}sparql", body, {"Accept": "application/sparql-results+json"}))
    return asked


def percentiles(times: Sequence[float]) -> str:
    """The median and the 99th percentile of sorted times."""
    return f"{median(times):.1f} / {times[min(len(times) - 1, int(len(times) * 0.99))]:.1f}"


def dump_speed(data: Path, folder: Path) -> float:
    """Quads a second of ``kg dump`` by quads a second of ``Store.dump``: N-Quads of the same store, in turn."""
    release = open_release(data)
    own, engine = [], []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(kg("dump", "--data", str(data), "--out", str(folder / "own.nq")), check=True)
        own.append(time.perf_counter() - began)
        began = time.perf_counter()
        Store.read_only(str(release.store)).dump(folder / "engine.nq", RdfFormat.N_QUADS)
        engine.append(time.perf_counter() - began)
    for name in ("own.nq", "engine.nq"):
        (folder / name).unlink()
    return min(engine) / min(own)


def size(folder: Path) -> float:
    """MB of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / (1 << 20)


def change_one(folder: Path) -> None:
    """Add a sentence to one document."""
    path = sorted(folder.rglob("*.txt"))[len(list(folder.rglob("*.txt"))) // 2]
    path.write_text(path.read_text(encoding="utf-8") + "\nLittle was written of it since.\n", encoding="utf-8")


def measure(count: int, folder: Path) -> Measured:
    """Generate, build, serve, dump and rebuild a corpus of ``count`` documents."""
    corpus, data = folder / "corpus", folder / "data"
    words = write_corpus(corpus, count)
    paths = [str(corpus / "documents"), str(resource_folder("seeds"))]  # the queries ask of what the seeds tell
    build = kg("build", *paths, "--reference", str(corpus / "reference"), "--out", str(data))
    cost = run(build)
    release = open_release(data)
    found = Measured(count)
    found.add("documents", f"{count:,}")
    found.add("words", f"{words:,}")
    found.add("quads", f"{release.quads:,}")
    found.add("build / time of processors, s", f"{cost.seconds:.1f} / {cost.processors:.1f}")
    found.add("documents/s", f"{count / cost.seconds:.1f}")
    found.add("quads/s", f"{release.quads / cost.seconds:,.0f}")
    found.add("peak memory, largest process / all, MB", f"{cost.largest:.0f} / {cost.together:.0f}")
    found.add("release on disk / of it the store, MB", f"{size(release.folder):.0f} / {size(release.store):.0f}")
    with served(data) as (address, seconds):
        found.add("time to first answer, s", f"{seconds:.2f}")
        times, failed = timed(pages(address))
        found.add("country page, p50 / p99, ms", percentiles(times) + (f" ({failed} failed)" if failed else ""))
        times, failed = timed(queries(address))
        found.add("example queries, p50 / p99, ms", percentiles(times) + (f" ({failed} refused)" if failed else ""))
    found.add("kg dump, times as fast as Store.dump", f"{dump_speed(data, folder):.2f}")
    again = run(build)
    found.add("unchanged corpus again, share of build / of processors", again.beside(cost))
    change_one(corpus / "documents")
    again = run(build)
    found.add("one document changed, share of build / of processors", again.beside(cost))
    return found


def table(results: Sequence[Measured]) -> str:
    """The results as a Markdown table, a column for each size."""
    rows = [[name, *(result.values.get(name, "") for result in results)] for name in results[0].values]
    lines = [" | ".join(row) for row in rows]
    return "\n".join(f"| {line} |" for line in (lines[0], " | ".join(["---"] + ["---:"] * len(results)), *lines[1:]))


def machine() -> str:
    """The date and the size of the machine."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return f"{date.today().isoformat()}, {len(os.sched_getaffinity(0))} cores, {total:.0f} GB of memory"


def main(arguments: Sequence[str] = (), say: Callable[[str], None] = print) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench scale", description="Measures growth.")
    parser.add_argument("--documents", type=int, nargs="+", default=DOCUMENTS)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="sizes that would take longer are left out")
    parser.add_argument("--folder", type=Path, help="where to put corpora and releases while measuring")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    given = parser.parse_args(arguments)
    end = time.monotonic() + given.minutes * 60
    results: list[Measured] = []
    last = 0.0
    for number, count in enumerate(sorted(given.documents)):
        growth = GROWTH if number == 0 else GROWTH * count / results[-1].documents / 10
        if last * growth > end - time.monotonic():
            say(f"{count:,} documents would take longer than the {given.minutes:g} minutes carry")
            break
        began = time.monotonic()
        folder = Path(tempfile.mkdtemp(prefix="kg-scale-", dir=given.folder))
        try:
            results.append(measure(count, folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        last = time.monotonic() - began
        say(f"\n{machine()}\n\n{table(results)}\n")
        sys.stdout.flush()
    if given.json:
        given.json.write_text(json.dumps([result.values for result in results], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
