"""The passages of a document that are evidence."""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store.passages import read_passages, read_places

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

import sample
from sample_app import CountingStore

ALPHA = f"{sample.BASE}id/document/{sample.ALPHA}"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return sample.sample_store()


def test_places_come_in_order_of_the_text_with_what_they_support(store: ox.Store) -> None:
    places = read_places(store, ALPHA)
    assert [place.start for place in places] == sorted(place.start for place in places)
    kinds = {kind for place in places for _, kind in place.supports}
    assert {"membership", "relation", "event", "tenure"} <= kinds


def test_a_passage_is_the_text_at_its_place_and_two_readings_of_it_are_one(store: ox.Store) -> None:
    counting = CountingStore(store)
    places = read_places(store, ALPHA)
    passages = read_passages(counting, places)  # type: ignore[arg-type]
    assert counting.looked_up == 3
    text = sample.TEXTS[sample.ALPHA]
    assert all(text[p.start : p.end] == p.quote for p in passages)
    row = next(p for p in passages if p.quote.startswith("Chile | 1822"))
    assert len(row.evidence) == 2
    assert row.kind == "relation"


def test_only_the_passages_asked_for_are_read(store: ox.Store) -> None:
    places = read_places(store, ALPHA)
    assert [p.start for p in read_passages(store, places[:1])] == [places[0].start]
    assert read_passages(store, ()) == ()


def test_a_row_whose_other_side_is_not_named_comes_with_candidates(store: ox.Store) -> None:
    passages = read_passages(store, read_places(store, ALPHA))
    open_ones = [said for passage in passages for said in passage.supported if said.candidates]
    assert open_ones
    assert open_ones[0].candidates[0][1] == "Benin"
