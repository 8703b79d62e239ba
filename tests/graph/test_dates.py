"""Dates in the graph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.dates import compatible, date_properties, edtf, envelope, held, read_iso, spoken
from kg.graph.terms import KG
from kg.mentions.model import Date

dates = st.builds(
    lambda day, precision: Date.of(*(day.year, day.month, day.day)[:precision]), st.dates(), st.integers(1, 3)
)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("1998-11-04", "1998-11-04"),
        ("1998-11", "1998-11"),
        ("1998", "1998"),
        ("1980..1989", "198X"),
        ("1800..1899", "18XX"),
        ("1801..1900", "[1801..1900]"),
    ],
)
def test_edtf_has_the_precision_of_the_source(make, written: str, form: str) -> None:
    assert edtf(make.date(written)) == form


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1998-11-04", "4 November 1998"),
        ("1998-11", "November 1998"),
        ("1998", "1998"),
        ("1980..1989", "the 1980s"),
        ("1980..1984", "1980–1984"),
    ],
)
def test_dates_are_spoken_plainly(make, written: str, words: str) -> None:
    assert spoken(make.date(written)) == words


def test_the_most_precise_of_compatible_dates_is_held(make) -> None:
    found = held([make.date("1998"), make.date("1998-11-04"), make.date("1998-11"), make.date("1990..1999")])
    assert found == (make.date("1998-11-04"),)


def test_incompatible_dates_stay_side_by_side(make) -> None:
    found = held([make.date("1998"), make.date("1998-11"), make.date("1998-05")])
    assert found == (make.date("1998-05"), make.date("1998-11"))


@given(st.lists(dates, max_size=8), st.randoms())
def test_what_is_held_depends_on_no_order_and_lies_within_every_date_or_beside_it(found, random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    kept = held(found)
    assert kept == held(shuffled)
    for value in found:
        assert any(value.earliest <= k.earliest and k.latest <= value.latest for k in kept)
    whole = envelope(kept)
    assert all(whole is not None and compatible(whole, value) for value in found)


def test_a_coarse_date_has_bounds_only(make) -> None:
    found = dict(date_properties("start", (make.date("1980..1989"),)))
    assert KG.start not in found
    assert KG.startYear not in found
    assert found[KG.startEarliest].value == "1980-01-01"
    assert found[KG.startLatest].value == "1989-12-31"


def test_entry_into_force_has_bounds_of_its_own(make) -> None:
    found = dict(date_properties("inForce", (make.date("2009-02"),)))
    assert {term.value.partition("#")[2] for term in found} == {"inForceFrom", "inForceEarliest", "inForceLatest"}


@pytest.mark.parametrize("text", ["", "soon", "1998-31", "2001-02-30", "1998-11-04-01"])
def test_what_is_no_iso_date_is_none(text: str) -> None:
    assert read_iso(text) is None


def test_an_iso_date_is_read(make) -> None:
    assert read_iso("1998-11") == make.date("1998-11")
