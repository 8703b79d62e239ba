"""Agreements are found by their head noun, with name, year and parties."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.mentions.model import AgreementName, Mention

Mentions = Callable[[str], list[Mention]]


@pytest.mark.parametrize(
    ("text", "head", "name", "year", "parties"),
    [
        ("1929 Treaty of Lima", "treaty", "Treaty of Lima", 1929, []),
        ("2006 U.S.-Peru Trade Promotion Agreement", "trade promotion agreement",
         "U.S.-Peru Trade Promotion Agreement", 2006, ["united-states", "peru"]),
        ("Treaty of Friendship, Commerce and Navigation", "treaty", "Treaty of Friendship, Commerce and Navigation",
         None, []),
        ("Oak Hill Accords", "accord", "Oak Hill Accords", None, []),
        ("Convention on the Law of the Lakes", "convention", "Convention on the Law of the Lakes", None, []),
        ("free trade agreement", "free trade agreement", "", None, []),
        ("visa waiver agreement", "visa waiver agreement", "", None, []),
        ("joint declaration", "joint declaration", "", None, []),
        ("Chile–Peru free trade agreement", "free trade agreement", "Chile–Peru free trade agreement", None,
         ["chile", "peru"]),
        ("1929 treaty", "treaty", "", 1929, []),
        ("Memorandum of Understanding", "memorandum of understanding", "Memorandum of Understanding", None, []),
    ],
)  # fmt: skip
def test_an_agreement_has_head_name_year_and_parties(
    mentions: Mentions, text: str, head: str, name: str, year: int | None, parties: list[str]
) -> None:
    sentence = f"they signed the {text}, which held."
    (mention,) = mentions(sentence)
    value = mention.value
    assert sentence[mention.span.start : mention.span.end] == text
    assert isinstance(value, AgreementName)
    assert (value.head, value.year, [party.slug for party in value.parties]) == (head, year, parties)
    assert value.name in (name, "")


@pytest.mark.parametrize("text", ["they signed three agreements", "in agreement with", "a List of Treaties"])
def test_bare_heads_and_lists_are_left_to_patterns(mentions: Mentions, text: str) -> None:
    assert mentions(text) == []
