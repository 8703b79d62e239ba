"""What travels between the web process and a worker: questions one way, replies the other, in the same order.

A question is its query in UTF-8 and its options, which are marshalled, as the web process is trusted. A reply is a
header of fixed length, as a worker is not; an answer up to ``INLINE_BYTES`` or an error as JSON follows it on the
socket, a larger answer lies in the worker's spool file.

What a worker is at stands in a page of memory that both sides see: how many questions it has begun.
"""

from __future__ import annotations

import json
import marshal
import mmap
import os
import socket
import struct
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kg.store.formats import FORMATS

INLINE_BYTES = 512_000
ERROR_BYTES = 65_536
"""The most bytes of an error."""
INLINE, SPOOLED, FAILED = 0, 1, 2
FORMS = ("", "SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_NAMES = tuple(format_.name for format_ in FORMATS)
_GZIP, _VOLATILE = 1, 2
_QUESTION = struct.Struct("!II")
_HEADER = struct.Struct("!BBBBqQ")
_BEGUN = struct.Struct("!Q")
HEADER_BYTES = _HEADER.size
_RECEIVED_BYTES = 262_144


class Header(NamedTuple):
    """What precedes an answer: where it is, how it was asked and written, its rows (-1: not counted) and bytes."""

    kind: int
    form: str
    format: str
    gzip: bool
    volatile: bool
    rows: int
    size: int

    @property
    def following(self) -> int:
        """How many bytes follow on the socket."""
        return 0 if self.kind == SPOOLED else self.size

    def pack(self) -> bytes:
        """The header as it travels."""
        flags = _GZIP * self.gzip | _VOLATILE * self.volatile
        return _HEADER.pack(self.kind, flags, FORMS.index(self.form), _NAMES.index(self.format), self.rows, self.size)


def read_header(held: bytes | bytearray, at: int) -> Header:
    """The header that begins there. Raises ValueError for what no worker sends that does as it should."""
    kind, flags, form, format_, rows, size = _HEADER.unpack_from(held, at)
    if kind > FAILED or form >= len(FORMS) or format_ >= len(_NAMES):
        raise ValueError("not a reply")
    if (kind == INLINE and size > INLINE_BYTES) or (kind == FAILED and size > ERROR_BYTES):
        raise ValueError("a reply too long")
    return Header(kind, FORMS[form], _NAMES[format_], bool(flags & _GZIP), bool(flags & _VOLATILE), rows, size)


def pack_failure(error: Mapping[str, Any]) -> bytes:
    """An error as it travels: header and JSON."""
    body = json.dumps(error, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(body) > ERROR_BYTES:
        body = json.dumps({**error, "what": str(error["what"])[:500]}).encode()
    return Header(FAILED, "", "json", False, False, -1, len(body)).pack() + body


def pack_question(query: str, options: bytes) -> bytes:
    """A question as it travels to a worker; the options are marshalled."""
    text = query.encode("utf-8", "surrogatepass")
    return _QUESTION.pack(len(options), len(text)) + options + text


@lru_cache(maxsize=256)
def _read_options(options: bytes) -> dict[str, Any]:
    read: dict[str, Any] = marshal.loads(options)
    return read


class Questions:
    """The questions that come to a worker over a blocking socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._held = b""

    def next(self) -> dict[str, Any] | None:
        """The next question that is here already, or ``None``."""
        held = self._held
        if len(held) < _QUESTION.size:
            return None
        options, text = _QUESTION.unpack_from(held)
        begin = _QUESTION.size + options
        end = begin + text
        if len(held) < end:
            return None
        self._held = held[end:]
        read = _read_options(held[_QUESTION.size : begin])
        return {**read, "query": held[begin:end].decode("utf-8", "surrogatepass")}

    def wait(self) -> bool:
        """Wait for more; whether any came before the socket's end."""
        more = self._connection.recv(_RECEIVED_BYTES)
        self._held += more
        return bool(more)


class Progress:
    """How many questions a worker has begun, in a page that it shares with the web process by an open file."""

    def __init__(self, file: int) -> None:
        self._page = mmap.mmap(file, mmap.PAGESIZE)

    @staticmethod
    def make_file() -> int:
        """A new file for the page, without a name; the descriptor is the caller's to close."""
        with tempfile.TemporaryFile() as file:
            file.truncate(mmap.PAGESIZE)
            return os.dup(file.fileno())

    def begin(self, number: int) -> None:
        """Say that so many questions have begun."""
        _BEGUN.pack_into(self._page, 0, number)

    @property
    def begun(self) -> int:
        """How many have."""
        number: int = _BEGUN.unpack_from(self._page)[0]
        return number

    def close(self) -> None:
        """Let go of the page."""
        self._page.close()
