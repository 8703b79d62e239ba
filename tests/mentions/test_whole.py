"""What holds of any text: spans are exact and apart, nothing raises, time grows with length only."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.documents.model import Document, Genre
from kg.mentions.finder import find_mentions
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.model import Date, EntityName, Mention

_PIECES = st.sampled_from((
    "Peru", "Chile", "U.S.", "-", "–", "'s", " ", ", ", ". ", "\n", "(", ")", "[12]", "President ", "Anna ",
    "Larson", "Treaty of ", "Agreement", "free trade agreement", "1929", "June 28", "and ", "between ",
    "the Community", "Andean Community", "WTO", "$", "5 million", "%", "the following year", "since then", "World ",
    "Union", "Organization of ", "of ", "Sino-", "Georgia", "Indiana", "early ", "19th century", "é", "\xa0", "’",
    "US", "us", "Guinea-Bissau", "https://example.org/Peru",
))  # fmt: skip


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pieces=st.lists(_PIECES, max_size=40), factbook=st.booleans())
def test_mentions_are_in_order_apart_and_within_the_text(
    gazetteer: Gazetteer, pieces: list[str], factbook: bool
) -> None:
    text = "".join(pieces)
    genre = Genre.FACTBOOK if factbook else Genre.ENCYCLOPEDIA
    end = 0
    for mention in find_mentions(Document(name="a", sha256="", text=text, genre=genre), gazetteer):
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert text[mention.span.start : mention.span.end].strip()
        end = mention.span.end


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=80))
def test_no_text_raises(gazetteer: Gazetteer, text: str) -> None:
    find_mentions(Document(name="a", sha256="", text=text), gazetteer)


@pytest.mark.parametrize(
    "piece",
    ["1", "1990-", "(", "A", "A. ", "Xyz Abc ", "Organization of ", "Treaty of ", "President ", "de ", "free trade "],
)
def test_hostile_repetition_is_read_in_time(gazetteer: Gazetteer, piece: str) -> None:
    text = "President " + piece * (60_000 // len(piece))
    began = time.process_time()
    find_mentions(Document(name="a", sha256="", text=text, genre=Genre.FACTBOOK), gazetteer)
    assert time.process_time() - began < 3


def test_relative_dates_take_the_date_before_them(mentions: Callable[[str], list[Mention]]) -> None:
    text = "It left in May 1960. The following year it joined; two years later, in that month, it left.\nThat same year"
    dates = [(text[m.span.start : m.span.end], m.value.iso) for m in mentions(text) if isinstance(m.value, Date)]
    assert dates == [
        ("May 1960", "1960-05"), ("The following year", "1961"), ("two years later", "1962"), ("that month", "1960-05"),
    ]  # fmt: skip


def test_unlisted_organizations_and_their_abbreviations_are_one(mentions: Callable[[str], list[Mention]]) -> None:
    text = "Mali joined the Permanent Interstate Committee for Well Building in the Desert (PICWD). PICWD met."
    found = [m.value for m in mentions(text) if isinstance(m.value, EntityName) and not m.value.listed]
    assert [value.entity.slug for value in found] == [
        "permanent-interstate-committee-for-well-building-in-the-desert"
    ] * 3  # fmt: skip


def test_the_community_is_the_one_named_before(named: Callable[[str], list[tuple[str, str]]]) -> None:
    assert named("The Andean Community met, and the Community agreed.") == [
        ("Andean Community", "Andean Community"), ("Community", "Andean Community")]  # fmt: skip
