"""Verifying a release: what is whole is called whole, what was touched is named."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import ReleaseError
from kg.store.release import Release, write_release
from kg.store.verify import verify_release


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """A release of triples whose literals are hard to write."""
    values = ["plain", 'a "quote"', "two\nlines", "ünïcode 𝄞", "back\\slash", "", "1"]
    made = [Quad(NamedNode(f"http://e/{i}"), NamedNode("http://e/p"), Literal(v)) for i, v in enumerate(values)]
    made += [Quad(q.subject, q.predicate, q.object, NamedNode("http://e/g")) for q in made]
    return write_release(tmp_path, made, {"doc": "Text."}, {})


def test_a_whole_release_is_called_whole(tmp_path: Path, release: Release) -> None:
    assert "every checksum holds, and rdflib reads the same" in verify_release(tmp_path)
    assert verify_release(tmp_path, release.id)


@pytest.mark.parametrize("name", ["texts/doc.txt", "dumps/kg.nq.gz", "store/CURRENT", "dumps/merged.ttl.gz"])
def test_a_changed_file_is_named(tmp_path: Path, release: Release, name: str) -> None:
    path = release.folder / name
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(ReleaseError, match=f"{name} was changed"):
        verify_release(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path, release: Release) -> None:
    (release.dumps / "kg.trig.gz").unlink()
    with pytest.raises(ReleaseError, match=r"kg.trig.gz is missing.*kg build"):
        verify_release(tmp_path)


def test_a_dump_that_says_something_else_is_found_by_the_second_library(tmp_path: Path, release: Release) -> None:
    from kg.store.verify import compare_dumps

    path = release.dumps / "merged.ttl.gz"
    path.write_bytes(gzip.compress(b"<http://e/other> <http://e/p> 1 ."))
    assert any("rdflib reads 1 triples" in problem for problem in compare_dumps(release))
