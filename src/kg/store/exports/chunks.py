"""The tables in chunks: some statements of one class with what was written of them, to be used again if they stay so.

A chunk ends after one statement in so many, told by its name (content-defined chunking, as in ``kg.store.pieces``). Of
each the release keeps which nodes its rows were read from, by the CRC-32 of their IRIs: it is written anew where one of
them has changed; that two IRIs share a number costs time and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import kg

CHUNKS = "chunks.json"
END = 16
"""A chunk ends after one statement in so many."""
MOST = 128
"""Most statements in a chunk."""


def grounds() -> str:
    """What rows rest on besides the nodes they are read from."""
    code = hashlib.sha256()
    for folder, names in ((Path(__file__).parent, ("*.py",)), (Path(__file__).parents[1], ("cells.py", "survey.py"))):
        for path in sorted(path for name in names for path in folder.glob(name)):
            code.update(path.read_bytes())
    return f"{kg.__version__} {zlib.ZLIB_RUNTIME_VERSION} {code.hexdigest()}"


def number(iri: str) -> int:
    """The number that stands for a node among those read."""
    return crc32(iri.encode())


@dataclass(slots=True)
class Chunk:
    """A chunk as written: the digest of its class and its statements, the numbers of the nodes read for it, and where
    in each file it stands: first byte, bytes and rows."""

    digest: str
    read: array[int]
    places: dict[str, tuple[int, int, int]] = field(default_factory=dict)


def cut(class_: str, iris: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The statements of a class, which come in order of IRI, in chunks with their digests."""
    held: list[str] = []
    for iri in iris:
        held.append(iri)
        if number(iri) % END == 0 or len(held) == MOST:
            yield _digest(class_, held), held
            held = []
    if held:
        yield _digest(class_, held), held


def _digest(class_: str, iris: list[str]) -> str:
    return hashlib.sha256("\n".join([class_, *iris]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The chunks of an earlier release whose dumps are in ``folder``, without those that read a changed node."""

    folder: Path
    chunks: dict[str, Chunk]

    def copy(self, digest: str) -> dict[str, tuple[bytes, int]] | None:
        """What was written of a chunk: by file its bytes and rows; ``None`` if it must be written anew."""
        chunk = self.chunks.get(digest)
        if chunk is None:
            return None
        found = {}
        for name, (start, length, rows) in chunk.places.items():
            with (self.folder / name).open("rb") as file:
                file.seek(start)
                found[name] = (file.read(length), rows)
        return found


def keep_chunks(path: Path, chunks: Iterable[Chunk]) -> None:
    """Keep in a file where the chunks are and what they were read from."""
    kept = [(one.digest, base64.b85encode(one.read.tobytes()).decode(), one.places) for one in chunks]
    path.write_text(json.dumps({"grounds": grounds(), "chunks": kept}, separators=(",", ":")) + "\n", encoding="utf-8")


def find_chunks(path: Path, folder: Path, changed: Set[int]) -> Earlier | None:
    """The chunks kept in a file that can be used where the nodes of these numbers have changed, if any can."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["grounds"] != grounds():
            return None
        chunks = {}
        for digest, packed, places in kept["chunks"]:
            read = array("I", base64.b85decode(packed))
            if changed.isdisjoint(read):
                chunks[digest] = Chunk(digest, read, {n: (at, size, rows) for n, (at, size, rows) in places.items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Earlier(folder, chunks)
