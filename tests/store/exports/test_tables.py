"""Tables for those who do not use RDF: what a cell says, what it leaves open, and that bytes never vary."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import random
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from kg.store.cells import cell
from kg.store.exports.codebook import TABLES
from kg.store.exports.dyad_years import Span, state_on
from kg.store.exports.files import dump_file
from kg.store.exports.tables import write_tables
from kg.store.nodes import Nodes
from kg.store.sorting import packed
from kg.store.survey import survey

BASE = "http://localhost:8000/id/"

GRAPH = """
PREFIX kg: <https://w3id.org/foreign-relations/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

<country/ruritania> a kg:Country ; rdfs:label "Ruritania"@en ; kg:iso3166Alpha3 "RUR" ; kg:cowCode 9, 12 ;
    kg:gwCode 12 ; geo:hasCentroid <country/ruritania/point> ; kg:inStateSystem <ruritania/1> , <ruritania/2> .
<ruritania/1> a kg:StateSystemPeriod ; kg:cowCode 9 ; kg:endLatest "1947-03-01"^^xsd:date .
<ruritania/2> a kg:StateSystemPeriod ; kg:cowCode 12 ; kg:startEarliest "1949-05-05"^^xsd:date .
<country/ruritania/point> geo:asWKT "POINT(-10.5 48)"^^geo:wktLiteral .
<country/sylvania> a kg:Country ; rdfs:label "=Sylvania & \\"Sons\\", the"@en .
<organization/league> a kg:Organization ; rdfs:label "League"@en .

<document/a> a kg:Document ; dcterms:identifier "a" ; kg:sourceKind kg:source-reference-work .
<document/b> a kg:Document ; dcterms:identifier "b" .
<document/c> a kg:Document ; dcterms:identifier "c" .
<evidence/a/1> a kg:Evidence ; dcterms:source <document/a> ; kg:line 7 ; kg:asOf "1952-06-01"^^xsd:date ;
    kg:derivation kg:derivation-explicit ; kg:sharesTextWith <evidence/b/1> .
<evidence/b/1> a kg:Evidence ; dcterms:source <document/b> ; kg:line 1 ; kg:derivation kg:derivation-explicit .
<evidence/c/1> a kg:Evidence ; dcterms:source <document/c> ; kg:line 1 ; kg:derivation kg:derivation-explicit .

<relation/ruritania-sylvania> a kg:DiplomaticRelation ; kg:between <country/ruritania>, <country/sylvania> ;
    kg:derivation kg:derivation-explicit ; kg:confidence 0.9 ; kg:supportedBy <evidence/a/1>, <evidence/b/1> ;
    kg:hasEvent <event/1>, <event/2>, <event/3> ;
    kg:hasPhase <relation/ruritania-sylvania/phase/1>, <relation/ruritania-sylvania/phase/2>,
        <relation/ruritania-sylvania/phase/3> .
<event/1> a kg:RelationEvent ; kg:eventKind kg:event-established ; kg:start "1946"^^xsd:gYear ; kg:startYear 1946 ;
    kg:startEarliest "1946-01-01"^^xsd:date ; kg:startLatest "1946-12-31"^^xsd:date ;
    kg:derivation kg:derivation-explicit ; kg:supportedBy <evidence/a/1>, <evidence/b/1>, <evidence/c/1> .
<event/2> a kg:RelationEvent ; kg:eventKind kg:event-severed ; kg:start "1948-03"^^xsd:gYearMonth ;
    kg:startYear 1948 ; kg:startEarliest "1948-03-01"^^xsd:date ; kg:startLatest "1948-03-31"^^xsd:date ;
    kg:derivation kg:derivation-explicit ; kg:actor <country/ruritania> ; kg:supportedBy <evidence/c/1> .
<event/3> a kg:RelationEvent ; kg:eventKind kg:event-restored ; kg:start "1950-02-03"^^xsd:date ;
    kg:startYear 1950 ; kg:startEarliest "1950-02-03"^^xsd:date ; kg:startLatest "1950-02-03"^^xsd:date ;
    kg:derivation kg:derivation-explicit ; kg:supportedBy <evidence/a/1> .
<relation/ruritania-sylvania/phase/1> a kg:Phase ; kg:state kg:state-relations ;
    kg:startLatest "1946-12-31"^^xsd:date ; kg:endEarliest "1948-03-01"^^xsd:date .
<relation/ruritania-sylvania/phase/2> a kg:Phase ; kg:state kg:state-broken ;
    kg:startLatest "1948-03-31"^^xsd:date ; kg:endEarliest "1950-02-03"^^xsd:date .
<relation/ruritania-sylvania/phase/3> a kg:Phase ; kg:state kg:state-relations ;
    kg:startLatest "1950-02-03"^^xsd:date .
<relation/ruritania-open-a-9> a kg:DiplomaticRelation ; kg:between <country/ruritania> ;
    kg:derivation kg:derivation-explicit ; kg:supportedBy <evidence/a/1> .
<membership/ruritania-league> a kg:Participation, kg:Membership ; org:member <country/ruritania> ;
    org:organization <organization/league> ; org:role kg:role-founding-member ; kg:start "1920"^^xsd:gYear,
    "1925"^^xsd:gYear ; kg:startYear 1920, 1925 ; kg:derivation kg:derivation-explicit .
<agreement/1> a kg:Agreement ; rdfs:label "Treaty of Strelsau"@en ; kg:agreementKind kg:agreement-preference-programme ;
    kg:party <country/ruritania>, <country/sylvania> ; kg:grantor <country/sylvania> ;
    kg:inForceFrom "1930-01"^^xsd:gYearMonth .
"""


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    """A small graph on two invented countries."""
    return list(parse(GRAPH, RdfFormat.TRIG, base_iri=BASE))


@pytest.fixture(scope="module")
def folder(quads: list[Quad], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every table of that graph."""
    out = tmp_path_factory.mktemp("tables")
    write_all(quads, out)
    return out


def write_all(quads: list[Quad], folder: Path) -> None:
    """Write every table of a graph."""
    lines = sorted(b"".join(packed(quads)).splitlines(keepends=True))
    with Nodes() as nodes:
        nodes.add(survey(lines, ()))
        write_tables(nodes, folder)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table by column."""
    path = folder / name
    text = (gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_order_of_quads_changes_no_byte(quads: list[Quad], folder: Path, tmp_path: Path) -> None:
    shuffled = quads.copy()
    random.Random(3).shuffle(shuffled)
    write_all(shuffled, tmp_path)
    written = sorted(path.name for path in folder.iterdir())
    assert written == sorted(path.name for path in tmp_path.iterdir())
    assert all((folder / name).read_bytes() == (tmp_path / name).read_bytes() for name in written)


def test_the_data_package_describes_every_column_of_every_table(folder: Path) -> None:
    package: Any = json.loads((folder / "datapackage.json").read_bytes())
    assert [resource["path"] for resource in package["resources"]] == [table.file for table in TABLES]
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        text = gzip.decompress(content).decode() if resource["path"].endswith(".gz") else content.decode()
        lines = list(csv.reader(io.StringIO(text)))
        assert lines[0] == [field["name"] for field in resource["schema"]["fields"]]
        assert len(lines) - 1 == resource["rowCount"]
        assert all(field["description"].endswith((".", "…")) for field in resource["schema"]["fields"])


def test_whole_numbers_are_whole_or_unknown(folder: Path) -> None:
    for table in TABLES:
        whole = [column.name for column in table.columns if column.type == "integer"]
        for row in rows(folder, table.file):
            assert all(row[name] == "NA" or row[name].isdecimal() for name in whole)


def test_a_dyad_year_has_codes_of_both_sides_and_the_state_at_the_end_of_the_year(folder: Path) -> None:
    found = rows(folder, "dyad-year.csv.gz")
    assert [row["year"] for row in found] == [str(year) for year in range(1946, 1953)]
    assert [row["state"] for row in found] == [
        *("relations", "relations", "broken", "broken", "relations", "relations", "relations")
    ]
    assert [row["events"] for row in found][:5] == ["established", "", "severed", "", "restored"]
    first = found[0]
    assert (first["country_1_iso3"], first["country_1_cow"], first["country_1_gw"]) == ("RUR", "9", "12")
    assert (first["country_2_iso3"], first["country_2_cow"], first["country_2_gw"]) == ("NA", "NA", "NA")
    assert first["evidence"] == f"{BASE}evidence/a/1"
    assert found[3]["evidence"] == f"{BASE}evidence/c/1"


def test_a_dyad_year_has_the_code_of_its_year_where_a_country_had_several(folder: Path) -> None:
    found = rows(folder, "dyad-year.csv.gz")
    assert [row["country_1_cow"] for row in found] == ["9", "9", "NA", "12", "12", "12", "12"]
    assert {row["country_1_gw"] for row in found} == {"12"}
    assert rows(folder, "relations.csv")[1]["country_1_cow"] == "9 12"


def test_documents_that_share_a_passage_are_one_source(folder: Path) -> None:
    events = {row["event"].rpartition("/")[2]: row for row in rows(folder, "events.csv")}
    assert {name: row["sources"] for name, row in events.items()} == {"1": "2", "2": "1", "3": "1"}


def test_year_month_and_day_are_as_precise_as_the_source(folder: Path) -> None:
    names = ("start", "start_year", "start_month", "start_day")
    assert [tuple(row[name] for name in names) for row in rows(folder, "events.csv")] == [
        ("1946", "1946", "NA", "NA"),
        ("1948-03", "1948", "3", "NA"),
        ("1950-02-03", "1950", "2", "3"),
    ]


def test_dates_that_exclude_each_other_stand_side_by_side_without_a_year(folder: Path) -> None:
    (row,) = rows(folder, "memberships.csv")
    assert (row["start"], row["start_year"], row["role"]) == ("1920 | 1925", "NA", "founding-member")
    assert row["sources"] == "0"


def test_a_relation_whose_other_side_is_lost_has_none(folder: Path) -> None:
    found = rows(folder, "relations.csv")[0]
    assert (found["country_1_label"], found["country_2"], found["state"]) == ("Ruritania", "NA", "NA")
    assert rows(folder, "relations.csv")[1]["as_of"] == "1952-06-01"


def test_parties_keep_their_roles(folder: Path) -> None:
    found = rows(folder, "agreements.csv")
    assert [(row["party_label"], row["party_role"], row["in_force_month"], row["count"]) for row in found] == [
        ("Ruritania", "party", "1", "1"),
        ('\'=Sylvania & "Sons", the', "grantor", "1", "1"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x"])
def test_cells_that_look_like_formulas_are_neutralised(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_keep_their_sign_and_nothing_is_empty() -> None:
    assert [cell(-1), cell(0.5), cell(None), cell("a=b")] == ["-1", "0.5", "", "a=b"]


def test_the_network_is_graphml_whose_edges_have_their_ends(folder: Path) -> None:
    root = ElementTree.parse(folder / "network.graphml").getroot()
    name = "{http://graphml.graphdrawing.org/xmlns}"
    nodes = {node.get("id") for node in root.iter(f"{name}node")}
    edges = list(root.iter(f"{name}edge"))
    assert len(nodes) == 3
    assert all(edge.get("source") in nodes and edge.get("target") in nodes for edge in edges)
    assert [edge.findtext(f"{name}data[@key='relation']") for edge in edges] == ["relation", "membership", "agreement"]
    assert [edge.get("directed") for edge in edges] == [None, "true", None]


def test_points_are_longitude_and_latitude(folder: Path) -> None:
    points: Any = json.loads((folder / "points.geojson").read_bytes())
    (point,) = points["features"]
    assert point["geometry"] == {"type": "Point", "coordinates": [-10.5, 48.0]}
    assert point["properties"] == {"label": "Ruritania", "iso3": "RUR", "cow": "9 12", "gw": "12"}


def test_between_bounds_and_in_unknown_phases_the_state_is_not_known() -> None:
    phases = [Span("relations", "1946-12-31", "1948-01-01"), Span("unknown", "1948-12-31", "")]
    assert [state_on(phases, day) for day in ("1946-06-01", "1947-01-01", "1948-06-01", "1949-01-01")] == [
        *("NA", "relations", "NA", "NA")
    ]


def test_every_file_of_a_built_release_is_known(seeds_release: Path) -> None:
    for path in (seeds_release / "current" / "dumps").iterdir():
        assert dump_file(path.name).holds, path.name
        assert dump_file(path.name).media_type != "application/octet-stream", path.name


def test_the_tables_of_the_seeds_count_every_row_of_the_source(seeds_release: Path) -> None:
    folder = seeds_release / "current" / "dumps"
    relations = rows(folder, "relations.csv")
    assert len(relations) >= 188
    assert any(row["country_1_iso3"] == "CHL" and row["country_2_iso3"] == "PER" for row in relations)


@pytest.mark.parametrize(
    ("name", "format_", "holds"),
    [
        ("kg.nq.gz", "N-Quads", "everything, with named graphs"),
        ("kg-0002.nq.gz", "N-Quads", "everything, with named graphs (part 2)"),
        ("merged-0011.ttl.gz", "Turtle", "the merged view, without graphs (part 11)"),
    ],
)
def test_parts_of_dumps_say_which_they_are(name: str, format_: str, holds: str) -> None:
    described = dump_file(name)
    assert (described.format, described.holds) == (format_, holds)
    assert described.packed
    assert described.rdf
