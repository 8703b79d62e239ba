"""Weighs all ways to give the rows of an unordered list different names: belief propagation on a matching.

Every row has one name, every name belongs to at most one row. Messages between rows and names converge quickly on such
a graph and give nearly the exact share of each pairing among all of them (Huang and Jebara 2009, arXiv:0908.1769).
"""

from __future__ import annotations

from collections.abc import Sequence

_ROUNDS = 12
_LEFT = 0.02
"""What remains of a name's odds in a row when another row has it for sure: lists do name a state twice."""


def matching_posterior(weights: Sequence[Sequence[float]], unknown: Sequence[float]) -> list[list[float]]:
    """For each row, the probability of each candidate, 0 to 1; what is missing to 1 is that it is none of them.

    ``weights[i][j]`` are the odds of candidate ``j`` in row ``i`` against not being listed, ``unknown[i]`` those of
    no candidate at all (positive). Time grows with rows × candidates.
    """
    sparse = [[(j, w) for j, w in enumerate(row) if w > 0.0] for row in weights]
    columns = len(weights[0]) if weights else 0
    free = [[1.0] * len(row) for row in sparse]
    for _ in range(_ROUNDS):
        wanted: list[list[float]] = []
        total = [0.0] * columns
        for row, open_, rest in zip(sparse, free, unknown, strict=True):
            offers = [w * f for (_, w), f in zip(row, open_, strict=True)]
            everything = rest + sum(offers)
            wants = [w / max(everything - o, 1e-300) for (_, w), o in zip(row, offers, strict=True)]
            for (j, _), want in zip(row, wants, strict=True):
                total[j] += want
            wanted.append(wants)
        free = [
            [
                0.5 * old + 0.5 * max(1.0 / (1.0 + max(total[j] - want, 0.0)), _LEFT)
                for (j, _), want, old in zip(row, wants, open_, strict=True)
            ]
            for row, wants, open_ in zip(sparse, wanted, free, strict=True)
        ]
    posterior = []
    for row, open_, rest in zip(sparse, free, unknown, strict=True):
        found = [0.0] * columns
        scores = [w * f for (_, w), f in zip(row, open_, strict=True)]
        everything = rest + sum(scores)
        for (j, _), score in zip(row, scores, strict=True):
            found[j] = score / everything
        posterior.append(found)
    return posterior
