"""Slugs: readable names in lower-case ASCII for use in IRIs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

_FOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
    | {"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h", "Ħ": "H", "ŋ": "ng", "ə": "a", "Ə": "A"}
    | dict.fromkeys("'’‘ʼʻ`´", "")
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_APART = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65536)
def slugify(name: str) -> str:
    """The name in lower-case ASCII letters, digits and single hyphens; never empty.

    Accents fold (``José`` and ``Jose`` are one); a letter that has no ASCII form stands as ``u`` and its hexadecimal
    code point, so that names in other scripts stay apart.
    """
    folded = unicodedata.normalize("NFKD", name.translate(_FOLDED)).casefold()
    out = []
    for char in folded:
        if char.isascii():
            out.append(char)
        elif unicodedata.category(char)[0] in "LN":
            out.append(f"-u{ord(char):04x}-")
        elif not unicodedata.combining(char):
            out.append("-")
    return _APART.sub("-", "".join(out)).strip("-") or "-".join(f"u{ord(char):04x}" for char in name) or "unnamed"


@lru_cache(maxsize=65536)
def safe_slug(slug: str) -> str:
    """The slug itself where it is one, else one made of it."""
    return slug if _SLUG.fullmatch(slug) else slugify(slug)


@lru_cache(maxsize=65536)
def encoded(part: str) -> str:
    """The text percent-encoded as one segment of an IRI's path."""
    return quote(part, safe="")
