"""How long the server takes for each kind of page, how large it is, and when a browser shows it.

    python -m bench pages [DATA]

DATA is a data folder with a release (default: the seeds are built). Each kind of page is asked for its most linked
thing, in one process without a network: for the first time, with everything forgotten (``anew``), with what a release
keeps but not the page itself (``uncached``), and from the cache of pages (``cached``). Times are milliseconds at the
median and at the 95th percentile of wall time, and the median of CPU time. Then the same for Peru in a graph of
30,000 relations: the seeds and copies of one of their relations between other countries and areas, from disk. Last,
where Chromium and Playwright are installed: first paint, layout shift and bytes of whole pages from a server on
loopback.
"""

from __future__ import annotations

import gzip
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import combinations
from pathlib import Path
from typing import Any

from bench.contenders import ours
from kg.config import Settings
from kg.store.kinds import KINDS, THING_KINDS
from kg.store.release import open_release, write_release
from kg.store.things import curie, select
from kg.web.app import create_app
from kg.web.links import path_of
from kg.web.rendering import forget

RELATIONS = 30_000
RUNS = 15
WARM_RUNS = 5
VISITS = 3
HTML = {"Accept": "text/html"}
COPIED = "afghanistan"
"""The other side of the relation of Peru that is copied."""

SITE = {
    "home": "/",
    "relations on a day": "/relations?country=peru&at=1970-05-01",
    "conflicts": "/conflicts",
    "quality": "/quality",
    "coverage": "/coverage",
    "questions": "/queries/",
    "one question": "/queries/08-broken-and-restored",
    "search": "/search?q=peru",
    "search, misspelt": "/search?q=argentna",
    "suggestions": "/suggest?q=per",
    "vocabulary": "/ontology",
    "editor": "/sparql",
    "downloads": "/dumps/",
}
PERU = {
    "Peru": "/page/country/peru",
    "Peru, one kind": "/page/country/peru?kind=relation",
    "Peru, filtered": "/page/country/peru?kind=relation&from=1950&to=1980&derivation=explicit",
    "Peru, Turtle": "/data/country/peru.ttl",
    "Peru, JSON-LD": "/data/country/peru.jsonld",
    "Peru, N-Quads": "/data/country/peru.nq",
    "Peru, CSV": "/statements/country/peru.csv",
}
SEEN = (
    "/",
    "/page/country/peru",
    "/relations?country=peru&at=1970-05-01",
    "/queries/08-broken-and-restored",
    "/sparql",
)
"""The pages whose first paint is measured; the text of the largest document comes after them."""

OBSERVER = """window.shift = 0;
new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.hadRecentInput) window.shift += e.value; })
    .observe({type: 'layout-shift', buffered: true});"""
TIMES = """() => { const n = performance.getEntriesByType('navigation')[0];
    const sent = [n, ...performance.getEntriesByType('resource')].map(e => e.transferSize);
    return {paint: performance.getEntriesByName('first-contentful-paint')[0].startTime, shift: window.shift,
    page: n.transferSize, all: sent.reduce((a, b) => a + b, 0)}; }"""


def addresses(app: Any) -> dict[str, str]:
    """A page of every kind of thing and statement that the release holds: the one that most links lead to."""
    store, release = app.extensions["kg"].store, app.extensions["kg"].release
    kinds = {kind.type: kind.name for kind in (*THING_KINDS, *KINDS)}
    query = f"""SELECT ?type ?s (COUNT(?x) AS ?n) {{ ?s a ?type FILTER(?type IN ({", ".join(kinds)}))
        OPTIONAL {{ ?x ?p ?s }} }} GROUP BY ?type ?s"""
    most: dict[str, tuple[int, str]] = {}
    for type_, s, n in select(store, query):
        name = kinds[curie(type_.value)]
        most[name] = max(most.get(name, (0, "")), (int(n.value), s.value))
    found = {name: "/" + str(path_of(most[name][1], release.base_iri)) for name in kinds.values() if name in most}
    return found | {"text of a document": found["document"].removeprefix("/page")}


def time_pages(app: Any, pages: dict[str, str]) -> None:
    """Print a line for each page."""
    client = app.test_client()
    print(f"{'milliseconds':24}{'anew':>8}{'uncached':>10}{'p95':>8}{'CPU':>8}{'cached':>8}{'bytes':>10}{'packed':>9}")
    for name, path in pages.items():
        other = path + ("&" if "?" in path else "?") + "unread="

        def ask(number: int, *, path: str = other) -> Any:
            return client.get(f"{path}{number}", headers=HTML)

        def ask_anew(number: int, *, ask: Callable[[int], Any] = ask) -> Any:
            forget()
            return ask(number)

        anew, _, _ = timed(ask_anew, range(-WARM_RUNS, 0))
        walls, cpus, body = timed(ask, range(RUNS))
        cached, _, _ = timed(lambda _, ask=ask: ask(0), range(RUNS))  # type: ignore[misc]
        times = [statistics.median(anew), statistics.median(walls), statistics.quantiles(walls, n=20)[-1]]
        times += [statistics.median(cpus), statistics.median(cached)]
        told = "{:8.1f}{:10.1f}{:8.1f}{:8.1f}{:8.2f}".format(*times)
        print(f"{name:24}{told}{len(body):10,}{len(zlib.compress(body, 6)):9,}", flush=True)


def timed(ask: Callable[[int], Any], numbers: Sequence[int]) -> tuple[list[float], list[float], bytes]:
    """Wall and CPU time of each request in milliseconds, and the last body. Raises SystemExit if one fails."""
    walls, cpus, body = [], [], b""
    for number in numbers:
        wall, cpu = time.perf_counter(), time.process_time()
        response = ask(number)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{response.request.path} answers {response.status}")
        body = response.data
    return walls, cpus, body


def enlarge(data: Path, out: Path) -> None:
    """Write the release of ``data`` with ``RELATIONS`` relations to ``out``: every country with Peru, then others."""
    release = open_release(data)
    with gzip.open(release.dumps / "kg.nq.gz", "rt", encoding="utf-8") as file:
        lines = file.readlines()
    base = f"<{release.base_iri}id/"
    countries = sorted({line.split(" ", 1)[0] for line in lines if line.startswith(f"{base}country/")})
    slugs = [
        iri.removeprefix(f"{base}country/").rstrip(">") for iri in countries if iri.count("/") == base.count("/") + 1
    ]
    held = {line.split(" ", 1)[0] for line in lines if line.startswith(f"{base}relation/")}
    pairs = [pair for pair in combinations(slugs, 2) if f"{base}relation/{'-'.join(pair)}>" not in held]
    pairs.sort(key=lambda pair: "peru" not in pair)
    write_release(
        out,
        _copies(lines, base, pairs[: RELATIONS - len(held)]),
        {path.stem: path.read_text(encoding="utf-8") for path in release.texts.iterdir()},
        {},
        base_iri=release.base_iri,
    )


def _copies(lines: list[str], base: str, pairs: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    """The lines, and for each pair those of one relation, its event, phase and evidence under their names."""
    yield "".join(lines).encode()
    own = (f"{base}relation/{COPIED}-peru", f"{base}event/{COPIED}-peru-")
    evidence = next(line.split(" ")[2] for line in lines if line.startswith(own[0]) and "#supportedBy>" in line)
    among = (*own, evidence)
    copied = "".join(line for line in lines if line.startswith(among) or line.rstrip(" .\n").endswith(evidence))
    place = evidence.split("/")[-2]
    for number, (one, other) in enumerate(pairs):
        text = copied.replace(place, f"{number}-{number + 99}").replace(f"{COPIED}-peru", f"{one}-{other}")
        text = text.replace("country/peru>", f"country/{other}>").replace(f"country/{COPIED}>", f"country/{one}>")
        yield text.replace("Afghanistan and Peru", f"{one.title()} and {other.title()}").encode()


def look(data: Path, paths: Sequence[str]) -> None:
    """Print first paint, layout shift and bytes of pages in Chromium, from a server on loopback."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("Chromium or Playwright is not installed: no browser is asked")
        return
    print(f"\n{'in a browser':60}{'paint ms':>9}{'shift':>8}{'page':>10}{'all bytes':>11}")
    with ours(data) as server, sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        with closing(playwright.chromium.launch(executable_path=chromium, args=arguments)) as browser:
            for path in paths:
                for width in (360, 1600):
                    got = [_visit(browser, f"http://127.0.0.1:{server.port}{path}", width) for _ in range(VISITS)]
                    paint = statistics.median(one["paint"] for one in got)
                    shift = max(one["shift"] for one in got)
                    told = f"{paint:9.0f}{shift:8.3f}{got[0]['page']:10,}{got[0]['all']:11,}"
                    print(f"{path[:53]:54}{width:6}{told}", flush=True)


def _visit(browser: Any, address: str, width: int) -> dict[str, float]:
    """What one visit with an empty cache measures."""
    with closing(browser.new_context(viewport={"width": width, "height": 900})) as context:
        context.add_init_script(OBSERVER)
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        got: dict[str, float] = page.evaluate(TIMES)
        return got


def main() -> None:
    """Measure pages over a release, Peru in a large one, and what a browser sees."""
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(sys.argv[2]) if len(sys.argv) > 2 and Path(sys.argv[2]).is_dir() else Path(temporary) / "seeds"
        if not data.exists():
            program = "from kg.cli import main; main()"
            subprocess.run([sys.executable, "-c", program, "build", "--out", str(data)], check=True)
        app = create_app(data, Settings(data=data))
        pages = addresses(app)
        time_pages(app, SITE | PERU | pages)
        app.extensions["kg"].close()
        large = Path(temporary) / "large"
        enlarge(data, large)
        app = create_app(large, Settings(data=large))
        print(f"\nPeru in a graph of {RELATIONS:,} relations, {app.extensions['kg'].release.quads:,} quads")
        time_pages(app, PERU | {"relations on a day": SITE["relations on a day"], "home": "/"})
        app.extensions["kg"].close()
        look(data, (*SEEN, pages["text of a document"]))
