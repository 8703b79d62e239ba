"""Weighs all ways to read a table as an alphabetical list: a hidden Markov model over rows and places of the alphabet.

A row stands either in order, at a later place of the alphabet than every row in order before it, or out of place. Each
way to read the table has a weight: the product of its rows' own evidence, the odds that each named state is listed at
all, and the shares of rows in order and out of place. The forward–backward algorithm (Rabiner 1989, Proceedings of the
IEEE 77:257) sums over all of them, so that a name is as likely as the explanations that contain it.

A state stands in a table once, which a Markov chain cannot remember; so the chain is run a few times, each time with
every row's evidence for a state lowered by what the other rows already claim of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from kg.statements.restore_parameters import Parameters

_ROUNDS = 3
_LEFT = 0.02
"""What remains of a state's odds in a row when another row has it for sure: tables do list a state twice."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the alphabet: the candidate (an index) that would stand there, and the share of that sort name."""

    candidate: int
    share: float


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
    claimed = [[0.0] * len(odds) for _ in evidence]
    posterior: list[list[float]] = []
    for turn in range(_ROUNDS):
        lowered = [_lowered(own, odds, taken) for own, taken in zip(evidence, claimed, strict=True)]
        posterior = _forward_backward(lowered, places, parameters, misplaced, len(odds))
        if turn + 1 < _ROUNDS:
            claimed = _claimed_by_others(posterior, claimed)
    return posterior


def _lowered(own: Sequence[float], odds: Sequence[float], taken: Sequence[float]) -> list[float]:
    weights = [e * o * max(1.0 - t, _LEFT) for e, o, t in zip(own, odds, taken, strict=True)]
    scale = max(weights) or 1.0
    return [w / scale for w in weights]


def _claimed_by_others(posterior: Sequence[Sequence[float]], before: Sequence[Sequence[float]]) -> list[list[float]]:
    sums = [sum(column) for column in zip(*posterior, strict=True)]
    return [
        [0.5 * old + 0.5 * min(total - p, 1.0) for total, p, old in zip(sums, row, earlier, strict=True)]
        for row, earlier in zip(posterior, before, strict=True)
    ]


def _forward_backward(
    weights: Sequence[Sequence[float]],
    places: Sequence[Place],
    parameters: Parameters,
    misplaced: float,
    candidates: int,
) -> list[list[float]]:
    rows, count = len(weights), len(places)
    home = _homes(places, candidates)
    in_order = [[(1.0 - misplaced) * place.share * own[place.candidate] for place in places] for own in weights]
    far = misplaced * (1.0 - parameters.near) / rows
    close = misplaced * parameters.near / (2 * parameters.reach)
    out_of_place = [_out_of_place(own, home, count, far, close, parameters.reach) for own in weights]
    forward = [[1.0] + [0.0] * count]
    for own, out in zip(in_order, out_of_place, strict=True):
        before = forward[-1]
        sums = accumulate(before)
        after = [before[0] * out[0]]
        after += [s * w + b * o for s, w, b, o in zip(sums, own, before[1:], out[1:], strict=False)]
        forward.append(_scaled(after))
    backward = [[1.0] * (count + 1)]
    for own, out in zip(reversed(in_order), reversed(out_of_place), strict=True):
        after = backward[-1]
        ahead = list(accumulate(w * b for w, b in zip(reversed(own), reversed(after[1:]), strict=True)))
        ahead.reverse()
        ahead.append(0.0)
        backward.append(_scaled([a + o * b for a, o, b in zip(ahead, out, after, strict=True)]))
    backward.reverse()
    posterior = []
    for i in range(rows):
        found = [0.0] * candidates
        before, after = forward[i], backward[i + 1]
        sums = accumulate(before)
        for place, s, w, b in zip(places, sums, in_order[i], after[1:], strict=False):
            found[place.candidate] += s * w * b
        stay = [f * b for f, b in zip(before, after, strict=True)]
        _add_out_of_place(found, weights[i], stay, home, far, close, parameters.reach)
        total = sum(found) or 1.0
        posterior.append([f / total for f in found])
    return posterior


def _homes(places: Sequence[Place], candidates: int) -> list[int]:
    """The place of each candidate's most usual sort name, counted from 1."""
    best = [0.0] * candidates
    home = [0] * candidates
    for at, place in enumerate(places, 1):
        if place.share > best[place.candidate]:
            best[place.candidate], home[place.candidate] = place.share, at
    return home


def _out_of_place(
    own: Sequence[float], home: Sequence[int], count: int, far: float, close: float, reach: int
) -> list[float]:
    """For each last place in order, the weight of all states that could stand here out of place."""
    change = [0.0] * (count + 2)
    for weight, at in zip(own, home, strict=True):
        if weight and at:
            change[max(at - reach, 0)] += weight * close
            change[min(at + reach + 1, count + 1)] -= weight * close
    base = far * sum(own)
    return [base + max(s, 0.0) for s in accumulate(change[: count + 1])]


def _add_out_of_place(
    found: list[float],
    own: Sequence[float],
    stay: Sequence[float],
    home: Sequence[int],
    far: float,
    close: float,
    reach: int,
) -> None:
    """Add to ``found`` each state's weight of standing here out of place."""
    sums = [0.0, *accumulate(stay)]
    everywhere = far * sums[-1]
    for j, (weight, at) in enumerate(zip(own, home, strict=True)):
        if weight:
            around = sums[min(at + reach + 1, len(stay))] - sums[max(at - reach, 0)] if at else 0.0
            found[j] += weight * (everywhere + close * around)


def _scaled(values: list[float]) -> list[float]:
    scale = max(values)
    return [v / scale for v in values] if scale > 0.0 else values
