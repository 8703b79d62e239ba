"""Parts of files: one range of bytes, which the server reads itself (RFC 9110, section 14).

Several ranges at once, other units and malformed ones are answered with the whole file, as the standard allows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file: its first byte, 0-based, and the one after its last; ``None`` if it lies beyond the file."""

    span: tuple[int, int] | None
    size: int

    @property
    def header(self) -> tuple[str, str]:
        """The Content-Range header."""
        if self.span is None:
            return "content-range", f"bytes */{self.size}"
        return "content-range", f"bytes {self.span[0]}-{self.span[1] - 1}/{self.size}"


def part_of(asked: Mapping[str, str], answered: Mapping[str, str], size: int) -> Part | None:
    """The part a request asks for by its headers, of a file of so many bytes, or ``None`` for the whole.

    With ``if-range`` only while the file is still the one whose ETag or date it names.
    """
    match = _ONE_RANGE.fullmatch(asked.get("range", ""))
    if match is None or match[1] == match[2] == "":
        return None
    condition = asked.get("if-range")
    if condition is not None and condition not in (answered.get("etag"), answered.get("last-modified")):
        return None
    if match[1] == "":
        length = min(int(match[2]), size)
        return Part((size - length, size) if length else None, size)
    first, last = int(match[1]), int(match[2]) if match[2] else size - 1
    if match[2] and last < first:
        return None
    return Part((first, min(last + 1, size)) if first < size else None, size)
