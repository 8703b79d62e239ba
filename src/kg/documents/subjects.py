"""What a document is about: its title, its genre, and the names of its subject countries.

The room has no gazetteer, so names are told by form: the shapes titles take, the fields of a Factbook profile, the
file's name, and failing these the name that the text repeats most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.documents.model import Block, BlockKind, Genre, Source

UNITED_STATES = "United States"

_ADDED = re.compile(r"\s+(?:Updated\s+\w+ \d{1,2}, \d{4})?\s*(?:\([A-Z]{1,3}\d{4,6}\))?\s*$")
_HISTORY = re.compile(
    r"history of recognition.{0,120}\brelations.{0,80}since 1776\s*:\s*(?P<name>.+)", re.IGNORECASE | re.DOTALL
)
_OF = re.compile(
    r"(?:foreign|diplomatic|external|international) (?:relations|policy|affairs) of (?:the )?(?P<name>.+)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"(?P<name>[A-Z].{1,40}?)(?:['’]s?)? (?i:foreign|diplomatic|external) (?i:relations|policy)\b")
_PAIR = re.compile(
    r"(?P<one>[A-Z][\w .]{1,30}?)\s?[-–—]\s?(?P<two>[A-Z][\w .]{1,30}?)(?:\s(?:[A-Z]\w+\s){0,3}(?:relations|ties)\b)",
    re.IGNORECASE,
)
_AND = re.compile(r"(?P<one>[A-Z][\w .]{1,30}?) and (?:the )?(?P<two>[A-Z][\w .]{1,30}?):? .{0,30}\brelations\b")
_BEFORE_COLON = re.compile(r"(?:the )?(?P<name>[A-Z][^:]{1,40}?)(?:['’]s?)?\s*:\s+\S")
_WITH = re.compile(r"(?:U\.?S\.?|United States) Relations [Ww]ith (?:the )?(?P<name>[A-Z].{1,40})")
_DASH = re.compile(r"(?P<name>[A-Z][\w .'’]{1,40}?)\s+[-–—|]\s+\S")
_AMERICAN = frozenset({"us", "u.s", "u.s.", "usa", "united states", "american"})
_BRIEF = re.compile(
    r"Congressional Research Service|\bCRS\b|\bIn Focus\b|\b1[012]\dth Congress\b|policy analysis|issue brief|"
    r"country profile|background and u\.s\. relations|fact sheet",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][^\W\d_]+(?:['’][^\W\d_]{2,})?(?:[ -](?:(?:and|of|the|de) )?[A-Z][^\W\d_]+){0,3}")
_SAMPLE = 400_000
_COMMON_NAMES = (
    "The In On It At As By He She They We This That These Those There Both For From After Since During While Although "
    "However Moreover Finally But And Or If When President Prime Minister Ministry Foreign Affairs Government Embassy "
    "Ambassador Congress Parliament Senate Country State States United Nations Union Security Council January February "
    "March April May June July August September October November December European Republic Treaty Agreement War World "
    "Trade General Secretary Diplomatic Relations International Department Administration Committee Consulate Some "
    "Many Most Other Under Also Members Figure Source Note See Between With"
)
_COMMON = frozenset(_COMMON_NAMES.split())


def find_title(text: str, blocks: Sequence[Block]) -> str:
    """The title that a text gives itself: its first heading, or the long first line of a history; may be empty."""
    for block in blocks[:6]:
        if block.kind is BlockKind.HEADING and block.level <= 1:
            return clean_title(text[block.span.start : block.span.end])
        if block.kind is not BlockKind.BOILERPLATE:
            line = text[block.span.start : min(block.span.end, block.span.start + 400)]
            return clean_title(line) if _HISTORY.search(line) else ""
    return ""


def clean_title(title: str) -> str:
    """The title without the date of update, report number and superfluous space some sites add."""
    return " ".join(_ADDED.sub("", title).split()).rstrip(" :*")


def find_genre(text: str, title: str, source: Source) -> Genre:
    """The kind of writing, as title, publisher and opening show it."""
    opening = text[:3000]
    if _HISTORY.search(title) or "office of the historian" in source.publisher.casefold():
        return Genre.HISTORY
    if "factbook" in f"{source.title} {source.publisher}".casefold() or "factbook" in title.casefold():
        return Genre.FACTBOOK
    if _OF.match(title) or "wikipedia" in source.publisher.casefold():
        return Genre.ENCYCLOPEDIA
    if _BRIEF.search(f"{title} {source.title} {source.publisher}") or _BRIEF.search(opening):
        return Genre.BRIEF
    return Genre.ENCYCLOPEDIA if len(re.findall(r"\[\d{1,3}\]", text[:_SAMPLE])) >= 5 else Genre.BRIEF


def find_subjects(text: str, name: str, titles: Sequence[str], genre: Genre) -> tuple[str, ...]:
    """The names of the countries that a document is about, the first the likeliest; empty where none is told.

    ``titles`` are the document's and its source's title, ``name`` is the file's stem. Two names stand for two
    countries only in histories of recognition and where a title pairs them; otherwise one country is meant.
    """
    for title in titles:
        if found := _from_title(title, genre):
            return tuple(_likelier(name, text) for name in found)
    single = _from_file(name, text) or _most_repeated(text)
    return _with_recognizer(single, genre) if single else ()


def _likelier(name: str, text: str) -> str:
    """Of a name's alternatives (``Kingdom of Serbia/Yugoslavia``) the one that the text has most."""
    return max((part.strip() for part in name.split("/")), key=lambda part: text.count(part, 0, _SAMPLE))


def _with_recognizer(found: str, genre: Genre) -> tuple[str, ...]:
    return (UNITED_STATES, found) if genre is Genre.HISTORY and found != UNITED_STATES else (found,)


def _from_title(title: str, genre: Genre) -> tuple[str, ...]:
    if not title:
        return ()
    if found := _HISTORY.search(title):
        return (UNITED_STATES, _plain(found["name"]))
    if found := _WITH.search(title):
        return (_plain(found["name"]), UNITED_STATES)
    if found := _OF.search(title):
        return (_plain(re.split(r"\s+[-–—|:]\s|,\s", found["name"])[0]),)
    if found := _BEFORE_COLON.match(title):
        ahead = _PAIR.search(title) if "relations" in found["name"].casefold() else None
        if ahead is None and _is_name(found["name"]):
            return _with_recognizer(_plain(found["name"]), genre)
    found = _PAIR.search(title) or _AND.search(title)
    if found and _is_name(found["one"]) and _is_name(found["two"]):
        pair = [_american(_plain(found["one"])), _american(_plain(found["two"]))]
        return tuple(sorted(pair, key=lambda name: name == UNITED_STATES))
    if (found := _DASH.match(title) or _POSSESSIVE.search(title)) and _is_name(found["name"]):
        return (_plain(found["name"]),)
    return ()


def _american(name: str) -> str:
    return UNITED_STATES if name.casefold() in _AMERICAN else name


def _plain(name: str) -> str:
    """A name without article, bracketed addition, full stop and emphasis: ``Austria (The Republic of)`` is Austria."""
    name = re.sub(r"\s*[(\[].*", "", name, flags=re.DOTALL)
    name = re.sub(r"^the\s+", "", name.strip(), flags=re.IGNORECASE)
    return re.sub(r"['’]s?$", "", name.strip(" .*_,;:"))


def _is_name(name: str) -> bool:
    words = _plain(name).split()
    return 0 < len(words) <= 5 and not all(word in _COMMON for word in words)


def _from_file(stem: str, text: str) -> str:
    """The name in the file's name, where the text repeats it at least thrice (``central-african-republic``)."""
    words = [word for word in re.split(r"[_\W]+", stem) if word and not any(c.isdigit() for c in word)]
    if not words or len(words) > 6 or (len(words) == 1 and len(words[0]) < 4):
        return ""
    small = {"of", "and", "the"}
    name = " ".join(w if w in small else w[:1].upper() + w[1:] for w in words)
    return name if text[:_SAMPLE].count(name) >= 3 else ""


def _most_repeated(text: str) -> str:
    """The capitalised name that occurs most often, counted without its possessive.

    Names joined by "and" are counted singly too; the whole counts as the name if it is nearly as frequent.
    """
    counts: Counter[str] = Counter()
    for found in _NAME.finditer(text, 0, min(len(text), _SAMPLE)):
        name = re.sub(r"['’]s$", "", found[0])
        parts = name.split(" and ")
        for part in {name, *parts}:
            if part.split()[0] not in _COMMON and part != UNITED_STATES:
                counts[part] += 1
    ranked = counts.most_common(12)
    if not ranked or ranked[0][1] < 3:
        return ""
    best, most = ranked[0]
    whole = (name for name, count in ranked[1:] if best in name.split(" and ")[:1] and count * 3 >= most * 2)
    return next(whole, best)
