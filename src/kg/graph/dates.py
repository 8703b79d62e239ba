"""Dates in the graph: their literals, bounds, EDTF forms and words, and what several dates of one node come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from kg.graph.terms import EDTF, KG, XSD
from kg.mentions.model import Date, Precision

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_FINENESS = {precision: rank for rank, precision in enumerate(Precision)}
_TYPES = {Precision.DAY: XSD.date, Precision.MONTH: XSD.gYearMonth, Precision.YEAR: XSD.gYear}


@lru_cache(maxsize=65536)
def _literal(lexical: str, datatype: NamedNode) -> Literal:
    return Literal(lexical, datatype=datatype)


def date_literal(value: Date) -> Literal:
    """The date as ``xsd:date``, ``xsd:gYearMonth`` or ``xsd:gYear``. Raises KeyError for coarser ones."""
    return _literal(value.iso, _TYPES[value.precision])


def day_literal(day: date) -> Literal:
    """A bound as ``xsd:date``."""
    return _literal(day.isoformat(), XSD.date)


def read_iso(text: str) -> Date | None:
    """The date written ``1998``, ``1998-11`` or ``1998-11-04`` (as in ``sources.toml``); ``None`` for anything else."""
    try:
        return Date.of(*map(int, text.split("-")))
    except (ValueError, TypeError):
        return None


def edtf(value: Date) -> str:
    """The date in the Extended Date/Time Format (ISO 8601-2): ``1998-11``, ``198X``, ``18XX``, ``[1801..1900]``.

    https://www.loc.gov/standards/datetime/
    """
    if value.precision is not Precision.SPAN:
        return value.iso
    first, last = value.earliest, value.latest
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
        return f"[{first.isoformat()}..{last.isoformat()}]"
    for width in (10, 100, 1000):
        if first.year % width == 0 and last.year == first.year + width - 1:
            return f"{first.year:04d}"[: -len(str(width)) + 1] + "X" * (len(str(width)) - 1)
    return f"[{first.year:04d}..{last.year:04d}]"


def spoken(value: Date) -> str:
    """The date in words: ``4 November 1998``, ``November 1998``, ``1998``, ``the 1980s``, ``1980–1985``."""
    first, last = value.earliest, value.latest
    match value.precision:
        case Precision.DAY:
            return f"{first.day} {MONTHS[first.month - 1]} {first.year}"
        case Precision.MONTH:
            return f"{MONTHS[first.month - 1]} {first.year}"
        case Precision.YEAR:
            return f"{first.year}"
        case Precision.SPAN:
            if first.year % 10 == 0 and last.year == first.year + 9:
                return f"the {first.year}s"
            return f"{first.year}–{last.year}" if first.year != last.year else f"{first.year}"


def compatible(one: Date, other: Date) -> bool:
    """Whether both can be the same day: their bounds meet."""
    return one.earliest <= other.latest and other.earliest <= one.latest


def held(dates: Iterable[Date]) -> tuple[Date, ...]:
    """The most precise of the given dates, in order: those within whose bounds no other one lies.

    Several remain where dates are incompatible (or overlap without one lying within the other).
    """
    finest: dict[tuple[date, date], Date] = {}
    for value in dates:
        bounds = (value.earliest, value.latest)
        known = finest.get(bounds)
        if known is None or _FINENESS[value.precision] < _FINENESS[known.precision]:
            finest[bounds] = value
    kept: list[tuple[date, date]] = []
    for first, last in sorted(finest, key=lambda bounds: (bounds[0], -bounds[1].toordinal())):
        while kept and kept[-1][1] >= last:
            kept.pop()
        kept.append((first, last))
    return tuple(finest[bounds] for bounds in kept)


def envelope(dates: Sequence[Date]) -> Date | None:
    """The span from the earliest to the latest day of all dates; ``None`` without any; the date itself if one."""
    if not dates:
        return None
    if len(dates) == 1:
        return dates[0]
    return Date.between(min(d.earliest for d in dates), max(d.latest for d in dates))


@lru_cache(maxsize=65536)
def date_properties(role: str, dates: tuple[Date, ...]) -> tuple[tuple[NamedNode, Literal], ...]:
    """Properties of a node for its held dates in one role: ``start``, ``end`` or ``inForce``.

    Every held date as precise as it is and in EDTF, one pair of bounds for all of them, and the year (of the earliest
    one that lies within a year).
    """
    return tuple(_date_properties(role, dates))


def _date_properties(role: str, dates: Sequence[Date]) -> Iterator[tuple[NamedNode, Literal]]:
    whole = envelope(dates)
    if whole is None:
        return
    plain = KG.inForceFrom if role == "inForce" else KG[role]
    for value in dates:
        if value.precision is not Precision.SPAN:
            yield plain, date_literal(value)
        if role != "inForce":
            yield KG[f"{role}Edtf"], _literal(edtf(value), EDTF)
    yield KG[f"{role}Earliest"], day_literal(whole.earliest)
    yield KG[f"{role}Latest"], day_literal(whole.latest)
    years = [value.earliest.year for value in dates if value.earliest.year == value.latest.year]
    if years and role != "inForce":
        yield KG[f"{role}Year"], _literal(str(years[0]), XSD.integer)
