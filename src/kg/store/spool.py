"""Gathers an answer up to its limits before anyone sees a byte of it, and counts its rows."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator

from pyoxigraph import Triple

from kg.errors import LimitError
from kg.store.wire import INLINE_BYTES

_WAY_OUT = "ask for less with LIMIT and OFFSET, or take a dump from /dumps/"


COMPRESSED_FROM_BYTES = 1_400
"""Smaller answers fit into one packet as they are."""
BLOCK_BYTES = 131_072


class Spool:
    """A writer for one answer: in memory up to INLINE_BYTES, in ``file`` beyond; raises LimitError past a bound.

    ``max_bytes`` bounds the answer before compression, ``max_rows`` its solutions or triples.
    """

    def __init__(self, file: int, format_name: str, *, max_bytes: int, max_rows: int, compress: bool) -> None:
        self.rows = -1 if format_name in ("csv", "tsv") else 0
        self.size = 0
        self.spooled = False
        self.inline = bytearray()
        self._file = file
        self._max_bytes = max_bytes
        self._max_rows = max_rows
        self._compress = compress
        self._packer: zlib._Compress | None = None
        self._count = _COUNTERS.get(format_name)
        self._tail = b""
        self._in_quotes = False
        self._written = 0
        self._pending: list[bytes] = []
        self._taken = 0

    def write(self, chunk: bytes) -> int:
        """Take the next bytes of the answer."""
        self.size += len(chunk)
        if self.size > self._max_bytes:
            raise LimitError(
                f"the answer is larger than the limit of {self._max_bytes:,} bytes",
                limit="answer_bytes",
                value=f"{self._max_bytes} bytes",
                remedy=_WAY_OUT,
            )
        self._pending.append(chunk)
        if self.size - self._taken >= BLOCK_BYTES:
            self._take()
        return len(chunk)

    def _take(self) -> None:
        """Count and keep what has come: the engine writes 8 kB at a time, which costs less together."""
        block = b"".join(self._pending)
        self._pending.clear()
        if self._count is not None:
            self._count_rows(block)
        self._taken = self.size
        if self._compress and self._packer is None and self.size >= COMPRESSED_FROM_BYTES:
            self._packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        self._keep(self._packer.compress(block) if self._packer is not None else block)

    @property
    def compressed(self) -> bool:
        """Whether what is kept is compressed with gzip."""
        return self._packer is not None

    def flush(self) -> None:
        """Nothing to do: what is kept is kept."""

    def close(self) -> int:
        """End the answer; gives its bytes as kept."""
        self._take()
        if self._packer is not None:
            self._keep(self._packer.flush())
        return self._written

    def counted(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """The triples, counted against the limit as they pass."""
        for triple in triples:
            self._add_rows(1)
            yield triple

    def _keep(self, chunk: bytes) -> None:
        self._written += len(chunk)
        if not self.spooled:
            self.inline += chunk
            if len(self.inline) <= INLINE_BYTES:
                return
            self.spooled = True
            chunk, self.inline = bytes(self.inline), bytearray()
        view = memoryview(chunk)
        while view:
            view = view[os.write(self._file, view) :]

    def _count_rows(self, chunk: bytes) -> None:
        if self._count == "csv":
            parts = chunk.split(b'"')
            outside = parts[1::2] if self._in_quotes else parts[::2]
            self._in_quotes ^= len(parts) % 2 == 0
            self._add_rows(sum(part.count(b"\n") for part in outside))
        else:
            assert isinstance(self._count, bytes)
            joined = self._tail + chunk
            first = self._taken == 0 and b'"bindings":[{' in chunk
            self._add_rows(joined.count(self._count) + (1 if first else 0))
            self._tail = joined[-(len(self._count) - 1) :] if len(self._count) > 1 else b""

    def _add_rows(self, rows: int) -> None:
        self.rows += rows
        if self.rows > self._max_rows:
            raise LimitError(
                f"the answer has more rows than the limit of {self._max_rows:,}",
                limit="query_rows",
                value=f"{self._max_rows} rows",
                remedy=_WAY_OUT,
            )


_COUNTERS: dict[str, bytes | str] = {"json": b'},{"', "xml": b"<result>", "tsv": b"\n", "csv": "csv"}
"""What marks a row in each format: none of them can occur inside a value, where ``"`` and ``<`` are escaped."""
