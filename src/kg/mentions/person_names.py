"""Names of persons: what a full name may be shortened to, how it is written."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.mentions.model import Entity, EntityKind
from kg.mentions.slugs import slug_of

REGNAL = re.compile(r"[IVX]+$")
LOWER_NAME = frozenset("de da do dos das del della di du van von der den ter la le el al bin ben ibn bint y e".split())  # noqa: SIM905


def surnames(name: str) -> tuple[str, ...]:
    """What a full name may be shortened to: its last word with particles, and in long names the one before."""
    words = name.removesuffix("Jr.").removesuffix("Sr.").rstrip(", ").split(" ")
    last = words[-1]
    if REGNAL.match(last) or len(words) < 2:
        return ()
    found = [last]
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in LOWER_NAME:
        at -= 1
    if at != len(words) - 1:
        found.append(" ".join(words[at:]))
    elif len(words) >= 4 and "." not in words[-2]:
        found.append(words[-2])
    return tuple(found)


@lru_cache(maxsize=4096)
def entity_named(name: str) -> Entity:
    """The person of this name, surnames in capitals as ordinary ones."""
    label = " ".join(_cased(word) for word in name.split(" "))
    return Entity(EntityKind.PERSON, slug_of(label), label)


def _cased(word: str) -> str:
    """Surnames in capitals become ordinary ones; regnal numbers and initials stay."""
    if len(word) < 2 or not word.isupper() or REGNAL.match(word) or "." in word:
        return word
    cased = "-".join(part.capitalize() for part in word.split("-"))
    return cased.lower() if cased.lower() in LOWER_NAME else cased
