"""Verifies a release at rest: every checksum again, the id from the dump, the store against the manifest's counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from kg.errors import KgError, ReleaseError
from kg.store.dump import open_dump
from kg.store.engine import open_store
from kg.store.layout import CHECKSUMS, MANIFEST, RELEASES, TOMBSTONE, Release, open_release, part_path

EVERYTHING = "kg.nq"
_CHUNK = 1 << 20


def verify_release(data: Path, release_id: str | None = None) -> list[str]:
    """The problems of a release (default: the current one), each one sentence that names the file.

    Recomputes ``checksums.json`` and the outputs of the manifest, the id (the SHA-256 of the unpacked N-Quads), the
    number of lines, and counts the quads of the store. Raises ReleaseError if there is no such release, or if only its
    tombstone is left.
    """
    if release_id is not None and (data / RELEASES / release_id / TOMBSTONE).is_file():
        raise ReleaseError(f"release {release_id[:16]}… was removed", path=data, remedy="only its tombstone is left")
    release = open_release(data, release_id)
    return [*_check_checksums(release), *_check_outputs(release), *_check_everything(release), *_check_store(release)]


def _check_checksums(release: Release) -> list[str]:
    path = release.folder / CHECKSUMS
    try:
        listed = json.loads(path.read_bytes())
    except FileNotFoundError:
        return [f"{path}: the file is missing"]
    except (OSError, ValueError) as error:
        return [f"{path}: the file cannot be read ({error})"]
    if not _is_listing(listed):
        return [f"{path}: the file is not a list of checksums"]
    problems = [problem for name in sorted(listed) if (problem := _compare(release.folder / name, listed[name]))]
    parts = release.dump_parts(EVERYTHING) or (part_path(release.dumps, EVERYTHING),)
    wanted = (MANIFEST, *(f"dumps/{part.name}" for part in parts))
    problems += [f"{path}: {name} is not listed" for name in wanted if name not in listed]
    return problems + [
        f"{release.folder / name}: the file is not part of the release"
        for name in _surplus(release.folder, set(listed))
    ]


def _is_listing(listed: Any) -> bool:
    return isinstance(listed, dict) and all(isinstance(digest, str) for digest in listed.values())


def _compare(path: Path, digest: str) -> str | None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return f"{path}: the file is missing"
    except OSError as error:
        return f"{path}: the file cannot be read ({error.strerror})"
    return None if found == digest else f"{path}: the checksum is {found[:16]}…, not {digest[:16]}… as listed"


def _surplus(folder: Path, listed: Collection[str]) -> list[str]:
    """Files among dumps and texts that no list names; the store's own logs come and go."""
    found = (path for part in ("dumps", "texts") for path in (folder / part).rglob("*") if path.is_file())
    return sorted(name for path in found if (name := path.relative_to(folder).as_posix()) not in listed)


def _check_outputs(release: Release) -> list[str]:
    """The manifest's outputs are those of the checksums: same digests, right sizes."""
    problems = []
    try:
        listed = json.loads((release.folder / CHECKSUMS).read_bytes())
    except (OSError, ValueError):
        return []
    for name, output in sorted(release.manifest.get("outputs", {}).items()):
        path = release.folder / name
        if listed.get(name) != output["sha256"]:
            problems.append(f"{path}: manifest and {CHECKSUMS} list different checksums")
        if path.is_file() and path.stat().st_size != output["bytes"]:
            problems.append(f"{path}: the file has {path.stat().st_size:,} bytes, not {output['bytes']:,} as listed")
    return problems


def _check_everything(release: Release) -> list[str]:
    path = part_path(release.dumps, EVERYTHING)
    digest = hashlib.sha256()
    lines = 0
    try:
        with open_dump(release, "nquads") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                lines += chunk.count(b"\n")
    except ReleaseError as error:
        return [str(error)]
    problems = []
    if digest.hexdigest() != release.id:
        problems.append(f"{path}: its content has the id {digest.hexdigest()[:16]}…, the release {release.id[:16]}…")
    if lines != release.quads:
        problems.append(f"{path}: the dump has {lines:,} quads, the manifest counts {release.quads:,}")
    return problems


def _check_store(release: Release) -> list[str]:
    try:
        found = len(open_store(release))
    except KgError as error:
        return [f"{release.store}: {error.reason}"]
    except (OSError, RuntimeError) as error:
        return [f"{release.store}: the store is damaged ({error})"]
    if found != release.quads:
        return [f"{release.store}: the store has {found:,} quads, the manifest counts {release.quads:,}"]
    return []
