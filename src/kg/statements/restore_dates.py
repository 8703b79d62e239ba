"""How likely a date is for a pair of states: from their existence alone, and from another date given for the pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kg.mentions.model import Date
from kg.statements.restore_candidates import Possible
from kg.statements.restore_parameters import Parameters, load_parameters

_OLDEST = 1500
_NEAR = 31
_YEAR = 365
_CENTURIES = 200.0
_ENDED = 0.02
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


@dataclass(frozen=True, slots=True)
class Chronology:
    """The probability per day that relations of a subject with each of its candidates begin on a date.

    It rests on their existence alone: most relations begin soon after both states exist; dates of a predecessor are
    not rare, dates before any state are, and the very day on which the younger state came into being is a frequent one.
    """

    periods: tuple[tuple[int, int], ...]
    which: tuple[int, ...]
    births: Mapping[int, tuple[int, ...]]
    ended: tuple[tuple[int, int], ...]
    parameters: Parameters

    @classmethod
    def of(cls, subject: Possible, candidates: Sequence[Possible], parameters: Parameters) -> Chronology:
        """The chronology of a subject's relations; indices run over ``candidates``."""
        periods: dict[tuple[int, int], int] = {}
        which = []
        births: dict[int, list[int]] = {}
        for j, candidate in enumerate(candidates):
            begin = max(candidate.start, subject.start, _OLDEST)
            before = min(max(candidate.earliest, subject.earliest, _OLDEST), begin)
            which.append(periods.setdefault((begin, before), len(periods)))
            younger = candidate if candidate.start >= subject.start else subject
            for day in younger.births:
                births.setdefault(day.toordinal(), []).append(j)
        ended = tuple((j, c.end) for j, c in enumerate(candidates) if c.end is not None)
        born = {day: tuple(found) for day, found in births.items()}
        return cls(tuple(periods), tuple(which), born, ended, parameters)

    def daily(self, days: Days) -> list[float]:
        """For each candidate the probability per day of a date; where it is coarse, the mean over its days."""
        year = date.fromordinal((days.first + days.last) // 2).year
        shares = [self._yearly(year, begin, before) / _YEAR for begin, before in self.periods]
        single = days.length == 1
        if single:
            shares = [share * (1.0 - self.parameters.same_day) for share in shares]
        found = [shares[k] for k in self.which]
        if single:
            for j in self.births.get(days.first, ()):
                found[j] = self.parameters.same_day
        for j, end in self.ended:
            if year > end:
                found[j] *= _ENDED
        return found

    def _yearly(self, year: int, begin: int, before: int) -> float:
        density = year_density(year, begin)
        if before < begin:
            share = self.parameters.predecessor
            density = (1.0 - share) * density + share * year_density(year, before)
        return (1.0 - self.parameters.impossible) * density + self.parameters.impossible / _CENTURIES


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


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well a date fits another one given for the same pair: ``fit`` per day, plus ``rest`` times mere chance."""

    fit: float
    rest: float

    @classmethod
    def of(cls, days: Days, other: Days, parameters: Parameters, *, same: float) -> Agreement:
        """The agreement of two dates; ``same`` is how often two places agree on a date, 0 to 1."""
        fit = 0.0
        first, last = max(days.first, other.first), min(days.last, other.last)
        if first <= last:
            fit += same * (last - first + 1) / other.length / days.length
        apart = abs(days.first - other.first)
        if apart <= _NEAR:
            fit += parameters.near_date / (2 * _NEAR)
        if apart <= _YEAR:
            fit += parameters.same_year / (2 * _YEAR)
        return cls(fit, 1.0 - same - parameters.near_date - parameters.same_year)


def witnessed(days: Days, others: Sequence[Days], daily: float, parameters: Parameters) -> float:
    """The probability per day of a date, where others are given for the same pair elsewhere.

    ``daily`` is the probability without them. Of several dates given, the one that fits best counts, for its share.
    """
    agreements = [Agreement.of(days, other, parameters, same=parameters.same) for other in others]
    best = max(a.fit + a.rest * daily for a in agreements)
    return best / (1.0 + 0.5 * (len(others) - 1))
