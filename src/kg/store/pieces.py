"""Writes the dumps piece by piece: stretches of the sorted quads, parsed once and written in every format.

A piece holds whole subjects and is told by the content alone (content-defined chunking: Muthitacharoen, Chen and
Mazières 2001, A Low-bandwidth Network File System), so that a small change leaves most pieces as they were. Its
serialisations are packed where they are made, one gzip member each, and follow each other in a file, which begins with
the head of the first and ends with the foot of the last. What is larger than ``PART_PIECES`` pieces is dumped in parts,
each a document of its own.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from pyoxigraph import DefaultGraph, RdfFormat, parse, serialize

from kg.store.formats import Format, find_format
from kg.store.survey import Survey, survey

LEAST_BYTES, MOST_BYTES = 128 << 10, 2 << 20
"""Least and most bytes of N-Quads in a piece (the most: about). One document speaks in some forty places of the sorted
quads, so the smaller the pieces the less is written again; parsed they take some four times as many bytes."""
CUT = 32
"""Beyond the least, a piece ends before one subject in so many, told by its name: so pieces after a change stay."""
PART_PIECES = 4096
"""Pieces in one file of a dump: about a gigabyte unpacked."""
JOB_BYTES = 4 << 20
"""Least bytes of pieces that make a job of their own."""
GZIP_LEVEL = 3

MERGED_FORMATS = ("turtle", "ntriples", "rdfxml", "jsonld")
"""The formats that the merged view is dumped in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The job of a piece: bytes ``start`` to ``end`` of a file of sorted quads.

    ``first`` and ``last`` say whether it begins and ends a part; ``weighted`` as in ``survey``; ``known`` are the
    digests of pieces that need not be packed again.
    """

    path: Path
    start: int
    end: int
    first: bool
    last: bool
    part: int
    prefixes: Mapping[str, str]
    weighted: tuple[bytes, ...]
    known: frozenset[str] = frozenset()

    def digest(self) -> str:
        """The digest of all that goes into its members."""
        digest = hashlib.sha256(f"{self.first} {self.last} {sorted(self.prefixes.items())}".encode())
        digest.update(self.lines())
        return digest.hexdigest()

    def lines(self) -> bytes:
        """Its lines."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read(self.end - self.start)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a piece: its survey, the digest of all that goes into its members, and these by name of dump
    (``merged.ttl``), none if the digest is known."""

    survey: Survey
    digest: str
    packed: dict[str, bytes]


def cut(
    path: Path, prefixes: Mapping[str, str], weighted: tuple[bytes, ...], known: frozenset[str] = frozenset()
) -> list[Piece]:
    """The pieces of a file of sorted quads, at least one."""
    places = [0]
    size = path.stat().st_size
    with path.open("rb") as file:
        while (at := _end_of_piece(file, places[-1], size)) < size:
            places.append(at)
    bounds = list(zip(places, [*places[1:], size], strict=True))
    last = len(bounds) - 1
    pieces = []
    for number, (start, end) in enumerate(bounds):
        part, place = divmod(number, PART_PIECES)
        ends = place == PART_PIECES - 1 or number == last
        pieces.append(Piece(path, start, end, place == 0, ends, part + 1, prefixes, weighted, known))
    return pieces


def jobs(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, ...]]:
    """The pieces in order, some at a time."""
    held: list[Piece] = []
    for piece in pieces:
        held.append(piece)
        if piece.end - held[0].start >= JOB_BYTES:
            yield tuple(held)
            held = []
    if held:
        yield tuple(held)


def _end_of_piece(file: io.BufferedReader, start: int, size: int) -> int:
    """Where the piece that begins at ``start`` ends: before a subject, or at the end of the file."""
    if start + LEAST_BYTES >= size:
        return size
    file.seek(start + LEAST_BYTES)
    at = start + LEAST_BYTES + len(file.readline())
    subject = b""
    for line in file:
        if not line.startswith(subject) or not subject:
            own = line[: line.index(b" ") + 1]
            if subject and (crc32(own) % CUT == 0 or at - start > MOST_BYTES):
                return at
            subject = own
        at += len(line)
    return size


def write_pieces(pieces: Sequence[Piece]) -> list[Written]:
    """What becomes of each of some pieces."""
    return [write_piece(piece) for piece in pieces]


def write_piece(piece: Piece) -> Written:
    """Survey a piece and serialise it in every format."""
    text = piece.lines()
    digest = hashlib.sha256(f"{piece.first} {piece.last} {sorted(piece.prefixes.items())}".encode())
    digest.update(text)
    lines = text.splitlines(keepends=True)
    found = survey(lines, piece.weighted)
    if digest.hexdigest() in piece.known:
        return Written(found, digest.hexdigest(), {})
    del lines
    packed = {"kg.nq": pack(text)}
    quads = list(parse(text, RdfFormat.N_QUADS, lenient=True))
    default = DefaultGraph()
    merged = [quad for quad in quads if quad.graph_name == default]
    for format_ in _formats():
        whole = format_.name == "trig"
        assert isinstance(format_.engine, RdfFormat)
        document = serialize(quads if whole else merged, format=format_.engine, prefixes=dict(piece.prefixes))
        name = f"{'kg' if whole else 'merged'}.{format_.extension}"
        packed[name] = pack(b"".join(_joint(format_.name, document or b"", piece)))
    return Written(found, digest.hexdigest(), packed)


def pack(content: bytes) -> bytes:
    """A gzip member without name and time in its header, so that equal content gives equal bytes."""
    held = io.BytesIO()
    with gzip.GzipFile("", "wb", GZIP_LEVEL, held, mtime=0) as file:
        file.write(content)
    return held.getvalue()


def split(format_name: str, document: bytes) -> tuple[bytes, bytes, bytes]:
    """The head, body and foot of a document as the engine writes it; bodies may follow each other.

    Between two bodies in JSON-LD there has to be a comma.
    """
    if format_name in ("turtle", "trig"):
        end = 0
        while document.startswith(b"@prefix", end):
            end = document.index(b"\n", end) + 1
        return document[:end], document[end:], b""
    if format_name == "rdfxml":
        start = document.index(b"\n", document.index(b"<rdf:RDF")) + 1
        end = document.rindex(b"</rdf:RDF>")
        return document[:start], document[start:end], document[end:]
    if format_name == "jsonld":
        return document[:1], document[1:-1], document[-1:]
    return b"", document, b""


def _joint(format_name: str, document: bytes, piece: Piece) -> Iterator[bytes]:
    head, body, foot = split(format_name, document)
    if piece.first:
        yield head
    elif format_name == "jsonld" and body:
        yield b","
    if format_name == "jsonld" and piece.first and not (body or piece.last):
        body = b"{}"  # a node without properties says nothing, but a comma may follow
    yield body
    if piece.last:
        yield foot


def _formats() -> list[Format]:
    found = [find_format(name) for name in (*MERGED_FORMATS, "trig")]
    return [format_ for format_ in found if format_ is not None]
