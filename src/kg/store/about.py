"""Reads what is said about a thing as a short list: kind, label and date of each statement, in three look-ups.

Pages count, filter and cut it, from the index of the release where that has it (``shortlist``); only the statements of
one page are then read in full (``describe``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Store

from kg.store.kinds import KIND_BY_TYPE, KINDS, LINKS
from kg.store.things import checked, curie, read_labels, select


@dataclass(frozen=True, slots=True)
class Moment:
    """Something dated: what happened (empty unless it is an event of a relation), earliest and latest day.

    Days are in ISO form, empty where that bound is not known.
    """

    event: str
    earliest: str
    latest: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement about a thing; ``moments`` are its start, or for a relation its events, in order.

    ``partner`` is for relations only: the label of the other side, empty where the source does not name it.
    """

    iri: str
    kind: str
    label: str
    restored: bool
    moments: tuple[Moment, ...] = ()
    partner: str = ""

    @property
    def earliest(self) -> str:
        """The first day that any of its moments may have been; empty if none is dated."""
        return min((m.earliest for m in self.moments if m.earliest), default="")


def read_about(store: Store, iri: str) -> tuple[Said, ...]:
    """Every statement about a thing: kind by kind, dated ones first, by date, then by label."""
    found = [*_relations(store, iri), *_others(store, iri)]
    order = {kind.name: rank for rank, kind in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda s: (order[s.kind], not s.earliest, s.earliest, s.label, s.iri)))


def _relations(store: Store, iri: str) -> list[Said]:
    this = checked(iri)
    rows = select(
        store,
        f"""SELECT ?s ?label ?derivation ?other ?kind ?a ?b {{ ?s kg:between {this} ; a kg:DiplomaticRelation .
        OPTIONAL {{ ?s rdfs:label ?label }} OPTIONAL {{ ?s kg:derivation ?derivation }}
        OPTIONAL {{ ?s kg:between ?other FILTER(?other != {this}) }}
        OPTIONAL {{ ?s kg:hasEvent ?e . ?e kg:eventKind ?kind
          OPTIONAL {{ ?e kg:startEarliest ?a }} OPTIONAL {{ ?e kg:startLatest ?b }} }} }}""",
    )
    names = read_labels(store, {row[3].value for row in rows if row[3] is not None})
    heads: dict[str, tuple[str, bool, str]] = {}
    moments: dict[str, set[Moment]] = {}
    for s, label, derivation, other, kind, a, b in rows:
        partner = "" if other is None else names.get(other.value, other.value)
        heads[s.value] = (_text(label), _text(derivation).endswith("-restored"), partner)
        own = moments.setdefault(s.value, set())
        if kind is not None:
            own.add(Moment(event_words(kind.value), _text(a), _text(b)))
    return [
        Said(s, "relation", label, restored, ordered(moments[s]), partner)
        for s, (label, restored, partner) in heads.items()
    ]


def _others(store: Store, iri: str) -> list[Said]:
    types = [kind.type for kind in KINDS if kind.name != "relation"]
    rows = select(
        store,
        f"""SELECT ?s ?type ?label ?derivation ?a ?b {{
        {{ SELECT DISTINCT ?s {{ ?s ?link {checked(iri)} FILTER(?link IN ({", ".join(LINKS)})) }} }}
        ?s a ?type FILTER(?type IN ({", ".join(types)}))
        OPTIONAL {{ ?s rdfs:label ?label }} OPTIONAL {{ ?s kg:derivation ?derivation }}
        OPTIONAL {{ ?s kg:startEarliest ?a }} OPTIONAL {{ ?s kg:startLatest ?b }} }}""",
    )
    found: dict[tuple[str, str], Said] = {}
    for s, type_, label, derivation, a, b in rows:
        kind = KIND_BY_TYPE[curie(type_.value)].name
        moments = (Moment("", _text(a), _text(b)),) if a is not None or b is not None else ()
        said = Said(s.value, kind, _text(label), _text(derivation).endswith("-restored"), moments)
        kept = found.get((s.value, kind), said)
        found[s.value, kind] = min(
            kept, said, key=lambda one: (one.label, one.earliest, one.moments[0].latest if one.moments else "")
        )
    return list(found.values())


def event_words(iri: str) -> str:
    """What happened, in words, from the IRI of an event's kind."""
    return iri.rpartition("#event-")[2].replace("-", " ")


def ordered(moments: set[Moment]) -> tuple[Moment, ...]:
    """Moments by date, undated ones last."""
    return tuple(sorted(moments, key=lambda m: (m.earliest or m.latest or "~", m.event, m.latest)))


def _text(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", ""))


def count_kinds(said: Sequence[Said]) -> dict[str, int]:
    """How many statements of each kind there are, by the kind's name; kinds without any are left out."""
    counted: dict[str, int] = {}
    for one in said:
        counted[one.kind] = counted.get(one.kind, 0) + 1
    return counted
