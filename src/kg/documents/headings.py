"""Which plain lines are headings, which open a closing section, and which are boilerplate: judged by their words alone.

Scrapers flatten headings to bare lines, so form must be told from style: no final full stop, or the style of dated
captions (``Establishment of Diplomatic Relations, 1921.``), title case, no finite verb.
"""

from __future__ import annotations

import re
from enum import Enum

from kg.documents.model import Span

_LONGEST = 170
_LONGEST_TITLE = 300
_MARKS = re.compile(r"(?:\s*\[[\w\s]{1,12}\])+$")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|been|does|did|will|would|can|could|may|might|should|must|cannot|isn't|aren't)\b"
)
_PAST = re.compile(
    r"\b(?:[a-z]{2,}ed|became|began|took|met|left|gave|oversaw|held|sent|made|came|went|won|fell|rose|broke|said|led|"
    r"paid|wrote|kept|brought|chose|grew|saw)\b"
)
_SPEAKER = re.compile(r"(?:On|In|It|He|She|They|We|This|These|There|At|By|As|After|Since|During|From)\s")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEARS = r"(?:1[5-9]|20)\d\d(?:(?:\s?[-–—]\s?|\s(?:to|until|through)\s)(?:\d{2,4}|present))?s?"
_DATED = re.compile(rf",\s+(?:{_MONTH}\s+(?:\d{{1,2}},\s+)?)?{_YEARS}(?:\s+\([^()]*\))?\.?$")
_DAY = re.compile(rf"{_MONTH}\s+\d{{1,2}}$")
_SMALL_WORDS = (
    "a an and as at but by for from in into nor of off on onto or over per the to under up upon via vs with within "
    "between during after before against among toward towards through since until de del des di do du el en la le les "
    "los das dos van von y und e et its their his her"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"[^\W\d_][\w'’.&-]*")


class Closing(Enum):
    """A section after the text proper."""

    REFERENCES = "references"
    LINKS = "links"


_REFERENCES = re.compile(
    r"(?:notes,? (?:and|&) )?(?:references?|citations?|foot ?notes|end ?notes|works cited|reference list|bibliography)"
    r"(?: (?:and|&) (?:notes|references|sources|footnotes|external links|further reading))?|notes|sources|literature",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"see also|external links?|further reading|resources|related (?:links|pages|articles|content|topics)|"
    r"navigation menu|disclaimer|share this(?: page| article)?|more (?:from|on|in) .{1,40}|additional resources|"
    r"about the authors?|author information",
    re.IGNORECASE,
)
_TOP = re.compile(
    r"(?:history|overview|background|summary|introduction|recognition|bilateral relations|diplomatic relations|"
    r"multilateral relations|foreign policy|consular presence|consular relations|treaties (?:and|&) agreements|"
    r"key diplomatic events|historical overview|foreign relations|foreign aid|diplomatic missions|conclusion)|"
    r".*\b(?:issues|disputes|organi[sz]ations?|memberships?|participation|missions)",
    re.IGNORECASE,
)
_CONTINENT = re.compile(
    r"(?:the )?(?:africa|(?:the )?americas?|asia|europe|oceania)"
    r"(?:(?:,| and| &) (?:the )?(?:africa|americas?|asia|europe|oceania|pacific|caribbean))*",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"(?:the )?(?:(?:north|south|east|west|central|northern|southern|eastern|western|south-?eastern|southeast|middle|"
    r"sub-saharan|latin) ?(?:and )?){0,2}"
    r"(?:africa|americas?|asia|europe|oceania|east|caribbean|pacific|balkans|antarctica|eurasia|caucasus)"
    r"(?:(?:,| and| &) (?:the )?(?:(?:north|south|central|latin|middle) )?"
    r"(?:africa|americas?|asia|europe|oceania|east|caribbean|pacific))*",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(  # in lower case, each beginning with a letter: the engine finds that fastest
    r"make a (?:charitable )?donation|donate(?<!\wdonate) (?:now|today|here)|mailing list|"
    r"newsletter(?<!\wnewsletter)\b.{0,40}$|"
    r"page last (?:modified|updated|reviewed)|last (?:modified|updated) ?:|sign (?:up|in)\b.{0,40}$|log ?in\b.{0,20}$|"
    r"subscribe (?:to|now|today)|cookie (?:policy|settings|preferences)|(?:we|this (?:web)?site) uses? cookies|"
    r"privacy policy|terms of (?:use|service)|all rights reserved|copyright\s*(?:©|\(c\)|\d{4})|skip to (?:main )?"
    r"(?:content|navigation)|jump to (?:content|navigation|search)|share (?:this|on)\b|follow us|print this page|"
    r"please click here|click here (?:to|for)|back to top|retrieved from \"http|"
    r"view (?:the )?full (?:site|version)|read more$|this page was last edited|javascript (?:is|must be)"
)
_BOILERPLATE_BEGINS = re.compile(
    r"©|advertise(?:ment|with us)|image (?:source|credit)|sources?:\s|photo(?: credit)?:|"
    r"see (?!also\b)[a-z][^.]{2,120}$|(?:main articles?|further information|see also):|\[(?:top|edit|hide|show)\]|"
    r"tags?:|categor(?:y|ies):"
)


def _unmarked(title: str) -> str:
    """A title without the reference marks behind it."""
    return _MARKS.sub("", title) if title.endswith("]") else title


def closing_section(title: str) -> Closing | None:
    """What the section under this heading is, where it is not text proper."""
    title = _unmarked(title).rstrip(": .")
    if len(title) > 60:
        return None
    if _REFERENCES.fullmatch(title):
        return Closing.REFERENCES
    return Closing.LINKS if _LINKS.fullmatch(title) else None


def is_top_section(title: str) -> bool:
    """Whether a heading of this name usually stands directly under the title."""
    title = _unmarked(title).rstrip(": ")
    return len(title) < 80 and (closing_section(title) is not None or _TOP.fullmatch(title) is not None)


def is_continent(title: str) -> bool:
    """Whether a heading names a whole continent (or two), not a part of one."""
    title = _unmarked(title).rstrip(": ")
    return len(title) < 60 and _CONTINENT.fullmatch(title) is not None


def is_region(title: str) -> bool:
    """Whether a heading names a continent or region, as tables of relations are divided."""
    title = _unmarked(title).rstrip(": ")
    return len(title) < 60 and _REGION.fullmatch(title) is not None


def is_boilerplate(line: str) -> bool:
    """Whether a line belongs to the page around the text: menu, footer, notice. Only short lines can."""
    if len(line) > 220:
        return False
    line = line.lower()
    return _BOILERPLATE_BEGINS.match(line) is not None or _BOILERPLATE.search(line) is not None


def reads_as_heading(line: str, *, before_text: bool, first: bool = False) -> bool:
    """Whether a bare line reads as a heading.

    ``before_text``: the next line is text, so a final colon may end it; ``first``: the document begins with it.
    """
    if len(line) > (_LONGEST_TITLE if first else _LONGEST):
        return False
    words = _unmarked(line)
    begin = words[:1]
    if not words or not (begin.isupper() or begin.isdigit() or begin in "\"“‘'¿("):
        return False
    if not any(c.isalpha() for c in words) or _FINITE.search(words):
        return False
    last = words[-1]
    if last == ".":
        return is_caption(words) and not _enumerates(words)
    if last == ":":
        return before_text and len(words) <= 90 and (_title_case(words) or len(words.split()) <= 5)
    if last in ",;!…" or words.endswith("--") or _is_address(words) or (not first and _enumerates(words)):
        return False
    if _title_case(words):
        return first or len(words) <= 140
    return len(words) <= 100 and len(words.split()) <= 14 and not (len(words.split()) > 5 and _PAST.search(words))


def is_caption(line: str) -> bool:
    """Whether a line that ends in a full stop is a heading all the same: dated, or in title case."""
    if (found := _DATED.search(line)) and not _DAY.search(line, 0, found.start()):
        return not _SPEAKER.match(line)
    if ". " in re.sub(r"\b(?:[A-Z]\.)+", "", line[:-1]):
        return False
    return len(line) <= 120 and _title_case(line) and not _PAST.search(line)


def _title_case(line: str) -> bool:
    """Whether all but the small words are capitalised (one exception in five)."""
    words = [w for w in _WORD.findall(line) if w.casefold() not in _SMALL]
    capital = sum(1 for w in words if w[0].isupper())
    return bool(words) and capital * 5 >= len(words) * 4


def _enumerates(line: str) -> bool:
    """Whether a line is a list of names, or a label with one ("Member of: UN, OAS, WTO")."""
    label, colon, names = line.partition(": ")
    if not colon:
        label, names = "", line
    return names.count(", ") >= (2 if label else 3 if line.endswith(".") else 4) and _DATED.search(line) is None


def _is_address(line: str) -> bool:
    return "://" in line or "@" in line or line.startswith("www.")


def without_marks(text: str, span: Span) -> Span:
    """The span without reference marks at its end."""
    found = _MARKS.search(text[span.start : span.end]) if len(span) <= 400 else None
    return Span(span.start, span.start + found.start()) if found and found.start() else span
