"""A release: the same bytes from the same quads, whole or not there at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from kg.errors import OutputError, ReleaseError
from kg.store.engine import open_store
from kg.store.release import Backwards, open_release, write_release
from kg.store.sorting import packed, sorted_lines

BASE = "http://localhost:8000/"


def quads(number: int = 200) -> list[Quad]:
    """Things with a label and a class, each in a graph of its own and in the default graph."""
    found = []
    for i in range(number):
        thing, graph = NamedNode(f"{BASE}id/thing/{i}"), NamedNode(f"{BASE}id/evidence/{i}")
        for name in (graph, DefaultGraph()):
            found.append(Quad(thing, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal(f"T {i}"), name))
            kind = NamedNode(f"{BASE}class/{i % 3}")
            found.append(Quad(thing, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), kind, name))
    return found


def test_order_and_repetition_of_quads_do_not_change_a_byte(tmp_path: Path) -> None:
    first = write_release(tmp_path / "a", quads(), {"d": "Text."}, {"inputs": ["d"]})
    shuffled = quads() + quads(50)
    random.Random(1).shuffle(shuffled)
    second = write_release(tmp_path / "b", shuffled, {"d": "Text."}, {"inputs": ["d"]})
    assert first.id == second.id
    assert (first.folder / "manifest.json").read_bytes() == (second.folder / "manifest.json").read_bytes()
    for dump in first.dumps.iterdir():
        assert dump.read_bytes() == (second.dumps / dump.name).read_bytes(), dump.name


def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]); from test_release import quads\n"
        "from kg.store.release import write_release; print(write_release(Path(sys.argv[1]), quads(), {}, {}).folder)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "b"), str(Path(__file__).parent)]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    other = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment)
    ours = write_release(tmp_path / "a", quads(), {}, {})
    assert (Path(other.stdout.strip()) / "manifest.json").read_bytes() == (ours.folder / "manifest.json").read_bytes()


def test_the_id_is_the_checksum_of_the_sorted_quads(tmp_path: Path) -> None:
    release = write_release(tmp_path, quads(), {}, {})
    everything = gzip.decompress((release.dumps / "kg.nq.gz").read_bytes())
    assert hashlib.sha256(everything).hexdigest() == release.id
    lines = everything.splitlines()
    assert lines == sorted(set(lines))
    assert release.quads == len(lines)


def test_every_dump_of_the_merged_view_holds_the_same_triples(tmp_path: Path) -> None:
    release = write_release(tmp_path, quads(), {}, {})
    expected = {str(quad) for quad in quads() if quad.graph_name == DefaultGraph()}
    formats = {
        "ttl": RdfFormat.TURTLE,
        "nt": RdfFormat.N_TRIPLES,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
    }
    for extension, format_ in formats.items():
        store = Store()
        store.load(gzip.decompress((release.dumps / f"merged.{extension}.gz").read_bytes()), format_)
        assert {str(quad) for quad in store} == expected, extension


def test_the_manifest_counts_and_lists_what_is_there(tmp_path: Path) -> None:
    release = write_release(tmp_path, quads(), {"doc-1": "Ein Text – mit Strich."}, {"counts": {"documents": 1}})
    assert release.manifest["counts"]["merged"] == 400
    assert release.manifest["counts"]["documents"] == 1
    assert release.manifest["counts"]["graphs"] == 200
    assert release.manifest["partitions"]["classes"][f"{BASE}class/0"] == 67
    text = release.folder / "texts" / "doc-1.txt"
    assert release.manifest["outputs"]["texts/doc-1.txt"]["sha256"] == hashlib.sha256(text.read_bytes()).hexdigest()
    assert release.text("doc-1") == "Ein Text – mit Strich."
    assert release.text("../manifest") is None


def test_gzip_headers_carry_no_name_and_no_time(tmp_path: Path) -> None:
    release = write_release(tmp_path, quads(3), {}, {})
    for dump in release.dumps.iterdir():
        assert dump.read_bytes()[3:8] == b"\0\0\0\0\0"


def test_a_failing_build_leaves_the_previous_release_as_it_was(tmp_path: Path) -> None:
    before = write_release(tmp_path, quads(), {}, {})

    def failing() -> object:
        yield from quads(10)
        raise RuntimeError("the source dried up")

    with pytest.raises(RuntimeError):
        write_release(tmp_path, failing(), {}, {})  # type: ignore[arg-type]
    assert open_release(tmp_path).id == before.id
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [before.id]


def test_a_killed_build_leaves_nothing_that_the_next_one_does_not_clean(tmp_path: Path) -> None:
    before = write_release(tmp_path, quads(5), {}, {})
    script = (
        "import os, signal, sys; from pathlib import Path; from kg.store.release import write_release\n"
        "def stop(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "from pyoxigraph import Quad, NamedNode\n"
        "a = NamedNode('http://e/a')\n"
        "write_release(Path(sys.argv[1]), [Quad(a, a, a)], {}, {}, build_index=stop)"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path)], timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert open_release(tmp_path).id == before.id
    assert any(path.name.startswith(".building-") for path in (tmp_path / "releases").iterdir())
    after = write_release(tmp_path, quads(6), {}, {})
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == sorted([before.id, after.id])


def test_writing_a_damaged_release_again_repairs_it(tmp_path: Path) -> None:
    release = write_release(tmp_path, quads(5), {}, {})
    (release.dumps / "kg.nq.gz").write_bytes(b"damaged")
    again = write_release(tmp_path, quads(5), {}, {})
    assert again.id == release.id
    assert gzip.decompress((again.dumps / "kg.nq.gz").read_bytes())


def test_two_builds_at_once_do_not_mix(tmp_path: Path) -> None:
    def nested(*_: object) -> None:
        with pytest.raises(OutputError, match="another build"):
            write_release(tmp_path, quads(3), {}, {})

    write_release(tmp_path, quads(4), {}, {}, build_index=nested)


def test_an_output_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(OutputError, match=r"file.*--out"):
        write_release(blocked / "data", quads(1), {}, {})


def test_a_folder_without_a_release_says_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="kg build"):
        open_release(tmp_path)


@pytest.mark.parametrize("damage", ["manifest", "current", "empty"])
def test_a_damaged_release_is_refused_with_the_remedy(tmp_path: Path, damage: str) -> None:
    release = write_release(tmp_path, quads(3), {}, {})
    if damage == "manifest":
        (release.folder / "manifest.json").write_text("{")
    elif damage == "current":
        (release.folder / "manifest.json").unlink()
    else:
        (release.folder / "manifest.json").write_text(json.dumps({"id": "other"}))
    with pytest.raises(ReleaseError, match="kg build"):
        open_release(tmp_path)


def test_a_damaged_store_is_refused_with_the_remedy(tmp_path: Path) -> None:
    release = write_release(tmp_path, quads(3), {}, {})
    for file in release.store.iterdir():
        file.write_bytes(b"damaged")
    with pytest.raises(ReleaseError, match="kg build"):
        open_store(release)
    (release.dumps / "kg.nq.gz").write_bytes(b"damaged")
    with pytest.raises(ReleaseError, match="kg build"):
        open_store(release, memory_quads=1_000)


def test_memory_and_disk_hold_the_same(tmp_path: Path) -> None:
    release = write_release(tmp_path, quads(), {}, {})
    assert {str(q) for q in open_store(release)} == {str(q) for q in open_store(release, memory_quads=10**6)}


def test_sorting_in_runs_gives_what_sorting_at_once_gives(tmp_path: Path) -> None:
    at_once = list(sorted_lines(packed(quads()), tmp_path))
    pieces = [piece for quad in quads() * 2 for piece in packed([quad])]
    assert list(sorted_lines(iter(pieces), tmp_path, run_bytes=5000)) == at_once
    assert len(list(tmp_path.glob("run-*.nq"))) > 3
    assert not list(sorted_lines([], tmp_path))


def test_quads_and_their_lines_in_chunks_make_the_same_release(tmp_path: Path) -> None:
    first = write_release(tmp_path / "a", quads(), {}, {})
    second = write_release(tmp_path / "b", packed(reversed(quads())), {}, {})
    assert first.id == second.id


@pytest.mark.parametrize("text", [b"", b"a\n", b"a\nb\n", b"aa\nb\n" + b"c" * 40 + b"\nd\n"])
@pytest.mark.parametrize("block", [1, 2, 3, 7, 100])
def test_a_file_is_read_backwards_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes, block: int
) -> None:
    monkeypatch.setattr("kg.store.release._BLOCK", block)
    path = tmp_path / "lines"
    path.write_bytes(text)
    backwards = Backwards(path)
    read = b"".join(iter(lambda: backwards.read(5), b""))
    assert read == b"".join(reversed(text.splitlines(keepends=True)))
