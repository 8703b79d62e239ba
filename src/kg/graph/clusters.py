"""Which keys name one thing: undated and coarse mentions join the one period or event that they can mean.

Every function takes assertions about the same participants and gives nodes, whatever the order of the input.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

from kg.graph.dates import compatible, envelope
from kg.graph.express import Assertion
from kg.graph.iris import entity_key
from kg.graph.nodes import KeyGroup, Node, by_key, node
from kg.graph.shortcuts import APART
from kg.graph.slugs import slugify
from kg.mentions.model import Date, Entity, Precision
from kg.statements.model import Event, EventKind, Membership, Mission, Tenure

Agree = Callable[[KeyGroup, KeyGroup], bool]
_FINENESS = {Precision.DAY: 0, Precision.MONTH: 1, Precision.YEAR: 2, Precision.SPAN: 3}


def cluster_periods(assertions: Iterable[Assertion]) -> list[Node]:
    """Nodes of memberships, tenures, visits, missions, disputes, borders, observations with the same participants."""
    nodes = []
    for group in _apart(assertions, _period_signature):
        nodes += [node(keys) for keys in _joined(by_key(group), _same_period)]
    return nodes


def _apart(assertions: Iterable[Assertion], signature: Callable[[Assertion], Hashable]) -> list[list[Assertion]]:
    groups: dict[Hashable, list[Assertion]] = {}
    for assertion in assertions:
        groups.setdefault(signature(assertion), []).append(assertion)
    return list(groups.values())


def _period_signature(assertion: Assertion) -> Hashable:
    match assertion.said:
        case Membership() as membership:
            return membership.role
        case Tenure() as tenure:
            return slugify(tenure.title)
        case Mission() as mission:
            return mission.kind
        case _:
            return ""


def _joined(groups: Sequence[KeyGroup], agree: Agree) -> list[list[KeyGroup]]:
    """Key groups that mean one thing: a coarser or undated one joins the only finer one it is compatible with.

    Where several fit, those that its own documents date come first: a document's "since restored" is the restoration
    whose date it gives. With none or several left it stands alone, and may be joined in turn.
    """
    starts = {group.key.path: group.envelope("start") for group in groups}

    def precision(group: KeyGroup) -> tuple[int, str]:
        start = starts[group.key.path]
        return (4 if start is None else _FINENESS[start.precision]), group.key.path

    joined: list[list[KeyGroup]] = []
    for group in sorted(groups, key=precision):
        start = starts[group.key.path]
        candidates = [
            cluster
            for cluster in joined
            if _can_meet(start, starts[cluster[0].key.path]) and all(agree(group, other) for other in cluster)
        ]
        if len(candidates) > 1:
            candidates = [cluster for cluster in candidates if group.documents <= cluster[0].documents]
        if len(candidates) == 1:
            candidates[0].append(group)
        else:
            joined.append([group])
    return joined


def _can_meet(one: Date | None, other: Date | None) -> bool:
    return one is None or other is None or compatible(one, other)


def _same_period(one: KeyGroup, other: KeyGroup) -> bool:
    """Ends can be one, starts precede ends, and cities and seats of missions are the same where both are known."""
    end, other_end = one.envelope("end"), other.envelope("end")
    if not _can_meet(end, other_end):
        return False
    for start, stop in ((one.envelope("start"), other_end), (other.envelope("start"), end)):
        if start is not None and stop is not None and start.earliest > stop.latest:
            return False
    return all(_overlap(_details(one, detail), _details(other, detail)) for detail in (_city, _seat))


def _details(group: KeyGroup, detail: Callable[[Mission], str]) -> set[str]:
    return {detail(said) for said in (a.said for a in group.assertions) if isinstance(said, Mission)} - {""}


def _city(mission: Mission) -> str:
    return slugify(mission.city) if mission.city.strip() else ""


def _seat(mission: Mission) -> str:
    return "" if mission.accredited_from is None else entity_key(mission.accredited_from)


def _overlap(one: set[str], other: set[str]) -> bool:
    return not one or not other or bool(one & other)


_ONCE = {
    EventKind.ESTABLISHED: APART,
    EventKind.ENDED: frozenset({EventKind.ESTABLISHED, EventKind.RESTORED}),
    EventKind.RECOGNIZED: frozenset({EventKind.RECOGNITION_WITHDRAWN}),
    EventKind.RECOGNITION_WITHDRAWN: frozenset({EventKind.RECOGNIZED}),
}


def cluster_events(assertions: Iterable[Assertion]) -> list[Node]:
    """Nodes of the events of one relation, in no order of time.

    Events of a kind merge by compatible date. Some happen once (establishment, recognition by one side, …): unless
    something undid them between, incompatible dates of these are one event on which sources disagree.
    """
    joined: dict[tuple[EventKind, str], list[list[KeyGroup]]] = {}
    for group in _apart(assertions, _event_signature):
        joined[_event_signature(group[0])] = _joined(by_key(group), _same_event)
    _find_actors(joined)
    nodes: list[Node] = []
    for (kind, actor), clusters in joined.items():
        if kind in _ONCE:
            undoing = [
                _when(keys)
                for (other, who), found in joined.items()
                if other in _ONCE[kind] and (not actor or who in ("", actor))
                for keys in found
            ]
            clusters = _at_once(clusters, undoing)
        nodes += [node(keys) for keys in clusters]
    return nodes


def _find_actors(joined: dict[tuple[EventKind, str], list[list[KeyGroup]]]) -> None:
    """Moves a recognition whose actor is not said to the only one of that date whose actor is."""
    for kind in (EventKind.RECOGNIZED, EventKind.RECOGNITION_WITHDRAWN):
        unknown = joined.get((kind, ""), [])
        known = [keys for (other, actor), found in sorted(joined.items()) if other is kind and actor for keys in found]
        left = []
        for keys in unknown:
            fitting = [found for found in known if _one_recognition(keys, found)]
            if len(fitting) == 1:
                fitting[0].extend(keys)
            else:
                left.append(keys)
        if unknown:
            joined[kind, ""] = left


def _one_recognition(unknown: list[KeyGroup], known: list[KeyGroup]) -> bool:
    one, other = _when(unknown), _when(known)
    dated = one is None or (other is not None and compatible(one, other))
    return dated and all(_same_event(a, b) for a in unknown for b in known)


def _when(keys: Sequence[KeyGroup]) -> Date | None:
    return envelope([date for group in keys if (date := group.envelope("start")) is not None])


def _event_signature(assertion: Assertion) -> tuple[EventKind, str]:
    """Kind, and for recognition who acts (recognition by either side is an event of its own)."""
    said = assertion.said
    assert isinstance(said, Event)
    recognition = said.kind in (EventKind.RECOGNIZED, EventKind.RECOGNITION_WITHDRAWN)
    return said.kind, entity_key(said.actor) if recognition and said.actor is not None else ""


def _same_event(one: KeyGroup, other: KeyGroup) -> bool:
    """Not two events of one claim, and acted as the same former state where both say so."""
    if one.claims & other.claims:
        return False
    return _overlap(_as_states(one), _as_states(other))


def _as_states(group: KeyGroup) -> set[str]:
    states: set[Entity | None] = {a.said.as_state for a in group.assertions if isinstance(a.said, Event)}
    return {entity_key(state) for state in states if state is not None}


def _at_once(clusters: list[list[KeyGroup]], undone: list[Date | None]) -> list[list[KeyGroup]]:
    """Joins neighbours in time that nothing undid between, where no claim has both and the acting state is the same."""
    dated: list[tuple[Date, list[KeyGroup]]] = []
    rest = []
    for keys in clusters:
        when = _when(keys)
        if when is None:
            rest.append(keys)
        else:
            dated.append((when, keys))
    kept: list[tuple[Date, list[KeyGroup]]] = []
    for when, keys in sorted(dated, key=lambda pair: (pair[0].earliest, pair[0].latest, pair[1][0].key.path)):
        if kept and not _undone(kept[-1][0], when, undone) and _one_act(kept[-1][1], keys):
            kept[-1] = (when, kept[-1][1] + keys)
        else:
            kept.append((when, keys))
    return rest + [keys for _, keys in kept]


def _undone(one: Date, other: Date, undone: list[Date | None]) -> bool:
    return any(when is None or (one.earliest <= when.latest and when.earliest <= other.latest) for when in undone)


def _one_act(one: list[KeyGroup], other: list[KeyGroup]) -> bool:
    if any(a.claims & b.claims for a in one for b in other):
        return False
    states = [{state for group in keys for state in _as_states(group)} for keys in (one, other)]
    return states[0] == states[1]
