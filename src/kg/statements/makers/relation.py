"""Events in the diplomatic relations of two countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mentions.model import Entity
from kg.statements.makers.reading import Reading
from kg.statements.model import Event, EventKind, Relation
from kg.statements.symbols import SymbolKind, block

_FROM_TO = re.compile(f"(?:between|from) [{block(SymbolKind.RANGE)}] ")
_ENDED_BY_RANGE = {EventKind.SEVERED: EventKind.RESTORED, EventKind.SUSPENDED: EventKind.RESTORED}


def make(reading: Reading) -> Iterator[Relation]:
    """One relation with its event for each pair of countries; a broken one that has an end was restored then,
    a recognition that has one was taken back."""
    kind = EventKind(reading.constants["event"])
    for actor, other in _pairs(reading):
        start, end = reading.times()[0]
        by = actor if "actor" in reading.constants else None
        events = [Event(kind, start, by)]
        ends = "end" in reading.symbols or _FROM_TO.search(reading.form.text) is not None
        if end is not None and kind in _ENDED_BY_RANGE and ends:
            events.append(Event(_ENDED_BY_RANGE[kind], end))
        if kind is EventKind.RECOGNIZED and "end" in reading.symbols:
            events.append(Event(EventKind.RECOGNITION_WITHDRAWN, end, by))
        if "then" in reading.constants:
            events.append(Event(EventKind(reading.constants["then"]), end))
        yield Relation(actor, other, tuple(events))


def _pairs(reading: Reading) -> list[tuple[Entity, Entity]]:
    """Actors with others, the two of a pair, one country with the subject, or the two that the text is about."""
    actors, others = reading.entities("actor"), reading.entities("other")
    pair = reading.entities("pair")
    if len(pair) == 2:
        return [(pair[0], pair[1])]
    if pair:
        return []
    subject = reading.discourse.subject
    if actors and others:
        return [(a, b) for a in actors for b in others if a != b]
    if not actors and not others:
        known = reading.discourse.default_pair()
        return [(known[0], known[1])] if len(known) == 2 else []
    if others:
        return [(s, b) for s in _counterparts(reading, others) for b in others]
    if len(actors) == 2 and subject not in actors:
        return [(actors[0], actors[1])]
    if len(actors) == 2:
        return [(actors[0], actors[1])]
    return [(a, s) for a in actors for s in _counterparts(reading, actors)]


def _counterparts(reading: Reading, named: tuple[Entity, ...]) -> list[Entity]:
    """Who the named countries' relations are with, where the sentence does not say."""
    discourse = reading.discourse
    if discourse.partner is not None and discourse.partner in named and discourse.subject is not None:
        return [s for s in discourse.subjects[:1] if s not in named]
    if discourse.partner is not None and set(named) <= set(discourse.subjects):
        return [discourse.partner]
    return [s for s in discourse.subjects if s not in named][:1]
