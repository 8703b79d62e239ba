"""Reads which passages of a document are evidence, and of what.

One look-up gives the places of all of them, three more what a page needs of some.

    Place       a piece of evidence, where it stands in the text, and what it supports
    Passage     a stretch of text with everything it supports, ready to be shown
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Store

from kg.store.kinds import KIND_BY_TYPE, KINDS
from kg.store.things import checked, expand, select, values

SHOWN_CANDIDATES = 2
"""How many candidates for a name that is lost stand beside its row."""

_ORDER = {kind.name: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of evidence at ``start`` to ``end`` of its text, and the (IRI, kind) of what it supports."""

    start: int
    end: int
    evidence: str
    supports: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Supported:
    """A statement that a passage supports."""

    iri: str
    label: str
    kind: str
    restored: bool
    candidates: tuple[tuple[str, str, str], ...] = ()
    """For a relation whose other side is not named: (IRI, label, weight) of the likeliest."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document's text that supports statements; ``anchor`` is its fragment on the page."""

    start: int
    end: int
    line: int
    quote: str
    evidence: tuple[str, ...]
    supported: tuple[Supported, ...]

    @property
    def anchor(self) -> str:
        """``p-120-240``: the fragment that names the passage."""
        return f"p-{self.start}-{self.end}"

    @property
    def told(self) -> tuple[Supported, ...]:
        """What a note beside it names: events are left to their relations."""
        plain = tuple(said for said in self.supported if said.kind != "event")
        return plain or self.supported

    @property
    def kind(self) -> str:
        """The kind of its first statement; ``none`` if it supports none by itself."""
        return self.supported[0].kind if self.supported else "none"


def read_places(store: Store, document: str) -> tuple[Place, ...]:
    """Every piece of evidence in a document, in order of place, in one look-up."""
    types = ", ".join(KIND_BY_TYPE)
    query = f"""SELECT ?e ?start ?end ?s ?type {{ ?e dcterms:source {checked(document)} ; kg:textStart ?start ;
        kg:textEnd ?end . OPTIONAL {{ ?s kg:supportedBy ?e ; a ?type FILTER(?type IN ({types})) }} }}"""
    names = {expand(kind.type): kind.name for kind in KINDS}
    spans: dict[str, tuple[int, int]] = {}
    supports: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for e, start, end, s, type_ in select(store, query):
        spans[e.value] = (int(start.value), int(end.value))
        if s is not None:
            supports[e.value].add((s.value, names[type_.value]))
    found = [Place(*span, e, tuple(sorted(supports[e]))) for e, span in spans.items()]
    return tuple(sorted(found, key=lambda place: (place.start, place.end, place.evidence)))


def read_passages(store: Store, places: Sequence[Place]) -> tuple[Passage, ...]:
    """The passages at these places, in order, with what they support, in three look-ups."""
    evidence = _read_quotes(store, [place.evidence for place in places])
    said = _read_supported(store, {support for place in places for support in place.supports})
    spots: dict[tuple[int, int], list[Place]] = defaultdict(list)
    for place in places:
        if place.evidence in evidence:
            spots[place.start, place.end].append(place)
    return tuple(_passage(spot, spots[spot], evidence, said) for spot in sorted(spots))


def _passage(
    spot: tuple[int, int],
    places: Sequence[Place],
    evidence: Mapping[str, tuple[int, str]],
    said: Mapping[str, Supported],
) -> Passage:
    line, quote = evidence[places[0].evidence]
    merged = {iri for place in places for iri, _ in place.supports}
    supported = sorted((said[iri] for iri in merged), key=lambda s: (s.restored, _ORDER[s.kind], s.iri))
    iris = tuple(place.evidence for place in places)
    return Passage(*spot, line, quote, iris, tuple(supported))


def _read_quotes(store: Store, evidence: Sequence[str]) -> dict[str, tuple[int, str]]:
    if not evidence:
        return {}
    query = f"SELECT ?e ?line ?quote {{ VALUES ?e {{ {values(evidence)} }} ?e kg:line ?line ; kg:quote ?quote }}"
    return {e.value: (int(line.value), quote.value) for e, line, quote in select(store, query)}


def _read_supported(store: Store, supports: Iterable[tuple[str, str]]) -> dict[str, Supported]:
    kinds: dict[str, str] = {}
    for iri, kind in supports:
        kinds[iri] = min(kinds.get(iri, kind), kind, key=lambda name: _ORDER[name])
    if not kinds:
        return {}
    query = f"""SELECT ?s ?label ?derivation {{ VALUES ?s {{ {values(sorted(kinds))} }}
        OPTIONAL {{ ?s rdfs:label ?label }} OPTIONAL {{ ?s kg:derivation ?derivation }} }}"""
    told: dict[str, tuple[str, bool]] = {}
    for s, label, derivation in select(store, query):
        restored = derivation is not None and derivation.value.endswith("-restored")
        named = label.value if label is not None else s.value
        told[s.value] = min(told.get(s.value, (named, restored)), (named, restored))
    candidates = _read_candidates(store, [iri for iri, kind in kinds.items() if kind == "relation"])
    return {iri: Supported(iri, *_named(told, iri, kind), candidates.get(iri, ())) for iri, kind in kinds.items()}


def _named(told: Mapping[str, tuple[str, bool]], iri: str, kind: str) -> tuple[str, str, bool]:
    label, restored = told[iri]
    return label, kind, restored


def _read_candidates(store: Store, relations: Sequence[str]) -> dict[str, tuple[tuple[str, str, str], ...]]:
    if not relations:
        return {}
    query = f"""SELECT DISTINCT ?r ?country ?label ?weight ?rank {{ VALUES ?r {{ {values(relations)} }}
        ?r kg:hasCandidate ?c . ?c kg:candidate ?country ; kg:weight ?weight ; kg:rank ?rank .
        ?country rdfs:label ?label FILTER(?rank <= {SHOWN_CANDIDATES}) }} ORDER BY ?r ?rank ?country"""
    found: dict[str, list[Any]] = defaultdict(list)
    for relation, country, label, weight, _ in select(store, query):
        found[relation.value].append((country.value, label.value, weight.value))
    return {relation: tuple(rows) for relation, rows in found.items()}
