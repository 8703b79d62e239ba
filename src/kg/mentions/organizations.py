"""Find organizations that reference data does not list: a head noun, a name, and a sign that it is international.

Signs are a region or a word like "International" in the name, a river, or an abbreviation in brackets that fits.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence

from kg.mentions.model import Entity, EntityKind, EntityName, Form
from kg.mentions.persons import UPPER
from kg.mentions.slugs import slug_of

BODIES = (
    "Organization", "Organisation", "Authority", "Commission", "Committee", "Community", "Union", "Council", "Bank",
    "Fund", "Agency", "Association", "Alliance", "League", "Forum", "Federation", "Conference", "Initiative", "Group",
    "Programme", "Program", "Court", "Tribunal", "Mission", "Partnership", "Network", "Force", "Dialogue",
    "Secretariat",
)  # fmt: skip
_INTERNATIONAL = re.compile(
    r"\b(?:International|Inter-|Intergovernmental|Interstate|Inter-State|Regional|World|Global|Multinational|Pan-|Trans-"
    r"|Trans|Trilateral|Multilateral|African|Africa|Arab|Asian|Asia|Pacific|Caribbean|European|Europe|Latin American"
    r"|Ibero|Islamic|Muslim|Nordic|Baltic|Balkan|Balkans|Sahel|Maghreb|Mediterranean|Indian Ocean|Amazon|Andean"
    r"|Central American|South American|Eurasian|Commonwealth|Black Sea|Caspian|Arctic|Danube|Mekong|Rhine|Nile|River"
    r"|Basin|Gulf|Non-Aligned|Joint|Southern African|East African|West African|States|Nations|Countries|Peacekeeping)"
)
DOMESTIC = re.compile(
    r"\b(?:National|Federal|Supreme|Central Bank|Central Committee|Party|Joint Chiefs|Students|Workers|Senate)\b"
)
_MONTH = r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
_CAPS = rf"{_MONTH}[{UPPER}][^\s,.;:()\[\]|\"“”]{{0,40}}"
_TAIL = re.compile(
    rf"(?: (?:(?:of|for|on|against)(?: the)?|in the) {_CAPS}"
    rf"(?: (?:(?:of|the|for|in|and|on|de|to) ){{0,3}}{_CAPS}){{0,8}}){{1,2}}"
)
_BRACKETS = re.compile(rf" \([\"“']?(?:the )?([{UPPER}][{UPPER}a-z0-9&/-]{{1,11}})[\"”']?(?:[;,] [^()]{{0,60}})?\)")
_START_WORDS = frozenset((
    "The", "A", "An", "In", "On", "Under", "This", "That", "These", "Its", "Their", "By", "At", "As", "For", "From",
    "With", "After", "Before", "During", "When", "While", "Since", "Until", "However", "Although", "And", "But", "Both",
    "Former", "See", "Also", "Each", "Such", "Through", "Of", "To", "Member", "Members",
))  # fmt: skip
_BODIES = frozenset(BODIES)
_JOINERS = frozenset(("of", "for", "and", "the", "on", "in", "&"))
_REACH = 100
_BEFORE = 160
_JOINED = re.compile(
    r"\b(?:members? (?:states? |countr(?:y|ies) )?(?:of|in)|membership (?:of|in)|joined|acceded to|belongs? to"
    r"|admitted to)\b[^.;:\n]*$"
)


def find_organizations(
    text: str,
    heads: Sequence[tuple[int, int]],
    listed: Mapping[int, int],
    entities: Sequence[tuple[int, int, EntityName]],
    akin: Callable[[Entity, str], bool],
    spelt: Callable[[str], Entity | None],
) -> list[tuple[int, int, EntityName]]:
    """Unlisted organizations around the ``heads`` as (start, end, name), possibly overlapping.

    ``listed`` maps the starts of listed names to their ends; a name that is listed is left to the gazetteer. What
    has a listed abbreviation in brackets and is ``akin`` to that organization's name is that organization, as is one
    that is ``spelt`` almost like it.
    """
    found = []
    for start, end in heads:
        first = _first(text, start)
        tail = _TAIL.match(text, end)
        last = end if tail is None else end + len(_trimmed(tail[0]))
        if first == start and last == end:
            continue
        name = text[first:last]
        if listed.get(first, -1) >= last or name.count(" ") < 1 or _is_listed(entities, start, end):
            continue
        known = _known_by_abbreviation(entities, last) if text.startswith(" (", last) else None
        if known is not None and akin(known, name):
            found.append((first, last, EntityName(known, Form.NAME)))
        elif (other := spelt(name)) is not None:
            found.append((first, last, EntityName(other, Form.NAME)))
        elif _convinces(text, name, last):
            found.append((first, last, EntityName(unlisted(name), Form.NAME, listed=False)))
    return found


def _known_by_abbreviation(entities: Sequence[tuple[int, int, EntityName]], last: int) -> Entity | None:
    """The listed organization whose abbreviation stands in brackets directly after a name that ends at ``last``."""
    index = bisect_left(entities, last, key=lambda item: item[0])
    if index == len(entities) or entities[index][0] != last + 2:
        return None
    name = entities[index][2]
    return name.entity if name.form is Form.ABBREVIATION and name.entity.kind is EntityKind.ORGANIZATION else None


def _is_listed(entities: Sequence[tuple[int, int, EntityName]], start: int, end: int) -> bool:
    """Whether the head is part of a listed name."""
    index = bisect_left(entities, start + 1, key=lambda item: item[0]) - 1
    if index < 0:
        return False
    return entities[index][1] >= end


def _trimmed(tail: str) -> str:
    tail = tail.rstrip("'’*_")
    return tail[:-2] if tail.endswith(("'s", "’s")) else tail


def _first(text: str, start: int) -> int:
    first = at = start
    joined, following = False, ""
    limit = max(0, start - _REACH)
    while at > limit and text[at - 1] == " ":
        begin = max(text.rfind(" ", limit, at - 1), text.rfind("\n", limit, at - 1), limit - 1) + 1
        word = text[begin : at - 1].lstrip("(\"'“‘[*|_")
        begin = at - 1 - len(word)
        if not word or word in _START_WORDS or word[-1] in ',;:.!?)]"”|*' or word.endswith(("'s", "’s")):
            break
        if (word in _BODIES and joined) or (word in ("and", "&") and following == "the"):
            break
        if word[0].isupper():
            first = begin
        elif word not in _JOINERS:
            break
        joined = joined or word in ("and", "&")
        following = word
        at = begin
    return first


def _convinces(text: str, name: str, last: int) -> bool:
    if DOMESTIC.search(name):
        return False
    bracket = _BRACKETS.match(text, last)
    if bracket is not None and len(bracket[1]) > 2:
        fits = initials_fit(bracket[1], name)
        if _INTERNATIONAL.search(name) is not None or "–" in name:
            if fits or bracket[1].isupper():  # "Bank of Central African States (BEAC)"
                return True
        elif fits:
            return _JOINED.search(text, max(0, last - len(name) - _BEFORE), last - len(name)) is not None
    words = name.split(" ")
    if words[0] == "Joint":
        return False
    return (len(words) >= 3 and _INTERNATIONAL.match(name) is not None) or "–" in words[0]


def initials_fit(abbreviation: str, name: str) -> bool:
    """Whether the abbreviation's letters are found, in order, among the name's, beginning with the first."""
    letters = [c.lower() for c in abbreviation if c.isalpha()]
    if not letters or letters[0] != name[0].lower():
        return False
    at = 0
    lowered = name.lower()
    for letter in letters:
        at = lowered.find(letter, at) + 1
        if at == 0:
            return False
    return True


def unlisted(name: str) -> Entity:
    """The organization of a name that reference data does not list."""
    label = name.replace("–", "-").replace("’", "'")
    return Entity(EntityKind.ORGANIZATION, slug_of(label), label)


def abbreviation_after(text: str, last: int) -> str:
    """The abbreviation in brackets directly after a name that ends at ``last``, empty if there is none."""
    if text[last : last + 2] != " (":
        return ""
    bracket = _BRACKETS.match(text, last)
    return "" if bracket is None else bracket[1]
