"""Our endpoint beside others, in one run on the same data: the ``oxigraph`` server and rdflib-endpoint.

    python -m bench endpoint [DATA]

DATA is a data folder with a release (default: the seeds are built); 1,000,000 synthetic triples come after it. Each
query is asked for the first time (a comment makes each one new) and repeatedly, by one client and by sixteen. Both
others are on PyPI; they are looked for beside Python and on the path, or where KG_BENCH_BIN points.
"""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from bench.load import get, load
from kg.store.release import open_release, write_release

SECONDS = 1.0
SYNTHETIC_TRIPLES = 1_000_000
RDFLIB_QUADS = 200_000
"""Larger data is not given to rdflib-endpoint: it reads some 20,000 triples a second."""
RESULTS, GRAPH = "application/sparql-results+json", "application/n-triples"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"

SEED_QUERIES = {
    "one row": (RESULTS, f"SELECT ?l {{ <http://localhost:8000/id/country/peru> {LABEL} ?l }} LIMIT 1"),
    "10,000 rows": (RESULTS, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10000"),
    "resource": (GRAPH, "DESCRIBE <http://localhost:8000/id/country/peru>"),
    "label search": (RESULTS, f'SELECT ?s ?l {{ ?s {LABEL} ?l FILTER(CONTAINS(LCASE(STR(?l)), "chile")) }} LIMIT 20'),
    "3 hops": (
        RESULTS,
        "PREFIX kg: <https://w3id.org/foreign-relations/ontology#> SELECT ?e ?k ?d { ?r kg:between "
        "<http://localhost:8000/id/country/peru> ; kg:hasEvent ?e . ?e kg:eventKind ?k ; kg:supportedBy ?v . "
        "?v <http://purl.org/dc/terms/source> ?d } LIMIT 100",
    ),
    "aggregate": (RESULTS, "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?o) AS ?d) { ?s ?p ?o } GROUP BY ?p"),
}
SYNTHETIC_QUERIES = {
    "one row": (RESULTS, f"SELECT ?l {{ <http://e/person/7> {LABEL} ?l }} LIMIT 1"),
    "10,000 rows": (RESULTS, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10000"),
    "resource": (GRAPH, "DESCRIBE <http://e/person/7>"),
    "label search": (RESULTS, f'SELECT ?s ?l {{ ?s {LABEL} ?l FILTER(CONTAINS(?l, "77777")) }} LIMIT 20'),
    "3 hops": (RESULTS, "SELECT ?c { <http://e/person/7> <http://e/knows>/<http://e/knows>/<http://e/knows> ?c }"),
    "aggregate": (
        RESULTS,
        "SELECT ?c (COUNT(*) AS ?n) (AVG(?a) AS ?m) { ?s <http://e/city> ?c ; <http://e/age> ?a } GROUP BY ?c",
    ),
}


@dataclass(frozen=True, slots=True)
class Contender:
    """A running server: its name, port and the path of its endpoint."""

    name: str
    port: int
    path: str


def synthetic() -> Iterator[Quad]:
    """Persons with a label, an age, a city and two acquaintances: five triples each."""
    number = SYNTHETIC_TRIPLES // 5
    label, age = NamedNode(LABEL[1:-1]), NamedNode("http://e/age")
    city, knows = NamedNode("http://e/city"), NamedNode("http://e/knows")
    for i in range(number):
        person = NamedNode(f"http://e/person/{i}")
        yield Quad(person, label, Literal(f"Person number {i}"))
        yield Quad(person, age, Literal(i * 7 % 90))
        yield Quad(person, city, NamedNode(f"http://e/city/{i * 13 % 500}"))
        for k in (31, 1_009):
            yield Quad(person, knows, NamedNode(f"http://e/person/{(i * k + 1) % number}"))


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
def serving(command: list[str], port: int, ready: str) -> Iterator[None]:
    """A server as long as the block runs; waits until it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=60):
                    break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} ended") from None
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def ours(data: Path) -> Iterator[Contender]:
    """Our server."""
    port = free_port()
    command = [sys.executable, "-m", "kg.cli", "serve", "--data", str(data), "--port", str(port)]
    command[1:3] = ["-c", "from kg.cli import main; main()"]
    with serving(command, port, "/readyz"):
        yield Contender("kg", port, "/sparql")


@contextmanager
def oxigraph(program: str, dump: Path, folder: Path) -> Iterator[Contender]:
    """The Oxigraph server over the same quads."""
    port = free_port()
    location = str(folder / "oxigraph")
    subprocess.run([program, "load", "--location", location, "--file", str(dump)], check=True, capture_output=True)
    command = [program, "serve-read-only", "--location", location, "--bind", f"127.0.0.1:{port}"]
    with serving(command, port, "/"):
        yield Contender("oxigraph", port, "/query")


@contextmanager
def rdflib_endpoint(program: str, dump: Path) -> Iterator[Contender]:
    """rdflib-endpoint over the merged view: it has no named graphs beside a default one."""
    port = free_port()
    with serving([program, "serve", "--port", str(port), str(dump)], port, "/docs"):
        yield Contender("rdflib-endpoint", port, "/")


def measure(contender: Contender, queries: dict[str, tuple[str, str]]) -> None:
    """Print a line for each query: milliseconds at the median and answers a second."""
    for name, (accept, query) in queries.items():
        cells = []
        for clients in (1, 16):
            for repeated in (False, True):
                bases = (f"{contender.path}?query=", urllib.parse.quote(query))

                def request(number: int, *, bases: tuple[str, str] = bases, repeated: bool = repeated) -> bytes:
                    suffix = "" if repeated else urllib.parse.quote(f"\n# {clients} {number}")  # noqa: B023
                    return get("".join(bases) + suffix, accept)  # noqa: B023

                got = load(contender.port, request, clients=clients, seconds=SECONDS)
                mark = f" ({got.failed} failed)" if got.failed else ""
                cells.append(f"{got.p50:9.2f} ms {got.per_second:8.0f}/s{mark}")
        print(f"{contender.name:16} {name:13} " + " | ".join(cells), flush=True)


def compare(title: str, data: Path, queries: dict[str, tuple[str, str]], folder: Path) -> None:
    """Every contender that is installed, on one release."""
    release = open_release(data)
    print(f"\n{title}: {release.quads:,} quads")
    print(f"{'':30} {'1 client, first':>23} | {'1 client, repeated':>23} | {'16, first':>23} | {'16, repeated':>23}")
    with ours(data) as contender:
        measure(contender, queries)
    folder.mkdir()
    dumps = {name: folder / name.removesuffix(".gz") for name in ("kg.nq.gz", "merged.nt.gz")}
    for name, target in dumps.items():
        with gzip.open(release.dumps / name) as packed, target.open("wb") as file:
            shutil.copyfileobj(packed, file)
    program = find("oxigraph")
    if program is None:
        print("oxigraph is not installed: skipped")
    else:
        with oxigraph(program, dumps["kg.nq.gz"], folder) as contender:
            measure(contender, queries)
    program = find("rdflib-endpoint")
    if program is None or release.quads > RDFLIB_QUADS:
        print("rdflib-endpoint is not installed, or too slow for so much data: skipped")
    else:
        with rdflib_endpoint(program, dumps["merged.nt.gz"]) as contender:
            measure(contender, queries)


def main() -> None:
    """Compare on a release and on synthetic triples."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = Path(sys.argv[2]) if len(sys.argv) > 2 and Path(sys.argv[2]).is_dir() else folder / "seeds"
        if not data.exists():
            program = "from kg.cli import main; main()"
            subprocess.run([sys.executable, "-c", program, "build", "--out", str(data)], check=True)
        compare("Release", data, SEED_QUERIES, folder / "a")
        write_release(folder / "synthetic", synthetic(), {}, {})
        compare("Synthetic", folder / "synthetic", SYNTHETIC_QUERIES, folder / "b")


if __name__ == "__main__":
    main()
