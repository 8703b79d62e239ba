"""Find persons: by a title before a name, by a common given name, by the Factbook's surnames in capitals.

A surname alone refers to the full name that the document gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.mentions.lookalikes import GIVEN_NAME_COUNTRIES, SURNAME_COUNTRIES
from kg.mentions.model import Entity, PersonName
from kg.mentions.person_names import LOWER_NAME, REGNAL, entity_named, surnames
from kg.mentions.person_words import MINISTRY_WORDS, NOT_A_NAME, PARTICLES, THINGS, TITLES

UPPER = (
    "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƏȘȚ"
)  # fmt: skip
_WORD = rf"[{UPPER}](?:[^\W\d_]|['’](?!s\b)(?=[^\W\d_]))*(?:-[^\W\d_]+)*"
_TOKEN = rf"(?:[A-Z]\.(?:-?[A-Z]\.)*|(?:(?:{PARTICLES}) ){{0,3}}(?:(?:al|el|ul|ad|as|ar|az|an|ash|at|d)[-'’])?{_WORD})"
_NAME = re.compile(rf"{_TOKEN}(?: (?:[\"“]{_WORD}[\"”] )?{_TOKEN}){{0,5}}(?:,? (?:Jr\.|Sr\.|Jr\b|Sr\b))?")
_TITLE_REST = re.compile(
    rf" (?:of|for)(?: the)? (?:{MINISTRY_WORDS})\b"
    rf"(?:(?:,? and|,|) (?:{MINISTRY_WORDS})\b){{0,6}}"
    rf"| and (?:Foreign|Prime|Finance) Minister"
    rf"| and Minister (?:of|for) (?:{MINISTRY_WORDS})(?: (?:{MINISTRY_WORDS})){{0,4}}"
)
_OF = re.compile(r" (?:of|to|in)(?: the)? ")
_CAPITAL_SURNAME = re.compile(
    rf"[{UPPER}][^\W\d_]{{0,30}}[a-zà-ÿ](?:-[{UPPER}]?[^\W\d_]{{1,30}})?"
    rf"(?: [{UPPER}][^\W\d_]{{0,30}}[a-zà-ÿ]| [A-Z]\.| (?:{PARTICLES})){{0,4}}"
    rf" (?:(?:{PARTICLES}) )?[{UPPER}]{{2,30}}(?:[ -][{UPPER}]{{2,30}}){{0,3}}(?![^\W\d_])"
)
_TITLE_WORDS = frozenset(TITLES)
_CREDENTIALS = re.compile(
    r"(?:presented|submitted) (?:his|her|their) (?:\w+ ){0,2}(?:credentials|letters? of credence)"
)
_PUT_IN_OFFICE = re.compile(
    r"\b(?:[Ww]ith|[Uu]nder|[Aa]ssignment of|[Aa]ppointment of|[Aa]ppointed|named|nominated|confirmed|designated"
    r"|elected) $"
)
_WHOSE = (
    r"(?: (?:the|its|his|her|their|[A-Z]\w+(?: [A-Z]\w+)?['’]s?))?(?: (?:[A-Z]\w+(?:an|ish|ese|i)|U\.S\.))?"
    r"(?: (?:first|second|third|new|interim|acting|female|woman|youngest|democratically|elected|caretaker|then|former"
    r"|current|outgoing|longtime|resident|non-resident))* $"
)
_TOOK_OFFICE = re.compile(
    r"(?:,? who)?,? (?:(?:first|then|later|again|briefly|also|previously) )?"
    r"(?:became|(?:took office|served|serves|has served|acted|resigned|stepped down|returned|continued|remained) as"
    r"|is|has been|had been|assumed office as"
    r"|was(?: (?:re-?elected|elected|inaugurated|sworn in|appointed|reappointed|named|chosen|accredited|installed"
    r"|confirmed|commissioned|designated))?(?: as)?)" + _WHOSE
)
_APPOSED = re.compile("," + _WHOSE)
_IN_OFFICE = re.compile(
    r" (?:was (?:inaugurated|sworn in)\b|(?:took|assumed|left) office\b|came to power\b"
    r"|(?:assumed|won|gained) the (?:presidency|premiership)\b"
    r"|(?:succeeded|replaced) (?=(?:[A-Z][\w.-]+ ){1,4}as )"
    r"|won (?:the )?(?:[12][0-9]{3} )?(?:presidential|general)? ?elections?\b)"
)
_IS = re.compile(r"(?: (?:to|of|in) (?:the )?[A-Z][^.,;()]{1,40}?)?(?:, |: | (?:is|was|has been) )")
_CLOSED = re.compile(r"[,.;)]| (?:of|to|who|since|from)\b")
_ENDS = re.compile(r"[.,;)\n]| (?:since|who|and|from|in|\()")
_OFFICES = frozenset((
    "president", "prime minister", "foreign minister", "king", "queen", "emperor", "chancellor", "secretary-general",
    "ambassador", "consul", "consul general", "vice president", "premier", "high commissioner", "chairman",
    "chairperson", "deputy prime minister", "defense minister", "defence minister", "finance minister",
    "foreign secretary", "sultan", "emir", "crown prince", "permanent representative", "special envoy", "speaker",
    "director-general", "high representative", "chief minister", "supreme leader",
    "secretary general", "governor-general", "charge d'affaires", "chargé d'affaires", "secretary of state",
))  # fmt: skip
_ROYAL = frozenset(("king", "queen", "emperor", "empress", "pope"))  # known by one name
_COURTESY = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|H\.E|Hon)\.? (?=[A-Z])")
_LAST_NAME = re.compile(rf"(?<![\w.’'-]){_NAME.pattern}$")
_AS_OFFICE = re.compile(r",? as (?:the |its |their )?(?:first |new |acting |temporary |U\.S\. )?$")
_REACH = 90
_VOWEL = re.compile(r"[AEIOUYÀ-ÖØ-Ü]")
_REIGNING = re.compile(r"(?:[Kk]ing|[Qq]ueen|Emperor|Empress|Prince|Sultan|Pope|Tsar|Czar|Duke|Shah|Emir) $")


@dataclass(slots=True)
class _Found:
    """A person at ``start``–``end`` with the words of the name and of the title."""

    start: int
    end: int
    name: str
    title: str = ""


def find_persons(
    text: str,
    titles: Sequence[tuple[int, int]],
    given: Sequence[tuple[int, int]],
    places: Mapping[int, int],
    *,
    capital_surnames: bool = False,
) -> list[tuple[int, int, PersonName]]:
    """Persons with a title or a full name, as (start, end, name), possibly overlapping.

    ``titles`` and ``given`` are where titles and given names stand, in order; ``places`` maps the starts of listed
    names to their ends. The title is within the span, unless "of" and a country stand between it and the name.
    """
    found: list[_Found] = []
    for start, end in titles:
        person = _after_title(text, start, end, places)
        if person is not None:
            found.append(person)
    done = -1
    for start, _ in given:
        if start < done:
            continue
        person = _from_given(text, start, places)
        if person is not None:
            found.append(person)
            done = person.end
    found += _in_office(text, titles, places)
    if capital_surnames:
        found += [_Found(m.start(), m.end(), m[0]) for m in _CAPITAL_SURNAME.finditer(text) if _is_free(m, places)]
    return _as_entities(found)


def _in_office(text: str, titles: Sequence[tuple[int, int]], places: Mapping[int, int]) -> Iterator[_Found]:
    """Whoever presents credentials or is put in charge is a person, however rare the name."""
    for start, end in titles:
        if not text.startswith(" ", start - 1):
            continue
        office = None
        if "as " in text[max(0, start - 18) : start]:
            office = _AS_OFFICE.search(text, max(0, start - 24), start)
        if office is not None:
            person = _name_before(text, office.start(), places)
            if person is not None and _PUT_IN_OFFICE.search(text, max(0, person.start - 20), person.start):
                yield person
                continue
        title = text[start:end].lower()
        if title in _OFFICES or (title == "minister" and _TITLE_REST.match(text, end)):
            yield from _beside_office(text, start, end, places)
    credentials = _CREDENTIALS.finditer(text) if "credential" in text or "credence" in text else ()
    for act in (*credentials, *_IN_OFFICE.finditer(text)):
        person = _name_before(text, act.start() - (text[act.start()] != " "), places)
        if person is not None:
            yield person


def _beside_office(text: str, start: int, end: int, places: Mapping[int, int]) -> Iterator[_Found]:
    """Whoever takes the office that is named at ``text[start:end]``, is elected to it, or is named after a comma."""
    office = _TOOK_OFFICE.search(text, max(0, start - _REACH), start)
    if office is None and _CLOSED.match(text, end):
        office = _APPOSED.search(text, max(0, start - _REACH), start)
    person = None if office is None else _name_before(text, office.start(), places)
    if person is None and text[start].islower():
        person = _name_before(text, start - 1, places)
        if person is not None and not _PUT_IN_OFFICE.search(text, max(0, person.start - 20), person.start):
            person = None
    if person is not None:
        yield person
        return
    named = _IS.match(text, end)
    if named is None or named.end() in places:
        return
    first = named.end()
    last = _name_at(text, first, places)
    if last is not None and " " in text[first:last] and _ENDS.match(text, last):
        yield _Found(first, last, text[first:last])


def _name_before(text: str, end: int, places: Mapping[int, int]) -> _Found | None:
    """The name of two words or more that ends at ``end``."""
    begin = max(0, end - _REACH)
    found = _LAST_NAME.search(text[begin:end])
    if found is None:
        return None
    first = at = begin + found.start()
    for token in found[0].split(" "):
        if _is_no_name(token) or token in _TITLE_WORDS or token == "Affaires" or at in places:
            first = max(places.get(at, 0), at + len(token)) + 1
        at += len(token) + 1
    name = text[first:end]
    return _Found(first, end, name) if " " in name else None


def _is_no_name(token: str) -> bool:
    """Whether a capitalised word is none of a name's; initials are."""
    return token in NOT_A_NAME or (len(token) > 2 and token.strip(".") in NOT_A_NAME)


def _is_free(found: re.Match[str], places: Mapping[int, int]) -> bool:
    last = found.start() + found[0].rindex(" ") + 1
    words = found[0].split(" ")
    return (
        found.start() not in places
        and last not in places
        and len(words[-1]) > 2
        and _VOWEL.search(words[-1]) is not None
        and not any(word in NOT_A_NAME or word in _TITLE_WORDS for word in words)
    )


def _after_title(text: str, start: int, end: int, places: Mapping[int, int]) -> _Found | None:
    rest = _TITLE_REST.match(text, end)
    if rest is not None:
        end = rest.end()
    if text[end : end + 1] != " ":
        return None
    title = text[start:end]
    first = end + 1
    whole = start
    of = _OF.match(text, end)
    if of is not None:
        place = places.get(of.end())
        if place is None or text[place : place + 1] != " " or title[0].islower():
            return None
        first = whole = place + 1
    elif first in places and text[first : places[first]] not in GIVEN_NAME_COUNTRIES:
        return None
    courtesy = _COURTESY.match(text, first)
    if courtesy is not None:
        first = courtesy.end()
    span = _name_at(text, first, places)
    if span is None or (of is not None and " " not in text[first:span]):
        return None
    return _Found(whole, span, text[first:span], title)


def _name_at(text: str, first: int, places: Mapping[int, int]) -> int | None:
    """Where the name that begins at ``first`` ends, ``None`` if there is none."""
    found = _NAME.match(text, first)
    if found is None:
        return None
    end = first
    for token in found[0].split(" "):
        at = end if end == first else end + 1
        numeral = token == "I" and at != first and _REIGNING.search(text, max(0, first - 9), first)
        if (_is_no_name(token) and not numeral) or (at != first and at in places and not token.endswith(".")):
            break
        end = at + len(token)
    name = text[first:end].rstrip(",")
    while name and name.rsplit(" ", 1)[-1] in LOWER_NAME:
        name = name.rpartition(" ")[0]
    if not name or name.rsplit(" ", 1)[-1] in THINGS or name.startswith("Non-"):
        return None
    end = first + len(name)
    return end + text.startswith(".", end) if name.endswith((" Jr", " Sr")) else end


def _from_given(text: str, start: int, places: Mapping[int, int]) -> _Found | None:
    end = _name_at(text, start, places)
    if end is None:
        return None
    name = text[start:end]
    words = [word for word in name.split(" ") if word not in LOWER_NAME]
    if len(words) == 1:
        # the surname may be a country's name: "Michael Jordan"
        after = start + len(name) + 1
        if text[after - 1 : after] != " " or after not in places or " " in text[after : places[after]]:
            return None
        if text[after : places[after]] not in SURNAME_COUNTRIES:
            return None
        return _Found(start, places[after], text[start : places[after]])
    if len(words[-1]) < 3 and not REGNAL.match(words[-1]):
        return None
    return _Found(start, end, name)


def _as_entities(found: list[_Found]) -> list[tuple[int, int, PersonName]]:
    """Full names become entities; a surname with a title is the full name with that surname, if there is one."""
    full: dict[str, tuple[int, Entity]] = {}
    for person in sorted(found, key=lambda person: person.start):
        if " " in person.name:
            for surname in surnames(person.name):
                full.setdefault(surname, (person.start, entity_named(person.name)))
    results = []
    for person in found:
        alone = " " in person.name or person.name not in full or person.title.lower() in _ROYAL
        entity = entity_named(person.name) if alone else full[person.name][1]
        results.append((person.start, person.end, PersonName(entity, person.title)))
    return results
