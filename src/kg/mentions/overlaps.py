"""Decide between names that overlap: the longest wins, then the leftmost."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter

Placed = tuple[int, int, object]


def longest_then_leftmost(placed: Sequence[Placed]) -> list[Placed]:
    """Of (start, end, thing) tuples those that remain, in order; of equal spans the first given remains.

    O(n log n): candidates are split into clusters that touch nothing outside, and only clusters of several are weighed.
    """
    ordered = sorted(placed, key=itemgetter(0))
    kept: list[Placed] = []
    index, count = 0, len(ordered)
    while index < count:
        first = ordered[index]
        reach, stop = first[1], index + 1
        while stop < count and ordered[stop][0] < reach:
            reach = max(reach, ordered[stop][1])
            stop += 1
        if stop == index + 1:
            kept.append(first)
        else:
            kept.extend(_weighed(ordered[index:stop]))
        index = stop
    return kept


def _weighed(cluster: list[Placed]) -> list[Placed]:
    starts: list[int] = []
    taken: list[Placed] = []
    for item in sorted(cluster, key=lambda item: (item[0] - item[1], item[0])):
        at = bisect_left(starts, item[0])
        if at < len(taken) and taken[at][0] < item[1]:
            continue
        if at and taken[at - 1][1] > item[0]:
            continue
        starts.insert(at, item[0])
        taken.insert(at, item)
    return taken
