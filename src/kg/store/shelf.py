"""The releases of a data folder: which there are, in which order they came, which were removed, which is meant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ReleaseError
from kg.store.layout import CURRENT, MANIFEST, RELEASES, TOMBSTONE, Release, open_folder, open_release

SHORTEST_ID = 8
"""Fewest digits that may stand for an id."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a removed release: its ``id``, the one that followed it, its manifest and its checksums."""

    id: str
    successor: str
    manifest: Mapping[str, Any]
    checksums: Mapping[str, str]


def list_releases(data: Path) -> list[str]:
    """The ids of the releases that are there, in the order in which they were written (by their manifests' times)."""
    found = [folder for folder in _folders(data) if not (folder / TOMBSTONE).exists() and (folder / MANIFEST).is_file()]
    return [folder.name for folder in sorted(found, key=lambda f: ((f / MANIFEST).stat().st_mtime_ns, f.name))]


def list_removed(data: Path) -> list[str]:
    """The ids of the releases of which a tombstone is left, in order."""
    return sorted(folder.name for folder in _folders(data) if (folder / TOMBSTONE).is_file())


def current_id(data: Path) -> str:
    """The id of the current release. Raises ReleaseError if there is none."""
    return open_release(data).id


def find_release(data: Path, name: str | None = None) -> Release:
    """The current release, or the one whose id is, or begins with, ``name`` (eight digits or more).

    Raises ReleaseError if there is none or more than one, if it is damaged, or if it was removed: then the error
    names its successor.
    """
    if name is None:
        return open_release(data)
    wanted = name.lower()
    if not SHORTEST_ID <= len(wanted) <= 64 or not all(c in "0123456789abcdef" for c in wanted):
        raise ReleaseError(
            f"{name!r} is not the id of a release", remedy="ids have 64 hexadecimal digits, or the first 8"
        )
    found = [folder for folder in _folders(data) if folder.name.startswith(wanted)]
    if len(found) != 1:
        many = "no release" if not found else f"{len(found)} releases"
        there = ", ".join(f"{one[:12]}…" for one in list_releases(data)) or "none"
        raise ReleaseError(f"{many} with the id {name}", path=data, remedy=f"the releases here: {there}")
    if (found[0] / TOMBSTONE).is_file():
        successor = read_tombstone(data, found[0].name).successor
        raise ReleaseError(f"release {found[0].name[:16]}… was removed", path=data, remedy=f"{successor} followed it")
    return open_folder(found[0].resolve())


def read_tombstone(data: Path, release_id: str) -> Tombstone:
    """What is left of a removed release. Raises ReleaseError if there is no tombstone or it is damaged."""
    path = data / RELEASES / release_id / TOMBSTONE
    try:
        left = json.loads(path.read_bytes())
        return Tombstone(left["id"], left["successor"], left["manifest"], left["checksums"])
    except FileNotFoundError:
        raise ReleaseError("no tombstone here", path=path.parent, remedy="only removed releases have one") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"the tombstone cannot be read ({error})", path=path, remedy="remove its folder") from None


def _folders(data: Path) -> list[Path]:
    """The folders of releases, removed ones too. Raises ReleaseError if there never was a release."""
    try:
        found = sorted((data / RELEASES).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        remedy = "run `kg build` first, or name the folder with --data"
        raise ReleaseError("no release here", path=data, remedy=remedy) from None
    return [folder for folder in found if len(folder.name) == 64 and folder.is_dir() and folder.name != CURRENT]
