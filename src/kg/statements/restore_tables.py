"""Weighs the readings of one table: as an alphabetical list where it is one, else as a list without order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.statements.lost import LostTable
from kg.statements.restore_candidates import Possible, heading_continents, sort_key
from kg.statements.restore_evidence import KIND, RowWeights
from kg.statements.restore_matching import matching_posterior
from kg.statements.restore_order import Place, order_posterior
from kg.statements.restore_parameters import Parameters

_SORTED_BY_DATE = 0.8
_FEW = 8
_UNKNOWN = 0.003
_NEGLIGIBLE = 1e-7
_TWICE = 0.003
"""How likely a state that one row has is to be the name of another row of the same table."""


@dataclass(frozen=True, slots=True)
class TableShape:
    """How a table is read: whether its rows are in alphabetical order, and under which continents it stands.

    ``misplaced`` is the share of rows expected out of order, ``continents`` are empty where no heading names one.
    """

    alphabetical: bool
    continents: frozenset[str]
    misplaced: float


def shape_of(table: LostTable, candidates: Sequence[Possible], parameters: Parameters) -> TableShape:
    """The shape of a table, from its dates and from the rows whose names are not lost."""
    continents = heading_continents(table.headings)
    dates = [row.dates[0].earliest.toordinal() for row in table.rows if row.dates]
    steps = [after > before for before, after in pairwise(dates) if after != before]
    if len(steps) >= _FEW and sum(steps) >= _SORTED_BY_DATE * len(steps):
        return TableShape(False, continents, 1.0)
    keys = {c.entity: sort_key(c.entity.label) for c in candidates}
    anchors = [keys[row.partner] for row in table.rows if row.partner in keys]
    out = len(anchors) - longest_rise(anchors)
    if len(anchors) >= 5 and out > 0.3 * len(anchors):
        return TableShape(False, continents, 1.0)
    return TableShape(True, continents, max(parameters.misplaced, (out + 0.2) / (len(anchors) + 20)))


def longest_rise(keys: Sequence[str]) -> int:
    """The length of the longest subsequence that never falls; n log n."""
    ends: list[str] = []
    for key in keys:
        at = bisect_right(ends, key)
        ends[at : at + 1] = [key]
    return len(ends)


def listing_odds(
    table: LostTable,
    shape: TableShape,
    candidates: Sequence[Possible],
    elsewhere: Sequence[float],
    parameters: Parameters,
) -> list[float]:
    """The odds that each candidate is listed in the table: as many states as it has rows, fewer others.

    ``elsewhere`` is the probability that a candidate stands in another table of the kind, 0 to 1.
    """
    here = [stands_under(c, shape) * (1.0 - e) for c, e in zip(candidates, elsewhere, strict=True)]
    states = sum(h for c, h in zip(candidates, here, strict=True) if KIND[c.area] == "state")
    share = min(max(len(table.rows) / max(states, 1.0), 0.03), 0.97)
    odds = []
    for candidate, h in zip(candidates, here, strict=True):
        common = commonness(candidate, parameters)
        if stands_under(candidate, shape):
            listed = share * h
            odds.append(listed / (1.0 - listed) * common)
        else:
            odds.append(share / (1.0 - share) * parameters.other_continent * common)
    return odds


def commonness(candidate: Possible, parameters: Parameters) -> float:
    """The odds that a candidate stands in a list of relations, relative to those of most states."""
    usual = parameters.presence["state"]
    own = parameters.listed.get(candidate.entity.slug, parameters.presence[KIND[candidate.area]])
    return own / (1.0 - own) * (1.0 - usual) / usual


def on_other_continents(candidate: Possible, shape: TableShape) -> float:
    """How likely a candidate of several continents stands under another one, before anything else is known."""
    if not shape.continents or not candidate.continents:
        return 0.0
    return len(candidate.continents - shape.continents) / len(candidate.continents)


def stands_under(candidate: Possible, shape: TableShape) -> bool:
    """Whether a candidate lies on a continent that the table's heading names; if it names none, it does."""
    return not shape.continents or not candidate.continents or bool(candidate.continents & shape.continents)


def places_of(candidates: Sequence[Possible]) -> list[Place]:
    """The places of the alphabet, in order: every sort name of every candidate."""
    named = [(name.key, j, name.share, name is c.names[0]) for j, c in enumerate(candidates) for name in c.names]
    return [Place(j, share, usual) for _, j, share, usual in sorted(named)]


def table_posterior(
    weights: Sequence[RowWeights | None],
    odds: Sequence[float],
    shape: TableShape,
    candidates: Sequence[Possible],
    parameters: Parameters,
) -> list[list[float] | None]:
    """For each row, the probability of each candidate; ``None`` for rows without weights, which are left out."""
    kept = [w for w in weights if w is not None]
    if not kept:
        return [None] * len(weights)
    if shape.alphabetical:
        here = [stands_under(c, shape) for c in candidates]
        listed = [place for place in places_of(candidates) if here[place.candidate]]
        factors = without_taken(kept, odds)
        found = order_posterior(factors, odds, listed, parameters, misplaced=shape.misplaced)
    else:
        found = _unordered(kept, odds)
    rows = iter(found)
    return [None if w is None else next(rows) for w in weights]


def without_taken(kept: Sequence[RowWeights], odds: Sequence[float]) -> list[list[float]]:
    """Each row's factors, lowered for candidates that another row has by its own evidence alone.

    Order would see two rows of one state as one out of place; that it stands twice is far less likely than that.
    """
    taken: dict[int, list[tuple[int, float]]] = {}
    for i, own in enumerate(kept):
        hinted = own.named.keys() | own.witness.keys()
        scores = [o * f for o, f in zip(odds, own.factors, strict=True)]
        total = sum(scores)
        best = max(range(len(scores)), key=scores.__getitem__)
        if total and (best in hinted or scores[best] == total):
            taken.setdefault(best, []).append((i, scores[best] / total))
    lowered = [list(own.factors) for own in kept]
    for j, holders in taken.items():
        for i, factors in enumerate(lowered):
            share = max((p for k, p in holders if k != i), default=0.0)
            factors[j] *= max(1.0 - share, _TWICE)
    return lowered


def _unordered(kept: Sequence[RowWeights], odds: Sequence[float]) -> list[list[float]]:
    rows = []
    unknown = []
    for own in kept:
        scores = [o * f for o, f in zip(odds, own.factors, strict=True)]
        hinted = own.named.keys() | own.witness.keys()
        plain = [s for j, s in enumerate(scores) if j not in hinted]
        unknown.append(_UNKNOWN * sum(plain) * (len(scores) / max(len(plain), 1)) + 1e-12 * max(scores))
        least = _NEGLIGIBLE * max(scores)
        rows.append([s if s > least else 0.0 for s in scores])
    return matching_posterior(rows, unknown)
