"""A release: an immutable folder of store, texts, search index, dumps and manifest, put in place in one step.

    {out}/current → releases/{id}          switched by renaming a symbolic link over it
    {out}/releases/{id}/store/             the RocksDB folder, read-only from now on
                       /texts/{key}.txt    the NFC text of every document
                       /search.sqlite      the full-text index, and the statements about each thing in order
                       /dumps/             kg.nq.gz (everything, sorted), kg.trig.gz; the merged view in four formats;
                                           large ones in parts: kg-0001.nq.gz, kg-0002.nq.gz …; tables
                       /manifest.json      inputs, outputs with SHA-256, counts, versions, settings
                       /pieces.json, /counts.bin, /chunks.json
                                           what the next release can take from this one, and where it is
                       /checksums.json     SHA-256 of every other file, for ``kg verify``

The id is the SHA-256 of the sorted, uncompressed N-Quads. The folder is built under a temporary name beside its
place, so that a build which fails or is killed leaves what was there before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ReleaseError

RELEASES = "releases"
CURRENT = "current"
MANIFEST = "manifest.json"
CHECKSUMS = "checksums.json"
TOMBSTONE = "tombstone.json"


@dataclass(frozen=True, slots=True)
class Release:
    """An open release: its ``id`` (64 hexadecimal digits), its ``folder`` and what its manifest says."""

    id: str
    folder: Path
    manifest: Mapping[str, Any]

    @property
    def base_iri(self) -> str:
        """The base of the IRIs of things, ends in ``/``."""
        return str(self.manifest["base_iri"])

    @property
    def quads(self) -> int:
        """The number of quads in the store."""
        return int(self.manifest["counts"]["quads"])

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self.folder / "store"

    @property
    def texts(self) -> Path:
        """The folder of the documents' texts."""
        return self.folder / "texts"

    @property
    def search_index(self) -> Path:
        """The full-text index (a SQLite file; absent where the release was written without one)."""
        return self.folder / "search.sqlite"

    @property
    def dumps(self) -> Path:
        """The folder of dumps."""
        return self.folder / "dumps"

    def dump_parts(self, name: str) -> tuple[Path, ...]:
        """The packed files of the dump with this name (``kg.nq``, ``merged.ttl``) in order; none if it is missing."""
        whole = part_path(self.dumps, name)
        if whole.is_file():
            return (whole,)
        stem, _, extension = name.partition(".")
        return tuple(sorted(self.dumps.glob(f"{stem}-[0-9][0-9][0-9][0-9].{extension}.gz")))

    def text(self, document: str) -> str | None:
        """The NFC text of the document with this key, or ``None`` if the release has no such document."""
        if not document or "/" in document or document.startswith("."):
            return None
        path = self.texts / f"{document}.txt"
        return path.read_bytes().decode("utf-8") if path.is_file() else None


def part_path(folder: Path, name: str, part: int = 0) -> Path:
    """Where a dump (``merged.ttl``) is, or a part of it, counted from 1."""
    stem, _, extension = name.partition(".")
    return folder / (f"{stem}-{part:04d}.{extension}.gz" if part else f"{name}.gz")


def open_release(data: Path, release_id: str | None = None) -> Release:
    """The current release of a data folder, or the one named.

    Raises ReleaseError if there is none or its folder is damaged.
    """
    folder = data / RELEASES / release_id if release_id is not None else data / CURRENT
    if release_id is not None and not _is_id(release_id):
        raise ReleaseError(f"{release_id!r} is not the id of a release", remedy="ids have 64 hexadecimal digits")
    if not folder.is_dir():
        what = "no release here" if release_id is None else f"no release {release_id}"
        raise ReleaseError(what, path=data, remedy="run `kg build` first, or name the folder with --data")
    return open_folder(folder.resolve())


def open_folder(folder: Path) -> Release:
    """The release in this very folder. Raises ReleaseError if it is damaged."""
    manifest_path = folder / MANIFEST
    try:
        manifest = json.loads(manifest_path.read_bytes())
    except FileNotFoundError:
        raise ReleaseError("the release has no manifest", path=folder, remedy="run `kg build` again") from None
    except (ValueError, OSError) as error:
        raise ReleaseError(
            f"the manifest cannot be read ({error})", path=manifest_path, remedy="run `kg build` again"
        ) from None
    if not isinstance(manifest, dict) or manifest.get("id") != folder.name:
        raise ReleaseError("the manifest is not that of its folder", path=manifest_path, remedy="run `kg build` again")
    return Release(folder.name, folder, manifest)


def _is_id(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)
