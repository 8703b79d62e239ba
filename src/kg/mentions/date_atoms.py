"""Find the atoms of dates: single expressions such as ``4 November 2004``, ``November 4``, ``1980s``, ``19th century``.

A cheap trigger (digits, or the beginning of a month) decides where one regular expression is tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kg.mentions.model import Date

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
GAP = r"[ \u00a0]"
_JOIN = rf"(?:{GAP}?[-–—]{GAP}?|{GAP}(?:to|and|or|until|till|through|&){GAP})"
_TRIGGER = re.compile(
    r"[0-9JFMASOND](?:(?<=[0-9])[0-9]*|(?<=J)(?:an|u[nl])|(?<=F)eb|(?<=M)a[ry]|(?<=A)(?:pr|ug)|(?<=S)ep|(?<=O)ct"
    r"|(?<=N)ov|(?<=D)ec)"
)
_ATOM = re.compile(
    r"(?P<iso>[12][0-9]{3}-(?:0[1-9]|1[0-2])-[0-3][0-9])(?![0-9-])"
    rf"|(?:(?P<da>{_DAY})(?P<ja>{_JOIN}))?(?P<db>{_DAY}){GAP}(?:of{GAP})?(?P<mb>{_MONTH})(?:,?{GAP}(?P<yb>{_YEAR}))?"
    r"|(?P<num>(?P<n1>[0-9]{1,2})(?P<sep>[/.])(?P<n2>[0-9]{1,2})(?P=sep)(?P<n3>[12][0-9]{3}))(?![0-9])"
    r"|(?P<cent>[12]?[0-9])(?:st|nd|rd|th)"
    rf"(?:(?:{_JOIN}|, )(?P<late>early|mid|late)?[- ]?(?:[12]?[0-9])(?:st|nd|rd|th))?[- ][Cc]entur(?:y|ies)\b"
    r"|(?P<year>[12][0-9]{3})(?:(?P<decade>['’]?s)(?![A-Za-z])|(?P<short>[-–/][0-9]{2})(?![0-9]|-[0-9])|(?![0-9]))"
    rf"|(?P<mc>{_MONTH}){GAP}(?:the{GAP})?(?P<dc>{_DAY})(?:(?P<jc>{_JOIN})(?P<dd>{_DAY})(?!{GAP}{_MONTH}))?"
    rf"(?:(?:,{GAP}?|{GAP})(?P<yc>{_YEAR}))?"
    rf"|(?P<me>{_MONTH})(?:,?{GAP}(?:of{GAP})?(?P<ye>{_YEAR})|(?={_JOIN}(?:{_DAY}{GAP})?{_MONTH}))"
)
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
class Atom:
    """One date expression: ``year`` may still be missing, ``ready`` is set for what needs no year."""

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    ready: Date | None = None
    joins_next: str = ""  # how it is joined to the next atom where one match gave both


def find_atoms(text: str, start: int, stop: int) -> list[Atom]:
    """The atoms in ``text[start:stop]``, in order and without overlaps; linear in the length."""
    atoms: list[Atom] = []
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
        _READERS[found.lastgroup or ""](text, found, atoms)
    return _with_centuries_in_words(text, start, stop, atoms)


def _read_iso(_: str, found: re.Match[str], atoms: list[Atom]) -> None:
    year, month, day = (int(part) for part in found["iso"].split("-"))
    atoms.append(Atom(found.start(), found.end(), year, month, day))


def _read_numeric(_: str, found: re.Match[str], atoms: list[Atom]) -> None:
    first, second, year = int(found["n1"]), int(found["n2"]), int(found["n3"])
    atom = Atom(found.start(), found.end(), year)
    if found["sep"] == "." or first > 12 or first == second:
        atom.day, atom.month = first, second
    elif second > 12:
        atom.month, atom.day = first, second
    atoms.append(atom)


def _number(day: str) -> int:
    return int(day.rstrip("stndrh"))


def _read_day_month(_: str, found: re.Match[str], atoms: list[Atom]) -> None:
    month = _MONTHS[found["mb"][:3]]
    year = int(found["yb"]) if found["yb"] else None
    if found["da"]:
        atoms.append(Atom(found.start(), found.end("da"), year, month, _number(found["da"]), joins_next=found["ja"]))
    atoms.append(Atom(found.start("db"), found.end(), year, month, _number(found["db"])))


def _read_month_day(_: str, found: re.Match[str], atoms: list[Atom]) -> None:
    month = _MONTHS[found["mc"][:3]]
    year = int(found["yc"]) if found["yc"] else None
    if found["dd"]:
        atoms.append(Atom(found.start(), found.end("dc"), year, month, _number(found["dc"]), joins_next=found["jc"]))
        atoms.append(Atom(found.start("dd"), found.end(), year, month, _number(found["dd"])))
    else:
        atoms.append(Atom(found.start(), found.end(), year, month, _number(found["dc"])))


def _read_month(_: str, found: re.Match[str], atoms: list[Atom]) -> None:
    year = int(found["ye"]) if found["ye"] else None
    atoms.append(Atom(found.start(), found.end(), year, _MONTHS[found["me"][:3]]))


def _read_century(_: str, found: re.Match[str], atoms: list[Atom]) -> None:
    number = int(found["cent"])
    if number >= 1:
        atoms.append(Atom(found.start(), found.end(), None, ready=_century(number)))


def _century(number: int) -> Date:
    return Date.between(date((number - 1) * 100 + 1, 1, 1), date(number * 100, 12, 31))


def _read_year(text: str, found: re.Match[str], atoms: list[Atom]) -> None:
    start, year = found.start(), int(found["year"])
    if not 1500 <= year <= 2100:
        return
    if found["decade"]:
        if year % 10 == 0:
            last = year + (99 if year % 100 == 0 and year < 2000 else 9)
            atoms.append(Atom(start, found.end(), None, ready=Date.between(date(year, 1, 1), date(last, 12, 31))))
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
    atoms.append(Atom(start, found.end(), year))


def is_year_by_preposition(text: str, start: int, number: str) -> bool:
    """Whether a number at ``start`` that could count something is a year because "in" or "since" stands before it."""
    return (
        len(number) == 4 and number.isdigit() and (" " + text[max(0, start - 7) : start]).lower().endswith(_YEAR_WORDS)
    )


def _read_short_range(found: re.Match[str], year: int, atoms: list[Atom]) -> None:
    """``1884-85`` is a range, ``1998-11`` a month, ``2008/09`` a range, ``1998-99`` a range, ``1985-07`` a month."""
    mark, tail = found["short"][0], int(found["short"][1:])
    if tail > year % 100:
        last = year - year % 100 + tail
    elif year % 100 == 99 and tail == 0:
        last = year + 1
    else:
        if mark == "-" and 1 <= tail <= 12:
            atoms.append(Atom(found.start(), found.end(), year, tail))
        else:
            atoms.append(Atom(found.start(), found.end("year"), year))
        return
    middle = found.start("short")
    atoms.append(Atom(found.start(), middle, year, joins_next="-"))
    atoms.append(Atom(middle + 1, found.end(), last))


# By the last group of the expression that took part.
_READERS = {
    **dict.fromkeys(("iso",), _read_iso),
    **dict.fromkeys(("num", "n1", "sep", "n2", "n3"), _read_numeric),
    **dict.fromkeys(("mb", "yb"), _read_day_month),
    **dict.fromkeys(("mc", "dc", "jc", "dd", "yc"), _read_month_day),
    **dict.fromkeys(("me", "ye"), _read_month),
    **dict.fromkeys(("cent", "late"), _read_century),
    **dict.fromkeys(("year", "decade", "short"), _read_year),
}


def _with_centuries_in_words(text: str, start: int, stop: int, atoms: list[Atom]) -> list[Atom]:
    added = False
    at = text.find(" century", start, stop)
    while at >= 0:
        word = _CENTURY_WORD.search(text, max(start, at - 13), at + 1)
        if word is not None:
            number = _CENTURIES[word[1].lower()]
            atoms.append(Atom(word.start(), at + 8, None, ready=_century(number)))
            added = True
        at = text.find(" century", at + 8, stop)
    if added:
        atoms.sort(key=lambda atom: atom.start)
    return atoms
