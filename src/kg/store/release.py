"""Writes a release: sorted quads first, then store, dumps, texts, search index and manifest from them.

Nothing here depends on the order of the input, on the clock or on the machine, the store's own files excepted,
which are therefore left out of the manifest (``checksums.json`` has them).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Store

import kg
from kg.config import ONTOLOGY_NAMESPACE
from kg.errors import OutputError
from kg.store.changed import find_change, write_changed
from kg.store.earlier import COUNTS, PIECES, Earlier, append, find_earlier, keep_pieces, write_changed_store
from kg.store.exports.chunks import CHUNKS, keep_chunks
from kg.store.exports.tables import write_tables
from kg.store.layout import CHECKSUMS, CURRENT, MANIFEST, RELEASES, TOMBSTONE, Release, open_release
from kg.store.nodes import Nodes
from kg.store.pieces import Piece, cut, jobs, write_pieces
from kg.store.search import WEIGHTED, Index
from kg.store.side_by_side import in_order, processes, processors
from kg.store.sorting import packed, write_sorted
from kg.store.statistics import Counting, Statistics
from kg.store.statistics import packed as pack_counts

__all__ = ["Release", "open_release", "sole_writer", "switch_current", "write_release"]

PREFIXES: Mapping[str, str] = {
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "kg": ONTOLOGY_NAMESPACE,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes of dumps, answers and the editor."""

_LOADED_BYTES = 32 << 20
"""Most bytes that are loaded into the store at once; more go faster but take memory."""
MANY_BYTES = 16 << 20
"""Fewer bytes are written sooner by this process than by others that have to start."""
FEW_RUNS = 3
"""So many runs of lines are sorted by this process where there is an earlier release to start from."""
_MANY_FILES = 300


def write_release(
    out: Path,
    quads: Iterable[Quad] | Iterable[bytes],
    texts: Mapping[str, str],
    facts: Mapping[str, Any],
    *,
    base_iri: str = "http://localhost:8000/",
    confirm: Callable[[], None] | None = None,
    make_current: bool = True,
    helpers: Executor | None = None,
) -> Release:
    """Write a release from quads in any order and texts by document key, and make it the current one of ``out``.

    Quads may come as N-Quads in chunks of whole lines. Texts and facts are read after the last of them. ``facts`` goes
    into the manifest as it is (inputs, settings, counts by kind …) and must be plain JSON values. ``confirm`` is called
    when all is written and nothing is published yet; what it raises ends the writing. The processes of ``helpers`` do
    the jobs of writing; without them some are started where that pays.
    Raises OutputError if ``out`` cannot be written or another build is at work there.
    """
    try:
        (out / RELEASES).mkdir(parents=True, exist_ok=True)
        with sole_writer(out):
            folder = _write_folder(out, quads, texts, facts, base_iri, confirm, helpers)
            if make_current:
                switch_current(out, folder.name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot write the release ({reason})", path=out, remedy="choose another --out") from error
    return open_release(out, folder.name)


def switch_current(out: Path, release_id: str) -> None:
    """Point ``out/current`` at a release, in one step: a reader sees the old or the new one, never none."""
    pointer = out / f".{CURRENT}-{os.getpid()}"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(Path(RELEASES) / release_id, target_is_directory=True)
    pointer.replace(out / CURRENT)
    _sync(out)


@contextmanager
def sole_writer(out: Path) -> Iterator[None]:
    """Hold the lock of a data folder, and clean up after a writer that was killed. Raises OutputError if it is held."""
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError("another build is at work here", path=out, remedy="wait for it to end") from None
        for leftover in [*(out / RELEASES).glob(".building-*"), *out.glob(f".{CURRENT}-*")]:
            shutil.rmtree(leftover) if leftover.is_dir() and not leftover.is_symlink() else leftover.unlink()
        yield


def _write_folder(
    out: Path,
    quads: Iterable[Quad] | Iterable[bytes],
    texts: Mapping[str, str],
    facts: Mapping[str, Any],
    base_iri: str,
    confirm: Callable[[], None] | None,
    helpers: Executor | None,
) -> Path:
    building = out / RELEASES / f".building-{os.getpid()}"
    (building / "dumps").mkdir(parents=True)
    try:
        everything = building / "kg.nq"
        with processes() if helpers is None else nullcontext(helpers) as executor:
            earlier = find_earlier(out)
            # where little has changed, starting processes may cost more than all that is left to do
            alone = FEW_RUNS if earlier is not None else 0
            release_id, count = write_sorted(_chunks(quads), everything, building, executor, alone=alone)
            if earlier is not None and not earlier.intact("dumps/", COUNTS):
                earlier = None
            statistics = _write_parts(building, everything, texts, base_iri, executor, earlier)
        everything.unlink()
        if confirm is not None:
            confirm()
        counted = {"quads": count, "merged": statistics.triples, "graphs": statistics.graphs}
        counted |= {"subjects": statistics.subjects, "objects": statistics.objects}
        partitions = {"classes": statistics.classes, "properties": statistics.properties}
        _write_manifest(building, release_id, base_iri, counted, {"partitions": partitions, **facts})
        return _put_in_place(building, out / RELEASES / release_id)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _chunks(quads: Iterable[Quad] | Iterable[bytes]) -> Iterator[bytes]:
    source = iter(quads)
    first = next(source, b"")
    rest: Iterator[Any] = chain((first,), source)
    return rest if isinstance(first, bytes) else packed(rest)


def _write_parts(
    building: Path,
    everything: Path,
    texts: Mapping[str, str],
    base_iri: str,
    executor: Executor,
    earlier: Earlier | None,
) -> Statistics:
    """Store, texts, dumps, index and tables, the slow ones side by side; gives the counts of what they hold."""
    folder = building / "dumps"
    weighted = tuple(f"<{base_iri}id/{kind}/".encode() for kind in WEIGHTED)
    known = frozenset(earlier.members) if earlier is not None else frozenset()
    pieces = cut(everything, {"id": f"{base_iri}id/", **PREFIXES}, weighted, known)
    change = find_change(earlier, pieces) if earlier is not None else None
    if change is not None:
        _write_texts(building / "texts", texts)
        helpers = executor if change.fresh_bytes > MANY_BYTES and processors() > 1 else None
        return write_changed(building, change, everything, helpers, _write_store)
    many = len(pieces) > 2 and everything.stat().st_size > MANY_BYTES and processors() > 1
    nodes_path = building / "nodes.sqlite" if many else None
    counting = Counting()
    with Index(building / "search.sqlite") as index, Nodes(nodes_path) as nodes, ThreadPoolExecutor(2) as pool:
        writing = [pool.submit(_write_texts, building / "texts", texts)]
        if earlier is None:
            writing.append(pool.submit(_write_store, building / "store", everything))
        kept = []
        done = in_order(executor if many else None, write_pieces, jobs(pieces))
        for piece, written in zip(pieces, chain.from_iterable(done), strict=True):
            members = written.packed or (earlier.copy(written.digest) if earlier is not None else {})
            members = {**members, COUNTS: pack_counts(written.survey)}
            kept.append((written.digest, append(building, piece, members, split=pieces[-1].part > 1)))
            counting.add(written.survey)
            index.add(written.survey)
            nodes.add(written.survey)
        keep_pieces(building, kept)
        if earlier is not None:
            digests = [digest for digest, _ in kept]
            writing.append(pool.submit(_write_store_again, building / "store", everything, earlier, digests, pieces))
        writing.append(pool.submit(index.finish))
        if nodes_path is not None:
            writing.append(executor.submit(_write_tables, nodes_path, building))
        else:
            keep_chunks(building / CHUNKS, write_tables(nodes, folder))
        for job in writing:
            job.result()
    if nodes_path is not None:
        nodes_path.unlink()
    return counting.statistics()


def _write_tables(nodes: Path, building: Path) -> None:
    with Nodes(nodes) as opened:
        keep_chunks(building / CHUNKS, write_tables(opened, building / "dumps"))


def _write_store_again(
    folder: Path, everything: Path, earlier: Earlier, digests: Sequence[str], pieces: Sequence[Piece]
) -> None:
    fresh = (piece.lines() for piece, own in zip(pieces, digests, strict=True) if own not in earlier.members)
    if not write_changed_store(folder, earlier, digests, fresh, everything.stat().st_size):
        _write_store(folder, everything)


def _write_store(folder: Path, everything: Path) -> None:
    """The store on disk; a large one is loaded in pieces, which takes some more time and far less memory.

    The pieces are then made one: scans of a store in pieces take half as long again.
    """
    store = Store(str(folder))
    if everything.stat().st_size <= 2 * _LOADED_BYTES:
        store.bulk_load(path=str(everything), format=RdfFormat.N_QUADS, lenient=True)
    else:
        with everything.open("rb") as file:
            while piece := file.read(_LOADED_BYTES):
                store.bulk_load(piece + file.readline(), RdfFormat.N_QUADS, lenient=True)
        store.optimize()
    store.flush()
    del store
    for log in folder.glob("LOG*"):
        log.unlink()


def _write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir()
    for document, text in texts.items():
        (folder / f"{document}.txt").write_bytes(text.encode("utf-8"))


def _write_manifest(
    building: Path, release_id: str, base_iri: str, counts: Mapping[str, int], facts: Mapping[str, Any]
) -> None:
    names = _files(building)
    with ThreadPoolExecutor(processors()) as pool:
        checksums = dict(zip(names, pool.map(file_sha256, [building / name for name in names]), strict=True))
    outputs = {
        name: {"sha256": digest, "bytes": (building / name).stat().st_size}
        for name, digest in checksums.items()
        if not name.startswith("store/") and name not in ("search.sqlite", PIECES, COUNTS, CHUNKS)
    }
    manifest = {
        **facts,
        "id": release_id,
        "base_iri": base_iri,
        "counts": {**facts.get("counts", {}), **counts},
        "outputs": outputs,
        "versions": {"kg": kg.__version__, "pyoxigraph": pyoxigraph.__version__, **facts.get("versions", {})},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (building / MANIFEST).write_text(text, encoding="utf-8")
    checksums[MANIFEST] = hashlib.sha256(text.encode()).hexdigest()
    (building / CHECKSUMS).write_text(json.dumps(checksums, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put_in_place(building: Path, folder: Path) -> Path:
    _sync_all(list(building.rglob("*")))
    if folder.exists():
        if _intact(folder, building):
            shutil.rmtree(building)
            return folder
        damaged = folder.with_name(f".building-replaced-{folder.name}")
        folder.rename(damaged)
        building.rename(folder)
        shutil.rmtree(damaged)
    else:
        building.rename(folder)
    _sync(folder.parent)
    return folder


def _intact(folder: Path, building: Path) -> bool:
    """Whether the release there is whole and has the same manifest, so that the new copy is not needed."""
    try:
        if (folder / TOMBSTONE).exists() or (folder / MANIFEST).read_bytes() != (building / MANIFEST).read_bytes():
            return False
        checksums = json.loads((folder / CHECKSUMS).read_bytes())
        return all(file_sha256(folder / name) == digest for name, digest in checksums.items())
    except (OSError, ValueError):
        return False


def _sync_all(paths: Sequence[Path]) -> None:
    """Bring files to disk: one by one or, where each would wait for the disk by itself too often, with all others."""
    if len(paths) > _MANY_FILES:
        os.sync()
        return
    for path in paths:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
