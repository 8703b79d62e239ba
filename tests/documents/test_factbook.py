"""A Factbook profile becomes readable text with a field per line."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.documents.factbook import Profile, read_factbook
from kg.documents.model import BlockKind
from kg.errors import DocumentError

PROFILE: dict[str, Any] = {
    "_name": "Freedonia",
    "Introduction": {"Background": {"text": "<p>Freedonia is old.</p><p>It traded.<br>It fought.</p>"}},
    "Government": {
        "Country name": {
            "conventional long form": {"text": "Republic of Freedonia"},
            "conventional short form": {"text": "Freedonia; none"},
        },
        "Membership": {"text": "UN, WTO", "note": "<strong>note:</strong> joined in 1950"},
        "Missions": {"chief": {"text": "Ambassador Andr&eacute; MORA&nbsp;(since 2 May 2020)"}},
    },
    "Transnational Issues": {
        "Disputes": {
            "text": "<p><em>Freedonia-Sylvania:</em> the border; a river</p><p><em>Freedonia-Ruritania</em>: none</p>"
        }
    },
}


def read(profile: Any) -> Profile:
    return read_factbook(json.dumps(profile), Path("fr.json"))


def fields(profile: Profile) -> list[tuple[tuple[str, ...], str]]:
    text = profile.text
    return [(b.label, text[b.span.start : b.span.end]) for b in profile.layout.blocks if b.kind is BlockKind.FIELD]


def test_the_text_has_a_heading_per_section_and_a_line_per_field() -> None:
    assert read(PROFILE).text == (
        "Freedonia\n\nIntroduction\n\nBackground\nFreedonia is old.\nIt traded.\nIt fought.\n\n"
        "Government\n\nCountry name - conventional long form: Republic of Freedonia\n"
        "Country name - conventional short form: Freedonia; none\nMembership: UN, WTO\n"
        "Membership - note: joined in 1950\nMissions - chief: Ambassador André MORA (since 2 May 2020)\n\n"
        "Transnational Issues\n\nDisputes: Freedonia-Sylvania: the border; a river\nFreedonia-Ruritania: none"
    )


def test_a_field_spans_its_words_and_carries_the_path_of_its_names() -> None:
    found = fields(read(PROFILE))
    assert (("Government", "Membership"), "UN, WTO") in found
    assert (("Government", "Membership", "note"), "joined in 1950") in found
    assert (("Transnational Issues", "Disputes", "Freedonia-Sylvania"), "the border; a river") in found
    assert (("Transnational Issues", "Disputes", "Freedonia-Ruritania"), "none") in found


def test_the_names_are_those_that_the_profile_gives() -> None:
    profile = read(PROFILE)
    assert (profile.title, profile.names) == ("Freedonia", ("Freedonia", "Republic of Freedonia"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"a": \n', "fr.json:2: not valid JSON"),
        ("[1, 2]", "not a World Factbook profile"),
        ('{"name": "Freedonia"}', "not a World Factbook profile"),
        ("[" * 10_000 + "]" * 10_000, "fr.json"),
    ],
)
def test_other_json_is_refused(content: str, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_factbook(content, Path("fr.json"))
    assert reason in str(caught.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=6), VALUES, max_size=4))
def test_any_profile_becomes_text_whose_blocks_lie_in_it(content: dict[str, Any]) -> None:
    profile = read({"Government": content})
    spans = [b.span for b in profile.layout.blocks]
    assert all(0 <= s.start <= s.end <= len(profile.text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
