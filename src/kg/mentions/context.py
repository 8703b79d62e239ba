"""Decide from the words around it whether a country's name means the country here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.mentions.gazetteer import Gazetteer, Surface, Use
from kg.mentions.lookalikes import (
    AMERICAN_CITIES,
    GIVEN_NAME_COUNTRIES,
    NAME_LIKE_CAPITALS,
    NOT_A_COUNTRY_AFTER,
    NOT_A_COUNTRY_BEFORE,
    SURNAME_COUNTRIES,
)
from kg.mentions.model import Entity, EntityName, Form

_CAPITALISED = re.compile(r"[A-Z][a-z.]* $")
_WORDS = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(("of", "for", "the", "and", "on", "in", "to", "de"))
_NEXT_WORD = re.compile(r" ([A-Z][a-z]+)")
_CITY_BEFORE = re.compile(rf"(?:{'|'.join(AMERICAN_CITIES)}), $")
_OF_STATE = re.compile(r"(?:[Ss]tate of|[Gg]overnor of|Senator from|U\.S\. state of) $")
_NAME_BEFORE = re.compile(r"(?:\b[A-Z]\.|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\.|\bSenator|\bCongressman) $")
_OFFICE = frozenset((
    "President", "Prime", "Minister", "Ministers", "Foreign", "Ambassador", "Embassy", "Government", "Army", "Air",
    "Navy", "National", "Defense", "Defence", "Police", "Republic", "Relations", "Office", "Parliament", "Central",
    "International", "Field", "Force", "Forces", "Border", "High", "People", "Airlines", "Free", "Trade", "Agreement",
    "Treaty", "Peace", "Summit", "The", "In", "On", "At", "And", "He", "She", "It", "They", "Independence", "War",
    "Crisis",
))  # fmt: skip


def names_a_country(text: str, kept: Sequence[tuple[int, int, object]], index: int, name: EntityName) -> bool:
    """Whether the match at ``index`` of ``kept`` (which is in order) means the country rather than its namesake."""
    start, end, _ = kept[index]
    if name.form is Form.ABBREVIATION:
        return text[end : end + 1] != "$"
    after = text[end : end + 1]
    if after == " " and text[end + 1 : end + 2].isupper():
        word = _NEXT_WORD.match(text, end)
        if word is not None and not _fits_before(text, start, end, word, name):
            return False
    elif after == "," and _stands_before_state(text, kept, index):
        return False
    before = text[max(0, start - 13) : start]
    if before.endswith(NOT_A_COUNTRY_AFTER):
        return False
    surface = text[start:end]
    if surface in NAME_LIKE_CAPITALS and name.form is Form.CAPITAL:
        return _CAPITALISED.search(before) is None
    if surface == "Georgia":
        return not _is_american_georgia(text, kept, index)
    return not (surface in SURNAME_COUNTRIES and _NAME_BEFORE.search(before))


def _fits_before(text: str, start: int, end: int, word: re.Match[str], name: EntityName) -> bool:
    following = word[1]
    if following in NOT_A_COUNTRY_BEFORE:
        return False
    surface = text[start:end]
    if name.form is Form.NAME and surface in GIVEN_NAME_COUNTRIES and surface in ("Chad", "Jordan", "Georgia"):
        then = text[word.end() : word.end() + 1]
        return (
            following in _OFFICE
            or then not in (" ", ",", ".", "'", "’")
            or text[word.end() + 1 : word.end() + 2].isupper()
        )
    return True


def _stands_before_state(text: str, kept: Sequence[tuple[int, int, object]], index: int) -> bool:
    if index + 1 >= len(kept):
        return False
    start, _, value = kept[index + 1]
    return (
        isinstance(value, Surface)
        and value.use is Use.US_STATE
        and start == kept[index][1] + 2
        and text[kept[index][1] : start] == ", "
    )


def _is_american_georgia(text: str, kept: Sequence[tuple[int, int, object]], index: int) -> bool:
    start, end, _ = kept[index]
    before = text[max(0, start - 24) : start]
    if _CITY_BEFORE.search(before) or _OF_STATE.search(before):
        return True
    for neighbour in (index - 1, index + 1):
        if 0 <= neighbour < len(kept):
            other = kept[neighbour]
            close = other[0] - end if neighbour > index else start - other[1]
            if close <= 6 and isinstance(other[2], Surface) and other[2].use is Use.US_STATE:
                return True
    return False


def redefined(
    text: str, names: Sequence[tuple[int, int, EntityName]], gazetteer: Gazetteer
) -> frozenset[tuple[str, Entity]]:
    """Abbreviations that the document itself gives another meaning: "Rural Support Scheme (RSS)".

    The words before the brackets have its initials and nothing in common with the names that reference data has.
    """
    found: set[tuple[str, Entity]] = set()
    for index, (start, end, name) in enumerate(names):
        if name.form is not Form.ABBREVIATION or text[start - 1 : start] != "(" or text[end : end + 1] != ")":
            continue
        if index and names[index - 1][1] >= start - 2:
            continue  # a listed name stands directly before
        letters = [c.lower() for c in text[start:end] if c.isupper()]
        words = [word for word in _WORDS.findall(text[max(0, start - 120) : start]) if word not in _SMALL]
        words = words[-len(letters) :]
        fits = len(letters) > 1 and [word[0].lower() for word in words] == letters
        if fits and not gazetteer.akin(name.entity, " ".join(words)):
            found.add((text[start:end], name.entity))
    return frozenset(found)
