"""Scores candidates of a reconciliation query by name and by the values that the query gives for properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal

from kg.store.search import Hit, fold
from kg.store.things import Thing, curie, expand

PROPERTY_WEIGHT = 0.4
"""What a property counts beside the name, which counts 1: one that does not fit must not hide the right name."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A property with the values of which a candidate should have one: texts, or ids below ``id/``."""

    property: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score, of 100, and what it is made of: the likeness of the name, then each property."""

    hit: Hit
    score: float
    features: tuple[tuple[str, float], ...]


def read_wishes(given: Any) -> tuple[Wish, ...]:
    """What is under ``properties`` of a query: ``pid`` and ``v``, a text, number, truth value, id or a list of these.

    Raises ValueError for anything else.
    """
    if not isinstance(given, list):
        raise ValueError("“properties” is a list of objects with “pid” and “v”.")
    wishes = []
    for entry in given:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("pid"), str) or "v" not in entry:
            raise ValueError("Each of the “properties” needs a text “pid” and a value “v”.")
        values = entry["v"] if isinstance(entry["v"], list) else [entry["v"]]
        wishes.append(Wish(curie(expand(entry["pid"])), tuple(map(_text, values))))
    return tuple(wishes)


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("id")
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, (str, int, float)):
        raise ValueError("A value “v” is a text, a number, true, false, an object with an “id”, or a list of these.")
    return str(value)


def score(
    hits: Iterable[Hit], wishes: Sequence[Wish], things: Mapping[str, Thing], names: Mapping[str, str], ids: str
) -> list[Scored]:
    """The candidates with their scores, best first; those with equal scores stay in order.

    ``things`` are the candidates by IRI and ``names`` the labels of what they point to, both needed only with
    wishes; ``ids`` is what the IRIs of entities begin with.
    """
    found = []
    for hit in hits:
        thing = things.get(hit.iri)
        features = [("name_similarity", round(100 * hit.score, 1))]
        features += [(wish.property, 100.0 if _fulfils(thing, wish, names, ids) else 0.0) for wish in wishes]
        weighed = features[0][1] + PROPERTY_WEIGHT * sum(value for _, value in features[1:])
        found.append(Scored(hit, round(weighed / (1 + PROPERTY_WEIGHT * len(wishes)), 1), tuple(features)))
    return sorted(found, key=lambda scored: -scored.score)


def _fulfils(thing: Thing | None, wish: Wish, names: Mapping[str, str], ids: str) -> bool:
    """Whether a value is the wished text, a date in the wished year or month, or a thing of that id or name."""
    terms = thing.terms(wish.property) if thing else ()
    for wanted in wish.values:
        folded = fold(wanted)
        for term in terms:
            if isinstance(term, Literal):
                dated = term.datatype.value.endswith("#date") and term.value.startswith(f"{wanted}-")
                if dated or fold(term.value) == folded or _same_number(term.value, wanted):
                    return True
            elif wanted in (term.value, term.value.removeprefix(ids)) or fold(names.get(term.value, "")) == folded:
                return True
    return False


def _same_number(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return False
