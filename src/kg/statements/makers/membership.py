"""Memberships and other participations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mentions.model import Entity, EntityKind
from kg.statements.makers.reading import Reading
from kg.statements.model import Membership, Role
from kg.statements.timing import spread

_NOTED_ROLES = (
    (re.compile(r"observer|dialogue|partner\b"), Role.OBSERVER),
    (re.compile(r"associate"), Role.ASSOCIATE_MEMBER),
    (re.compile(r"candidate|applicant|applied|acceding"), Role.CANDIDATE),
    (re.compile(r"founding|founder"), Role.FOUNDING_MEMBER),
    (re.compile(r"former|withdr|left|until"), Role.FORMER_MEMBER),
)
_NO_MEMBER = re.compile(r"suspended|signatory|nonsignatory|ngos|subbureau|nonmember|non-member")


def noted_role(note: str, otherwise: Role) -> Role | None:
    """The role that a note in brackets behind a name gives; ``None`` where it says that it is none."""
    for regex, role in _NOTED_ROLES:
        if regex.search(note):
            return role
    return None if note and _NO_MEMBER.search(note) else otherwise


_SENDERS = frozenset({"united-nations", "nato", "european-union", "african-union", "sadc", "ecowas", "osce"})


def make(reading: Reading) -> Iterator[Membership]:
    """One participation for each member and organization; for one that came back, its leaving too.

    Where the form has no slot for the organization, it is the one that the text named last. Who sends troops
    contributes to a mission, not to the organization that leads it.
    """
    role = Role(reading.constants["role"])
    members = _noted(reading, "member")
    if not members and reading.discourse.subject is not None and "member" not in reading.symbols:
        members = [(reading.discourse.subject, "")]
    start, end = reading.times()[0]
    organizations = _noted(reading, "organization")
    named = reading.discourse.organization or reading.discourse.subject
    if "organization" not in reading.symbols and named is not None:
        organizations = [(named, "")]
    for member, member_note in members:
        for organization, note in organizations:
            own = noted_role(note or member_note, role)
            if own is None or member == organization or organization.kind is not EntityKind.ORGANIZATION:
                continue
            if own is Role.CONTRIBUTOR and organization.slug in _SENDERS:
                continue
            if "earlier" in reading.symbols:
                yield Membership(member, organization, Role.FORMER_MEMBER, spread(reading.symbols["earlier"][0])[0][0])
            yield Membership(member, organization, own, start, end)


def _noted(reading: Reading, role: str) -> list[tuple[Entity, str]]:
    return [
        (entity, symbol.notes[index] if index < len(symbol.notes) else "")
        for symbol in reading.symbols.get(role, ())
        for index, entity in enumerate(symbol.entities)
    ]
