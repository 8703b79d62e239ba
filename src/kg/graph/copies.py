"""Copies are not witnesses: which passages share their text, and how sure independent ones make us together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from kg.statements.model import Evidence

SHINGLE = 5
"""Words in a row that count as shared text."""
SHARE = 0.5
"""Part of the shorter passage's words that shared runs must cover for passages to count as near-identical."""
LEAST = 8
"""Words that must be shared at least, so that a bare date or name makes no copy."""
_CROWD = 16

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=16384)
def _words(quote: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(quote.casefold()))


def _runs(words: tuple[str, ...]) -> dict[tuple[str, ...], None]:
    """Each run of ``SHINGLE`` words once, in order."""
    return dict.fromkeys(words[at : at + SHINGLE] for at in range(len(words) - SHINGLE + 1))


def _near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(other) < len(one):
        one, other = other, one
    runs = _runs(other)
    covered: set[int] = set()
    for at in range(len(one) - SHINGLE + 1):
        if one[at : at + SHINGLE] in runs:
            covered.update(range(at, at + SHINGLE))
    return len(covered) >= LEAST and len(covered) >= SHARE * len(one)


def copies(evidence: Mapping[str, Evidence]) -> list[list[str]]:
    """Groups of two or more keys of evidence whose passages are near-identical, each sorted, in order.

    Passages are near-identical when runs of ``SHINGLE`` words that both have cover ``SHARE`` of the shorter one and at
    least ``LEAST`` words; groups are closed under that. Evidence at one place is one passage, not a copy. Cost grows
    with the number of words: where more than a few passages share a run, each is compared with its neighbours only.
    """
    if len(evidence) < 2:
        return []
    texts: dict[tuple[str, ...], list[str]] = {}
    for key in sorted(evidence):
        texts.setdefault(_words(evidence[key].quote), []).append(key)
    if len(texts) == 1 and len({_place(piece) for piece in evidence.values()}) == 1:
        return []
    distinct = sorted(words for words in texts if len(words) >= LEAST)
    group = _Groups(len(distinct))
    buckets: dict[tuple[str, ...], list[int]] = {}
    for index, words in enumerate(distinct):
        for run in _runs(words):
            buckets.setdefault(run, []).append(index)
    compared: set[tuple[int, int]] = set()
    for members in buckets.values():
        for position, index in enumerate(members):
            for other in members[position + 1 : position + 2 if len(members) > _CROWD else None]:
                if (index, other) not in compared:
                    compared.add((index, other))
                    if group.of(index) != group.of(other) and _near(distinct[index], distinct[other]):
                        group.join(index, other)
    gathered: dict[int, list[str]] = {}
    for index, words in enumerate(distinct):
        gathered.setdefault(group.of(index), []).extend(texts[words])
    found = [sorted(keys) for keys in gathered.values()]
    return sorted(keys for keys in found if len({_place(evidence[key]) for key in keys}) > 1)


def _place(evidence: Evidence) -> tuple[str, int, int]:
    return evidence.document, evidence.span.start, evidence.span.end


class _Groups:
    """Disjoint sets of 0 … n-1; the smallest member names a set."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))

    def of(self, index: int) -> int:
        while self._parents[index] != index:
            self._parents[index] = self._parents[self._parents[index]]
            index = self._parents[index]
        return index

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.of(one), self.of(other)))
        self._parents[second] = first


def links(groups: Iterable[Sequence[str]], evidence: Mapping[str, Evidence]) -> Iterable[tuple[str, str]]:
    """Pairs of keys to link, both ways: every member of a group with the first one elsewhere."""
    for keys in groups:
        first = keys[0]
        for key in keys[1:]:
            if _place(evidence[key]) != _place(evidence[first]):
                yield first, key
                yield key, first


def confidence(witnesses: Mapping[str, Evidence], groups: Iterable[Sequence[str]]) -> float:
    """How sure independent texts make us together: 1 − Π(1 − c), where one document or a group of copies counts once.

    Each such text counts with its best piece of evidence. At most 0.9999: nothing here is certain.
    """
    keys = sorted(witnesses)
    number = {key: index for index, key in enumerate(keys)}
    texts = _Groups(len(keys))
    documents: dict[str, int] = {}
    for key in keys:
        texts.join(number[key], documents.setdefault(witnesses[key].document, number[key]))
    for group in groups:
        members = [number[key] for key in group if key in number]
        for member in members[1:]:
            texts.join(members[0], member)
    best: dict[int, float] = {}
    for key in keys:
        text = texts.of(number[key])
        best[text] = max(best.get(text, 0.0), witnesses[key].confidence)
    doubt = 1.0
    for value in sorted(best.values()):
        doubt *= 1.0 - value
    return min(1.0 - doubt, 0.9999)
