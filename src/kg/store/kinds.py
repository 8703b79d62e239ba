"""The kinds of thing and statement a visitor meets: their class, their names, and how statements lead to things."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThingKind:
    """A kind of thing: the first part of its path, its class, its name for people in the singular and plural."""

    name: str
    type: str
    label: str
    plural: str


@dataclass(frozen=True, slots=True)
class Kind(ThingKind):
    """A kind of statement: ``links`` are the properties that lead to the things it is about."""

    links: tuple[str, ...]


KINDS: tuple[Kind, ...] = (
    Kind("relation", "kg:DiplomaticRelation", "Diplomatic relations", "Diplomatic relations", ("kg:between",)),
    Kind(
        "membership",
        "kg:Participation",
        "Participation in an organization",
        "Memberships and participation",
        ("org:member", "org:organization"),
    ),
    Kind("agreement", "kg:Agreement", "Agreement", "Agreements", ("kg:party", "kg:grantor", "kg:beneficiary")),
    Kind("dispute", "kg:Dispute", "Dispute", "Disputes", ("kg:party", "kg:claimant", "kg:respondent")),
    Kind("tenure", "kg:Tenure", "Tenure of an office", "Offices", ("kg:holder", "kg:officeIn")),
    Kind("visit", "kg:Visit", "Visit", "Visits", ("kg:visitor", "kg:host")),
    Kind("mission", "kg:Mission", "Mission", "Missions", ("kg:sender", "kg:host", "kg:accreditedFrom")),
    Kind("border", "kg:Border", "Border", "Borders", ("kg:between",)),
    Kind("observation", "kg:Observation", "Figure", "Figures", ("kg:about", "kg:counterpart")),
    Kind("event", "kg:RelationEvent", "Event", "Events of relations", ("kg:actor", "kg:asState")),
)

KIND_BY_NAME = {kind.name: kind for kind in KINDS}
KIND_BY_TYPE = {kind.type: kind for kind in KINDS}
LINKS: tuple[str, ...] = tuple(dict.fromkeys(link for kind in KINDS for link in kind.links))


THING_KINDS: tuple[ThingKind, ...] = (
    ThingKind("country", "kg:Country", "Country or area", "Countries and areas"),
    ThingKind("organization", "kg:Organization", "Organization", "Organizations"),
    ThingKind("person", "kg:Person", "Person", "Persons"),
    ThingKind("document", "kg:Document", "Document", "Documents"),
    ThingKind("evidence", "kg:Evidence", "Evidence", "Pieces of evidence"),
    ThingKind("pattern", "kg:Pattern", "Pattern", "Patterns"),
    ThingKind("phase", "kg:Phase", "Phase of a relation", "Phases of relations"),
    ThingKind("conflict", "kg:Conflict", "Conflict between sources", "Conflicts between sources"),
)

THING_KIND_BY_NAME = {kind.name: kind for kind in THING_KINDS}
