"""Verification: a whole release has no problems, and each kind of damage is named with its file."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import ReleaseError
from kg.store.dump_samples import sample
from kg.store.release import Release, write_release
from kg.store.reread import DUMPS, reread
from kg.store.verify import verify_release

BASE = "http://localhost:8000/"
XSD = "http://www.w3.org/2001/XMLSchema#"

LITERALS = [
    Literal("1998", datatype=NamedNode(XSD + "gYear")),
    Literal("0.970", datatype=NamedNode(XSD + "decimal")),
    Literal("007", datatype=NamedNode(XSD + "integer")),
    Literal("1998-11-01", datatype=NamedNode(XSD + "date")),
    Literal('a "quoted" line\nand\tanother \\ – €'),
    Literal("Пример", language="ru"),
    Literal(']},{"@id":"x </rdf:Description>'),
]


def quads(number: int = 40) -> list[Quad]:
    """Nodes with literals of every kind, in the merged view and in a graph each."""
    found = []
    for i in range(number):
        thing = NamedNode(f"{BASE}id/thing/{i}")
        for j, literal in enumerate(LITERALS):
            found.append(Quad(thing, NamedNode(f"{BASE}p{j}"), literal))
        found.append(Quad(thing, NamedNode(f"{BASE}next"), NamedNode(f"{BASE}id/thing/{i + 1}")))
        found.append(Quad(thing, NamedNode(f"{BASE}p0"), LITERALS[0], NamedNode(f"{BASE}id/graph/{i}")))
    return found


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """A small release with every kind of literal."""
    return write_release(tmp_path, quads(), {"d": "Text."}, {})


def change(path: Path, edit: Callable[[bytes], bytes]) -> None:
    """Rewrite a packed dump, and list its new checksum so that only its content is wrong."""
    path.write_bytes(gzip.compress(edit(gzip.decompress(path.read_bytes())), mtime=0))


def test_a_whole_release_has_no_problems(release: Release, tmp_path: Path) -> None:
    assert verify_release(tmp_path) == []
    assert verify_release(tmp_path, release.id) == []
    assert reread(release) == []


def test_a_changed_byte_is_found_in_every_file_but_the_stores_own(release: Release, tmp_path: Path) -> None:
    for path in (*release.dumps.iterdir(), *release.texts.iterdir(), release.folder / "manifest.json"):
        before = path.read_bytes()
        path.write_bytes(before + b" ")
        assert any(str(path) in problem for problem in verify_release(tmp_path)), path.name
        path.write_bytes(before)
    assert verify_release(tmp_path) == []


@pytest.mark.parametrize("name", ["checksums.json", "dumps/kg.nq.gz", "texts/d.txt"])
def test_a_missing_file_is_named(release: Release, tmp_path: Path, name: str) -> None:
    (release.folder / name).unlink()
    assert f"{release.folder / name}: the file is missing" in verify_release(tmp_path)


def test_a_file_nobody_listed_is_named(release: Release, tmp_path: Path) -> None:
    (release.dumps / "more.ttl.gz").write_bytes(b"")
    assert verify_release(tmp_path) == [f"{release.dumps / 'more.ttl.gz'}: the file is not part of the release"]


def test_another_content_under_listed_checksums_is_told_by_the_id(release: Release, tmp_path: Path) -> None:
    path = release.dumps / "kg.nq.gz"
    change(path, lambda text: text.replace(b"1998", b"1999"))
    listing = release.folder / "checksums.json"
    listed = json.loads(listing.read_bytes())
    listed["dumps/kg.nq.gz"] = hashlib.sha256(path.read_bytes()).hexdigest()
    listing.write_text(json.dumps(listed))
    assert any("its content has the id" in problem for problem in verify_release(tmp_path))


def test_a_damaged_store_is_named(release: Release, tmp_path: Path) -> None:
    for file in release.store.iterdir():
        file.write_bytes(b"damaged")
    assert any(problem.startswith(f"{release.store}: the store is damaged") for problem in verify_release(tmp_path))


def test_there_is_nothing_to_verify_without_a_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="kg build"):
        verify_release(tmp_path)


@pytest.mark.parametrize("name", [f"{name}.gz" for name in DUMPS if name != "kg.nq"])
def test_the_second_library_notices_a_dump_that_says_something_else(release: Release, name: str) -> None:
    change(release.dumps / name, lambda text: text.replace(b"0.97", b"0.98", 1))
    problems = reread(release)
    assert len(problems) == 2
    assert all(str(release.dumps / name) in problem for problem in problems)
    assert "1 statements that are not in the release" in problems[0]


def test_the_second_library_notices_a_dump_that_cannot_be_read(release: Release) -> None:
    change(release.dumps / "merged.ttl.gz", lambda text: text + b"\n<oops")
    (release.dumps / "merged.nt.gz").unlink()
    problems = reread(release)
    assert len(problems) == 2
    assert "merged.nt.gz: the file is missing" in problems[0]
    assert "rdflib cannot read it" in problems[1]


def test_of_large_dumps_samples_are_read(release: Release) -> None:
    assert reread(release, whole_quads=60) == []
    others = [f"{name}.gz" for name in DUMPS if name != "kg.nq"]
    for name in others:
        change(release.dumps / name, lambda text: text.replace(b"0.97", b"0.98"))
    assert len(reread(release, whole_quads=120)) == len(others)


def test_samples_take_a_share_of_every_format(release: Release) -> None:
    for name, format_name in DUMPS.items():
        whole = gzip.decompress((release.dumps / f"{name}.gz").read_bytes())
        taken = sample(io.BytesIO(whole), format_name, 0.25).read()
        assert 0.1 * len(whole) < len(taken) < 0.5 * len(whole), name
        assert sample(io.BytesIO(whole), format_name, 1).read() == whole, name
