"""Find dates as people write them, with the precision the text has.

Atoms (see ``date_atoms``) are joined into ranges ("June 28–30, 2001"), share the year of the last one ("June 28 and
July 28, 2001") and are narrowed by what stands before them ("early", "mid-", "the end of").
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from kg.documents.model import Span
from kg.mentions.date_atoms import GAP, Atom, find_atoms
from kg.mentions.model import Date, DateRange, Mention

_BETWEEN_ATOMS = re.compile(
    rf"(?P<range>{GAP}?[-–—]{GAP}?|{GAP}(?:to|until|till|through|thru|up to){GAP})"
    rf"|(?P<and>,?{GAP}(?:and|or|&){GAP})|(?P<list>,{GAP})"
)
_OPEN_END = re.compile(
    rf"(?:{GAP}?[-–—]{GAP}?|{GAP}(?:to|until){GAP}(?:the{GAP})?)(?:present\b|date\b|today\b|now\b)|[-–—](?=\))"
)
_PART = re.compile(
    r"\b(?:(?P<early>[Ee]arly|(?:[Bb]eginning|[Ss]tart|[Ff]irst half) of)|(?P<mid>[Mm]id(?:dle of)?)"
    r"|(?P<late>[Ll]ate|(?:[Ee]nd|[Ss]econd half) of))(?:[ -]the)?[ -](?:early[ -])?$"
)
_PART_ENDS = ("arly ", "late ", "Late ", "mid-", "mid ", "mid–", "Mid-", "Mid ", "arly-", "late-", "of ", "the ")


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[Mention]:
    """Every date and range in ``text[start:end]``, as Mentions of Date or DateRange with spans into ``text``, in order.

    A range's span begins with its first date: ``from``, ``between`` and ``since`` stay outside. ``early``, ``mid`` and
    ``late`` belong to the date: they narrow its bounds and keep the precision (``late 1918`` is a year that lies in
    its second half). Dates without a year, impossible ones and numbers that cannot be a year are left out.
    Takes time linear in the length.
    """
    stop = len(text) if end is None else end
    atoms = find_atoms(text, start, stop)
    _share_years(text, atoms)
    return _join(text, [(atom, value) for atom in atoms if (value := _value(text, atom)) is not None], stop)


def _share_years(text: str, atoms: list[Atom]) -> None:
    for index in range(len(atoms) - 2, -1, -1):
        atom, following = atoms[index], atoms[index + 1]
        if atom.year is None and atom.ready is None and following.year is not None and following.month is not None:
            gap = following.start - atom.end
            if gap <= 10 and (atom.joins_next or _BETWEEN_ATOMS.fullmatch(text, atom.end, following.start)):
                atom.year = following.year


@lru_cache(maxsize=8192)
def _date(year: int, month: int | None, day: int | None) -> Date:
    return Date.of(year, month, day)


def _value(text: str, atom: Atom) -> Date | None:
    value = atom.ready
    if value is None:
        if atom.year is None:
            return None
        try:
            value = _date(atom.year, atom.month, atom.day)
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


def _join(text: str, dated: list[tuple[Atom, Date]], stop: int) -> list[Mention]:
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


def _is_range(text: str, atom: Atom, following: Atom) -> bool:
    if following.start - atom.end > 10:
        return False
    joint = _BETWEEN_ATOMS.fullmatch(text, atom.end, following.start)
    if joint is None:
        return bool(atom.joins_next) and following.start - atom.end <= 1
    if joint["range"]:
        return True
    return bool(joint["and"]) and text[max(0, atom.start - 12) : atom.start].rstrip(" the").endswith("etween")
