"""What one table of a document says to the others: who stands in it, and with what date."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.statements.restore_candidates import Possible
from kg.statements.restore_dates import Days, days_of
from kg.statements.restore_problem import Weighed

_YEAR = 366
_FAINT = 1e-4


@dataclass(frozen=True, slots=True)
class Digest:
    """Who stands in a table, by the index that another table gives its candidates.

    ``listed`` has the probability that each one stands in it (0 to 1), ``dated`` the dated rows by their first day,
    each with the probabilities of its candidates.
    """

    listed: list[float]
    starts: list[int]
    dated: list[tuple[Days, list[tuple[int, float]]]]

    @classmethod
    def of(cls, weighed: Weighed, candidates: Sequence[Possible]) -> Digest:
        """The digest of a weighed table for another one with these ``candidates``."""
        index = {c.entity: j for j, c in enumerate(candidates)}
        here = [index.get(c.entity, -1) for c in weighed.candidates]
        listed = [0.0] * len(candidates)
        dated = []
        for row, probabilities in zip(weighed.table.rows, weighed.posterior, strict=True):
            found = [(j, p) for j, p in zip(here, probabilities or (), strict=False) if j >= 0 and p > _FAINT]
            for j, probability in found:
                listed[j] = min(listed[j] + probability, 1.0)
            if row.dates and found:
                dated.append((days_of(row.dates[0]), found))
        dated.sort(key=lambda pair: pair[0].first)
        return cls(listed, [days.first for days, _ in dated], dated)

    def near(self, days: Days) -> Iterator[tuple[Days, list[tuple[int, float]]]]:
        """The rows whose dates are within a year of the given one."""
        first = bisect_left(self.starts, days.first - _YEAR)
        last = bisect_right(self.starts, days.last + _YEAR)
        yield from self.dated[first:last]
