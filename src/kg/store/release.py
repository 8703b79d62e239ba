"""Writes a release: sorted quads first, then store, dumps, texts, search index and manifest from them.

Nothing here depends on the order of the input, on the clock or on the machine, the store's own files excepted,
which are therefore left out of the manifest (``checksums.json`` has them).
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any

import pyoxigraph
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

import kg
from kg.config import ONTOLOGY_NAMESPACE
from kg.errors import OutputError
from kg.store.formats import Format, find_format
from kg.store.layout import CHECKSUMS, CURRENT, MANIFEST, RELEASES, TOMBSTONE, Release, open_release
from kg.store.sorting import packed, sorted_lines
from kg.store.statistics import Statistics, count_store

__all__ = ["BuildIndex", "Release", "WriteTables", "open_release", "sole_writer", "switch_current", "write_release"]

BuildIndex = Callable[[Path, Store, Mapping[str, str]], None]
"""Called with the path of the index to write, the store and the texts by document key."""

WriteTables = Callable[[Store, Path], None]
"""Called with the store and the folder of dumps, for further files there."""

IN_MEMORY_QUADS = 2_000_000
"""Up to here the dumps are written from a store in memory, which is some eight times faster than from disk."""

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

MERGED_FORMATS = ("turtle", "ntriples", "rdfxml", "jsonld")
_GZIP_LEVEL = 3
_PIECE = 32 << 20
_BLOCK = 1 << 20


def write_release(
    out: Path,
    quads: Iterable[Quad] | Iterable[bytes],
    texts: Mapping[str, str],
    facts: Mapping[str, Any],
    *,
    base_iri: str = "http://localhost:8000/",
    build_index: BuildIndex | None = None,
    write_tables: WriteTables | None = None,
    make_current: bool = True,
) -> Release:
    """Write a release from quads in any order and texts by document key, and make it the current one of ``out``.

    Quads may come as N-Quads in chunks of whole lines. Texts and facts are read after the last of them. ``facts`` goes
    into the manifest as it is (inputs, settings, counts by kind …) and must be plain JSON values.
    Raises OutputError if ``out`` cannot be written or another build is at work there.
    """
    try:
        (out / RELEASES).mkdir(parents=True, exist_ok=True)
        with sole_writer(out):
            folder = _write_folder(out, quads, texts, facts, base_iri, build_index, write_tables)
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
    build_index: BuildIndex | None,
    write_tables: WriteTables | None,
) -> Path:
    building = out / RELEASES / f".building-{os.getpid()}"
    (building / "dumps").mkdir(parents=True)
    try:
        everything = building / "kg.nq"
        release_id, count = _write_everything(everything, sorted_lines(_chunks(quads), building))
        for run in building.glob("run-*.nq"):
            run.unlink()
        statistics = _write_parts(building, everything, count, texts, build_index, write_tables, base_iri)
        everything.unlink()
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


def _write_everything(path: Path, lines: Iterable[bytes]) -> tuple[str, int]:
    digest = hashlib.sha256()
    count = 0
    with path.open("wb") as file:
        for line in lines:
            digest.update(line)
            file.write(line)
            count += 1
    return digest.hexdigest(), count


def _write_parts(
    building: Path,
    everything: Path,
    count: int,
    texts: Mapping[str, str],
    build_index: BuildIndex | None,
    write_tables: WriteTables | None,
    base_iri: str,
) -> Statistics:
    """Store, dumps, texts and index, the slow ones side by side; gives the counts of what they hold."""
    with ThreadPoolExecutor(2) as pool:
        store_ready = pool.submit(_write_store, building / "store", everything)
        packed = pool.submit(_gzip_file, everything, building / "dumps" / "kg.nq.gz")
        _write_texts(building / "texts", texts)
        if count > IN_MEMORY_QUADS:
            store_ready.result()
            store = Store.read_only(str(building / "store"))
        else:
            store = Store()
            store.bulk_load(Backwards(everything), RdfFormat.N_QUADS, lenient=True)  # type: ignore[arg-type]
        prefixes = {"id": f"{base_iri}id/", **PREFIXES}
        writing = [pool.submit(_dump, store, building / "dumps", f, prefixes) for f in _dump_formats()]
        if write_tables is not None:
            writing.append(pool.submit(write_tables, store, building / "dumps"))
        counting = pool.submit(count_store, store)
        if build_index is not None:
            build_index(building / "search.sqlite", store, texts)
        for job in (store_ready, packed, *writing):
            job.result()
        return counting.result()


def _dump_formats() -> list[Format]:
    found = [find_format(name) for name in (*MERGED_FORMATS, "trig")]
    return [format_ for format_ in found if format_ is not None]


def _write_store(folder: Path, everything: Path) -> None:
    """The store on disk; a large one is loaded in pieces, which takes some more time and far less memory."""
    store = Store(str(folder))
    if everything.stat().st_size <= 2 * _PIECE:
        store.bulk_load(path=str(everything), format=RdfFormat.N_QUADS, lenient=True)
    else:
        with everything.open("rb") as file:
            while piece := file.read(_PIECE):
                store.bulk_load(piece + file.readline(), RdfFormat.N_QUADS, lenient=True)
    store.flush()
    del store
    for log in folder.glob("LOG*"):
        log.unlink()


class Backwards:
    """The lines of a file last to first: a store in memory gives back the latest first, so its dumps come out sorted.

    Holds one block at a time.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._left = self._file.seek(0, os.SEEK_END)
        self._cut = b""
        self._ready = io.BytesIO()

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes; empty at the end."""
        while not (chunk := self._ready.read(size)) and not self._file.closed:
            self._fill()
        return chunk

    def _fill(self) -> None:
        block = min(self._left, _BLOCK)
        self._left -= block
        self._file.seek(self._left)
        lines = (self._file.read(block) + self._cut).splitlines(keepends=True)
        self._cut = lines.pop(0) if self._left else b""
        lines.reverse()
        self._ready = io.BytesIO(b"".join(lines))
        if not self._left:
            self._file.close()


def _dump(store: Store, folder: Path, format_: Format, prefixes: Mapping[str, str]) -> None:
    """Write one dump: first unpacked, by the engine alone, which costs less than a call to us for every 8 KiB."""
    whole = format_.name == "trig"
    path = folder / f"{'kg' if whole else 'merged'}.{format_.extension}"
    assert isinstance(format_.engine, RdfFormat)
    graph = None if whole else DefaultGraph()
    store.dump(path, format_.engine, from_graph=graph, prefixes=dict(prefixes))
    _gzip_file(path, path.with_name(f"{path.name}.gz"))
    path.unlink()


def _gzip_file(source: Path, target: Path) -> None:
    with source.open("rb") as file, _gzip_writer(target) as packed:
        shutil.copyfileobj(file, packed, 1 << 20)


@contextmanager
def _gzip_writer(path: Path) -> Iterator[IO[bytes]]:
    """A gzip file without name and time in its header, so that equal content gives equal bytes."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", _GZIP_LEVEL, raw, mtime=0) as packed:
        yield packed  # type: ignore[misc]


def _write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir()
    for document, text in texts.items():
        (folder / f"{document}.txt").write_bytes(text.encode("utf-8"))


def _write_manifest(
    building: Path, release_id: str, base_iri: str, counts: Mapping[str, int], facts: Mapping[str, Any]
) -> None:
    checksums = {name: file_sha256(building / name) for name in _files(building)}
    outputs = {
        name: {"sha256": digest, "bytes": (building / name).stat().st_size}
        for name, digest in checksums.items()
        if not name.startswith("store/") and name != "search.sqlite"
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
    for path in building.rglob("*"):
        _sync(path)
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


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
