"""Persons are found by title and by the shape of their names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.documents.model import Document, Genre
from kg.mentions.finder import find_mentions
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.model import Mention, PersonName

Mentions = Callable[[str], list[Mention]]


def _persons(found: list[Mention], text: str) -> list[tuple[str, str, str]]:
    return [
        (text[m.span.start : m.span.end], m.value.entity.label, m.value.title)
        for m in found
        if isinstance(m.value, PersonName)
    ]


@pytest.mark.parametrize(
    ("text", "label", "title"),
    [
        ("President Anna Larson", "Anna Larson", "President"),
        ("Prime minister Anna Larson", "Anna Larson", "Prime minister"),
        ("King Oskar I", "Oskar I", "King"),
        ("Ambassador Mr. Walter Brond", "Walter Brond", "Ambassador"),
        ("Ambassador Walter A. Brond", "Walter A. Brond", "Ambassador"),
        ("Ambassador Walter Brond Jr.", "Walter Brond Jr.", "Ambassador"),
        ("King Oskar V", "Oskar V", "King"),
        ("Foreign Minister Ibo Tarr", "Ibo Tarr", "Foreign Minister"),
        ("Minister of Foreign Affairs Ibo Tarr", "Ibo Tarr", "Minister of Foreign Affairs"),
        ("Ambassador Luca de la Mare", "Luca de la Mare", "Ambassador"),
        ("Secretary General Abdel al-Tarr", "Abdel al-Tarr", "Secretary General"),
        ("Dr. Arthur H. Finch, Jr.", "Arthur H. Finch, Jr.", "Dr."),
        ("Michael Jordan", "Michael Jordan", ""),
    ],
)
def test_a_title_or_given_name_makes_a_person(mentions: Mentions, text: str, label: str, title: str) -> None:
    assert _persons(mentions(text + " left."), text + " left.") == [(text, label, title)]


def test_a_country_between_office_and_name_stays_a_mention(mentions: Mentions) -> None:
    text = "the President of Chile Anna Larson"
    assert _persons(mentions(text), text) == [("Anna Larson", "Anna Larson", "President")]
    assert len(mentions(text)) == 2


def test_a_surname_refers_to_the_full_name_before_it(mentions: Mentions) -> None:
    text = "Anna Larson won. President Larson left, and Larson's men stayed; Erik Xlarson and Hjalmar Larson did not."
    labels = [(surface, label) for surface, label, _ in _persons(mentions(text), text)]
    assert labels[:3] == [
        ("Anna Larson", "Anna Larson"),
        ("President Larson", "Anna Larson"),
        ("Larson", "Anna Larson"),
    ]
    assert "Larson" not in [surface for surface, _ in labels[3:]]


def test_surnames_in_capitals_are_persons_in_the_factbook(gazetteer: Gazetteer) -> None:
    text = "led by Anelka DO TARRO, opposed by USSR"
    document = Document(name="a", sha256="", text=text, genre=Genre.FACTBOOK)
    assert _persons(list(find_mentions(document, gazetteer)), text) == [("Anelka DO TARRO", "Anelka do Tarro", "")]


@pytest.mark.parametrize("text", ["the General Assembly", "President of the Senate", "King Oskar University"])
def test_things_called_after_persons_are_none(mentions: Mentions, text: str) -> None:
    assert _persons(mentions(text), text) == []


@pytest.mark.parametrize(
    "text",
    [
        "It opened with Orvalla Tremm as Chargé d'Affaires ad interim.",
        "The appointment of Orvalla Tremm as consul was announced.",
        "Orvalla Tremm presented her credentials on May 2, 1920.",
        "In 1920, Orvalla Tremm became Peru's first female president.",
        "Orvalla Tremm was sworn in as prime minister.",
    ],
)
def test_whoever_is_put_in_office_is_a_person_however_rare_the_name(mentions: Mentions, text: str) -> None:
    assert [label for _, label, _ in _persons(mentions(text), text)] == ["Orvalla Tremm"]


def test_a_king_before_a_pronoun_is_not_called_so(mentions: Mentions) -> None:
    text = "The king I met was old."
    assert _persons(mentions(text), text) == []


def test_a_country_or_party_that_became_something_is_no_person(mentions: Mentions) -> None:
    for text in ("The United States was elected president.", "The Labour Party was named president of it."):
        assert _persons(mentions(text), text) == []
