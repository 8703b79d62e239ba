"""Where sources disagree: incompatible dates, statuses or actors of one statement, and impossible sequences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import NamedNode

from kg.graph.dates import compatible, envelope
from kg.graph.express import MEMBER_ROLES, Assertion
from kg.graph.iris import entity_key
from kg.graph.nodes import Node
from kg.graph.shortcuts import RELATED
from kg.graph.terms import KG
from kg.mentions.model import Date
from kg.statements.model import Dispute, DisputeStatus, Event, EventKind, Membership, Role


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more pieces of ``evidence`` (keys) disagree about nodes (keys) on a property; ``on`` names it in words."""

    key: str
    about: tuple[str, ...]
    on_property: NamedNode
    on: str
    evidence: tuple[str, ...]


_ROLES = (("start", KG.start, "start"), ("end", KG.end, "end"), ("inForce", KG.inForceFrom, "entry into force"))


def node_conflicts(node: Node) -> Iterator[Conflict]:
    """The conflicts within one merged statement or event."""
    if len(node.witnesses) < 2:
        return
    event = isinstance(node.witnesses[0].said, Event)
    for role, term, words in _ROLES:
        said = "date" if event else words
        yield from _conflict(node, term, said, _disagreeing_dates(node.witnesses, role))
    yield from _conflict(node, KG.end, "end before the start", _ends_before_start(node.witnesses))
    if isinstance(node.witnesses[0].said, Dispute):
        yield from _conflict(node, KG.status, "status", _disagreeing_status(node.witnesses))
    elif event:
        yield from _conflict(node, KG.actor, "actor", _disagreeing_actors(node.witnesses))


def _conflict(node: Node, term: NamedNode, words: str, assertions: Iterable[Assertion]) -> Iterator[Conflict]:
    evidence = tuple(sorted({assertion.evidence for assertion in assertions}))
    if len(evidence) > 1:
        slug = words.replace(" ", "-")
        yield Conflict(f"{node.key}/conflict/{slug}", (node.key,), term, words, evidence)


def _disagreeing_dates(assertions: Sequence[Assertion], role: str) -> list[Assertion]:
    """Those whose date cannot be the same day as some other's."""
    dated = [(assertion, date) for assertion in assertions if (date := assertion.date(role)) is not None]
    if len(dated) < 2:
        return []
    first_end = min(date.latest for _, date in dated)
    last_start = max(date.earliest for _, date in dated)
    return [assertion for assertion, date in dated if date.earliest > first_end or date.latest < last_start]


def _ends_before_start(assertions: Sequence[Assertion]) -> list[Assertion]:
    starts = [(assertion, date) for assertion in assertions if (date := assertion.date("start")) is not None]
    ends = [(assertion, date) for assertion in assertions if (date := assertion.date("end")) is not None]
    if not starts or not ends:
        return []
    last_start = max(date.earliest for _, date in starts)
    first_end = min(date.latest for _, date in ends)
    if last_start <= first_end:
        return []
    late = [assertion for assertion, date in starts if date.earliest > first_end]
    return late + [assertion for assertion, date in ends if date.latest < last_start]


def _disagreeing_status(assertions: Sequence[Assertion]) -> list[Assertion]:
    """All that give a status where statuses differ; an end makes a dispute settled."""
    statuses: list[tuple[Assertion, DisputeStatus]] = []
    for assertion in assertions:
        dispute = assertion.said
        if isinstance(dispute, Dispute):
            status = dispute.status or (DisputeStatus.SETTLED if dispute.end is not None else None)
            if status is not None:
                statuses.append((assertion, status))
    return [assertion for assertion, _ in statuses] if len({status for _, status in statuses}) > 1 else []


def _disagreeing_actors(assertions: Sequence[Assertion]) -> list[Assertion]:
    """All that name one side as the actor where another piece of evidence names the other and none names both."""
    acted = [
        (a, entity_key(a.said.actor)) for a in assertions if isinstance(a.said, Event) and a.said.actor is not None
    ]
    actors = {actor for _, actor in acted}
    if len(actors) < 2:
        return []
    named: dict[str, set[str]] = {}
    for assertion, actor in acted:
        named.setdefault(assertion.evidence, set()).add(actor)
    return [] if any(len(both) > 1 for both in named.values()) else [assertion for assertion, _ in acted]


_BREAKS = frozenset({EventKind.SEVERED, EventKind.SUSPENDED})


def sequence_conflicts(relation: str, events: Sequence[Node]) -> Iterator[Conflict]:
    """Breaks of one relation (given its key) on different days with no restoration between, by different evidence."""
    dated = sorted(_dated_events(events), key=lambda found: (found[1].earliest, found[1].latest, found[2].key))
    previous: tuple[Date, Node] | None = None
    for kind, when, node in dated:
        if kind in RELATED:
            previous = None
        elif kind in _BREAKS:
            if previous is not None and not compatible(previous[0], when):
                sides = [_evidence(previous[1]), _evidence(node)]
                if not sides[0] & sides[1]:
                    slug = "-".join(key.rpartition("/")[2] for key in (previous[1].key, node.key))
                    about = (relation, *sorted((previous[1].key, node.key)))
                    evidence = tuple(sorted(sides[0] | sides[1]))
                    yield Conflict(f"{relation}/conflict/{slug}", about, KG.hasEvent, "sequence of events", evidence)
            previous = (when, node)


def _dated_events(events: Sequence[Node]) -> Iterator[tuple[EventKind, Date, Node]]:
    for node in events:
        said, when = node.witnesses[0].said, envelope(node.held("start"))
        if isinstance(said, Event) and when is not None:
            yield said.kind, when, node


def _evidence(node: Node) -> set[str]:
    return {witness.evidence for witness in node.witnesses}


def membership_conflicts(nodes: Sequence[Node]) -> Iterator[Conflict]:
    """Periods of one membership in one role that start at different times while none is known to have ended."""
    lasting: dict[Role, list[tuple[Date, Node]]] = {}
    for node in nodes:
        said, start = node.witnesses[0].said, envelope(node.held("start"))
        if isinstance(said, Membership) and said.role in MEMBER_ROLES and start is not None:
            lasting.setdefault(said.role, []).append((start, node))
    for role in sorted(lasting):
        periods = sorted(lasting[role], key=lambda period: (period[0].earliest, period[0].latest, period[1].key))
        for (start, one), (other_start, other) in pairwise(periods):
            ends = one.held("end")
            over = bool(ends) and max(end.earliest for end in ends) <= other_start.latest
            if over or compatible(start, other_start) or _evidence(one) & _evidence(other):
                continue
            evidence = tuple(sorted(_evidence(one) | _evidence(other)))
            slug = f"start-{other.key.rpartition('/')[2]}"
            yield Conflict(f"{one.key}/conflict/{slug}", (one.key, other.key), KG.start, "start", evidence)
