"""The W3C's tests of the query language, over HTTP against a running server."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import suite

from kg.store.release import write_release
from running import Server, running

ROOT = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "sparql" / "sparql11"
CASES = list(suite.cases(ROOT)) if ROOT.is_dir() else []
EMPTY = suite.ROOT + "empty"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over every data file of the suite, each a named graph."""
    data = tmp_path_factory.mktemp("w3c")
    graphs = {graph for case in CASES for graph in (*case.default_graphs, *case.named_graphs)}
    write_release(data, suite.data_quads(graphs, ROOT), {}, {}, base_iri=suite.ROOT)
    with running(data) as made:
        yield made


def ask(server: Server, case: suite.Case, accept: str) -> tuple[int, bytes]:
    """Status and body for the query of a case over its data set."""
    query = case.query.read_text(encoding="utf-8")
    parameters: list[tuple[str, str]] = []
    if case.kind not in ("PositiveSyntaxTest11", "NegativeSyntaxTest11"):
        query = f"BASE <{suite.ROOT}{case.query.relative_to(ROOT).as_posix()}>\n{query}"
        has_from = re.search(r"^\s*FROM\b", query, re.MULTILINE | re.IGNORECASE)
        if (case.default_graphs or case.named_graphs) and not has_from:
            parameters += [("default-graph-uri", graph) for graph in case.default_graphs or (EMPTY,)]
            parameters += [("named-graph-uri", graph) for graph in case.named_graphs]
    return server.get("/sparql?" + urlencode([("query", query), *parameters]), accept=accept)


def passes(server: Server, case: suite.Case) -> bool:
    """Whether the answer to a case is the one expected."""
    if case.kind == "PositiveSyntaxTest11":
        return ask(server, case, "*/*")[0] == 200
    if case.kind == "NegativeSyntaxTest11":
        return ask(server, case, "*/*")[0] == 400
    assert case.result is not None
    if case.kind == "CSVResultFormatTest":
        status, body = ask(server, case, "text/csv")
        return status == 200 and suite.rows_of_csv(body) == suite.rows_of_csv(case.result.read_bytes())
    text = case.query.read_text(encoding="utf-8").upper()
    if case.result.suffix in (".ttl", ".rdf") and "CONSTRUCT" in text:
        status, body = ask(server, case, "application/n-triples")
        return status == 200 and suite.same_graph(body, ox.RdfFormat.N_TRIPLES, case.result)
    wanted = suite.expected(case.result)
    media_type, results_format = {
        ".srj": ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ".tsv": ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
    }.get(case.result.suffix, ("application/sparql-results+xml", ox.QueryResultsFormat.XML))
    status, body = ask(server, case, media_type)
    if status != 200:
        return False
    found = suite.table(body, results_format)
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted == found
    return suite.same_table(found, wanted, ordered="ORDER BY" in text, lax=case.lax)


@pytest.mark.skipif(not CASES, reason="the W3C's suite (../shared/w3c) is absent")
def test_the_engine_answers_the_suite_as_recorded(server: Server) -> None:
    """Every case passes, but for the exceptions, and each exception still is one."""
    skipped, failing = suite.EXCEPTIONS["skipped"], suite.EXCEPTIONS["failing"]
    outcome = {case.name: passes(server, case) for case in CASES if case.name not in skipped}
    unexpected = sorted(name for name, passed in outcome.items() if not passed and name not in failing)
    mended = sorted(name for name in failing if outcome.get(name, True))
    print(f"\nW3C query language: {sum(outcome.values())} of {len(CASES)} pass, {len(skipped)} skipped")
    assert not unexpected
    assert not mended, "these pass now: take them off the list"
    told = (Path(__file__).parents[2] / "docs" / "w3c.md").read_text(encoding="utf-8")
    assert f"{sum(outcome.values())} of {len(CASES)}" in told
    assert all(case.partition(" (")[2].rstrip(")") in told for case in failing)
