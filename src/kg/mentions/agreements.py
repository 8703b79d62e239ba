"""Find agreements by their head noun, with the name, year and parties around it.

A capitalised head with a name makes a named agreement ("1929 Treaty of Lima"); in lower case only a head with a
modifier, parties or a year does ("visa waiver agreement", "Australia–Peru free trade agreement", "the 1929 treaty").
Bare "agreement" and plurals in lower case are left to patterns.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from kg.mentions.agreement_words import HEADS, MODIFIERS, MODIFIERS_ONLY_INSIDE, NOT_IN_A_NAME, SUBJECTS
from kg.mentions.model import AgreementName, Entity, EntityName, Form
from kg.mentions.persons import UPPER

_PLAINLY_AGREEMENTS = frozenset(("treaty", "pact", "accord"))
_REACH = 120
_SMALL = frozenset(("and", "&", "of", "for", "on", "the", "in", "to", "de"))
_YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}$")
_MONTH = r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
_CAPS = rf"{_MONTH}[{UPPER}][^\s,.;:()\[\]|]{{0,40}}"
_RUN = rf"{_CAPS}(?: (?:(?:and|of|the|de|for|on|in|to|with|against) ){{0,3}}{_CAPS}){{0,9}}"
_SUBJECT_RUN = rf"(?:{SUBJECTS})(?:(?:,|,? and)? (?:{SUBJECTS})\b){{0,9}}"
_TAIL = re.compile(
    rf" (?:of|for)(?: the)? (?:{_SUBJECT_RUN}(?: of {_CAPS})?"
    rf"|{_CAPS}(?: (?:of |de |do |del |the ){{0,3}}{_CAPS}){{0,5}})"
    rf"|(?: (?:on|concerning|regarding|relating to|against|to|respecting|for)(?: the)? {_RUN})"
)
_BRACKETS = re.compile(rf" \(([{UPPER}][{UPPER}0-9&-]+)\)")
_ABBREVIATED = re.compile(r"\([A-Z][A-Za-z0-9-]*\)$")
_TITLE_OF_LIST = re.compile(
    r"(?:Lists? of|Treaties|Agreements|Conventions|Accords|Protocols)\b"
    r"|(?:International|Bilateral|Multilateral|Other|Major|Main|Key|Trade) (?:Treaties|Agreements|Conventions)\b"
)
_LEADING_YEAR = re.compile(r"((?:1[5-9]|20)[0-9]{2}) ")


def find_agreements(
    text: str, heads: Sequence[tuple[int, int]], entities: Sequence[tuple[int, int, EntityName]]
) -> list[tuple[int, int, AgreementName]]:
    """Agreements around the ``heads`` (places of head nouns, in order) as (start, end, name), possibly overlapping.

    ``entities`` are the listed names in the text, in order and not overlapping. The span has the year, not the article.
    """
    found = []
    starts = [start for start, _, _ in entities]
    for start, end in heads:
        agreement = _around(text, start, end, starts, entities)
        if agreement is not None:
            found.append(agreement)
    return found


def _around(
    text: str, start: int, end: int, starts: list[int], entities: Sequence[tuple[int, int, EntityName]]
) -> tuple[int, int, AgreementName] | None:
    capital = text[start].isupper()
    first, head, modified = _backwards(text, start, HEADS[text[start:end]])
    modified = modified or " " in HEADS[text[start:end]]
    last = end
    if capital:
        tail = _TAIL.match(text, end)
        if tail is not None:
            last = end + len(tail[0].rstrip("'’"))
            if text[last - 2 : last] in ("'s", "’s"):
                last -= 2
    parties = _parties(starts, entities, first, last)
    name = text[first:last]
    year = None
    dated = _LEADING_YEAR.match(name)
    if dated is not None:
        year = int(dated[1])
        name = name[5:]
    named = (last > end or first < start) if capital else bool(parties)
    if not (modified or year or (capital and named)) and (len(parties) < 2 and head not in _PLAINLY_AGREEMENTS):
        return None
    if not capital and not (modified or year or parties):
        return None
    if capital and not modified and last == end and name == text[start:end] and year is None:
        return None
    if _TITLE_OF_LIST.match(name):
        return None
    at = bisect_left(starts, first)
    if year is None and at < len(entities) and entities[at][0] == first and entities[at][1] >= last:
        return None  # the whole is a listed name
    bracket = _BRACKETS.match(text, last)
    if bracket is not None and named:
        last = bracket.end()
    return first, last, AgreementName(head, name if named else "", year, parties)


def _backwards(text: str, start: int, noun: str) -> tuple[int, str, bool]:
    """Where the name begins, the head with its modifiers, and whether there is any."""
    capital = text[start].isupper()
    first, at = start, start
    head, in_head, modified = noun, True, False
    limit = max(0, start - _REACH)
    while at > limit and text[at - 1] == " ":
        space = text.rfind(" ", limit, at - 1)
        newline = text.rfind("\n", limit, at - 1)
        begin = max(space, newline) + 1 if max(space, newline) >= 0 else limit
        word = text[begin : at - 1]
        if not _ABBREVIATED.match(word):
            word = word.lstrip("(\"'“‘[*|")
        begin = at - 1 - len(word)
        if not word:
            break
        plain = word.lower()
        if in_head and plain in MODIFIERS:
            modified = modified or plain not in MODIFIERS_ONLY_INSIDE
            if plain not in MODIFIERS_ONLY_INSIDE or plain in ("bilateral", "trilateral", "multilateral"):
                head = f"{text[begin:start].lower()}{noun}"
                first = begin
        elif _YEAR.match(word):
            return (begin if at == first else first), head, modified
        elif not _belongs(word, capital):
            break
        else:
            in_head = False
            if word[0].isupper():
                first = begin
        at = begin
    return first, head, modified


def _belongs(word: str, capital: bool) -> bool:
    if word[-1] in ',;:.!?)]"”|*' and not (word[-1] == "." and len(word) >= 4 and word[-3] == "."):
        return capital and _ABBREVIATED.match(word) is not None
    if word[0].isupper():
        return word not in NOT_IN_A_NAME and not word.endswith(("'s", "’s"))
    return capital and word in _SMALL


def _parties(
    starts: list[int], entities: Sequence[tuple[int, int, EntityName]], first: int, last: int
) -> tuple[Entity, ...]:
    parties: dict[Entity, None] = {}
    for index in range(bisect_left(starts, first), len(entities)):
        start, end, name = entities[index]
        if start >= last:
            break
        if end <= last and name.form is not Form.CAPITAL:
            parties[name.entity] = None
    return tuple(parties)
