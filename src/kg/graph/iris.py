"""Names: the slugs, keys and IRIs of things, statements and evidence.

A key is the path of an IRI below ``{base}id/``. Each is made from one claim alone, so that it never depends on the
documents beside it, and is readable: ``membership/peru-apec-member-1998``. Slugs are joined by ``-``; where one of
them contains a hyphen itself, by ``--`` (``relation/guinea-bissau--peru``), so that different participants never share
a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.documents.model import Span
from kg.graph.slugs import encoded, safe_slug, slugify
from kg.mentions.model import Date, Entity
from kg.statements.model import (
    Agreement,
    Border,
    Claim,
    Dispute,
    Event,
    EventKind,
    Evidence,
    Membership,
    Mission,
    Observation,
    Relation,
    Statement,
    Tenure,
    Visit,
)


@dataclass(frozen=True, slots=True)
class Key:
    """The name that one claim gives a node: its ``path``, and what decides between several names of one node."""

    path: str
    dated: bool = True
    open: bool = False

    @property
    def rank(self) -> tuple[bool, bool, str]:
        """Sorts the best name first: named before open, dated before undated, then code-point order."""
        return (self.open, not self.dated, self.path)


def entity_slug(entity: Entity) -> str:
    """The entity's slug, made safe where it is not one yet."""
    return safe_slug(entity.slug)


def entity_key(entity: Entity) -> str:
    """``country/peru``."""
    return f"{entity.kind}/{entity_slug(entity)}"


def _tailed(slugs: Sequence[str], *tail: str) -> str:
    """Participants and what follows them; ``--`` also stands before the tail where it stands between participants."""
    mark = "--" if any("-" in slug for slug in slugs) else "-"
    rest = "-".join(part for part in tail if part)
    return mark.join(slugs) + (mark + rest if rest else "")


def year_part(date: Date | None) -> str:
    """The date as a key has it: its year, first and last year for coarser ones (``1980to1989``), empty if unknown."""
    if date is None:
        return ""
    first, last = date.earliest.year, date.latest.year
    return f"{first:04d}" if first == last else f"{first:04d}to{last:04d}"


def date_part(date: Date | None) -> str:
    """The date as precise as it is: ``1999-12``; like ``year_part`` for coarser ones."""
    return "" if date is None else date.iso or year_part(date)


def document_key(document: str) -> str:
    """``document/{file stem}-{first 8 of SHA-256}`` for a document's ``key``; odd characters are percent-encoded."""
    return f"document/{encoded(document)}"


def evidence_key(evidence: Evidence) -> str:
    """``evidence/{document}/{start}-{end}/{pattern}``: place (code points) and rule."""
    span: Span = evidence.span
    document, pattern = encoded(evidence.document), encoded(evidence.pattern)
    return f"evidence/{document}/{span.start}-{span.end}/{pattern}"


def pattern_key(pattern: str) -> str:
    """``pattern/{id}``."""
    return f"pattern/{encoded(pattern)}"


def row_key(country: Entity, document: str, line: int) -> str:
    """The key of a relation whose row lost the other name."""
    return f"relation/{entity_slug(country)}-open-{encoded(document)}-{line}"


def relation_key(relation: Relation, evidence: Evidence) -> Key:
    """``relation/chile-peru``: the slugs in order; ``relation/peru-open-{document}-{line}`` without a partner."""
    if relation.partner is None:
        return Key(row_key(relation.country, evidence.document, evidence.line), open=True)
    slugs = sorted((entity_slug(relation.country), entity_slug(relation.partner)))
    return Key(f"relation/{_tailed(slugs)}")


def event_keys(relation: Relation, evidence: Evidence) -> list[Key]:
    """One key per event: relation, kind, year or ``undated``, for recognition also the actor.

    Where one claim has several events of a kind in one year, each of them is told apart by its whole date.
    """
    whole = relation_key(relation, evidence)
    stem = whole.path.removeprefix("relation/")
    mark = "--" if "--" in stem else "-"
    keys = [_event_path(stem, mark, event, year_part(event.date)) for event in relation.events]
    dates: dict[str, set[Date | None]] = {}
    for path, event in zip(keys, relation.events, strict=True):
        dates.setdefault(path, set()).add(event.date)
    return [
        Key(
            _event_path(stem, mark, event, date_part(event.date)) if len(dates[path]) > 1 else path,
            dated=event.date is not None,
            open=whole.open,
        )
        for path, event in zip(keys, relation.events, strict=True)
    ]


def _event_path(stem: str, mark: str, event: Event, when: str) -> str:
    kind = slugify(event.kind)
    actor = ""
    if event.kind in (EventKind.RECOGNIZED, EventKind.RECOGNITION_WITHDRAWN) and event.actor is not None:
        actor = f"-by-{entity_slug(event.actor)}"
    return f"event/{stem}{mark}{kind}-{when or 'undated'}{actor}"


def membership_key(membership: Membership) -> Key:
    """``membership/peru-apec-member-1998``: member, organization, role, year of start if known."""
    slugs = (entity_slug(membership.member), entity_slug(membership.organization))
    path = _tailed(slugs, slugify(membership.role), year_part(membership.start))
    return Key(f"membership/{path}", dated=membership.start is not None)


def agreement_key(agreement: Agreement, evidence: Evidence) -> Key:
    """``agreement/chile-peru-treaty-1929-treaty-of-lima``: parties, kind, year, count, name if it has one.

    The year is that of signing, else the one in the name, else that of entry into force. Without name and year the
    document stands instead, so that such agreements never meet across documents.
    """
    year = agreement_year(agreement)
    name = slugify(agreement.name) if agreement.name.strip() else ""
    count = f"count-{agreement.count}" if agreement.count is not None else ""
    where = "" if year or name else f"in-{encoded(evidence.document)}"
    parties = sorted(map(entity_slug, agreement.parties))
    path = _tailed(parties, slugify(agreement.kind), year, count, name and f"named-{name}" if not year else name, where)
    return Key(f"agreement/{path}", dated=bool(year))


def agreement_year(agreement: Agreement) -> str:
    """The year that names an agreement, empty where none is known."""
    if agreement.start is not None:
        return year_part(agreement.start)
    if agreement.year_in_name is not None:
        return f"{agreement.year_in_name:04d}"
    return year_part(agreement.in_force)


def dispute_key(dispute: Dispute) -> Key:
    """``dispute/chile-peru-maritime``: parties, kind, year of start if known."""
    parties = sorted(map(entity_slug, dispute.parties))
    path = _tailed(parties, slugify(dispute.kind), year_part(dispute.start))
    return Key(f"dispute/{path}", dated=dispute.start is not None)


def tenure_key(tenure: Tenure) -> Key:
    """``tenure/alberto-fujimori--peru--president-1990``: holder, country or organization, office, year of start."""
    slugs = (entity_slug(tenure.holder), entity_slug(tenure.office_in))
    path = _tailed(slugs, slugify(tenure.title) if tenure.title.strip() else "office", year_part(tenure.start))
    return Key(f"tenure/{path}", dated=tenure.start is not None)


def visit_key(visit: Visit) -> Key:
    """``visit/alberto-fujimori--chile--1999-12``: visitor, host, date as precise as it is."""
    slugs = (entity_slug(visit.visitor), entity_slug(visit.host))
    return Key(f"visit/{_tailed(slugs, date_part(visit.start) or 'undated')}", dated=visit.start is not None)


def mission_key(mission: Mission) -> Key:
    """``mission/chile-peru-embassy-in-lima``: sender, host, kind, year of start, place of accreditation, city."""
    slugs = (entity_slug(mission.sender), entity_slug(mission.host))
    city = f"in-{slugify(mission.city)}" if mission.city.strip() else ""
    origin = f"from-{entity_slug(mission.accredited_from)}" if mission.accredited_from is not None else ""
    path = _tailed(slugs, slugify(mission.kind), year_part(mission.start), origin, city)
    return Key(f"mission/{path}", dated=mission.start is not None)


def border_key(border: Border) -> Key:
    """``border/chile-peru``."""
    return Key(f"border/{_tailed(sorted(map(entity_slug, border.between)))}")


def observation_key(observation: Observation) -> Key:
    """``observation/peru-exports-with-chile-2009-9000000000-usd``: about, measure, counterpart, period, figure."""
    other = f"with-{entity_slug(observation.counterpart)}" if observation.counterpart is not None else ""
    until = f"to-{date_part(observation.end)}" if observation.end is not None else ""
    figure = f"{observation.value.normalize():f}".replace(".", "p").replace("-", "minus")
    hedge = slugify(observation.qualifier) if observation.qualifier is not None else ""
    unit = slugify(observation.unit) if observation.unit.strip() else ""
    tail = (slugify(observation.measure), other, date_part(observation.start), until, hedge, figure, unit)
    path = _tailed([entity_slug(observation.about)], *tail)
    return Key(f"observation/{path}", dated=observation.start is not None)


def statement_key(claim: Claim) -> Key:
    """The key of the node that the claim is about; for relations that of the relation (see also ``event_keys``)."""
    statement: Statement = claim.statement
    match statement:
        case Membership():
            return membership_key(statement)
        case Relation():
            return relation_key(statement, claim.evidence)
        case Agreement():
            return agreement_key(statement, claim.evidence)
        case Dispute():
            return dispute_key(statement)
        case Tenure():
            return tenure_key(statement)
        case Visit():
            return visit_key(statement)
        case Mission():
            return mission_key(statement)
        case Border():
            return border_key(statement)
        case Observation():
            return observation_key(statement)


class Names:
    """The IRIs of one base (ends in ``/``); IRIs of entities, evidence and documents are made once."""

    __slots__ = ("_made", "prefix")

    def __init__(self, base: str) -> None:
        self.prefix = f"{base}id/"
        self._made: dict[str, NamedNode] = {}

    def iri(self, key: str) -> NamedNode:
        """The IRI of a key."""
        return NamedNode(self.prefix + key)

    def kept(self, key: str) -> NamedNode:
        """The IRI of a key that comes again and again: the node is kept."""
        node = self._made.get(key)
        if node is None:
            node = self._made[key] = NamedNode(self.prefix + key)
        return node

    def entity(self, entity: Entity) -> NamedNode:
        """The IRI of a country, organization or person."""
        return self.kept(entity_key(entity))

    def entities(self, entities: Iterable[Entity]) -> list[NamedNode]:
        """The IRIs of several entities, in order of key, each once."""
        return [self.kept(key) for key in sorted({entity_key(entity) for entity in entities})]
