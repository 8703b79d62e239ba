"""Takes from a large dump a share of its content that is a valid, smaller file of the same format.

Line formats give every n-th line, the others their head and every n-th block. Blocks are told by how the engine lays
them out: in Turtle and TriG what follows on a line begins with a tab, RDF/XML closes each description on a line of its
own, and in JSON-LD, which is one long line, only a node's object ends in ``]}`` before the next one.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping
from typing import IO

_CHUNK = 1 << 20
_BETWEEN_NODES = b']},{"@id":"'
_END_OF_DESCRIPTION = b"\t</rdf:Description>\n"


def sample(dump: IO[bytes], format_name: str, share: float) -> IO[bytes]:
    """Every n-th block of an unpacked dump, with n such that about this share (0 to 1) is read.

    ``format_name`` is one of ``nquads``, ``nt``, ``turtle``, ``trig``, ``xml`` and ``json-ld``.
    """
    step = max(1, math.ceil(1 / share))
    return io.BytesIO(b"".join(_TAKE[format_name](dump, step)))


def _lines(dump: IO[bytes], step: int) -> Iterator[bytes]:
    return (line for number, line in enumerate(dump) if number % step == 0)


def _turtle(dump: IO[bytes], step: int) -> Iterator[bytes]:
    number = -1
    for line in dump:
        if line.startswith(b"@prefix"):
            yield line
            continue
        number += not line.startswith((b"\t", b"}"))
        if number % step == 0:
            yield line


def _rdf_xml(dump: IO[bytes], step: int) -> Iterator[bytes]:
    number, head = 0, True
    for line in dump:
        head = head and not line.startswith(b"\t<rdf:Description")
        if head or number % step == 0 or line.startswith(b"</rdf:RDF>"):
            yield line
        number += line == _END_OF_DESCRIPTION


def _json_ld(dump: IO[bytes], step: int) -> Iterator[bytes]:
    for number, node in enumerate(_nodes(dump)):
        if number % step == 0:
            yield b"[" if number == 0 else b","
            yield node
    yield b"]"


def _nodes(dump: IO[bytes]) -> Iterator[bytes]:
    """The objects of the nodes, without the brackets and commas around them."""
    dump.read(len(b'[{"@id":"'))
    held = b""
    while chunk := dump.read(_CHUNK):
        *whole, held = (held + chunk).split(_BETWEEN_NODES)
        yield from (b'{"@id":"' + node + b"]}" for node in whole)
    yield b'{"@id":"' + held.removesuffix(b"]")


_TAKE: Mapping[str, Callable[[IO[bytes], int], Iterator[bytes]]] = {
    "nquads": _lines,
    "nt": _lines,
    "turtle": _turtle,
    "trig": _turtle,
    "xml": _rdf_xml,
    "json-ld": _json_ld,
}
