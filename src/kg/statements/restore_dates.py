"""How likely a date is for a pair of states: from their existence alone, and from another date given for the pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kg.mentions.model import Date
from kg.statements.restore_candidates import Possible
from kg.statements.restore_parameters import Parameters, load_parameters

_OLDEST = 1500
_NEAR = 31
_YEAR = 365
THIS_YEAR = 2026
"""Relations begin before this year; it only cuts off the future when frequencies are normalised."""


@dataclass(frozen=True, slots=True)
class Days:
    """A date as the ordinals of its first and last day."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """The number of days it may be, at least 1."""
        return self.last - self.first + 1


def days_of(value: Date) -> Days:
    """The bounds of a date as ordinals."""
    return Days(value.earliest.toordinal(), value.latest.toordinal())


def chronology(days: Days, partner: Possible, subject: Possible, parameters: Parameters) -> float:
    """The probability per day that relations of two states begin then, by what is known of their existence alone.

    Most begin soon after both exist; dates of a predecessor are not rare, dates before any state are, and the very
    day on which the younger state came into being is a frequent one.
    """
    middle = date.fromordinal((days.first + days.last) // 2)
    younger = partner if partner.start >= subject.start else subject
    begin = max(younger.start, _OLDEST)
    before = max(partner.earliest, subject.earliest, _OLDEST)
    own = year_density(middle.year, begin)
    if before < begin:
        share = parameters.predecessor
        density = (1.0 - share) * own + share * year_density(middle.year, before)
    else:
        density = own
    density = (1.0 - parameters.impossible) * density + parameters.impossible / 200.0
    if partner.end is not None and middle.year > partner.end:
        density *= 0.02
    daily = density / _YEAR
    if days.length == 1:
        born = any(day.toordinal() == days.first for day in younger.births)
        daily = parameters.same_day if born else daily * (1.0 - parameters.same_day)
    return daily


@lru_cache(maxsize=4096)
def year_density(year: int, begin: int) -> float:
    """The share of relations that begin in ``year`` between states that both exist since ``begin``; 0 before it."""
    if year < begin:
        return 0.0
    return _rate(year, begin) / _total(begin)


@lru_cache(maxsize=1024)
def _total(begin: int) -> float:
    return sum(_rate(year, begin) for year in range(begin, max(THIS_YEAR, begin + 1)))


def _rate(year: int, begin: int) -> float:
    parameters = load_parameters()
    return parameters.delay.at(year - begin) * parameters.era.at(year)


def witnessed(days: Days, others: Sequence[Days], daily: float, parameters: Parameters, *, same: float) -> float:
    """The probability per day of a date, where others are given for the same pair elsewhere.

    ``same`` is how often two places agree, ``daily`` the probability without them (``chronology``). Of several dates
    given, the one that fits best counts, for one of its share.
    """
    best = 0.0
    rest = 1.0 - same - parameters.near_date - parameters.same_year
    for other in others:
        found = rest * daily
        first, last = max(days.first, other.first), min(days.last, other.last)
        if first <= last:
            found += same * (last - first + 1) / other.length / days.length
        if abs(days.first - other.first) <= _NEAR:
            found += parameters.near_date / (2 * _NEAR)
        if abs(days.first - other.first) <= _YEAR:
            found += parameters.same_year / (2 * _YEAR)
        best = max(best, found)
    return best / (1.0 + 0.5 * (len(others) - 1))
