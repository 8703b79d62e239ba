"""What one claim says, node by node: types, links and dates, under the names that the claim alone gives.

Evidence graphs are written from these assertions one by one; the merged view gathers the assertions of all claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from kg.graph.iris import Key, Names, event_keys, evidence_key, statement_key
from kg.graph.slugs import slugify
from kg.graph.terms import KG, ORG, SKOS, XSD
from kg.mentions.model import Date
from kg.statements.model import (
    Agreement,
    Border,
    Claim,
    Dispute,
    Event,
    Membership,
    Mission,
    Observation,
    Relation,
    Role,
    Statement,
    Tenure,
    Visit,
)

Link = tuple[NamedNode, NamedNode | Literal]
_EVENT = (KG.RelationEvent,)
MEMBER_ROLES = frozenset({Role.MEMBER, Role.FOUNDING_MEMBER, Role.ASSOCIATE_MEMBER})


@dataclass(frozen=True, slots=True)
class Assertion:
    """One node as one claim states it: ``said`` is the statement or one event of it; ``dates`` are (role, date).

    ``evidence`` is the key of the claim's evidence.
    """

    key: Key
    said: Statement | Event
    claim: Claim
    evidence: str
    types: tuple[NamedNode, ...]
    links: tuple[Link, ...]
    dates: tuple[tuple[str, Date], ...]

    def date(self, role: str) -> Date | None:
        """The date in the role ``start``, ``end`` or ``inForce``, if the claim gives one."""
        return next((value for name, value in self.dates if name == role), None)


def assertions(claim: Claim, names: Names) -> list[Assertion]:
    """What the claim says: the statement itself first, then the events of a relation."""
    statement = claim.statement
    types, links = _expressed(statement, names)
    evidence = evidence_key(claim.evidence)
    found = [Assertion(statement_key(claim), statement, claim, evidence, types, tuple(links), _dates(statement))]
    if isinstance(statement, Relation):
        for key, event in zip(event_keys(statement, claim.evidence), statement.events, strict=True):
            dates = () if event.date is None else (("start", event.date),)
            found.append(Assertion(key, event, claim, evidence, _EVENT, tuple(_event(event, names)), dates))
    return found


def _dates(statement: Statement) -> tuple[tuple[str, Date], ...]:
    pairs: list[tuple[str, Date]] = []
    for role, field in (("start", "start"), ("inForce", "in_force"), ("end", "end")):
        value = getattr(statement, field, None)
        if value is not None:
            pairs.append((role, value))
    return tuple(pairs)


def text(value: str) -> Literal:
    """A text in English."""
    return Literal(value, language="en")


@lru_cache(maxsize=16384)
def integer(value: int) -> Literal:
    """A whole number."""
    return Literal(str(value), datatype=XSD.integer)


@lru_cache(maxsize=16384)
def decimal(value: Decimal | float) -> Literal:
    """A number as ``xsd:decimal`` in canonical form; floats are rounded to four digits after the point."""
    exact = value if isinstance(value, Decimal) else Decimal(f"{value:.4f}")
    written = f"{exact:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return Literal("0" if written in ("", "-0") else written, datatype=XSD.decimal)


@lru_cache(maxsize=4096)
def term(scheme: str, label: str) -> NamedNode:
    """The controlled term of a scheme: ``role``, ``associate member`` gives ``kg:role-associate-member``."""
    return KG[f"{scheme}-{slugify(label)}"]


def _expressed(statement: Statement, names: Names) -> tuple[tuple[NamedNode, ...], Iterator[Link]]:
    match statement:
        case Membership():
            plain = (KG.Participation,)
            types = (KG.Membership, *plain, ORG.Membership) if statement.role in MEMBER_ROLES else plain
            return types, _membership(statement, names)
        case Relation():
            return (KG.DiplomaticRelation,), _relation(statement, names)
        case Agreement():
            return (KG.Agreement,), _agreement(statement, names)
        case Dispute():
            return (KG.Dispute,), _dispute(statement, names)
        case Tenure():
            return (KG.Tenure,), _tenure(statement, names)
        case Visit():
            return (KG.Visit,), _visit(statement, names)
        case Mission():
            return (KG.Mission,), _mission(statement, names)
        case Border():
            return (KG.Border,), ((KG.between, node) for node in names.entities(statement.between))
        case Observation():
            return (KG.Observation,), _observation(statement, names)


def _membership(membership: Membership, names: Names) -> Iterator[Link]:
    yield ORG.member, names.entity(membership.member)
    yield ORG.organization, names.entity(membership.organization)
    yield ORG.role, term("role", membership.role)


def _relation(relation: Relation, names: Names) -> Iterator[Link]:
    yield KG.between, names.entity(relation.country)
    if relation.partner is not None:
        yield KG.between, names.entity(relation.partner)


def _event(event: Event, names: Names) -> Iterator[Link]:
    yield KG.eventKind, term("event", event.kind)
    if event.actor is not None:
        yield KG.actor, names.entity(event.actor)
    if event.as_state is not None:
        yield KG.asState, names.entity(event.as_state)


def _agreement(agreement: Agreement, names: Names) -> Iterator[Link]:
    for party in names.entities(agreement.parties + agreement.grantors + agreement.beneficiaries):
        yield KG.party, party
    for party in names.entities(agreement.grantors):
        yield KG.grantor, party
    for party in names.entities(agreement.beneficiaries):
        yield KG.beneficiary, party
    yield KG.agreementKind, term("agreement", agreement.kind)
    if agreement.name.strip():
        yield SKOS.altLabel, text(agreement.name.strip())
    if agreement.year_in_name is not None:
        yield KG.yearInName, Literal(f"{agreement.year_in_name:04d}", datatype=XSD.gYear)
    if agreement.count is not None:
        yield KG["count"], integer(agreement.count)


def _dispute(dispute: Dispute, names: Names) -> Iterator[Link]:
    for party in names.entities(dispute.parties + dispute.claimants + dispute.respondents):
        yield KG.party, party
    for party in names.entities(dispute.claimants):
        yield KG.claimant, party
    for party in names.entities(dispute.respondents):
        yield KG.respondent, party
    yield KG.disputeKind, term("dispute", dispute.kind)
    if dispute.status is not None:
        yield KG.status, term("status", dispute.status)
    if dispute.subject_matter.strip():
        yield KG.subjectMatter, text(dispute.subject_matter.strip())


def _tenure(tenure: Tenure, names: Names) -> Iterator[Link]:
    yield KG.holder, names.entity(tenure.holder)
    yield KG.officeIn, names.entity(tenure.office_in)
    if tenure.title.strip():
        yield KG.officeTitle, text(tenure.title.strip())


def _visit(visit: Visit, names: Names) -> Iterator[Link]:
    yield KG.visitor, names.entity(visit.visitor)
    yield KG.host, names.entity(visit.host)


def _mission(mission: Mission, names: Names) -> Iterator[Link]:
    yield KG.sender, names.entity(mission.sender)
    yield KG.host, names.entity(mission.host)
    yield KG.missionKind, term("mission", mission.kind)
    if mission.city.strip():
        yield KG.city, text(mission.city.strip())
    if mission.accredited_from is not None:
        yield KG.accreditedFrom, names.entity(mission.accredited_from)


def _observation(observation: Observation, names: Names) -> Iterator[Link]:
    yield KG.about, names.entity(observation.about)
    if observation.counterpart is not None:
        yield KG.counterpart, names.entity(observation.counterpart)
    yield KG.measure, term("measure", observation.measure)
    yield KG.value, decimal(observation.value)
    if observation.unit.strip():
        yield KG.unit, term("unit", observation.unit)
    if observation.qualifier is not None:
        yield KG.qualifier, term("qualifier", observation.qualifier)
    if observation.figure_source.strip():
        yield KG.figureSource, text(observation.figure_source.strip())
