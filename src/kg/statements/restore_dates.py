"""How likely a date is for a pair of states: from their existence alone, and from another date given for the pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kg.mentions.model import Date, Entity
from kg.statements.restore_candidates import Possible
from kg.statements.restore_parameters import Parameters, load_parameters

_OLDEST = 1500
_DAYS = 3
_MONTH = 31
_YEARS = 10
_YEAR = 365
_CENTURIES = 200.0
_ENDED = 0.02
_KERNEL = ((0, 0.36), (-1, 0.2), (1, 0.2), (-2, 0.08), (2, 0.08), (-3, 0.04), (3, 0.04))
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

    @property
    def precision(self) -> str:
        """How exact it is: "day", "month" or "year"."""
        return "day" if self.length == 1 else "month" if self.length <= _MONTH else "year"

    @property
    def anniversary(self) -> tuple[int, int]:
        """Month and day of its first day."""
        first = date.fromordinal(self.first)
        return first.month, first.day


def days_of(value: Date) -> Days:
    """The bounds of a date as ordinals."""
    return Days(value.earliest.toordinal(), value.latest.toordinal())


@dataclass(frozen=True, slots=True)
class Chronology:
    """The probability per day that relations of a subject with each of its candidates begin on a date.

    Most relations begin soon after both states exist; dates of a predecessor are
    not rare, dates before any state are, and the very day on which the younger state came into being is a frequent one.
    Where other documents date a state's relations with third ones, their years count too.
    """

    periods: tuple[tuple[int, int], ...]
    which: tuple[int, ...]
    births: Mapping[int, tuple[int, ...]]
    ended: tuple[tuple[int, int], ...]
    profiles: tuple[tuple[int, float, Mapping[int, float]], ...]
    parameters: Parameters

    @classmethod
    def of(
        cls,
        subject: Possible,
        candidates: Sequence[Possible],
        years: Mapping[Entity, Mapping[int, int]],
        parameters: Parameters,
    ) -> Chronology:
        """The chronology of a subject's relations; indices run over ``candidates``.

        ``years`` are, by candidate, the years in which its relations with others began, with how many did.
        """
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
        profiles = tuple((j, *_profile(years[c.entity])) for j, c in enumerate(candidates) if c.entity in years)
        return cls(tuple(periods), tuple(which), born, ended, profiles, parameters)

    def daily(self, days: Days) -> list[float]:
        """For each candidate the probability per day of a date; where it is coarse, the mean over its days."""
        year = date.fromordinal((days.first + days.last) // 2).year
        shares = [self._yearly(year, begin, before) / _YEAR for begin, before in self.periods]
        single = days.length == 1
        if single:
            shares = [share * (1.0 - self.parameters.same_day) for share in shares]
        found = [shares[k] for k in self.which]
        weight = self.parameters.profile
        for j, count, density in self.profiles:
            found[j] = (weight * found[j] + density.get(year, 0.0) / _YEAR) / (weight + count)
        for j, end in self.ended:
            if year > end:
                found[j] *= _ENDED
        if single:
            for j in self.births.get(days.first, ()):
                found[j] = self.parameters.same_day
        return found

    def _yearly(self, year: int, begin: int, before: int) -> float:
        density = year_density(year, begin)
        if before < begin:
            share = self.parameters.predecessor
            density = (1.0 - share) * density + share * year_density(year, before)
        return (1.0 - self.parameters.impossible) * density + self.parameters.impossible / _CENTURIES


def _profile(years: Mapping[int, int]) -> tuple[float, dict[int, float]]:
    """How many dates there are, and how many of them fall near each year, the nearer the more."""
    density: dict[int, float] = {}
    for year, count in years.items():
        for apart, share in _KERNEL:
            density[year + apart] = density.get(year + apart, 0.0) + count * share
    return float(sum(years.values())), density


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
        """The agreement of two dates; ``same`` is how often two places agree on a date, 0 to 1.

        What does not agree is shared out among slips (days, months, another year) as ``parameters`` have it. A date
        as coarse as the other fits far better than one that is coarser or finer, for sources copy from each other.
        """
        slips = (1.0 - same) / (1.0 - parameters.same)
        fit = 0.0
        first, last = max(days.first, other.first), min(days.last, other.last)
        if first <= last:
            fit += same * (last - first + 1) / other.length / days.length
        apart = abs(days.first - other.first)
        if apart <= _DAYS:
            fit += slips * parameters.days / (2 * _DAYS)
        if apart <= _MONTH:
            fit += slips * parameters.month / (2 * _MONTH)
        if apart <= _YEAR:
            fit += slips * parameters.year / (2 * _YEAR)
        elif days.length == 1 and days.anniversary == other.anniversary and apart <= _YEARS * _YEAR:
            fit += slips * parameters.anniversary / (2 * _YEARS)
        kind = days.precision
        share = parameters.precision if kind == other.precision else (1.0 - parameters.precision) / 3.0
        lost = parameters.days + parameters.month + parameters.year + parameters.anniversary
        rest = (1.0 - same) * (1.0 - lost / (1.0 - parameters.same))
        return cls(fit * share / parameters.precisions[kind], rest)


def witnessed(days: Days, others: Sequence[Days], daily: float, parameters: Parameters) -> float:
    """The probability per day of a date, where others are given for the same pair elsewhere.

    ``daily`` is the probability without them. Of several dates given, the one that fits best counts, for its share.
    """
    agreements = [Agreement.of(days, other, parameters, same=parameters.same) for other in others]
    best = max(a.fit + a.rest * daily for a in agreements)
    return best / (1.0 + 0.5 * (len(others) - 1))


def undated_ratio(parameters: Parameters, *, dated: bool) -> float:
    """How much likelier a row without a date is where another document states the pair, ``dated`` or not."""
    share = (1.0 - parameters.precision) / 3.0 if dated else 1.0 - (1.0 - parameters.precision) * 3.0
    return share / parameters.precisions["none"]
