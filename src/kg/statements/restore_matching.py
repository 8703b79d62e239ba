"""Weighs all ways to give the rows of an unordered list different names: belief propagation on a matching.

Every row has one name, every name belongs to at most one row. Messages between rows and names converge quickly on such
a graph and give nearly the exact share of each pairing among all of them (Huang and Jebara 2009, arXiv:0908.1769).
A name that a row hardly wants gets the same message from it as from any other row, which leaves little to compute.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import add, mul

_ROUNDS = 12
_LEFT = 0.003
"""What remains of a name's odds in a row when another row has it for sure: lists do name a state twice."""
_WANTED = 0.01
"""From this share of a row on, a name gets a message of its own."""


def matching_posterior(weights: Sequence[Sequence[float]], unknown: Sequence[float]) -> list[list[float]]:
    """For each row, the probability of each candidate, 0 to 1; what is missing to 1 is that it is none of them.

    ``weights[i][j]`` are the odds of candidate ``j`` in row ``i`` against not being listed, ``unknown[i]`` those of
    no candidate at all (positive). Time grows with rows × candidates.
    """
    columns = len(weights[0]) if weights else 0
    free = [1.0] * columns
    own: list[dict[int, float]] = [{} for _ in weights]
    for _ in range(_ROUNDS):
        total = [0.0] * columns
        wanted: list[dict[int, float]] = []
        for row, mine, rest in zip(weights, own, unknown, strict=True):
            offers = _offers(row, free, mine)
            everything = rest + sum(offers)
            shares = [offer / everything for offer in offers]
            wants = {j: share for j, share in enumerate(shares) if share > _WANTED}
            for j, share in wants.items():
                shares[j] = wants[j] = share / max(1.0 - share, 1e-9)
            total = list(map(add, total, shares))
            wanted.append(wants)
        own = [
            {
                j: 0.5 * mine.get(j, free[j]) + 0.5 * max(1.0 / (1.0 + max(total[j] - want, 0.0)), _LEFT)
                for j, want in wants.items()
            }
            for wants, mine in zip(wanted, own, strict=True)
        ]
        free = [0.5 * old + 0.5 * max(1.0 / (1.0 + t), _LEFT) for old, t in zip(free, total, strict=True)]
    posterior = []
    for row, mine, rest in zip(weights, own, unknown, strict=True):
        offers = _offers(row, free, mine)
        everything = rest + sum(offers)
        posterior.append([offer / everything for offer in offers])
    return posterior


def _offers(row: Sequence[float], free: Sequence[float], own: dict[int, float]) -> list[float]:
    offers = list(map(mul, row, free))
    for j, left in own.items():
        offers[j] = row[j] * left
    return offers
