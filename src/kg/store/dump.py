"""Reads a release's dumps, unpacked: N-Quads and TriG with every graph, the other formats with the merged view.

A dump in parts is read as one document: for formats in which documents cannot follow each other, what closes a part and
opens the next is left out.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from kg.errors import OutputError, ReleaseError, SettingError
from kg.store.formats import GRAPH_FORMATS, Format, find_format
from kg.store.layout import Release

_CHUNK = 1 << 20
_FEET = {"jsonld": b"]", "rdfxml": b"</rdf:RDF>"}
_LONGEST_FOOT = max(map(len, _FEET.values()))


def dump_parts(release: Release, format_name: str) -> tuple[Path, ...]:
    """The packed files of a release's dump in a format, by name, extension or media type: one, or parts in order.

    Raises SettingError for a format that there is no dump of, ReleaseError where the file is missing.
    """
    return _parts(release, _format(format_name))


def open_dump(release: Release, format_name: str) -> IO[bytes]:
    """The unpacked dump as a stream. Raises as ``dump_parts`` does; reading raises ReleaseError where it is damaged."""
    format_ = _format(format_name)
    return cast(IO[bytes], io.BufferedReader(_Chunks(_chunks(format_, _parts(release, format_))), _CHUNK))


def write_dump(release: Release, format_name: str, out: BinaryIO) -> None:
    """Write the unpacked dump to a binary stream.

    Raises ReleaseError where a packed file is damaged, and OutputError where the stream cannot take it.
    """
    format_ = _format(format_name)
    for chunk in _chunks(format_, _parts(release, format_)):
        try:
            out.write(chunk)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(f"cannot write the dump ({error.strerror})", remedy="choose another --out") from error


def _format(name: str) -> Format:
    format_ = find_format(name, GRAPH_FORMATS)
    if format_ is None:
        names = ", ".join(f.name for f in GRAPH_FORMATS)
        raise SettingError(f"there is no dump in the format {name!r}", remedy=f"choose one of {names}")
    return format_


def _parts(release: Release, format_: Format) -> tuple[Path, ...]:
    for stem in ("kg", "merged"):
        if parts := release.dump_parts(f"{stem}.{format_.extension}"):
            return parts
    raise ReleaseError(f"the dump in {format_.label} is missing", path=release.dumps, remedy="run `kg build` again")


def _chunks(format_: Format, parts: tuple[Path, ...]) -> Iterator[bytes]:
    """The content of the parts; of all but the first what opens a document is left out, of all but the last its end."""
    foot = _FEET.get(format_.name, b"")
    for number, path in enumerate(parts, 1):
        held = b""
        opens = number > 1
        for chunk in _unpacked(path):
            held += _continued(format_.name, chunk) if opens else chunk
            opens = False
            yield held[:-_LONGEST_FOOT]
            held = held[-_LONGEST_FOOT:]
        yield held if number == len(parts) else held.removesuffix(foot)


def _continued(format_name: str, opening: bytes) -> bytes:
    """The first chunk of a part, as what follows another part."""
    if format_name == "jsonld":
        return b"," + opening[1:]
    if format_name == "rdfxml":
        return opening[opening.index(b"\n", opening.index(b"<rdf:RDF")) + 1 :]
    return opening


def _unpacked(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as packed:
            while chunk := packed.read(_CHUNK):
                yield chunk
    except (OSError, EOFError, zlib.error) as error:
        raise ReleaseError(f"the dump is damaged ({error})", path=path, remedy="run `kg build` again") from None


class _Chunks(io.RawIOBase):
    """Chunks as a stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the chunk at hand goes."""
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        taken = min(len(buffer), len(self._left))
        buffer[:taken] = self._left[:taken]
        self._left = self._left[taken:]
        return taken
