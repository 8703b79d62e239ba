"""Takes from a large dump a share of its content that is a valid, smaller file of the same format.

Line formats give some of their lines, the others their head and some of their blocks, spread over the whole dump by
Fibonacci hashing of their numbers (Knuth, The Art of Computer Programming 3, 6.4), so that what comes at regular
intervals is not always missed. Blocks are told by how the engine lays them out: in Turtle and TriG what follows on a
line begins with a tab, RDF/XML closes each description on a line of its own, and in JSON-LD, which is one long line,
only a node's object ends in ``]}`` before the next one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import IO

_CHUNK = 1 << 20
_WHOLE = 1 << 32
_FIBONACCI = 2_654_435_761
_BETWEEN_NODES = b']},{"@id":"'
_END_OF_DESCRIPTION = b"\t</rdf:Description>\n"


Taken = Callable[[int], bool]
"""Whether the block with this number is taken."""


def sample(dump: IO[bytes], format_name: str, share: float, start: float = 0.0) -> IO[bytes]:
    """About this share (0 to 1) of the blocks of an unpacked dump, always the same ones.

    Shares that begin where another ends (``start``, 0 to 1) have no block in common, and all of them together are the
    dump. ``format_name`` is one of ``nquads``, ``nt``, ``turtle``, ``trig``, ``xml`` and ``json-ld``.
    """
    first, end = round(start * _WHOLE), round((start + share) * _WHOLE)
    return io.BytesIO(b"".join(_TAKE[format_name](dump, lambda number: first <= number * _FIBONACCI % _WHOLE < end)))


def _lines(dump: IO[bytes], taken: Taken) -> Iterator[bytes]:
    return (line for number, line in enumerate(dump) if taken(number))


def _turtle(dump: IO[bytes], taken: Taken) -> Iterator[bytes]:
    number = -1
    for line in dump:
        if line.startswith(b"@prefix"):
            yield line
            continue
        number += not line.startswith((b"\t", b"}"))
        if taken(number):
            yield line


def _rdf_xml(dump: IO[bytes], taken: Taken) -> Iterator[bytes]:
    number, head = 0, True
    for line in dump:
        head = head and not line.startswith(b"\t<rdf:Description")
        if head or taken(number) or line.startswith(b"</rdf:RDF>"):
            yield line
        number += line == _END_OF_DESCRIPTION


def _json_ld(dump: IO[bytes], taken: Taken) -> Iterator[bytes]:
    opening = b"["
    for number, node in enumerate(_nodes(dump)):
        if taken(number):
            yield opening
            yield node
            opening = b","
    yield b"[]" if opening == b"[" else b"]"


def _nodes(dump: IO[bytes]) -> Iterator[bytes]:
    """The objects of the nodes, without the brackets and commas around them."""
    dump.read(len(b'[{"@id":"'))
    held = b""
    while chunk := dump.read(_CHUNK):
        *whole, held = (held + chunk).split(_BETWEEN_NODES)
        yield from (b'{"@id":"' + node + b"]}" for node in whole)
    yield b'{"@id":"' + held.removesuffix(b"]")


_TAKE: Mapping[str, Callable[[IO[bytes], Taken], Iterator[bytes]]] = {
    "nquads": _lines,
    "nt": _lines,
    "turtle": _turtle,
    "trig": _turtle,
    "xml": _rdf_xml,
    "json-ld": _json_ld,
}
