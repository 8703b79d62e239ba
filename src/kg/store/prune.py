"""Removes earlier releases and leaves of each a tombstone: its manifest, its checksums and what followed it.

The tombstone is in place before anything goes, so that a removal which is cut short is still known as one; the next
``prune`` completes it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from kg.errors import OutputError, SettingError
from kg.store.layout import CHECKSUMS, MANIFEST, RELEASES, TOMBSTONE
from kg.store.release import sole_writer
from kg.store.shelf import current_id, list_releases, list_removed


def prune(data: Path, keep: int) -> list[str]:
    """Remove all but the ``keep`` latest releases (1 or more) and give the ids of those removed, oldest first.

    The current release is one of those kept, whenever it was written. Raises SettingError for a number below 1,
    ReleaseError where there is no release, OutputError where the folder cannot be written or a build is at work.
    """
    if keep < 1:
        raise SettingError(f"cannot keep {keep} releases", remedy="the current one always stays: give 1 or more")
    current = current_id(data)
    try:
        with sole_writer(data):
            for removed in list_removed(data):
                _clear(data / RELEASES / removed)
            releases = list_releases(data)
            earlier = [one for one in releases if one != current]
            doomed = earlier[: max(0, len(earlier) - (keep - 1))]
            for release_id in doomed:
                _remove(data, release_id, _successor(releases, release_id, current))
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot remove releases ({reason})", path=data, remedy="mend its permissions") from error
    return doomed


def _successor(releases: Sequence[str], release_id: str, current: str) -> str:
    """The release written after this one; after the last one, the current one."""
    following = releases[releases.index(release_id) + 1 :]
    return following[0] if following else current


def _remove(data: Path, release_id: str, successor: str) -> None:
    folder = data / RELEASES / release_id
    tombstone = {
        "id": release_id,
        "removed": True,
        "successor": successor,
        "manifest": _read(folder / MANIFEST),
        "checksums": _read(folder / CHECKSUMS),
    }
    unfinished = folder / f".{TOMBSTONE}"
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(tombstone, file, ensure_ascii=False, indent=2, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / TOMBSTONE)
    _clear(folder)


def _read(path: Path) -> object:
    """The JSON in a file; an empty object where the release was damaged."""
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}


def _clear(folder: Path) -> None:
    """Remove everything but the tombstone, the manifest first: without it nobody takes the rest for a release."""
    (folder / MANIFEST).unlink(missing_ok=True)
    for path in sorted(folder.iterdir()):
        if path.name == TOMBSTONE:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
