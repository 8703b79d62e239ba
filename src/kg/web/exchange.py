"""A request and its reply as plain values, whichever server or framework carries them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple


class Request(NamedTuple):
    """One HTTP request: ``header`` gives a header's value by lower-case name or ``None``; ``client`` is an address.

    ``query_string`` is without ``?`` and still percent-encoded.
    """

    method: str
    path: str
    query_string: str
    header: Callable[[str], str | None]
    body: bytes = b""
    client: str = ""


class Reply(NamedTuple):
    """One HTTP reply: its body in ``body``, or all ``spool_size`` bytes of the open file ``spool_file``.

    The endpoint closes that file; who sends it opens it for itself, by ``spool_path``.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    spool_file: int = -1
    spool_size: int = 0
    notes: Mapping[str, object] = MappingProxyType({})
    """What the log should say about it."""

    @property
    def spool_path(self) -> str:
        """A path by which this process can open the spool file anew."""
        return f"/dev/fd/{self.spool_file}"

    @property
    def size(self) -> int:
        """The length of the body in bytes."""
        return self.spool_size if self.spool_file >= 0 else len(self.body)
