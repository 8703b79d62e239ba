"""Differences of two releases: statements that came, went and changed, with what speaks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.store.difference import Change, PropertyChange, Quoted, difference
from kg.store.release import Release, write_release

PREFIXES = """
PREFIX kg: <https://w3id.org/foreign-relations/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""


def document(name: str) -> str:
    """A document's description."""
    return f'<document/{name}-1> a kg:Document ; dcterms:identifier "{name}" .'


def evidence(path: str, quote: str, line: int = 1) -> str:
    """The description of a piece of evidence in document ``a``."""
    return f"""<evidence/a-1/{path}> a kg:Evidence ; dcterms:source <document/a-1> ; kg:line {line} ;
        kg:quote "{quote}" ; kg:pattern <pattern/{path.rsplit("/", 1)[-1]}> ."""


def membership(path: str, more: str = "", by: str = "0-9/p") -> str:
    """A membership of Ruritania."""
    return f"""<membership/{path}> a kg:Membership, kg:Participation, org:Membership ; rdfs:label "{path}"@en ;
        org:member <country/ruritania> ; {more} kg:supportedBy <evidence/a-1/{by}> .
        GRAPH <evidence/a-1/{by}> {{ <membership/{path}> a kg:Membership ; org:member <country/ruritania> }}"""


def release(folder: Path, *parts: str, base: str = "http://localhost:8000/") -> Release:
    """A release made of pieces of TriG, relative to ``{base}id/``."""
    text = PREFIXES + document("a") + evidence("0-9/p", "Ruritania joined the league.") + "\n".join(parts)
    return write_release(folder, parse(text, RdfFormat.TRIG, base_iri=f"{base}id/"), {}, {}, base_iri=base)


JOINED = Quoted("a", "Ruritania joined the league.", "p", 1)


def only(changes: list[Change]) -> Change:
    """The one change there is."""
    assert len(changes) == 1
    return changes[0]


def test_a_release_does_not_differ_from_itself(tmp_path: Path) -> None:
    one = release(tmp_path, membership("ruritania-league"))
    assert difference(one, one) == []


def test_statements_that_came_and_went_carry_their_evidence(tmp_path: Path) -> None:
    less = release(tmp_path / "a", membership("ruritania-league"))
    more = release(tmp_path / "b", membership("ruritania-league"), membership("ruritania-union"))
    came, went = only(difference(less, more)), only(difference(more, less))
    assert came == Change("added", "membership", "membership/ruritania-union", "ruritania-union", gained=(JOINED,))
    assert went == Change("removed", "membership", "membership/ruritania-union", "ruritania-union", lost=(JOINED,))


def test_a_changed_date_is_one_change_without_its_bounds(tmp_path: Path) -> None:
    before = release(tmp_path / "a", membership("ruritania-league", "kg:start '1980' ; kg:startYear 1980 ;"))
    after = release(tmp_path / "b", membership("ruritania-league", "kg:start '1981' ; kg:startYear 1981 ;"))
    change = only(difference(before, after))
    assert change.change == "changed"
    assert change.properties == (PropertyChange("kg:start", ("1980",), ("1981",)),)
    assert change.gained == change.lost == ()


def test_another_witness_is_a_change(tmp_path: Path) -> None:
    before = release(tmp_path / "a", membership("ruritania-league"))
    more = "kg:supportedBy <evidence/a-1/10-20/q> ;"
    after = release(
        tmp_path / "b", membership("ruritania-league", more), evidence("10-20/q", "The league has 12 members.", 7)
    )
    assert only(difference(before, after)).gained == (Quoted("a", "The league has 12 members.", "q", 7),)
    assert only(difference(after, before)).lost == (Quoted("a", "The league has 12 members.", "q", 7),)


def test_evidence_that_only_moved_is_no_change(tmp_path: Path) -> None:
    before = release(tmp_path / "a", membership("ruritania-league"))
    moved = evidence("30-39/p", "Ruritania joined the league.", 4)
    after = release(tmp_path / "b", membership("ruritania-league", by="30-39/p"), moved)
    assert difference(before, after) == []


def test_a_statement_under_a_better_name_is_changed_and_says_what_it_was(tmp_path: Path) -> None:
    before = release(tmp_path / "a", membership("ruritania-league"))
    after = release(
        tmp_path / "b",
        membership("ruritania-league-1980", "kg:alias <membership/ruritania-league> ; kg:start '1980' ;"),
    )
    change = only(difference(before, after))
    assert (change.change, change.was, change.path) == (
        "changed",
        "membership/ruritania-league",
        "membership/ruritania-league-1980",
    )
    back = only(difference(after, before))
    assert (back.was, back.path) == (change.path, change.was)


@pytest.mark.parametrize("base", ["http://localhost:8000/", "https://relations.example.org/kg/"])
def test_the_base_of_iris_makes_no_difference(tmp_path: Path, base: str) -> None:
    one = release(tmp_path / "a", membership("a-b"), membership("a"), membership("a1"))
    other = release(tmp_path / "b", membership("a-b"), membership("a"), membership("a2"), base=base)
    assert [(c.change, c.path) for c in difference(one, other)] == [
        ("removed", "membership/a1"),
        ("added", "membership/a2"),
    ]


def test_quotes_and_angle_brackets_in_texts_are_no_graphs(tmp_path: Path) -> None:
    odd = 'kg:subjectMatter """ends with <http://e/x> . and "more" <http://e/y>"""@en, "<http://e/z>" ;'
    before = release(tmp_path / "a", membership("ruritania-league"))
    after = release(tmp_path / "b", membership("ruritania-league", odd))
    assert [len(p.after) for p in only(difference(before, after)).properties] == [2]
