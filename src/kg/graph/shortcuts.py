"""Short cuts: the plain triples between countries that a statement amounts to, with their conditions.

They stand in the default graph and in explicit evidence graphs; a statement that is only restored, or only from a
generated source, gets none (the callers see to that).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.graph.iris import Names, entity_key
from kg.graph.terms import KG
from kg.mentions.model import Date, Entity
from kg.statements.model import (
    Agreement,
    Border,
    Dispute,
    DisputeStatus,
    Event,
    EventKind,
    Membership,
    Relation,
    Role,
    Statement,
)

Triple = tuple[NamedNode, NamedNode, NamedNode]
RELATED = frozenset({EventKind.ESTABLISHED, EventKind.RESTORED, EventKind.UPGRADED})
APART = frozenset({EventKind.SEVERED, EventKind.SUSPENDED, EventKind.ENDED, EventKind.RECOGNITION_WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as short cuts and phases see it: its kind, its date (an envelope), who did it and as which state.

    ``solid`` ones rest on explicit evidence that no machine wrote.
    """

    kind: EventKind
    date: Date | None
    actors: frozenset[Entity] = frozenset()
    as_states: frozenset[Entity] = frozenset()
    solid: bool = True


def happening(event: Event) -> Happening:
    """The event of one claim."""
    return Happening(
        event.kind,
        event.date,
        frozenset(() if event.actor is None else (event.actor,)),
        frozenset(() if event.as_state is None else (event.as_state,)),
    )


def in_order(events: Iterable[Happening]) -> list[Happening]:
    """The dated events in time.

    Where bounds overlap, establishing counts from its earliest day, a break from the middle and restoring from its
    latest: "broken 1960" comes after "established 1960" and before "restored 1960".
    """
    return sorted((event for event in events if event.date is not None), key=_place)


_STAGES = (
    (EventKind.RECOGNIZED, EventKind.ESTABLISHED, EventKind.UNSPECIFIED),
    (EventKind.DOWNGRADED, EventKind.UPGRADED),
    (EventKind.SUSPENDED, EventKind.SEVERED),
    (EventKind.RESTORED,),
    (EventKind.RECOGNITION_WITHDRAWN, EventKind.ENDED),
)
_STAGE = {kind: (stage, rank) for stage, kinds in enumerate(_STAGES) for rank, kind in enumerate(kinds)}


def _place(event: Happening) -> tuple[int, int, int, int, str]:
    assert event.date is not None
    first, last = event.date.earliest.toordinal(), event.date.latest.toordinal()
    stage, rank = _STAGE[event.kind]
    day = (first, (first + last) // 2, (first + last) // 2, last, last)[stage]
    return day, stage, rank, first, ",".join(sorted(entity_key(entity) for entity in event.actors | event.as_states))


def last_known(events: Sequence[Happening]) -> Happening | None:
    """The last event that decides whether there are relations; ``None`` where an undated one leaves that open."""
    deciding = [event for event in events if event.kind in RELATED or event.kind in APART]
    undated = [event for event in deciding if event.date is None]
    dated = in_order(event for event in deciding if not _of_former_state(event))
    if undated and (dated or len({event.kind in RELATED for event in undated}) > 1):
        last = dated[-1] if dated else None
        same = last is not None and all((event.kind in RELATED) == (last.kind in RELATED) for event in undated)
        return last if same else None
    return dated[-1] if dated else undated[0] if undated else None


def _of_former_state(event: Happening) -> bool:
    """Whether the event ended the relations of a former state, which says nothing of the state that is there."""
    return event.kind is EventKind.ENDED and bool(event.as_states)


def relation_shortcuts(pair: Sequence[Entity], events: Sequence[Happening], names: Names) -> Iterator[Triple]:
    """``kg:hasRelationsWith`` both ways if the last known event leaves relations; ``kg:recognizes``."""
    if len(pair) != 2:
        return
    one, other = pair
    last = last_known(events)
    if last is not None and last.solid and last.kind in RELATED:
        yield from _both_ways(KG.hasRelationsWith, one, other, names)
    recognitions = [event for event in events if event.kind in _RECOGNITION and event.actors]
    for actor, recognized in ((one, other), (other, one)) if recognitions else ():
        of_recognition = [event for event in recognitions if entity_key(actor) in map(entity_key, event.actors)]
        if any(event.kind is EventKind.RECOGNITION_WITHDRAWN and event.date is None for event in of_recognition):
            continue
        latest = in_order(of_recognition)[-1:] or of_recognition[:1]
        if latest and latest[0].solid and latest[0].kind is EventKind.RECOGNIZED:
            yield names.entity(actor), KG.recognizes, names.entity(recognized)


_RECOGNITION = frozenset({EventKind.RECOGNIZED, EventKind.RECOGNITION_WITHDRAWN})


def _both_ways(predicate: NamedNode, one: Entity, other: Entity, names: Names) -> Iterator[Triple]:
    yield names.entity(one), predicate, names.entity(other)
    yield names.entity(other), predicate, names.entity(one)


def statement_shortcuts(statement: Statement, node: NamedNode, names: Names) -> Iterator[Triple]:
    """The short cuts of one claim's statement, whose node is given (agreements point to it)."""
    match statement:
        case Membership():
            if statement.role in (Role.MEMBER, Role.FOUNDING_MEMBER) and statement.end is None:
                yield names.entity(statement.member), KG.memberOf, names.entity(statement.organization)
        case Relation():
            if statement.partner is not None:
                pair = (statement.country, statement.partner)
                yield from relation_shortcuts(pair, [happening(event) for event in statement.events], names)
        case Agreement():
            for party in names.entities(statement.parties + statement.grantors + statement.beneficiaries):
                yield party, KG.partyTo, node
        case Dispute():
            if statement.status is not DisputeStatus.SETTLED and statement.end is None:
                yield from dispute_shortcuts(
                    statement.parties, claimants=statement.claimants, respondents=statement.respondents, names=names
                )
        case Border():
            yield from _both_ways(KG.sharesBorderWith, *statement.between, names)
        case _:
            return


def dispute_shortcuts(
    parties: Sequence[Entity], *, claimants: Sequence[Entity], respondents: Sequence[Entity], names: Names
) -> Iterator[Triple]:
    """``kg:inDisputeWith`` both ways: claimants with respondents where both are known, else between two parties.

    Of three or more parties without sides nothing is said: two of them may stand together.
    """
    pairs = [(one, other) for one in claimants for other in respondents if entity_key(one) != entity_key(other)]
    if not pairs and len(parties) == 2:
        pairs = [(parties[0], parties[1])]
    for one, other in pairs:
        yield from _both_ways(KG.inDisputeWith, one, other, names)
