"""Slugs of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.slugs import encoded, safe_slug, slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Javier Pérez de Cuéllar", "javier-perez-de-cuellar"),
        ("Côte d’Ivoire", "cote-divoire"),
        ("Łódź & Ærø", "lodz-aero"),
        ("St. Kitts/Nevis", "st-kitts-nevis"),
        ("中国", "u4e2d-u56fd"),
        ("---", "u002d-u002d-u002d"),
        ("", "unnamed"),
    ],
)
def test_a_slug_is_lower_case_ascii_and_never_empty(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text(max_size=30))
def test_a_slug_of_any_text_is_safe_and_stays_as_it_is(text: str) -> None:
    slug = slugify(text)
    assert safe_slug(slug) == slug == slugify(slug)


def test_names_in_other_scripts_stay_apart() -> None:
    assert slugify("中国") != slugify("日本")


def test_odd_characters_are_percent_encoded() -> None:
    assert encoded("a b/ü?") == "a%20b%2F%C3%BC%3F"
