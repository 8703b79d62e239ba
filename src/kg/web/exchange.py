"""A request and its reply as plain values, whichever server or framework carries them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: ``header`` gives a header's value by lower-case name or ``None``; ``client`` is an address.

    ``query_string`` is without ``?`` and still percent-encoded.
    """

    method: str
    path: str
    query_string: str
    header: Callable[[str], str | None]
    body: bytes = b""
    client: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP reply: its body in ``body``, or as the first ``spool_size`` bytes of the open file ``spool_file``."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    spool_file: int = -1
    spool_size: int = 0
    notes: dict[str, object] = field(default_factory=dict, compare=False)
    """What the log should say about it."""

    @property
    def size(self) -> int:
        """The length of the body in bytes."""
        return self.spool_size if self.spool_file >= 0 else len(self.body)
