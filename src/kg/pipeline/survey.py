"""Looks over the files of a build before anything is read: their digests, and whether a release of just these is there.

An unchanged corpus is recognised by the digests of all its files, in their order, and of all else that a release rests
on; the release that was made of them stands for itself once each of its files has the checksum it had.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.documents.model import Source
from kg.errors import KgError
from kg.pipeline.cache import Cache, digest
from kg.pipeline.dealing import packed, unpacked
from kg.pipeline.reading import File
from kg.store.layout import CHECKSUMS, CURRENT, TOMBSTONE, Release, open_release
from kg.store.release import file_sha256, sole_writer, switch_current


@dataclass(frozen=True, slots=True)
class Found:
    """A file with its size in bytes, the digest of its bytes (``None`` if it cannot be read), and its key in the cache.

    What cannot be read has no key.
    """

    file: File
    size: int
    sha256: str | None
    key: bytes


def survey(files: Iterable[File], grounds: bytes) -> list[Found]:
    """The files as they are now; ``grounds`` is a digest of what results rest on besides the documents."""
    return [_look(file, grounds) for file in files]


def _look(file: File, grounds: bytes) -> Found:
    path, source = file
    try:
        with path.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
            size = opened.tell()
    except OSError:
        return Found(file, 0, None, b"")
    return Found(file, size, sha256, digest(grounds, "read", path.name, sha256, repr(source or Source())))


def release_key(found: Sequence[Found], grounds: bytes) -> bytes:
    """The key of the release made of these files; without one if any cannot be read."""
    return digest(grounds, "release", *(one.key for one in found)) if all(one.key for one in found) else b""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release that was made of the same files, and what was told of it then."""

    release: Release
    told: dict[str, Any]


def keep_release(cache: Cache, key: bytes, release: Release, told: dict[str, Any]) -> None:
    """Remembers what release has been made of the files with this key."""
    if key:
        cache.put(key, packed((release.id, file_sha256(release.folder / CHECKSUMS), told)))


def find_release(cache: Cache, key: bytes, out: Path) -> Earlier | None:
    """The intact release that was made of the files with this key, made the current one; ``None`` if there is none."""
    entry = cache.get(key) if key else None
    if entry is None:
        return None
    release_id, checksums, told = unpacked(entry.value)
    try:
        with sole_writer(out):
            release = open_release(out, release_id)
            if not _intact(release.folder, checksums):
                return None
            if (out / CURRENT).resolve() != release.folder.resolve():
                switch_current(out, release_id)
    except (KgError, OSError):
        return None
    return Earlier(release, told)


def _intact(folder: Path, checksums: str) -> bool:
    try:
        if (folder / TOMBSTONE).exists() or file_sha256(folder / CHECKSUMS) != checksums:
            return False
        listed = json.loads((folder / CHECKSUMS).read_bytes())
        return all(file_sha256(folder / name) == expected for name, expected in listed.items())
    except (OSError, ValueError):
        return False
