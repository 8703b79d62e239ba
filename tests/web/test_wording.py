"""Dates, periods and probabilities in words."""

from __future__ import annotations

import pytest

from kg.web.links import external, path_of, relative
from kg.web.wording import bounds_words, date_words, percent, period, shorten

BASE = "http://localhost:8000/"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1998-11-04", "4 November 1998"),
        ("1998-11", "November 1998"),
        ("1822", "1822"),
        ("-0044", "-44"),
        ("1998-13", "1998-13"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_a_date_is_as_precise_as_its_text(text: str, words: str) -> None:
    assert date_words(text) == words


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        ("1980-01-01", "1989-12-31", "1980–1989"),
        ("1822-01-01", "1822-12-31", "1822"),
        ("1998-11-01", "1998-11-30", "November 1998"),
        ("1998-11-04", "1998-11-04", "4 November 1998"),
        ("1950-05-04", "", "not before 4 May 1950"),
        ("", "1950-05-04", "not after 4 May 1950"),
        ("1950-05-04", "1951-06-05", "between 4 May 1950 and 5 June 1951"),
        ("", "", ""),
    ],
)
def test_bounds_are_told_as_bounds(earliest: str, latest: str, words: str) -> None:
    assert bounds_words(earliest, latest) == words


def test_a_period_may_be_open() -> None:
    assert period("1981", "1991") == "1981 – 1991"
    assert period("1981", "") == "1981"
    assert period("", "1991") == "until 1991"


@pytest.mark.parametrize(
    ("value", "words"), [("0.997", "99\u202f%"), ("1", "100\u202f%"), ("0.5", "50\u202f%"), ("", "not known")]
)
def test_a_probability_is_never_rounded_up_to_certainty(value: str, words: str) -> None:
    assert percent(value) == words


def test_long_texts_are_cut() -> None:
    assert shorten("x" * 400) == "x" * 299 + "…"


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", "file:///etc", "urn:x"])
def test_only_the_web_is_linked(iri: str) -> None:
    assert external(iri) is None
    assert path_of(iri, BASE) is None


@pytest.mark.parametrize(
    ("current", "link"),
    [("/", "./page/x"), ("/queries/", "../page/x"), ("/page/a/b", "../../page/x"), ("/search", "./page/x")],
)
def test_links_are_relative_to_the_page(current: str, link: str) -> None:
    assert relative("page/x", current) == link
