"""Which entities claims name, and under which labels they go: the reference's, else the one that sources use most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kg.graph.iris import entity_key
from kg.mentions.model import Entity, EntityKind, Reference
from kg.statements.model import (
    Agreement,
    Border,
    Claim,
    Dispute,
    Membership,
    Mission,
    Observation,
    Relation,
    Statement,
    Tenure,
    Visit,
)


def entities_of(statement: Statement) -> Iterator[Entity]:
    """Every entity that the statement names, candidates included."""
    match statement:
        case Membership():
            yield statement.member
            yield statement.organization
        case Relation():
            yield statement.country
            if statement.partner is not None:
                yield statement.partner
            for event in statement.events:
                yield from (entity for entity in (event.actor, event.as_state) if entity is not None)
            yield from (candidate.entity for candidate in statement.candidates)
        case Agreement():
            yield from statement.parties + statement.grantors + statement.beneficiaries
        case Dispute():
            yield from statement.parties + statement.claimants + statement.respondents
        case Tenure():
            yield statement.holder
            yield statement.office_in
        case Visit():
            yield statement.visitor
            yield statement.host
        case Mission():
            yield statement.sender
            yield statement.host
            if statement.accredited_from is not None:
                yield statement.accredited_from
        case Border():
            yield from statement.between
        case Observation():
            yield statement.about
            if statement.counterpart is not None:
                yield statement.counterpart


Counted = dict[str, tuple[EntityKind, Counter[str]]]
"""Unlisted entities by key: their kind, and how often each of their names occurs."""


class Labels:
    """The labels of all entities: the reference's, and for unlisted ones every name with its number of claims.

    ``chosen`` are labels, by key, of unlisted entities that have been counted elsewhere (see ``doubtful``).
    """

    __slots__ = ("_chosen", "_listed", "_unlisted")

    def __init__(self, reference: Reference, chosen: Mapping[str, str] | None = None) -> None:
        self._listed = _listed(reference)
        self._unlisted: Counted = {}
        self._chosen: dict[str, str] = dict(chosen or {})

    def add(self, claims: Iterable[Claim]) -> None:
        """Counts the names of unlisted entities in claims. The order in which claims come makes no difference."""
        for claim in claims:
            for entity in entities_of(claim.statement):
                self.add_entity(entity)

    def add_entity(self, entity: Entity) -> None:
        """Counts one name."""
        key = entity_key(entity)
        if key not in self._listed:
            self._chosen.pop(key, None)
            self._unlisted.setdefault(key, (entity.kind, Counter()))[1][entity.label] += 1

    def lists(self, key: str) -> bool:
        """Whether the reference has the entity with this key."""
        return key in self._listed

    @property
    def counted(self) -> Counted:
        """The unlisted entities counted so far."""
        return self._unlisted

    def take(self, counted: Counted) -> None:
        """Adds what was counted elsewhere."""
        for key, (kind, names) in counted.items():
            self._chosen.pop(key, None)
            self._unlisted.setdefault(key, (kind, Counter()))[1].update(names)

    def doubtful(self) -> dict[str, str]:
        """The labels, by key, of unlisted entities with several names: a claim alone does not tell these."""
        return {key: ranked(names)[0] for key, (_, names) in self._unlisted.items() if len(names) > 1}

    def label(self, entity: Entity) -> str:
        """The entity's label: the reference's, else the commonest name (see ``ranked``)."""
        key = entity_key(entity)
        label = self._listed.get(key) or self._chosen.get(key)
        if label is None:
            label = ranked(self._unlisted[key][1])[0] if key in self._unlisted else entity.label
            self._chosen[key] = label
        return label

    def unlisted(self) -> Iterator[tuple[str, EntityKind, list[str]]]:
        """Key, kind and names, best first, of each unlisted entity, in order of key."""
        for key in sorted(self._unlisted):
            kind, names = self._unlisted[key]
            yield key, kind, ranked(names)


def _listed(reference: Reference) -> Mapping[str, str]:
    """The labels of all entities of the reference data by key; those of the last one are kept, since many ask."""
    global _last
    if _last is None or _last[0] is not reference:
        known = [country.entity for country in reference.countries]
        known += [organization.entity for organization in reference.organizations]
        _last = reference, {entity_key(entity): entity.label for entity in known}
    return _last[1]


_last: tuple[Reference, Mapping[str, str]] | None = None


def ranked(names: Counter[str]) -> list[str]:
    """Names from the commonest on; of equals the one with most accents, then the longest, then in code-point order."""
    return sorted(names, key=lambda name: (-names[name], -sum(not c.isascii() for c in name), -len(name), name))
