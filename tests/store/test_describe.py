"""Reading one thing, or a page of statements, from a store."""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store import describe, things
from kg.store.kinds import KIND_BY_NAME
from kg.store.partners import point, read_partners

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

import sample
from sample_app import CountingStore

ID = f"{sample.BASE}id/"
PERU = f"{ID}country/peru"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return sample.sample_store()


def test_a_thing_has_its_own_triples_of_the_merged_view_only(store: ox.Store) -> None:
    thing = things.read_thing(store, f"{ID}event/cuba-peru-severed-1960")
    assert thing is not None
    assert thing.value("kg:start") == "1960"
    assert thing.values("kg:actor") == (PERU,)
    assert thing.label == "Cuba – Peru: severed, 1960"
    assert thing.kind is KIND_BY_NAME["event"]


def test_what_is_not_there_is_none(store: ox.Store) -> None:
    assert things.read_thing(store, f"{ID}country/atlantis") is None
    assert things.find_alias(store, f"{ID}country/atlantis") is None


def test_an_alias_is_found(store: ox.Store) -> None:
    assert things.find_alias(store, f"{ID}membership/peru-apec-member") == f"{ID}membership/peru-apec-member-1998"


@pytest.mark.parametrize("iri", ["<x>", "no iri", "http://a/ b", 'http://a/"> } DROP'])
def test_what_is_no_iri_never_enters_a_query(store: ox.Store, iri: str) -> None:
    with pytest.raises(ValueError):
        things.read_thing(store, iri)


def test_a_relation_comes_with_events_phases_conflicts_and_evidence_in_few_look_ups(store: ox.Store) -> None:
    counting = CountingStore(store)
    described = describe.describe_statements(counting, [f"{ID}relation/cuba-peru"])  # type: ignore[arg-type]
    (relation,) = described.statements
    assert [things.last_part(e.thing.iri) for e in relation.events] == [
        "cuba-peru-severed-1960",
        "cuba-peru-severed-1961",
        "cuba-peru-restored-1972",
    ]
    assert len(relation.phases) == 2
    assert relation.conflicts[0].values("kg:conflicting")
    assert [w.evidence.value("kg:line") for w in relation.witnesses] == ["6", "3"]
    assert described.labels[PERU] == "Peru"
    assert counting.looked_up == 7


def test_documents_and_patterns_read_before_are_not_read_again(store: ox.Store) -> None:
    counting = CountingStore(store)
    known: dict[str, things.Thing] = {}
    iris = [f"{ID}membership/peru-apec-member-1998"]
    first = describe.describe_statements(counting, iris, known=known)  # type: ignore[arg-type]
    asked = counting.looked_up
    assert describe.describe_statements(counting, iris, known=known) == first  # type: ignore[arg-type]
    assert counting.looked_up == 2 * asked - 1
    assert first.statements[0].witnesses[0].pattern.iri in known


def test_only_the_first_witnesses_are_read_and_all_are_counted(store: ox.Store) -> None:
    described = describe.describe_statements(store, [f"{ID}membership/peru-apec-member-1998"], witnesses_each=1)
    assert len(described.statements[0].witnesses) == 1
    assert described.statements[0].witness_total == 2


def test_incoming_links_are_counted_and_paged(store: ox.Store) -> None:
    total = things.count_links(store, PERU)
    assert sum(link.total for link in things.count_incoming(store, PERU)) == total
    pages = [things.list_incoming(store, PERU, total=total, limit=7, offset=n) for n in range(0, total, 7)]
    assert len({row for page in pages for row in page}) == total


def test_partners_come_with_place_events_and_phases(store: ox.Store) -> None:
    chile, cuba, unnamed = read_partners(store, PERU, limit=10)
    assert (chile.label, chile.place) == ("Chile", (-71.0, -30.0))
    assert [event[0] for event in cuba.events] == ["severed", "severed", "restored"]
    assert [phase[0] for phase in cuba.phases] == ["broken", "relations"]
    assert unnamed.country == ""


@pytest.mark.parametrize(
    ("wkt", "expected"), [("POINT(1 2)", (1.0, 2.0)), ("POINT (-1.5 2)", (-1.5, 2.0)), ("LINE", None)]
)
def test_a_point_is_longitude_and_latitude(wkt: str, expected: tuple[float, float] | None) -> None:
    assert point(wkt) == expected


@pytest.mark.parametrize("name", ["kg:start", "rdfs:label", "schema:sameAs"])
def test_short_names_stand_for_iris(name: str) -> None:
    assert things.curie(things.expand(name)) == name
