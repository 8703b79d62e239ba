"""What counts as a country or organization, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.documents.model import Block, BlockKind, Document, Span
from kg.mentions.finder import find_mentions, subject_countries
from kg.mentions.gazetteer import Gazetteer

Named = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru's army", [("Peru", "Peru")]),
        ("the U.S. and US but not us", [("U.S.", "United States"), ("US", "United States")]),
        ("U.S.-Malian ties", [("U.S.", "United States"), ("Malian", "Mali")]),
        ("Chile–Peru relations", [("Chile", "Chile"), ("Peru", "Peru")]),
        ("the Colombian-Venezuelan border", [("Colombian", "Colombia"), ("Venezuelan", "Venezuela")]),
        ("Sino-Indian and Franco-Russian talks", [("Sino", "China"), ("Indian", "India"), ("Franco", "France"),
                                                ("Russian", "Russia")]),
        ("Finno–Soviet friendship", [("Finno", "Finland"), ("Soviet", "Soviet Union")]),
        ("Bahamonde Franco", []),
        ("Guinea-Bissau and Guinea", [("Guinea-Bissau", "Guinea-Bissau"), ("Guinea", "Guinea")]),
        ("Nigeria is not Niger", [("Nigeria", "Nigeria"), ("Niger", "Niger")]),
        ("the Côte d’Ivoire and the Cote d'Ivoire", [("Côte d’Ivoire", "Ivory Coast"),
                                                   ("Cote d'Ivoire", "Ivory Coast")]),
        ("PERU", [("PERU", "Peru")]),
        ("US$5", []),
    ],
)  # fmt: skip
def test_names_are_found_as_people_write_them(named: Named, text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Chadwick went home", "in New Mexico", "the South China Sea", "the Gulf of Guinea", "the Indian Ocean",
        "New England", "at Peru, Indiana", "from Lebanon, Pennsylvania", "the Niger River", "Lake Chad",
        "South American states", "in Atlanta, Georgia", "Florida, Georgia and Alabama", "the Jordan River",
        "https://example.org/Peru/Chile", "Foreign_relations_of_Peru",
    ],
)  # fmt: skip
def test_namesakes_are_not_countries(named: Named, text: str) -> None:
    assert named(text) == []


def test_capitals_are_marked_as_such(mentions: Callable[[str], list]) -> None:
    (mention,) = mentions("talks with Moscow")
    assert (mention.value.entity.label, mention.value.form) == ("Russia", "capital")


def test_a_demonym_of_two_countries_is_that_of_the_one_named_in_the_document(named: Named) -> None:
    assert ("Dominican", "Dominican Republic") in named("The Dominican Republic spoke. A Dominican envoy left.")
    assert ("Dominican", "Dominica") in named("Dominica spoke. A Dominican envoy left.")


def test_single_letters_are_organizations_only_in_their_field(gazetteer: Gazetteer) -> None:
    text = "C, UN"
    block = Block(BlockKind.FIELD, Span(0, 5), label=("Government", "International organization participation"))
    inside = Document(name="a", sha256="", text=text, blocks=(block,))
    outside = Document(name="a", sha256="", text=text)
    assert [m.value.entity.label for m in find_mentions(inside, gazetteer)] == [
        "Commonwealth of Nations", "United Nations"]  # fmt: skip
    assert [m.value.entity.label for m in find_mentions(outside, gazetteer)] == ["United Nations"]


def test_subjects_come_from_the_names_or_else_from_the_beginning(gazetteer: Gazetteer) -> None:
    named = Document(name="a", sha256="", text="", subject_names=("Peru", "the United States"))
    assert [entity.label for entity in subject_countries(named, gazetteer)] == ["Peru", "United States"]
    unnamed = Document(name="a", sha256="", text="Peru and Chile agree. Peru is glad.")
    assert [entity.label for entity in subject_countries(unnamed, gazetteer)] == ["Peru"]


def test_an_abbreviation_that_the_document_explains_otherwise_is_not_the_listed_one(named: Named) -> None:
    assert named("Wide Trunk Operators (WTO) are cheap. WTO is fine.") == []
    assert {label for _, label in named("the World Trade Organisation (WTO)")} == {"World Trade Organization"}
