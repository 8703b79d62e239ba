"""Find what stands among organizations in a list of memberships and is not known by its name.

"A member of the UN, the Universal Postal Union, the Tin Council and NATO": of what one can be a member, and what stands
in a row with organizations, is one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg.mentions.model import Entity, EntityKind, EntityName, Form
from kg.mentions.organizations import DOMESTIC, unlisted
from kg.mentions.persons import UPPER

MOST_CHARACTERS = 1500
"""How far behind its head a list is followed."""
_HEAD = re.compile(
    r"[mpbja](?<!\w.)(?:(?:(?<=m)ember|(?<=p)articipant)(?:ship)?s?(?: states?| countr(?:y|ies))?"
    r"(?: (?:and|or) (?:member|participant|observer|part)s?)? (?:of|in)|(?<=b)elong(?:s|ed)? to|(?<=j)oined"
    r"|(?<=a)cceded to|(?<=p)articipat(?:es?|ed) in|(?<=m)emberships? includes?):? (?=[^.:\n]*[,;])"
)
_LEADING = re.compile(
    r"(?:(?:many|most|several|various|numerous|other|such|all|major|international|regional|global|multilateral) )*"
    r"(?:organi[sz]ations|bodies|institutions|groupings|forums|agencies),? (?:such as|including|like|namely) "
)
_SKIPPED = re.compile(r"(?: ?\([^()\n]{0,80}\)| ?\[[^\]\n]{1,20}\])+")
_SEPARATOR = re.compile(
    r"(?:, |; | )?(?:and |or |as well as |& )?(?:also )?(?:of |in )?"
    r"(?:(?:[a-z]+ ){0,8}(?:agencies|organs|bodies|institutions),? (?:such as|including|like) )?(?:(?:[Tt]he|its) )?"
)
_ENDED = re.compile(r"[,;.:)\n]|$| ?[(\[]| (?:and|or|as well as|&) ")
_TREATY = re.compile(r"\b(?:Agreements?|Treaty|Treaties|Protocols?|Accords?|Declaration)\b")
_WORD = re.compile(rf"[{UPPER}][^\s,.;:()\[\]|\"“”]+")
_JOINER = re.compile(r" (?:(?:of|for|on|against|in|to|and|de|du) )?(?:the )?")

Names = Mapping[int, tuple[int, EntityName]]


def find_listed_bodies(
    text: str, names: Names, spelt: Callable[[str], Entity | None], akin: Callable[[Entity, str], bool]
) -> list[tuple[int, int, EntityName]]:
    """Unknown items of lists that name at least two known organizations, and no fewer known ones than unknown.

    ``names`` are the known names by their start, with their end; what is ``spelt`` almost like a listed organization
    is that one, and so is one with a listed abbreviation in brackets that is ``akin`` to its name. Takes time linear
    in the length of the text.
    """
    found: list[tuple[int, int, EntityName]] = []
    done = 0
    for head in _HEAD.finditer(text):
        if head.start() < done:
            continue
        known, unknown, done = _follow(text, head.end(), names)
        if known >= 2 and known >= len(unknown):
            for start, end in unknown:
                name = text[start:end]
                short = names.get(end + 2) if text.startswith(" (", end) else None
                known_so = short is not None and akin(short[1].entity, name)
                other = short[1].entity if short is not None and known_so else spelt(name)
                found.append((start, end, EntityName(other or unlisted(name), Form.NAME, listed=other is not None)))
    return found


def _follow(text: str, at: int, names: Names) -> tuple[int, list[tuple[int, int]], int]:
    """How many known organizations the list at ``at`` has, the places of its other items, and where it ends."""
    known, unknown, end = 0, [], min(len(text), at + MOST_CHARACTERS)
    if leading := _LEADING.match(text, at):
        at = leading.end()
    first = True
    while at < end:
        separator = _SEPARATOR.match(text, at)
        assert separator is not None
        if not first and separator.end() == at:
            break
        at, first = separator.end(), False
        listed = names.get(at)
        if listed is not None:
            if listed[1].entity.kind is not EntityKind.ORGANIZATION:
                break
            known, after = known + 1, listed[0]
        else:
            after = _item(text, at, names)
            if after == at or _ENDED.match(text, after) is None:
                break
            if _TREATY.search(text, at, after) or DOMESTIC.search(text, at, after):
                break
            unknown.append((at, after))
        skipped = _SKIPPED.match(text, after)
        at = after if skipped is None else skipped.end()
        if text[at : at + 1] not in (",", ";", " ", "&"):
            break
    return known, unknown, at


def _item(text: str, at: int, names: Names) -> int:
    """Where the name that begins at ``at`` ends: capitalized words and what joins them; ``at`` if there is none."""
    end = at
    while word := _WORD.match(text, at):
        end = word.end()
        joiner = _JOINER.match(text, end)
        if joiner is None or ("and" in joiner[0] and joiner.end() in names):
            break
        at = joiner.end()
    return end
