"""The short list of what is said about a thing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kg.store.about import Said, count_kinds, read_about
from kg.store.kinds import KINDS
from kg.store.things import last_part

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

import sample
from sample_app import CountingStore

PERU = f"{sample.BASE}id/country/peru"


@pytest.fixture(scope="module")
def said() -> tuple[Said, ...]:
    return read_about(sample.sample_store(), PERU)


def test_statements_are_counted_by_kind(said: tuple[Said, ...]) -> None:
    counts = count_kinds(said)
    assert counts["relation"] == 3
    assert counts["membership"] == 1
    assert "visit" not in counts


def test_statements_come_by_kind_and_date_and_undated_ones_last(said: tuple[Said, ...]) -> None:
    relations = [one for one in said if one.kind == "relation"]
    assert [last_part(one.iri) for one in relations] == ["chile-peru", "cuba-peru", "peru-open-alpha-11111111-5"]
    order = [kind.name for kind in KINDS]
    assert [order.index(one.kind) for one in said] == sorted(order.index(one.kind) for one in said)


def test_a_relation_has_the_dates_of_its_events_and_the_other_side(said: tuple[Said, ...]) -> None:
    chile, cuba, unnamed = (one for one in said if one.kind == "relation")
    assert chile.partner == "Chile"
    assert [(m.event, m.earliest[:4]) for m in cuba.moments] == [
        ("severed", "1960"),
        ("severed", "1961"),
        ("restored", "1972"),
    ]
    assert cuba.earliest == "1960-01-01"
    assert unnamed.partner == ""


def test_three_look_ups_are_enough() -> None:
    counting = CountingStore(sample.sample_store())
    read_about(counting, PERU)  # type: ignore[arg-type]
    assert counting.looked_up == 3
