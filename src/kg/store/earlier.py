"""What the release before has already: pieces of dumps that are the same again, and a store that lacks only a little.

A release keeps where in its dumps the members of each piece are, by the digest of all that they were made from. Where
little has changed, the new store is the earlier one with some quads taken out and some put in: its large files are the
very same ones on disk (hard links), which the engine never changes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import RdfFormat, Store, parse

import kg
from kg.store.layout import CHECKSUMS, CURRENT, part_path
from kg.store.pieces import Piece

PIECES = "pieces.json"
MOST_CHANGED_BYTES = 192 << 20
"""Where more lines than this may have changed, everything but dumps is written anew."""
MOST_CHANGED_SHARE = 0.4

COUNTS = "counts.bin"
"""The file of the counts of pieces, and the name of such a member."""

CHECKED = ("dumps/", COUNTS, "search.sqlite", "chunks.json", "store/")
"""What of an earlier release is used again, where it is as it was."""

Members = Mapping[str, tuple[str, int, int]]
"""By name of dump (``kg.nq``): in which file of the release, where and how long the member of a piece is."""


def grounds() -> str:
    """What members rest on besides the lines and the settings of their piece."""
    code = hashlib.sha256()
    for name in ("pieces.py", "formats.py", "survey.py", "search.py", "shortlist.py", "kinds.py", "things.py"):
        code.update(Path(__file__).with_name(name).read_bytes())
    return f"{kg.__version__} {pyoxigraph.__version__} {zlib.ZLIB_RUNTIME_VERSION} {code.hexdigest()}"


def few(changed: int, size: int) -> bool:
    """Whether so many bytes of lines, of all, are few enough to change what there is."""
    return changed <= min(MOST_CHANGED_BYTES, MOST_CHANGED_SHARE * size)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The current release of a data folder: the members of its pieces by digest; ``checks`` are under way."""

    folder: Path
    members: dict[str, Members]
    checks: Mapping[str, Future[bool]]

    def copy(self, digest: str) -> dict[str, bytes]:
        """The packed members of a piece by name of dump."""
        found = {}
        for name, (file, start, length) in self.members[digest].items():
            with (self.folder / file).open("rb") as dump:
                dump.seek(start)
                found[name] = dump.read(length)
        return found

    def lines(self, digest: str) -> bytes:
        """The lines of a piece."""
        return gzip.decompress(self.copy(digest)["kg.nq"])

    def intact(self, *parts: str) -> bool:
        """Whether files, or those below ``store/`` or ``dumps/``, have the checksums that they had."""
        return all(part in self.checks and self.checks[part].result() for part in parts)


def find_earlier(out: Path) -> Earlier | None:
    """The current release of a data folder, if its pieces were made as they would be made now.

    Whether its files are as they were is found out meanwhile: ask ``intact`` before they are used.
    """
    try:
        folder = (out / CURRENT).resolve(strict=True)
        kept = json.loads((folder / PIECES).read_bytes())
        checksums = json.loads((folder / CHECKSUMS).read_bytes())
        if kept["grounds"] != grounds():
            return None
        members: dict[str, Members] = {
            digest: {name: (file, start, length) for name, (file, start, length) in own.items()}
            for digest, own in kept["pieces"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    checking = ThreadPoolExecutor(1)
    checks = {part: checking.submit(_as_they_were, folder, checksums, part) for part in CHECKED}
    checking.shutdown(wait=False)
    return Earlier(folder, members, checks)


def _as_they_were(folder: Path, checksums: Mapping[str, str], part: str) -> bool:
    names = [name for name in checksums if name.startswith(part)]
    try:
        return bool(names) and all(_sha256(folder / name) == checksums[name] for name in names)
    except OSError:
        return False


def append(folder: Path, piece: Piece, packed: Mapping[str, bytes], *, split: bool) -> Members:
    """Append what was packed of a piece to the files of a release; ``split`` is whether its dumps are in parts."""
    members = {}
    for name, content in packed.items():
        path = folder / COUNTS if name == COUNTS else part_path(folder / "dumps", name, piece.part if split else 0)
        with path.open("ab") as file:
            members[name] = (path.relative_to(folder).as_posix(), file.tell(), len(content))
            file.write(content)
    return members


def keep_pieces(folder: Path, pieces: Sequence[tuple[str, Members]]) -> None:
    """Keep in a release where the members of its pieces are."""
    kept: dict[str, Any] = {"grounds": grounds(), "pieces": pieces}
    (folder / PIECES).write_text(json.dumps(kept, separators=(",", ":")) + "\n", encoding="utf-8")


def write_changed_store(
    folder: Path, earlier: Earlier, digests: Sequence[str], fresh: Iterable[bytes], size: int
) -> bool:
    """Write the store as the earlier one with what has changed; whether that was worth while, and came out right.

    ``digests`` are those of all pieces, ``fresh`` the lines of those that the earlier release lacks; ``size`` is how
    many bytes all lines have.
    """
    now = set(digests)
    gone = [digest for digest in earlier.members if digest not in now]
    added: set[bytes] = set()
    held = 0
    for lines in fresh:
        held += len(lines)
        if not few(held, size):
            return False
        added.update(lines.splitlines(keepends=True))
    removed: set[bytes] = set()
    for digest in gone:
        removed.update(earlier.lines(digest).splitlines(keepends=True))
        if len(removed) > 2 * len(added) + 100_000:
            return False
    both = added & removed
    if not earlier.intact("store/"):
        return False
    _link(earlier.folder / "store", folder)
    store = Store(str(folder))
    before = len(store)
    for quad in parse(b"".join(sorted(removed - both)), RdfFormat.N_QUADS, lenient=True):
        store.remove(quad)
    store.extend(parse(b"".join(sorted(added - both)), RdfFormat.N_QUADS, lenient=True))
    store.flush()
    right = len(store) == before + len(added) - len(removed)
    del store
    if not right:
        shutil.rmtree(folder)
    return right


def _link(source: Path, target: Path) -> None:
    target.mkdir()
    for path in source.iterdir():
        if path.suffix == ".sst":
            os.link(path, target / path.name)
        elif path.name != "LOCK":
            shutil.copy2(path, target / path.name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
