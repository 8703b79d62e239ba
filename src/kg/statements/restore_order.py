"""Weighs all ways to read a table as an alphabetical list: a hidden Markov model over rows and places of the alphabet.

A row stands either in order, at a later place of the alphabet than every row in order before it, or out of place. Each
way to read the table has a weight: the product of its rows' own evidence, the odds that each named state is listed at
all, and the shares of rows in order and out of place. The forward–backward algorithm (Rabiner 1989, Proceedings of the
IEEE 77:257) sums over all of them, so that a name is as likely as the explanations that contain it.

A state stands in a table once. Among rows in order under usual names the alphabet sees to that by itself; for rows out
of place and for other names of a state a Markov chain cannot remember it. So the chain is run a few times, each time
with such a use of a state's name lowered by what the other rows already claim of that state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul

from kg.statements.restore_parameters import Parameters

_ROUNDS = 3
_LEFT = 0.003
"""What remains of a state's odds in a row when another row has it for sure: tables do list a state twice."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the alphabet: the candidate (an index) that would stand there, the share of that sort name among the
    candidate's names, and whether it is the usual one."""

    candidate: int
    share: float
    usual: bool


@dataclass(frozen=True, slots=True)
class Shares:
    """For each candidate the probability that a row has it in order under its usual name, and in any other way."""

    usual: list[float]
    other: list[float]


def order_posterior(
    evidence: Sequence[Sequence[float]],
    odds: Sequence[float],
    places: Sequence[Place],
    parameters: Parameters,
    *,
    misplaced: float,
) -> list[list[float]]:
    """For each row, the probability of each candidate, 0 to 1, summing to 1.

    ``evidence[i][j]`` is how well candidate ``j`` explains row ``i`` by itself (on any positive scale per row),
    ``odds[j]`` are the odds that ``j`` is listed, ``places`` are in alphabetical order, ``misplaced`` is the share
    of rows out of order. Time grows with rows × places.
    """
    weights = [_scaled([e * o for e, o in zip(own, odds, strict=True)]) for own in evidence]
    usual, other = weights, weights
    chain = Chain(places, len(odds), len(weights), misplaced, parameters)
    shares: list[Shares] = []
    for turn in range(_ROUNDS):
        if turn:
            usual, other = _lowered(weights, shares)
        shares = chain.run(usual, other)
    return [[u + o for u, o in zip(row.usual, row.other, strict=True)] for row in shares]


def _lowered(
    weights: Sequence[Sequence[float]], shares: Sequence[Shares]
) -> tuple[list[list[float]], list[list[float]]]:
    """The weights of usual and of other uses, each less what other rows claim in ways that the chain does not see."""
    others = [sum(column) for column in zip(*(row.other for row in shares), strict=True)]
    usuals = [sum(column) for column in zip(*(row.usual for row in shares), strict=True)]
    usual = []
    other = []
    for own, row in zip(weights, shares, strict=True):
        elsewhere = [total - mine for total, mine in zip(others, row.other, strict=True)]
        in_order = [total - mine for total, mine in zip(usuals, row.usual, strict=True)]
        usual.append([w * max(1.0 - e, _LEFT) for w, e in zip(own, elsewhere, strict=True)])
        other.append([w * max(1.0 - e - u, _LEFT) for w, e, u in zip(own, elsewhere, in_order, strict=True)])
    return usual, other


class Chain:
    """The hidden Markov model of one table: its states are the last place of the alphabet that a row in order took."""

    def __init__(
        self, places: Sequence[Place], candidates: int, rows: int, misplaced: float, parameters: Parameters
    ) -> None:
        self.places = places
        self.candidates = candidates
        self.kept = 1.0 - misplaced
        self.reach = parameters.reach
        self.far = misplaced * (1.0 - parameters.near) / rows
        self.close = misplaced * parameters.near / (2 * parameters.reach)
        self.home = _homes(places, candidates)

    def run(self, usual: Sequence[Sequence[float]], other: Sequence[Sequence[float]]) -> list[Shares]:
        """The shares of all candidates in all rows, by the forward–backward algorithm."""
        in_order = [
            [self.kept * p.share * (u if p.usual else o)[p.candidate] for p in self.places]
            for u, o in zip(usual, other, strict=True)
        ]
        out_of_place = [self._out_of_place(own) for own in other]
        forward = self._forward(in_order, out_of_place)
        backward = self._backward(in_order, out_of_place)
        return [self._shares(forward[i], backward[i + 1], in_order[i], other[i]) for i in range(len(in_order))]

    def _forward(self, in_order: Sequence[list[float]], out_of_place: Sequence[list[float]]) -> list[list[float]]:
        forward = [[1.0] + [0.0] * len(self.places)]
        for own, out in zip(in_order, out_of_place, strict=True):
            before = forward[-1]
            after = [before[0] * out[0]]
            steps = zip(accumulate(before), own, before[1:], out[1:], strict=False)
            after += [s * w + b * o for s, w, b, o in steps]
            forward.append(_scaled(after))
        return forward

    def _backward(self, in_order: Sequence[list[float]], out_of_place: Sequence[list[float]]) -> list[list[float]]:
        backward = [[1.0] * (len(self.places) + 1)]
        for own, out in zip(reversed(in_order), reversed(out_of_place), strict=True):
            after = backward[-1]
            ahead = list(accumulate(map(mul, reversed(own), reversed(after[1:]))))
            ahead.reverse()
            ahead.append(0.0)
            backward.append(_scaled([a + o * b for a, o, b in zip(ahead, out, after, strict=True)]))
        backward.reverse()
        return backward

    def _shares(
        self, before: Sequence[float], after: Sequence[float], in_order: Sequence[float], own: Sequence[float]
    ) -> Shares:
        usual = [0.0] * self.candidates
        other = [0.0] * self.candidates
        for place, s, w, b in zip(self.places, accumulate(before), in_order, after[1:], strict=False):
            (usual if place.usual else other)[place.candidate] += s * w * b
        self._add_out_of_place(other, own, list(map(mul, before, after)))
        total = sum(usual) + sum(other) or 1.0
        return Shares([u / total for u in usual], [o / total for o in other])

    def _out_of_place(self, own: Sequence[float]) -> list[float]:
        """For each last place in order, the weight of all states that could stand here out of place."""
        count = len(self.places)
        change = [0.0] * (count + 2)
        for weight, at in zip(own, self.home, strict=True):
            if weight and at:
                change[max(at - self.reach, 0)] += weight * self.close
                change[min(at + self.reach + 1, count + 1)] -= weight * self.close
        base = self.far * sum(own)
        return [base + max(s, 0.0) for s in accumulate(change[: count + 1])]

    def _add_out_of_place(self, found: list[float], own: Sequence[float], stay: Sequence[float]) -> None:
        """Add to ``found`` each state's weight of standing here out of place; ``stay`` is that of each last place."""
        sums = [0.0, *accumulate(stay)]
        everywhere = self.far * sums[-1]
        for j, (weight, at) in enumerate(zip(own, self.home, strict=True)):
            if weight:
                around = sums[min(at + self.reach + 1, len(stay))] - sums[max(at - self.reach, 0)] if at else 0.0
                found[j] += weight * (everywhere + self.close * around)


def _homes(places: Sequence[Place], candidates: int) -> list[int]:
    """The place of each candidate's most usual sort name, counted from 1."""
    best = [0.0] * candidates
    home = [0] * candidates
    for at, place in enumerate(places, 1):
        if place.share > best[place.candidate]:
            best[place.candidate], home[place.candidate] = place.share, at
    return home


def _scaled(values: list[float]) -> list[float]:
    scale = max(values)
    return [v / scale for v in values] if scale > 0.0 else values
