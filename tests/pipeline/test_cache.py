"""What earlier builds worked out is kept, checked when it is read, and dropped when nothing uses it any more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kg.pipeline.cache import FILE, FOLDER, KEPT_TURNS, Cache, Entry, digest, remove

KEY, OTHER = digest("one"), digest("other")


def damage(out: Path, statement: str) -> None:
    """Change the cache behind its back."""
    with closing(sqlite3.connect(out / FOLDER / FILE)) as db, db:
        db.execute(statement)


def test_a_value_is_there_for_the_next_build_although_this_one_never_ended(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(KEY, b"worked out")
    with Cache(tmp_path) as after:
        assert after.has(KEY)
        assert after.get(KEY) == Entry(b"worked out", sure=True)
        assert not after.has(OTHER)
        assert after.get(OTHER) is None
    cache.close()


def test_what_was_not_validated_is_unsure_until_its_build_is_published(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put(KEY, b"share", sure=False)
    with Cache(tmp_path) as cache:
        entry = cache.get(KEY)
        assert entry is not None
        assert not entry.sure
        cache.finish()
        assert cache.get(KEY) == Entry(b"share", sure=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET value = CAST('workeD out' AS BLOB)",
        "UPDATE entry SET digest = x'00'",
        "UPDATE entry SET value = 'text'",
        "UPDATE entry SET value = x''",
    ],
)
def test_a_damaged_entry_counts_as_missing_and_can_be_put_again(tmp_path: Path, statement: str) -> None:
    with Cache(tmp_path) as cache:
        cache.put(KEY, b"worked out")
    damage(tmp_path, statement)
    with Cache(tmp_path) as cache:
        assert cache.get(KEY) is None
        assert not cache.has(KEY)
        cache.put(KEY, b"worked out again")
        assert cache.get(KEY) == Entry(b"worked out again", sure=True)


def test_an_entry_under_another_key_is_no_answer(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put(KEY, b"worked out")
    for table in ("entry", "use"):
        damage(tmp_path, f"UPDATE {table} SET key = x'{OTHER.hex()}'")
    with Cache(tmp_path) as cache:
        assert cache.has(OTHER)
        assert cache.get(OTHER) is None


@pytest.mark.parametrize("content", [b"", b"no database at all " * 100, b"SQLite format 3\0" + bytes(8000)])
def test_a_file_that_is_no_cache_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / FILE).write_bytes(content)
    with Cache(tmp_path) as cache:
        cache.put(KEY, b"worked out")
    with Cache(tmp_path) as cache:
        assert cache.get(KEY) == Entry(b"worked out", sure=True)


def test_a_file_damaged_within_costs_its_entries_and_nothing_else(tmp_path: Path) -> None:
    keys = [digest(str(number)) for number in range(200)]
    with Cache(tmp_path) as cache:
        for key in keys:
            cache.put(key, key * 100)
    path = tmp_path / FOLDER / FILE
    content = bytearray(path.read_bytes())
    for place in range(8192, len(content), 3 * 8192):
        content[place : place + 4000] = b"\xa5" * 4000
    path.write_bytes(content)
    with Cache(tmp_path) as cache:
        for key in keys:
            entry = cache.get(key)
            assert entry is None or entry.value == key * 100
            cache.put(key, key * 100)
    with Cache(tmp_path) as cache:
        cache.put(KEY, b"worked out")
        assert cache.get(KEY) == Entry(b"worked out", sure=True)


def test_what_the_last_builds_did_not_use_is_dropped(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put(KEY, b"used")
        cache.put(OTHER, b"once")
    for turn in range(KEPT_TURNS + 2):
        with Cache(tmp_path) as cache:
            assert cache.has(OTHER) is (turn <= KEPT_TURNS)
            assert cache.get(KEY) is not None
            cache.finish()


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    with Cache(tmp_path) as cache:
        cache.put(KEY, b"worked out")
        assert cache.get(KEY) is None
        cache.finish()


def test_no_cache_keeps_nothing(tmp_path: Path) -> None:
    with Cache(None) as cache:
        cache.put(KEY, b"worked out")
        assert cache.get(KEY) is None
    assert not (tmp_path / FOLDER).exists()


def test_a_cache_can_be_removed(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put(KEY, b"worked out")
    remove(tmp_path)
    remove(tmp_path)
    assert not (tmp_path / FOLDER).exists()
    with Cache(tmp_path) as cache:
        assert not cache.has(KEY)


def test_digests_tell_where_parts_end() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")
