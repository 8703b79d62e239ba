"""Find dates as people write them, with the precision the text has.

A cheap trigger (digits, or the beginning of a month) decides where one regular expression is tried; the atoms it finds
(``4 November 2004``, ``June 28–30, 2001``, ``1980s``, ``19th century``) are then joined into ranges, or share the
year of the last one (``June 28 and July 28, 2001``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kg.documents.model import Span
from kg.mentions.model import Date, DateRange, Mention

_MONTHS = dict(zip("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), range(1, 13), strict=True))  # noqa: SIM905
_CENTURIES = {
    word: number
    for number, word in enumerate(
        ["sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first"], 16
    )
}  # fmt: skip

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![A-Za-z])"
)
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9A-Za-z])"
_YEAR = r"[12][0-9]{3}(?![0-9])"
_GAP = r"[ \u00a0]"
_JOIN = rf"(?:{_GAP}?[-–—]{_GAP}?|{_GAP}(?:to|and|or|until|till|through|&){_GAP})"

_TRIGGER = re.compile(
    r"[0-9JFMASOND](?:(?<=[0-9])[0-9]*|(?<=J)(?:an|u[nl])|(?<=F)eb|(?<=M)a[ry]|(?<=A)(?:pr|ug)|(?<=S)ep|(?<=O)ct"
    r"|(?<=N)ov|(?<=D)ec)"
)
_ATOM = re.compile(
    r"(?P<iso>[12][0-9]{3}-(?:0[1-9]|1[0-2])-[0-3][0-9])(?![0-9-])"
    rf"|(?:(?P<da>{_DAY})(?P<ja>{_JOIN}))?(?P<db>{_DAY}){_GAP}(?:of{_GAP})?(?P<mb>{_MONTH})(?:,?{_GAP}(?P<yb>{_YEAR}))?"
    r"|(?P<num>(?P<n1>[0-9]{1,2})(?P<sep>[/.])(?P<n2>[0-9]{1,2})(?P=sep)(?P<n3>[12][0-9]{3}))(?![0-9])"
    r"|(?P<cent>[12]?[0-9])(?:st|nd|rd|th)"
    rf"(?:(?:{_JOIN}|, )(?P<late>early|mid|late)?[- ]?(?:[12]?[0-9])(?:st|nd|rd|th))?[- ][Cc]entur(?:y|ies)\b"
    r"|(?P<year>[12][0-9]{3})(?:(?P<decade>['’]?s)(?![A-Za-z])|(?P<short>[-–/][0-9]{2})(?![0-9]|-[0-9])|(?![0-9]))"
    rf"|(?P<mc>{_MONTH}){_GAP}(?:the{_GAP})?(?P<dc>{_DAY})(?:(?P<jc>{_JOIN})(?P<dd>{_DAY})(?!{_GAP}{_MONTH}))?"
    rf"(?:(?:,{_GAP}?|{_GAP})(?P<yc>{_YEAR}))?"
    rf"|(?P<me>{_MONTH})(?:,?{_GAP}(?:of{_GAP})?(?P<ye>{_YEAR})|(?={_JOIN}(?:{_DAY}{_GAP})?{_MONTH}))"
)
_BETWEEN_ATOMS = re.compile(
    rf"(?P<range>{_GAP}?[-–—]{_GAP}?|{_GAP}(?:to|until|till|through|thru|up to){_GAP})"
    rf"|(?P<and>,?{_GAP}(?:and|or|&){_GAP})|(?P<list>,{_GAP})"
)
_OPEN_END = re.compile(
    rf"(?:{_GAP}?[-–—]{_GAP}?|{_GAP}(?:to|until){_GAP}(?:the{_GAP})?)(?:present\b|date\b|today\b|now\b)|[-–—](?=\))"
)
_PART = re.compile(
    r"\b(?:(?P<early>[Ee]arly|(?:[Bb]eginning|[Ss]tart|[Ff]irst half) of)|(?P<mid>[Mm]id(?:dle of)?)"
    r"|(?P<late>[Ll]ate|(?:[Ee]nd|[Ss]econd half) of))(?:[ -]the)?[ -](?:early[ -])?$"
)
_PART_ENDS = ("arly ", "late ", "Late ", "mid-", "mid ", "mid–", "Mid-", "Mid ", "arly-", "late-", "of ", "the ")
_COUNTED = re.compile(
    r"[ \u00a0-](?:"
    r"(?:men|women|people|persons|refugees|migrants|troops|soldiers|personnel|students|jobs|workers|tons|tonnes"
    r"|metric|miles|mi|km|kilomet(?:er|re)s|met(?:er|re)s|feet|ft|acres|hectares|square|sq|barrels|dollars|euros"
    r"|citizens|families|companies|employees|peacekeepers|casualties|deaths|houses|villages|homes|islands|vehicles"
    r"|aircraft|tanks|officers|members|victims|visas|megawatts|MW|GWh|kWh|kg|hours|B\.?C)\b"
    r"|(?:million|billion|trillion|percent|per cent)\b)|%|[.,][0-9]"
)
_COUNT_BEFORE = re.compile(r"(?:[$€£¥#]|No\. ?|no\. ?|\bp\. ?|\bpp\. ?|[Rr]esolutions? |[0-9][.,/-]|[A-Z0-9]-)$")
_YEAR_RANGE_BEFORE = re.compile(r"(?<![0-9-])[12][0-9]{3}-$")
_YEAR_WORDS = ("\nin ", " in ", "since ", "during ", "until ", "early ", " late ", "before ")
_CENTURY_WORD = re.compile(
    r"\b([Ss]ixteenth|[Ss]eventeenth|[Ee]ighteenth|[Nn]ineteenth|[Tt]wentieth|[Tt]wenty-first)[ -]$"
)


@dataclass(slots=True)
class _Atom:
    """One date expression: ``year`` may still be missing, ``ready`` is set for what needs no year."""

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    ready: Date | None = None
    joins_next: str = ""  # how it is joined to the next atom where one match gave both


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[Mention]:
    """Every date and range in ``text[start:end]``, as Mentions of Date or DateRange with spans into ``text``, in order.

    A range's span begins with its first date: ``from``, ``between`` and ``since`` stay outside. ``early``, ``mid`` and
    ``late`` belong to the date: they narrow its bounds and keep the precision (``late 1918`` is a year that lies in
    its second half). Dates without a year, impossible ones and numbers that cannot be a year are left out.
    Takes time linear in the length.
    """
    stop = len(text) if end is None else end
    atoms = _find_atoms(text, start, stop)
    _share_years(text, atoms)
    return _join(text, [(atom, value) for atom in atoms if (value := _value(text, atom)) is not None], stop)


def _find_atoms(text: str, start: int, stop: int) -> list[_Atom]:
    atoms: list[_Atom] = []
    done = start
    match_atom = _ATOM.match
    for trigger in _TRIGGER.finditer(text, start, stop):
        at = trigger.start()
        if at < done:
            continue
        if at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_") and text[at - 2 : at] != "FY":
            continue
        found = match_atom(text, at, stop)
        if found is None:
            continue
        done = found.end()
        kind = found.lastgroup
        if kind is not None:
            _READERS[_kind(found)](text, found, atoms)
    return _with_centuries_in_words(text, start, stop, atoms)


def _kind(found: re.Match[str]) -> str:
    for name in ("year", "mb", "mc", "me", "iso", "num"):
        if found.start(name) >= 0:
            return name
    return "cent"


def _read_iso(_: str, found: re.Match[str], atoms: list[_Atom]) -> None:
    year, month, day = (int(part) for part in found["iso"].split("-"))
    atoms.append(_Atom(found.start(), found.end(), year, month, day))


def _read_numeric(_: str, found: re.Match[str], atoms: list[_Atom]) -> None:
    first, second, year = int(found["n1"]), int(found["n2"]), int(found["n3"])
    atom = _Atom(found.start(), found.end(), year)
    if found["sep"] == "." or first > 12 or first == second:
        atom.day, atom.month = first, second
    elif second > 12:
        atom.month, atom.day = first, second
    atoms.append(atom)


def _number(day: str) -> int:
    return int(day.rstrip("stndrh"))


def _read_day_month(_: str, found: re.Match[str], atoms: list[_Atom]) -> None:
    month = _MONTHS[found["mb"][:3]]
    year = int(found["yb"]) if found["yb"] else None
    if found["da"]:
        atoms.append(_Atom(found.start(), found.end("da"), year, month, _number(found["da"]), joins_next=found["ja"]))
    atoms.append(_Atom(found.start("db"), found.end(), year, month, _number(found["db"])))


def _read_month_day(_: str, found: re.Match[str], atoms: list[_Atom]) -> None:
    month = _MONTHS[found["mc"][:3]]
    year = int(found["yc"]) if found["yc"] else None
    if found["dd"]:
        atoms.append(_Atom(found.start(), found.end("dc"), year, month, _number(found["dc"]), joins_next=found["jc"]))
        atoms.append(_Atom(found.start("dd"), found.end(), year, month, _number(found["dd"])))
    else:
        atoms.append(_Atom(found.start(), found.end(), year, month, _number(found["dc"])))


def _read_month(_: str, found: re.Match[str], atoms: list[_Atom]) -> None:
    year = int(found["ye"]) if found["ye"] else None
    atoms.append(_Atom(found.start(), found.end(), year, _MONTHS[found["me"][:3]]))


def _read_century(_: str, found: re.Match[str], atoms: list[_Atom]) -> None:
    number = int(found["cent"])
    if number >= 1:
        atoms.append(_Atom(found.start(), found.end(), None, ready=_century(number)))


def _century(number: int) -> Date:
    return Date.between(date((number - 1) * 100 + 1, 1, 1), date(number * 100, 12, 31))


def _read_year(text: str, found: re.Match[str], atoms: list[_Atom]) -> None:
    start, year = found.start(), int(found["year"])
    if not 1500 <= year <= 2100:
        return
    if found["decade"]:
        if year % 10 == 0:
            last = year + (99 if year % 100 == 0 and year < 2000 else 9)
            atoms.append(_Atom(start, found.end(), None, ready=Date.between(date(year, 1, 1), date(last, 12, 31))))
        return
    before = text[max(0, start - 13) : start]
    fiscal = before.endswith(("FY", "FY "))
    if not fiscal and _COUNT_BEFORE.search(before) and not _YEAR_RANGE_BEFORE.search(before):
        return
    if found["short"]:
        _read_short_range(found, year, atoms)
        return
    if _COUNTED.match(text, found.end()) and not (
        text[found.end()] == " " and is_year_by_preposition(text, start, found["year"])
    ):
        return
    atoms.append(_Atom(start, found.end(), year))


def is_year_by_preposition(text: str, start: int, number: str) -> bool:
    """Whether a number at ``start`` that could count something is a year because "in" or "since" stands before it."""
    return (
        len(number) == 4 and number.isdigit() and (" " + text[max(0, start - 7) : start]).lower().endswith(_YEAR_WORDS)
    )


def _read_short_range(found: re.Match[str], year: int, atoms: list[_Atom]) -> None:
    """``1884-85`` is a range, ``1998-11`` a month, ``2008/09`` a range, ``1998-99`` a range, ``1985-07`` a month."""
    mark, tail = found["short"][0], int(found["short"][1:])
    if tail > year % 100:
        last = year - year % 100 + tail
    elif year % 100 == 99 and tail == 0:
        last = year + 1
    else:
        if mark == "-" and 1 <= tail <= 12:
            atoms.append(_Atom(found.start(), found.end(), year, tail))
        else:
            atoms.append(_Atom(found.start(), found.end("year"), year))
        return
    middle = found.start("short")
    atoms.append(_Atom(found.start(), middle, year, joins_next="-"))
    atoms.append(_Atom(middle + 1, found.end(), last))


_READERS = {
    "iso": _read_iso,
    "num": _read_numeric,
    "mb": _read_day_month,
    "mc": _read_month_day,
    "me": _read_month,
    "cent": _read_century,
    "year": _read_year,
}


def _with_centuries_in_words(text: str, start: int, stop: int, atoms: list[_Atom]) -> list[_Atom]:
    added = False
    at = text.find(" century", start, stop)
    while at >= 0:
        word = _CENTURY_WORD.search(text, max(start, at - 13), at + 1)
        if word is not None:
            number = _CENTURIES[word[1].lower()]
            atoms.append(_Atom(word.start(), at + 8, None, ready=_century(number)))
            added = True
        at = text.find(" century", at + 8, stop)
    if added:
        atoms.sort(key=lambda atom: atom.start)
    return atoms


def _share_years(text: str, atoms: list[_Atom]) -> None:
    for index in range(len(atoms) - 2, -1, -1):
        atom, following = atoms[index], atoms[index + 1]
        if atom.year is None and atom.ready is None and following.year is not None and following.month is not None:
            gap = following.start - atom.end
            if gap <= 10 and (atom.joins_next or _BETWEEN_ATOMS.fullmatch(text, atom.end, following.start)):
                atom.year = following.year


def _value(text: str, atom: _Atom) -> Date | None:
    value = atom.ready
    if value is None:
        if atom.year is None:
            return None
        try:
            value = Date.of(atom.year, atom.month, atom.day)
        except ValueError:
            return None
    if atom.day is None and text[max(0, atom.start - 5) : atom.start].endswith(_PART_ENDS):
        part = _PART.search(text, max(0, atom.start - 24), atom.start)
        if part is not None:
            atom.start = part.start()
            value = _narrowed(value, part.lastgroup or "")
    return value


def _narrowed(value: Date, part: str) -> Date:
    """The half (or for ``mid`` the middle half) of the date's bounds, with its precision."""
    first, last = value.earliest.toordinal(), value.latest.toordinal()
    quarter = (last - first + 1) / 4
    if part == "early":
        last = first + int(2 * quarter) - 1
    elif part == "late":
        first += int(2 * quarter)
    else:
        first, last = first + int(quarter), last - int(quarter)
    return Date(date.fromordinal(first), date.fromordinal(last), value.precision)


def _join(text: str, dated: list[tuple[_Atom, Date]], stop: int) -> list[Mention]:
    mentions: list[Mention] = []
    index = 0
    while index < len(dated):
        atom, value = dated[index]
        if index + 1 < len(dated):
            following, later = dated[index + 1]
            if _is_range(text, atom, following) and later.earliest >= value.earliest:
                mentions.append(Mention(Span(atom.start, following.end), DateRange(value, later)))
                index += 2
                continue
        opened = _OPEN_END.match(text, atom.end, stop)
        if opened is not None:
            mentions.append(Mention(Span(atom.start, opened.end()), DateRange(value, None)))
        else:
            mentions.append(Mention(Span(atom.start, atom.end), value))
        index += 1
    return mentions


def _is_range(text: str, atom: _Atom, following: _Atom) -> bool:
    if following.start - atom.end > 10:
        return False
    joint = _BETWEEN_ATOMS.fullmatch(text, atom.end, following.start)
    if joint is None:
        return bool(atom.joins_next) and following.start - atom.end <= 1
    if joint["range"]:
        return True
    return bool(joint["and"]) and text[max(0, atom.start - 12) : atom.start].rstrip(" the").endswith("etween")
