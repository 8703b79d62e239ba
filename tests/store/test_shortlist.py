"""The statements about a thing as the index has them: the same as the store gives, a stretch at a time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from kg.store.about import read_about
from kg.store.describe import describe_statements
from kg.store.engine import open_store
from kg.store.kinds import KINDS
from kg.store.release import Release, open_release, write_release
from kg.store.shortlist import AnyList, Narrowing, PlainList, Shortlist, open_list

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

import sample

PERU = f"{sample.BASE}id/country/peru"
NARROWED = (
    Narrowing(),
    Narrowing("1950-01-01"),
    Narrowing(last="1965-12-31"),
    Narrowing("1960-06-01", "1973-12-31"),
    Narrowing(restored=True),
    Narrowing("1900-01-01", "2030-12-31", restored=False),
)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The sample as a release."""
    return write_release(tmp_path_factory.mktemp("data"), iter(sample.sample_store()), {}, {}, base_iri=sample.BASE)


def things(store: Store) -> list[str]:
    """Everything that a triple of the merged view points to."""
    return sorted({str(q.object.value) for q in store if isinstance(q.object, NamedNode)})


def agree(one: AnyList, other: AnyList, thing: str) -> None:
    """Both give the same of every kind, narrowed or not, and in every stretch."""
    assert one.count(thing) == other.count(thing)
    for kind in KINDS:
        for narrowed in NARROWED:
            for limit, offset in ((1000, 0), (2, 1)):
                ours = one.choose(thing, kind.name, narrowed, limit=limit, offset=offset)
                theirs = other.choose(thing, kind.name, narrowed, limit=limit, offset=offset)
                assert ours == theirs, (thing, kind.name, narrowed)


def test_the_index_gives_what_the_store_gives_of_every_thing(release: Release) -> None:
    store = open_store(release)
    listed = open_list(release.search_index, store)
    assert isinstance(listed, Shortlist)
    for thing in things(store):
        agree(listed, PlainList(store), thing)


def test_the_index_gives_what_the_store_gives_of_a_country_of_the_seeds(seeds_release: Path) -> None:
    release = open_release(seeds_release)
    store = open_store(release)
    listed = open_list(release.search_index, store)
    assert isinstance(listed, Shortlist)
    for name in ("country/peru", "country/chile", "organization/united-nations", "country/venezuela"):
        agree(listed, PlainList(store), f"{release.base_iri}id/{name}")


def test_statements_described_with_the_index_are_those_described_without(release: Release) -> None:
    store = open_store(release)
    listed = open_list(release.search_index, store)
    iris = [said.iri for said in read_about(store, PERU)]
    for each in (1, 2, 3, 4):
        assert describe_statements(store, iris, witnesses_each=each, listed=listed) == describe_statements(
            store, iris, witnesses_each=each
        )


def test_a_stretch_is_of_the_whole_list(release: Release) -> None:
    store = open_store(release)
    total, first = open_list(release.search_index, store).choose(PERU, "relation", limit=2)
    assert total == 3
    assert first == tuple(said for said in read_about(store, PERU) if said.kind == "relation")[:2]


def test_a_release_without_the_tables_is_read_from_its_store(tmp_path: Path) -> None:
    store = sample.sample_store()
    listed = open_list(tmp_path / "search.sqlite", store)
    assert isinstance(listed, PlainList)
    assert listed.count(PERU)["relation"] == 3
