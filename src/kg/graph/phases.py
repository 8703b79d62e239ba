"""Phases: what the events of a relation say of its state between them, ``unknown`` where they leave a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.graph.dates import compatible
from kg.graph.shortcuts import Happening, in_order
from kg.mentions.model import Date
from kg.statements.model import EventKind


class State(StrEnum):
    """The state of a relation during a phase."""

    RELATIONS = "relations"
    RECOGNIZED = "recognized"
    BROKEN = "broken"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Phase:
    """The relation is in ``state`` from ``start`` up to ``end``; ``None`` is an open side."""

    state: State
    start: Date | None
    end: Date | None


_LEADS_TO = {
    EventKind.RECOGNIZED: State.RECOGNIZED,
    EventKind.RECOGNITION_WITHDRAWN: State.ENDED,
    EventKind.ESTABLISHED: State.RELATIONS,
    EventKind.SEVERED: State.BROKEN,
    EventKind.SUSPENDED: State.BROKEN,
    EventKind.RESTORED: State.RELATIONS,
    EventKind.UPGRADED: State.RELATIONS,
    EventKind.DOWNGRADED: State.RELATIONS,
    EventKind.ENDED: State.ENDED,
}
_APART = frozenset({State.BROKEN, State.ENDED})


def phases(events: Sequence[Happening]) -> list[Phase]:
    """The phases between the dated events, in time.

    Before the first establishment or recognition nothing is said. Before a break, restoration, upgrade or end that no
    earlier event explains, the state is unknown: "restored" while relations held means that a break was left out, so
    the time since the last event is unknown. The end of a former state's relations ends nothing while the relations
    established by the state that is there go on. An undated break or end after establishment leaves the time after
    the last event unknown, as nobody says whether it came before or after.
    """
    found: list[Phase] = []
    state: State | None = None
    since: Date | None = None
    for event in in_order(events):
        after = _LEADS_TO.get(event.kind)
        if after is None or _says_nothing(event, state, events):
            continue
        same_day = since is not None and event.date is not None and compatible(since, event.date)
        before = _before(event.kind, state)
        if before is not None and not (same_day and before is State.UNKNOWN):
            found.append(Phase(before, since, event.date))
        elif before is None and after is state:
            continue
        state, since = after, event.date
    if state is not None:
        found.append(Phase(_last(state, events), since, None))
    return found


def _before(kind: EventKind, state: State | None) -> State | None:
    """The state that held until an event of the kind, given the one that the events so far left."""
    match kind:
        case EventKind.RECOGNIZED | EventKind.ESTABLISHED:
            if state is None:
                return None
            return None if state is _LEADS_TO[kind] else state
        case EventKind.RESTORED:
            return state if state in _APART else State.UNKNOWN
        case EventKind.SEVERED | EventKind.SUSPENDED | EventKind.ENDED | EventKind.RECOGNITION_WITHDRAWN:
            if state is _LEADS_TO[kind]:
                return None
            return State.UNKNOWN if state is None else state
        case _:
            return None if state is State.RELATIONS else State.UNKNOWN if state is None else state


def _says_nothing(event: Happening, state: State | None, events: Sequence[Happening]) -> bool:
    if event.kind is EventKind.RECOGNIZED and state is not None:
        return state is not State.ENDED
    if event.kind is EventKind.ENDED and event.as_states:
        others = [other for other in events if not other.as_states & event.as_states]
        return any(other.kind in (EventKind.ESTABLISHED, EventKind.RESTORED) for other in others)
    return False


def _last(state: State, events: Sequence[Happening]) -> State:
    undated = {_LEADS_TO.get(event.kind) for event in events if event.date is None} - {None, State.RECOGNIZED}
    return State.UNKNOWN if undated - {state} else state
