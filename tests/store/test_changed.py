"""A release made from the one before, change after change: what it holds and finds is what one made anew does."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from kg.store.changed import write_changed
from kg.store.release import Release, write_release
from kg.store.verify import verify_release

BASE = "http://localhost:8000/"
PREFIXES = """
PREFIX kg: <https://w3id.org/foreign-relations/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
COUNTRIES = 24


def country(number: int, name: str) -> str:
    """A country, and its membership in a league."""
    return f"""<id/country/c{number:02d}> a kg:Country ; rdfs:label "{name}"@en .
        <id/membership/c{number:02d}> a kg:Participation ; rdfs:label "{name} in the League"@en ;
            org:member <id/country/c{number:02d}> ; org:organization <id/organization/league> ."""


def relation(one: int, other: int, year: int, document: int) -> str:
    """The relation of two countries with an event and a piece of evidence."""
    name = f"c{one:02d}-c{other:02d}"
    return f"""<id/relation/{name}> a kg:DiplomaticRelation ; rdfs:label "Relations of {one} and {other}"@en ;
            kg:between <id/country/c{one:02d}>, <id/country/c{other:02d}> ; kg:hasEvent <id/event/{name}> ;
            kg:derivation kg:derivation-explicit ; kg:supportedBy <id/evidence/{document}/{name}> .
        <id/event/{name}> a kg:RelationEvent ; rdfs:label "{year}: established"@en ; kg:startYear {year} ;
            kg:eventKind kg:event-established ; kg:start "{year}"^^xsd:gYear ;
            kg:startEarliest "{year}-01-01"^^xsd:date ; kg:startLatest "{year}-12-31"^^xsd:date .
        <id/evidence/{document}/{name}> a kg:Evidence ; kg:line {year} ; dcterms:source <id/document/{document}> ;
            kg:quote "They began in {year}.", "In {year} they began." ; kg:asOf "1990-01-01"^^xsd:date .
        <id/document/{document}> a kg:Document ; dcterms:title "Text {document}" .
        GRAPH <id/evidence/{document}/{name}> {{ <id/relation/{name}> a kg:DiplomaticRelation }}"""


def world(seed: int, changes: int) -> list[Quad]:
    """Countries and their relations, after so many changes."""
    rng = random.Random(seed)
    names = {number: f"Land {number}" for number in range(COUNTRIES)}
    told = {(a, b): (1900 + a, b % 5) for a in range(COUNTRIES) for b in range(a + 1, COUNTRIES) if (a + b) % 3}
    for number in range(changes):
        names[rng.randrange(COUNTRIES)] = f"Name {number}"
        told.pop(rng.choice(sorted(told)), None)
        one, other = sorted(rng.sample(range(COUNTRIES), 2))
        told[one, other] = (1950 + number, 7)
    parts = [country(*item) for item in names.items()]
    parts += [relation(*pair, *facts) for pair, facts in told.items()]
    text = PREFIXES + '<id/organization/league> a kg:Organization ; rdfs:label "League"@en .' + "\n".join(parts)
    return list(parse(text, RdfFormat.TRIG, base_iri=BASE))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of a few subjects and chunks of a few statements."""
    monkeypatch.setattr("kg.store.pieces.LEAST_BYTES", 600)
    monkeypatch.setattr("kg.store.pieces.CUT", 3)
    monkeypatch.setattr("kg.store.exports.chunks.END", 4)


def found_in(release: Release) -> list[object]:
    """All rows of the index by what they say, after a check of its full-text tables."""
    with closing(sqlite3.connect(release.search_index)) as db:
        for table in ("words", "grams", "passages"):
            db.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")
            db.rollback()
        queries = (
            "SELECT iri, kind, label, names, weight FROM entry ORDER BY iri",
            "SELECT iri, folded FROM name JOIN entry ON entry.id = entry ORDER BY iri, folded",
            "SELECT iri, quote FROM quote ORDER BY iri, quote",
            "SELECT * FROM about",
            "SELECT * FROM happened",
            "SELECT * FROM witnessed",
            "SELECT * FROM moment",
            "SELECT iri, rank FROM grams JOIN name ON name.id = grams.rowid JOIN entry ON entry.id = entry "
            "WHERE grams MATCH 'and OR lan' ORDER BY iri, rank",
        )
        return [db.execute(query).fetchall() for query in queries]


def test_change_after_change_gives_what_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways: list[int] = []

    def counted(*given: Any) -> Any:
        ways.append(1)
        return write_changed(*given)

    monkeypatch.setattr("kg.store.release.write_changed", counted)
    for number in range(4):
        quads = world(3, number)
        made = write_release(tmp_path / "data", quads, {"d": "Text."}, {})
        anew = write_release(tmp_path / f"anew-{number}", quads, {"d": "Text."}, {})
        assert made.id == anew.id
        assert (made.folder / "manifest.json").read_bytes() == (anew.folder / "manifest.json").read_bytes()
        assert found_in(made) == found_in(anew)
        assert verify_release(tmp_path / "data") == []
    assert len(ways) == 3


@pytest.mark.parametrize("damaged", ["search.sqlite", "chunks.json", "counts.bin"])
def test_what_is_damaged_is_made_anew(tmp_path: Path, damaged: str) -> None:
    first = write_release(tmp_path / "data", world(1, 0), {}, {})
    (first.folder / damaged).write_bytes(b"damaged")
    made = write_release(tmp_path / "data", world(1, 1), {}, {})
    anew = write_release(tmp_path / "anew", world(1, 1), {}, {})
    assert (made.folder / "manifest.json").read_bytes() == (anew.folder / "manifest.json").read_bytes()
    assert found_in(made) == found_in(anew)
