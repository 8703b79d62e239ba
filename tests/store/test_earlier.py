"""A release after a small change: made of what the one before has, and the same as one made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.store import earlier as earlier_module
from kg.store.engine import open_store
from kg.store.release import Release, write_release
from kg.store.verify import verify_release

LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def quads(changed: bool = False) -> list[Quad]:
    """Some hundred things; of the changed ones one is called otherwise, one is gone, one is new."""
    names = {number: f"Thing {number}" for number in range(400)}
    if changed:
        names[7] = "Seven"
        del names[300]
        names[1000] = "Thing 1000"
    return [Quad(NamedNode(f"http://e/id/thing/{number}"), LABEL, Literal(name)) for number, name in names.items()]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of a few subjects."""
    monkeypatch.setattr("kg.store.pieces.LEAST_BYTES", 300)
    monkeypatch.setattr("kg.store.pieces.CUT", 4)
    monkeypatch.setattr("kg.store.release.processors", lambda: 1)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digests of the pieces that are packed."""
    from kg.store import pieces

    packed: list[str] = []
    pack = pieces.pack

    def noted(content: bytes) -> bytes:
        packed.append("")
        return pack(content)

    monkeypatch.setattr(pieces, "pack", noted)
    return packed


def same(one: Release, other: Release) -> bool:
    """Whether two releases hold and publish the same."""
    manifests = [(release.folder / "manifest.json").read_bytes() for release in (one, other)]
    stores = [{str(quad) for quad in open_store(release)} for release in (one, other)]
    return manifests[0] == manifests[1] and stores[0] == stores[1]


def test_a_small_change_packs_only_its_pieces_and_keeps_the_files_of_the_store(
    tmp_path: Path, written: list[str]
) -> None:
    anew = write_release(tmp_path / "anew", quads(changed=True), {}, {})
    first = write_release(tmp_path / "data", quads(), {}, {})
    all_pieces = len(written) // 2
    written.clear()
    second = write_release(tmp_path / "data", quads(changed=True), {}, {})
    assert same(second, anew)
    assert 0 < len(written) < all_pieces / 3
    linked = [path.stat().st_nlink for path in second.store.glob("*.sst")]
    assert max(linked) > 1
    assert verify_release(tmp_path / "data") == []
    assert verify_release(tmp_path / "data", first.id) == []


def test_a_change_of_much_writes_the_store_anew(tmp_path: Path) -> None:
    write_release(tmp_path / "data", quads()[:40], {}, {})
    second = write_release(tmp_path / "data", quads(), {}, {})
    assert same(second, write_release(tmp_path / "anew", quads(), {}, {}))
    assert {path.stat().st_nlink for path in second.store.glob("*.sst")} == {1}


@pytest.mark.parametrize("damage", ["dumps/merged.ttl.gz", "store", "pieces.json", "checksums.json"])
def test_what_is_damaged_is_not_used_again(tmp_path: Path, damage: str) -> None:
    first = write_release(tmp_path / "data", quads(), {}, {})
    path = next((first.folder / damage).glob("*.sst")) if damage == "store" else first.folder / damage
    path.write_bytes(b"damaged")
    second = write_release(tmp_path / "data", quads(changed=True), {}, {})
    assert same(second, write_release(tmp_path / "anew", quads(changed=True), {}, {}))


def test_what_another_version_wrote_is_not_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: list[str]
) -> None:
    write_release(tmp_path, quads(), {}, {})
    before = len(written)
    monkeypatch.setattr(earlier_module, "grounds", lambda: "another")
    write_release(tmp_path, quads(changed=True), {}, {})
    assert len(written) >= 2 * before - 12
