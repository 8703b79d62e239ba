"""Counts what a release holds, for its manifest, its VoID and its service description."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.store.survey import Survey

_RANGES = 64
"""Distinct digests are counted range by range, so that a set holds a small share of them."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over the merged view: its triples, distinct subjects and objects, instances of each class by IRI and
    triples of each property by IRI; and the number of named graphs beside it."""

    triples: int
    subjects: int
    objects: int
    graphs: int
    classes: dict[str, int]
    properties: dict[str, int]


@dataclass(slots=True)
class Counting:
    """The counts of surveys that have been added. Distinct terms are told by 64-bit digests (8 bytes each).

    ``pointed`` counts the triples that point to each country, organization and person.
    """

    pointed: Counter[str] = field(default_factory=Counter)
    _subjects: int = 0
    _triples: int = 0
    _classes: Counter[str] = field(default_factory=Counter)
    _properties: Counter[str] = field(default_factory=Counter)
    _objects: list[array[int]] = field(default_factory=list)
    _graphs: list[array[int]] = field(default_factory=list)

    def add(self, found: Survey) -> None:
        """Add a survey of subjects that were not in any other."""
        self.pointed.update(found.pointed)
        self._subjects += found.subjects
        self._triples += found.triples
        self._classes.update(found.classes)
        self._properties.update(found.properties)
        self._objects.append(found.objects)
        self._graphs.append(found.graphs)

    def statistics(self) -> Statistics:
        """What has been counted."""
        return Statistics(
            self._triples,
            self._subjects,
            distinct(self._objects),
            distinct(self._graphs),
            dict(sorted(self._classes.items())),
            dict(sorted(self._properties.items())),
        )


def packed(found: Survey) -> bytes:
    """The counts of a survey, without its nodes and quotes."""
    numbers = [found.subjects, found.triples, found.classes, found.properties, found.pointed, len(found.objects)]
    return (
        json.dumps(numbers, separators=(",", ":")).encode() + b"\n" + found.objects.tobytes() + found.graphs.tobytes()
    )


def unpacked(content: bytes) -> Survey:
    """A survey with the counts alone. Raises ValueError for anything but what ``packed`` gives."""
    head, _, digests = content.partition(b"\n")
    subjects, triples, classes, properties, pointed, objects = json.loads(head)
    all_ = array("Q", digests)
    counted = (Counter(classes), Counter(properties), all_[:objects], all_[objects:])
    return Survey(subjects, triples, *counted, pointed=Counter(pointed))


def distinct(digests: Sequence[array[int]]) -> int:
    """How many different numbers below 2⁶⁴ there are in sorted arrays."""
    total = 0
    bounds = [number * ((1 << 64) // _RANGES) for number in range(_RANGES)] + [1 << 64]
    starts = [0] * len(digests)
    for bound in bounds[1:]:
        ends = [bisect_left(own, bound, start) for own, start in zip(digests, starts, strict=True)]
        total += len(set().union(*(own[a:b] for own, a, b in zip(digests, starts, ends, strict=True))))
        starts = ends
    return total
