"""Make the slug of an entity that reference data does not list from its name."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d",
     "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h", "ə": "a", "Ə": "A",
     "'": None, "’": None, "‘": None, "ʻ": None, "ʼ": None, "`": None, "´": None}
)  # fmt: skip


def slug_of(name: str) -> str:
    """Lower-case ASCII words joined by hyphens; letters without an ASCII form are written as code points."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    kept = "".join(c if c.isascii() else f"u{ord(c):x}" for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", kept.lower()).strip("-") or "unnamed"
