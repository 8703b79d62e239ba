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
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import OutputError, ReleaseError
from kg.store.dump import open_dump
from kg.store.engine import open_store
from kg.store.release import open_release, write_release
from kg.store.reread import reread
from kg.store.search import Index
from kg.store.sorting import packed, write_sorted
from kg.store.verify import verify_release

BASE = "http://localhost:8000/"


def quads(number: int = 200) -> list[Quad]:
    """Things with a label and a class, each in a graph of its own and in the default graph."""
    found = []
    for i in range(number):
        thing, graph = NamedNode(f"{BASE}id/thing/{i}"), NamedNode(f"{BASE}id/evidence/{i}")
        for name in (graph, DefaultGraph()):
            found.append(Quad(thing, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal(f"T {i}"), name))
            kind = NamedNode(f"{BASE}class/k{i % 3}")
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
    assert release.manifest["partitions"]["classes"][f"{BASE}class/k0"] == 67
    text = release.folder / "texts" / "doc-1.txt"
    assert release.manifest["outputs"]["texts/doc-1.txt"]["sha256"] == hashlib.sha256(text.read_bytes()).hexdigest()
    assert release.text("doc-1") == "Ein Text – mit Strich."
    assert release.text("../manifest") is None


def test_gzip_headers_carry_no_name_and_no_time(tmp_path: Path) -> None:
    release = write_release(tmp_path, quads(3), {}, {})
    for dump in release.dumps.glob("*.gz"):
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


def test_a_table_that_fails_waits_for_the_index_and_tells_its_own_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = []
    finish = Index.finish

    def slow(index: Index) -> None:
        failed.wait(10)
        finish(index)
        order.append("index finished")

    def failing(nodes: object, folder: Path) -> None:
        failed.set()
        raise RuntimeError("no table")

    failed = threading.Event()
    monkeypatch.setattr(Index, "finish", slow)
    monkeypatch.setattr("kg.store.release.write_tables", failing)
    with pytest.raises(RuntimeError, match="no table"):
        write_release(tmp_path, quads(), {}, {})
    assert order == ["index finished"]


def test_a_killed_build_leaves_nothing_that_the_next_one_does_not_clean(tmp_path: Path) -> None:
    before = write_release(tmp_path, quads(5), {}, {})
    script = (
        "import os, signal, sys; from pathlib import Path; from kg.store.release import write_release\n"
        "def stop(): os.kill(os.getpid(), signal.SIGKILL)\n"
        "from pyoxigraph import Quad, NamedNode\n"
        "a = NamedNode('http://e/a')\n"
        "write_release(Path(sys.argv[1]), [Quad(a, a, a)], {}, {}, confirm=stop)"
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
    def nested() -> None:
        with pytest.raises(OutputError, match="another build"):
            write_release(tmp_path, quads(3), {}, {})

    write_release(tmp_path, quads(4), {}, {}, confirm=nested)


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
    at_once, in_runs = tmp_path / "at-once", tmp_path / "in-runs"
    first = write_sorted(packed(quads()), at_once, tmp_path)
    pieces = [piece for quad in quads() * 2 for piece in packed([quad])]
    assert write_sorted(iter(pieces), in_runs, tmp_path, run_bytes=5000) == first
    assert in_runs.read_bytes() == at_once.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["at-once", "in-runs"]
    assert write_sorted([], tmp_path / "empty", tmp_path) == (hashlib.sha256().hexdigest(), 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text("abz> ", max_size=5).map(lambda text: f"{text}\n".encode()))), st.integers(1, 60))
def test_runs_of_any_size_and_content_are_sorted(chunks: list[list[bytes]], run_bytes: int) -> None:
    wanted = b"".join(sorted({line for chunk in chunks for line in chunk}))
    with TemporaryDirectory() as name:
        folder = Path(name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("kg.store.sorting.MARK", 7)
            _, count = write_sorted(map(b"".join, chunks), folder / "all", folder, run_bytes=run_bytes)
        assert (folder / "all").read_bytes() == wanted
    assert count == wanted.count(b"\n")


def test_quads_and_their_lines_in_chunks_make_the_same_release(tmp_path: Path) -> None:
    first = write_release(tmp_path / "a", quads(), {}, {})
    second = write_release(tmp_path / "b", packed(reversed(quads())), {}, {})
    assert first.id == second.id


FORMATS = {"nt": RdfFormat.N_TRIPLES, "ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}


@pytest.mark.parametrize(("piece", "part"), [(1, 1), (3000, 3), (20_000, 2), (20_000, 100), (1 << 30, 1)])
def test_dumps_in_pieces_and_parts_hold_what_whole_ones_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, part: int
) -> None:
    whole = write_release(tmp_path / "whole", quads(), {}, {})
    monkeypatch.setattr("kg.store.pieces.LEAST_BYTES", piece)
    monkeypatch.setattr("kg.store.pieces.MOST_BYTES", piece)
    monkeypatch.setattr("kg.store.pieces.PART_PIECES", part)
    monkeypatch.setattr("kg.store.release.processors", lambda: 1)
    release = write_release(tmp_path / "parts", quads(), {}, {})
    assert release.id == whole.id
    assert release.manifest["counts"] == whole.manifest["counts"]
    assert release.manifest["partitions"] == whole.manifest["partitions"]
    assert (release.dumps / "relations.csv").read_bytes() == (whole.dumps / "relations.csv").read_bytes()
    merged = {str(quad) for quad in quads() if quad.graph_name == DefaultGraph()}
    for extension, format_ in FORMATS.items():
        parts = release.dump_parts(f"merged.{extension}")
        found = [str(q) for path in parts for q in parse(gzip.decompress(path.read_bytes()), format_)]
        assert sorted(found) == sorted(merged), extension
        with open_dump(release, extension) as dump:
            assert {str(quad) for quad in parse(dump, format_)} == merged, extension
    with open_dump(release, "trig") as dump:
        assert {str(quad) for quad in parse(dump, RdfFormat.TRIG)} == {str(quad) for quad in quads()}
    with open_dump(release, "nq") as dump:
        assert hashlib.file_digest(dump, "sha256").hexdigest() == release.id  # type: ignore[arg-type]
    assert verify_release(tmp_path / "parts") == []
    assert reread(release) == []


def test_processes_write_what_one_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.pieces.LEAST_BYTES", 10_000)
    monkeypatch.setattr("kg.store.pieces.MOST_BYTES", 10_000)
    monkeypatch.setattr("kg.store.pieces.JOB_BYTES", 20_000)
    monkeypatch.setattr("kg.store.release.MANY_BYTES", 0)
    alone, together = tmp_path / "alone", tmp_path / "together"
    for folder, number in ((alone, 1), (together, 2)):
        monkeypatch.setattr("kg.store.release.processors", lambda number=number: number)
        write_release(folder, quads(), {}, {})
    assert (alone / "current" / "manifest.json").read_bytes() == (together / "current" / "manifest.json").read_bytes()
    assert (alone / "current" / "search.sqlite").read_bytes() == (together / "current" / "search.sqlite").read_bytes()


def test_a_dump_whose_part_is_damaged_says_so(tmp_path: Path) -> None:
    release = write_release(tmp_path, quads(3), {}, {})
    (release.dumps / "merged.ttl.gz").write_bytes(b"damaged")
    with pytest.raises(ReleaseError, match=r"merged\.ttl\.gz.*kg build"), open_dump(release, "turtle") as dump:
        dump.read()
