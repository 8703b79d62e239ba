"""``kg.open``: the same answers from a folder and from a server, as rows, DataFrame or graph."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import kg
from kg.errors import KgError, LimitError, QueryError, ReleaseError, SettingError
from kg.store.opened import OpenGraph, with_prefixes
from kg.store.release import open_release
from running import free_port, running

PERU = "SELECT ?label ?n { ?c rdfs:label ?label FILTER(?label = 'Peru'@en) ?c a kg:Country BIND(1822 AS ?n) }"


@pytest.fixture(scope="module")
def folder(seeds_release: Path) -> Iterator[OpenGraph]:
    """The release of the seeds, opened from its folder."""
    with kg.open(seeds_release) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(seeds_release: Path) -> Iterator[OpenGraph]:
    """The same release, opened from a server."""
    with running(seeds_release) as made, kg.open(f"http://127.0.0.1:{made.port}/") as opened:
        yield opened


@pytest.fixture(params=["folder", "server"])
def opened(request: pytest.FixtureRequest) -> OpenGraph:
    """The release of the seeds, both ways."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, OpenGraph)
    return found


def test_importing_the_package_loads_no_library() -> None:
    script = (
        "import kg, sys; print(sorted({m.partition('.')[0] for m in sys.modules} & {'pyoxigraph', 'rdflib', 'click'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_rows_are_dicts_by_column(opened: OpenGraph) -> None:
    answer = opened.query(PERU)
    assert answer.columns == ("label", "n")
    assert list(answer) == [{"label": "Peru", "n": 1822}]
    assert (len(answer), answer[0]["label"], bool(answer)) == (1, "Peru", True)


def test_values_are_python_values_and_dates_sort(opened: OpenGraph) -> None:
    (row,) = opened.query(
        """SELECT * { VALUES (?whole ?decimal ?truth ?year ?day ?iri ?nothing ?odd) {
        (7 0.970 true "1998"^^xsd:gYear "1998-11-02"^^xsd:date kg:start UNDEF "x"^^xsd:integer) } }"""
    )
    assert row == {
        "whole": 7,
        "decimal": Decimal("0.97"),
        "truth": True,
        "year": "1998",
        "day": "1998-11-02",
        "iri": "https://w3id.org/foreign-relations/ontology#start",
        "nothing": None,
        "odd": "x",
    }


def test_asking_gives_a_truth_value(opened: OpenGraph) -> None:
    assert opened.query("ASK { ?c a kg:Country }")
    assert opened.query("ASK { ?c a kg:Nothing }").boolean is False


def test_a_constructed_graph_is_an_rdflib_graph(opened: OpenGraph) -> None:
    answer = opened.query("CONSTRUCT { ?d rdfs:label ?label } WHERE { ?d a kg:Dispute ; rdfs:label ?label }")
    disputes = opened.query("SELECT ?d { ?d a kg:Dispute }")
    assert len(answer.graph()) == len(disputes) > 0


def test_rows_become_a_dataframe(opened: OpenGraph) -> None:
    pytest.importorskip("pandas")
    frame = opened.query("SELECT ?a ?b { VALUES (?a ?b) { (1 0.5) (2 UNDEF) } } ORDER BY ?a").dataframe()
    assert list(frame.columns) == ["a", "b"]
    assert list(frame["a"]) == [1, 2]
    assert frame["b"].isna().tolist() == [False, True]


def test_tables_come_with_their_types(opened: OpenGraph) -> None:
    table = opened.table("dyad-year")
    row = next(row for row in table if row["country_1_iso3"] == "CHL" and row["country_2_iso3"] == "PER")
    assert isinstance(row["year"], int)
    assert row["country_1_cow"] == "155"
    assert opened.table("missions").columns[0] == "mission"


def test_folder_and_server_are_the_same_release(folder: OpenGraph, server: OpenGraph) -> None:
    assert (folder.release, folder.base_iri) == (server.release, server.base_iri)
    query = "SELECT ?s { ?s a kg:DiplomaticRelation } ORDER BY ?s"
    assert folder.query(query) == server.query(query)


def test_a_malformed_query_is_a_query_error(opened: OpenGraph) -> None:
    with pytest.raises(QueryError):
        opened.query("SELECT ?s WHERE { ?s a }")


def test_an_unknown_table_names_those_there_are(opened: OpenGraph) -> None:
    with pytest.raises(SettingError, match="dyad-year"):
        opened.table("nothing")


def test_a_release_may_be_named(seeds_release: Path) -> None:
    release = open_release(seeds_release)
    assert kg.open(seeds_release, release.id[:12]).release == release.id
    assert kg.open(str(release.folder)).release == release.id
    with pytest.raises(ReleaseError):
        kg.open(seeds_release, "0" * 64)


def test_a_server_answers_for_the_release_named(server: OpenGraph, seeds_release: Path) -> None:
    with running(seeds_release) as made:
        address = f"http://127.0.0.1:{made.port}/sparql"
        assert kg.open(address, server.release).query(PERU) == server.query(PERU)
        with pytest.raises(ReleaseError):
            kg.open(address, "0" * 64)


def test_a_limit_of_the_server_is_a_limit_error(seeds_release: Path) -> None:
    with running(seeds_release, query_rows=10) as made:
        opened = kg.open(f"http://127.0.0.1:{made.port}")
        with pytest.raises(LimitError, match="rows"):
            opened.query("SELECT ?s { ?s ?p ?o }")


@pytest.mark.parametrize("where", [lambda p: p / "nothing", lambda _: f"http://127.0.0.1:{free_port()}/"])
def test_where_nothing_is_one_sentence_says_so(tmp_path: Path, where: Callable[[Path], object]) -> None:
    with pytest.raises(ReleaseError, match=r"kg build|kg serve"):
        kg.open(where(tmp_path))  # type: ignore[arg-type]


def test_a_closed_release_answers_no_more(seeds_release: Path) -> None:
    with kg.open(seeds_release) as opened:
        pass
    with pytest.raises(KgError, match="closed"):
        opened.query(PERU)


def test_prefixes_are_declared_where_they_are_used_and_missing() -> None:
    assert with_prefixes("ASK { ?s a <kg:x> }").count("PREFIX") == 0
    declared = "PREFIX kg: <http://e/> ASK { ?s a kg:X }"
    assert with_prefixes(declared) == declared
    assert with_prefixes("ASK { ?s rdfs:label 'a' }").startswith("PREFIX rdfs: <")
