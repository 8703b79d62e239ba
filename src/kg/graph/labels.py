"""Labels of statements, made from kinds, participants and dates: never a source's adjectives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kg.graph.dates import spoken
from kg.graph.express import Assertion
from kg.graph.iris import entity_key
from kg.graph.nodes import Node
from kg.graph.phases import Phase
from kg.mentions.model import Date, Entity
from kg.statements.model import (
    Agreement,
    AgreementKind,
    Border,
    Dispute,
    DisputeKind,
    Event,
    EventKind,
    Membership,
    Mission,
    Observation,
    Relation,
    Role,
    Tenure,
    Visit,
)

Named = Callable[[Entity], str]
MOST_PARTIES = 4

_ROLES = {
    Role.MEMBER: "member of",
    Role.FOUNDING_MEMBER: "founding member of",
    Role.ASSOCIATE_MEMBER: "associate member of",
    Role.OBSERVER: "observer at",
    Role.CANDIDATE: "candidate for",
    Role.FORMER_MEMBER: "former member of",
    Role.PARTICIPANT: "participant in",
    Role.NEGOTIATOR: "negotiator of",
    Role.CONTRIBUTOR: "contributor to",
}
_EVENTS = {
    EventKind.RECOGNIZED: "recognized",
    EventKind.RECOGNITION_WITHDRAWN: "recognition withdrawn",
    EventKind.ESTABLISHED: "relations established",
    EventKind.SEVERED: "relations severed",
    EventKind.SUSPENDED: "relations suspended",
    EventKind.RESTORED: "relations restored",
    EventKind.UPGRADED: "relations upgraded",
    EventKind.DOWNGRADED: "relations downgraded",
    EventKind.ENDED: "relations ended",
    EventKind.UNSPECIFIED: "event in relations",
}
_DISPUTES = {DisputeKind.WAR: "war", DisputeKind.OTHER: "dispute"}
_LASTING = frozenset(_ROLES) - {Role.PARTICIPANT, Role.NEGOTIATOR, Role.CONTRIBUTOR}


def listed(labels: Sequence[str]) -> str:
    """``Chile and Peru``; ``Bolivia, Chile and Peru``; past four ``A, B, C, D and 8 others``."""
    if len(labels) > MOST_PARTIES + 1:
        return f"{', '.join(labels[:MOST_PARTIES])} and {len(labels) - MOST_PARTIES} others"
    return f"{', '.join(labels[:-1])} and {labels[-1]}" if len(labels) > 1 else "".join(labels)


def node_label(node: Node, named: Named) -> str:
    """The label of a merged statement (not of an event: see ``event_label``)."""
    first = node.witnesses[0].said
    match first:
        case Membership():
            when = _period(node, since="since" if first.role in _LASTING else "")
            return f"{named(first.member)} – {_ROLES[first.role]} {named(first.organization)}{when}"
        case Relation():
            return _relation_label(node.witnesses[0], first, named)
        case Agreement():
            return _agreement_label(node, first, named)
        case Dispute():
            kind = _DISPUTES.get(first.kind, f"{first.kind} dispute")
            return f"{_together(first.parties, named)} – {kind}{_period(node)}"
        case Tenure():
            title = first.title.strip() or "office"
            return f"{named(first.holder)} – {title}, {named(first.office_in)}{_period(node, since='from')}"
        case Visit():
            return f"{named(first.visitor)} – visit to {named(first.host)}{_period(node)}"
        case Mission():
            city = next((f" ({m.said.city.strip()})" for m in node.assertions if _has_city(m)), "")  # type: ignore[union-attr]
            return f"{named(first.sender)} – {first.kind} in {named(first.host)}{city}{_period(node, since='since')}"
        case Border():
            return f"{_together(first.between, named)} – border"
        case Observation():
            return _observation_label(node, first, named)
        case Event():
            raise TypeError("an event has its label from its relation")


def _together(entities: Iterable[Entity], named: Named) -> str:
    return listed(sorted({entity_key(entity): named(entity) for entity in entities}.values()))


def _relation_label(assertion: Assertion, relation: Relation, named: Named) -> str:
    if relation.partner is None:
        evidence = assertion.claim.evidence
        where = f"{evidence.document.rpartition('-')[0]}, line {evidence.line}"
        return f"{named(relation.country)} – diplomatic relations with a country whose name is lost ({where})"
    return f"{_together((relation.country, relation.partner), named)} – diplomatic relations"


def event_label(node: Node, relation: Relation, named: Named) -> str:
    """The label of an event of the relation given."""
    said = [assertion.said for assertion in node.witnesses if isinstance(assertion.said, Event)]
    kind = said[0].kind
    actor = next((event.actor for event in said if event.actor is not None), None)
    state = next((event.as_state for event in said if event.as_state is not None), None)
    pair = [entity for entity in (relation.country, relation.partner) if entity is not None]
    what = _EVENTS[kind]
    if actor is not None and kind in (EventKind.RECOGNIZED, EventKind.SEVERED, EventKind.SUSPENDED):
        what += f" by {named(actor)}"
    if state is not None:
        what += f" (as {named(state)})"
    who = _together(pair, named) if len(pair) > 1 else f"{named(pair[0])} and an unnamed country"
    return f"{who} – {what}{_period(node)}"


def _agreement_label(node: Node, first: Agreement, named: Named) -> str:
    said = [assertion.said for assertion in node.witnesses if isinstance(assertion.said, Agreement)]
    names = sorted({agreement.name.strip() for agreement in said} - {""}, key=lambda name: (-len(name), name))
    years = sorted({agreement.year_in_name for agreement in said if agreement.year_in_name is not None})
    in_force = node.held("inForce")
    when = _period(node)
    if not when and years:
        when = f", {' or '.join(map(str, years))}"
    elif not when and in_force:
        when = f", in force from {_either(in_force)}"
    parties = _together(first.parties, named)
    if first.count is not None:
        return f"{parties} – {first.count} {plural(first.kind)}{when}"
    if first.kind is AgreementKind.PREFERENCE_PROGRAMME and first.grantors and first.beneficiaries:
        parties = f"{_together(first.grantors, named)} for {_together(first.beneficiaries, named)}"
        return f"{' / '.join(names)} – {first.kind} of {parties}{when}" if names else f"{parties} – {first.kind}{when}"
    return f"{' / '.join(names)} – {first.kind} between {parties}{when}" if names else f"{parties} – {first.kind}{when}"


def plural(kind: str) -> str:
    """``treaties``, ``agreements``, ``memoranda``."""
    if kind == AgreementKind.MEMORANDUM:
        return "memoranda"
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def _observation_label(node: Node, first: Observation, named: Named) -> str:
    other = "" if first.counterpart is None else f" ({named(first.counterpart)})"
    hedge = "" if first.qualifier is None else f"{first.qualifier} "
    figure = f"{first.value:,f}".rstrip("0").rstrip(".") if first.value % 1 else f"{int(first.value):,}"
    unit = f" {first.unit}" if first.unit else ""
    return f"{named(first.about)} – {first.measure}{other}: {hedge}{figure}{unit}{_period(node)}"


def _has_city(assertion: Assertion) -> bool:
    return isinstance(assertion.said, Mission) and bool(assertion.said.city.strip())


def _either(dates: Sequence[Date]) -> str:
    return " or ".join(spoken(date) for date in dates)


def _period(node: Node, *, since: str = "") -> str:
    """``, 1990 to 2000``; ``, 1998`` with only a start (``since`` before it where that lasts); empty without dates."""
    start, end = _either(node.held("start")), _either(node.held("end"))
    if start and end:
        return f", {start}" if start == end else f", {start} to {end}"
    if start:
        return f", {since} {start}" if since else f", {start}"
    return f", until {end}" if end else ""


def phase_label(phase: Phase) -> str:
    """``broken, 30 December 1960 to 8 July 1972``."""
    start = "" if phase.start is None else spoken(phase.start)
    end = "" if phase.end is None else spoken(phase.end)
    if start and end:
        return f"{phase.state}, {start} to {end}"
    return f"{phase.state}, from {start}" if start else f"{phase.state}, until {end}" if end else phase.state.value
