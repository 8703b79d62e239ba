"""Pruning: earlier releases leave tombstones, the current one stays whatever happens."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from kg.errors import KgError, ReleaseError, SettingError
from kg.store.prune import prune
from kg.store.release import open_release, switch_current, write_release
from kg.store.shelf import find_release, list_releases, list_removed, read_tombstone
from kg.store.verify import verify_release


def write(data: Path, number: int) -> str:
    """A release with one quad, written at second ``number``."""
    thing = NamedNode(f"http://e/{number}")
    release = write_release(data, [Quad(thing, thing, thing)], {}, {})
    os.utime(release.folder / "manifest.json", (number, number))
    return release.id


@pytest.fixture
def four(tmp_path: Path) -> list[str]:
    """The ids of four releases, oldest first; the last one is current."""
    return [write(tmp_path, number) for number in range(1, 5)]


def test_the_latest_stay_and_the_others_leave_tombstones(tmp_path: Path, four: list[str]) -> None:
    assert list_releases(tmp_path) == four
    assert prune(tmp_path, 2) == four[:2]
    assert list_releases(tmp_path) == four[2:]
    assert list_removed(tmp_path) == sorted(four[:2])
    assert open_release(tmp_path).id == four[3]


def test_a_tombstone_holds_manifest_checksums_and_successor(tmp_path: Path, four: list[str]) -> None:
    manifest = dict(open_release(tmp_path, four[0]).manifest)
    prune(tmp_path, 1)
    left = read_tombstone(tmp_path, four[0])
    assert left.id == four[0]
    assert left.successor == four[1]
    assert left.manifest == manifest
    assert left.checksums["dumps/kg.nq.gz"] == manifest["outputs"]["dumps/kg.nq.gz"]["sha256"]
    assert [path.name for path in (tmp_path / "releases" / four[0]).iterdir()] == ["tombstone.json"]


def test_the_current_release_is_never_removed(tmp_path: Path, four: list[str]) -> None:
    switch_current(tmp_path, four[0])
    assert prune(tmp_path, 1) == four[1:]
    assert list_releases(tmp_path) == [four[0]]
    assert read_tombstone(tmp_path, four[3]).successor == four[0]
    assert verify_release(tmp_path) == []


def test_pruning_again_removes_nothing(tmp_path: Path, four: list[str]) -> None:
    prune(tmp_path, 3)
    assert prune(tmp_path, 3) == []


def test_a_removal_that_was_cut_short_is_completed(tmp_path: Path, four: list[str]) -> None:
    prune(tmp_path, 3)
    (tmp_path / "releases" / four[0] / "store").mkdir()
    assert four[0] not in list_releases(tmp_path)
    prune(tmp_path, 3)
    assert [path.name for path in (tmp_path / "releases" / four[0]).iterdir()] == ["tombstone.json"]


def test_a_removed_release_names_its_successor(tmp_path: Path, four: list[str]) -> None:
    prune(tmp_path, 3)
    with pytest.raises(ReleaseError, match=f"was removed.*{four[1]}"):
        find_release(tmp_path, four[0])
    with pytest.raises(ReleaseError, match="was removed"):
        verify_release(tmp_path, four[0])


def test_a_removed_release_that_is_built_again_is_back(tmp_path: Path, four: list[str]) -> None:
    prune(tmp_path, 1)
    assert write(tmp_path, 1) == four[0]
    assert list_releases(tmp_path) == [four[0], four[3]]
    assert verify_release(tmp_path, four[0]) == []


def test_fewer_than_one_cannot_be_kept(tmp_path: Path, four: list[str]) -> None:
    with pytest.raises(SettingError, match="1 or more"):
        prune(tmp_path, 0)


def test_a_release_is_found_by_the_first_digits_of_its_id(tmp_path: Path, four: list[str]) -> None:
    assert find_release(tmp_path, four[1][:8].upper()).id == four[1]
    assert find_release(tmp_path).id == four[3]
    for wrong in ("abc", "0" * 64, "not hexadecimal"):
        with pytest.raises(ReleaseError, match="id"):
            find_release(tmp_path, wrong)


def test_a_folder_without_releases_is_named(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="kg build"):
        prune(tmp_path, 1)
    with pytest.raises(KgError, match="kg build"):
        find_release(tmp_path, "0" * 64)
