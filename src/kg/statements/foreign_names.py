"""Finds states and dates in references written in Spanish, French, Portuguese, German or Italian.

Only references are read so: in English prose these names would be mistaken for others (Granada, Niger).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import ReferenceDataError
from kg.mentions.model import Date

_FILE = Path(__file__).with_name("foreign_names.tsv")
_MONTHS = (
    ("enero", "janvier", "janeiro", "januar", "gennaio"),
    ("febrero", "février", "fevereiro", "februar", "febbraio"),
    ("marzo", "mars", "março", "märz"),
    ("abril", "avril", "april", "aprile"),
    ("mayo", "mai", "maio", "maggio"),
    ("junio", "juin", "junho", "juni", "giugno"),
    ("julio", "juillet", "julho", "juli", "luglio"),
    ("agosto", "août", "august"),
    ("septiembre", "setiembre", "septembre", "setembro", "september", "settembre"),
    ("octubre", "octobre", "outubro", "oktober", "ottobre"),
    ("noviembre", "novembre", "novembro", "november"),
    ("diciembre", "décembre", "dezembro", "dezember", "dicembre"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_DATE = re.compile(
    rf"(?:\b(\d{{1,2}})(?:\.|º|er)? (?:de |d')?)?\b({'|'.join(sorted(_MONTH, key=len, reverse=True))}) "
    r"(?:de |del |do )?(\d{4})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A state's slug, or a date, at ``start`` to ``end`` (end excluded) of the text that was searched."""

    start: int
    end: int
    value: str | Date


@cache
def _names() -> dict[str, str]:
    """Every foreign name -> slug. Raises ReferenceDataError, with path and line, where the file is malformed."""
    names: dict[str, str] = {}
    width = None
    for number, line in enumerate(_FILE.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if width is None:
            width = len(cells)
            continue
        if len(cells) != width:
            raise ReferenceDataError("has not as many cells as the header", path=_FILE, line=number, remedy="mend it")
        for cell in cells[1:]:
            names.update({name: cells[0] for name in cell.split("|") if name})
    return names


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_names(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def find_foreign_names(text: str) -> list[Found]:
    """The states that ``text`` names in another language, in order, the longest name first."""
    names = _names()
    return [Found(m.start(), m.end(), names[m[0]]) for m in _pattern().finditer(text.replace("’", "'"))]


def find_foreign_dates(text: str) -> list[Found]:
    """The dates with a month that ``text`` has in another language, in order; impossible ones are left out."""
    found = []
    for m in _DATE.finditer(text):
        try:
            value = Date.of(int(m[3]), _MONTH[m[2].casefold()], int(m[1]) if m[1] else None)
        except ValueError:
            continue
        found.append(Found(m.start(), m.end(), value))
    return found
