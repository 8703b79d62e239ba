"""The words for what is claimed: one class per kind of statement, the Evidence for it, and the Claim that joins them.

Controlled terms are enums whose values are exactly the English ``skos:prefLabel`` in ``ontology/concepts.ttl``.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from kg.documents.model import PassageKind, Span
from kg.frozen import dataclass
from kg.mentions.model import Date, Entity, Qualifier


class Role(StrEnum):
    MEMBER = "member"
    FOUNDING_MEMBER = "founding member"
    ASSOCIATE_MEMBER = "associate member"
    OBSERVER = "observer"
    CANDIDATE = "candidate"
    FORMER_MEMBER = "former member"
    PARTICIPANT = "participant"
    NEGOTIATOR = "negotiator"
    CONTRIBUTOR = "contributor"


class EventKind(StrEnum):
    RECOGNIZED = "recognized"
    RECOGNITION_WITHDRAWN = "recognition withdrawn"
    ESTABLISHED = "established"
    SEVERED = "severed"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    ENDED = "ended"
    UNSPECIFIED = "unspecified"


class AgreementKind(StrEnum):
    TREATY = "treaty"
    FREE_TRADE_AGREEMENT = "free-trade agreement"
    TRADE_AGREEMENT = "trade agreement"
    FRAMEWORK_AGREEMENT = "framework agreement"
    AGREEMENT = "agreement"
    JOINT_DECLARATION = "joint declaration"
    JOINT_STATEMENT = "joint statement"
    MEMORANDUM = "memorandum"
    CONVENTION = "convention"
    PROTOCOL = "protocol"
    PREFERENCE_PROGRAMME = "preference programme"
    ARMISTICE = "armistice"


class DisputeKind(StrEnum):
    TERRITORIAL = "territorial"
    MARITIME = "maritime"
    DIPLOMATIC = "diplomatic"
    TRADE = "trade"
    WAR = "war"
    EXTRADITION = "extradition"
    RIVER = "river"
    OTHER = "other"


class DisputeStatus(StrEnum):
    ONGOING = "ongoing"
    DORMANT = "dormant"
    SETTLED = "settled"


class MissionKind(StrEnum):
    EMBASSY = "embassy"
    HIGH_COMMISSION = "high commission"
    CONSULATE_GENERAL = "consulate-general"
    CONSULATE = "consulate"
    HONORARY_CONSULATE = "honorary consulate"
    PERMANENT_MISSION = "permanent mission"
    LIAISON_OFFICE = "liaison office"


class Derivation(StrEnum):
    """Whether the text says it, or it follows."""

    EXPLICIT = "explicit"
    RESTORED = "restored"


class Basis(StrEnum):
    """What a restored name rests on."""

    NAMED_IN_REFERENCE = "named in a reference"
    ORDER = "order"
    CORROBORATION = "corroboration"


@dataclass(frozen=True, slots=True)
class Membership:
    """``member`` (country or organization) takes part in ``organization`` as ``role``."""

    member: Entity
    organization: Entity
    role: Role
    start: Date | None = None
    end: Date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a relation: ``actor`` if one side did it, ``as_state`` the former state that acted."""

    kind: EventKind
    date: Date | None = None
    actor: Entity | None = None
    as_state: Entity | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A country that may be the lost name of a row; ``weight`` is a probability, 0 to 1."""

    entity: Entity
    weight: float


@dataclass(frozen=True, slots=True)
class Relation:
    """Diplomatic relations of ``country`` with ``partner``; ``partner`` is ``None`` where the row lost the name.

    Events are in the order of the text. ``candidates`` are only for open rows, best first, at most 15.
    """

    country: Entity
    partner: Entity | None
    events: tuple[Event, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement between ``parties`` (sorted by key); ``count`` says for how many agreements one node stands."""

    parties: tuple[Entity, ...]
    kind: AgreementKind
    name: str = ""
    start: Date | None = None
    in_force: Date | None = None
    end: Date | None = None
    year_in_name: int | None = None
    count: int | None = None
    grantors: tuple[Entity, ...] = ()
    beneficiaries: tuple[Entity, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute between ``parties`` (sorted by key); ``subject_matter`` as the text names it, never a person."""

    parties: tuple[Entity, ...]
    kind: DisputeKind
    status: DisputeStatus | None = None
    subject_matter: str = ""
    start: Date | None = None
    end: Date | None = None
    claimants: tuple[Entity, ...] = ()
    respondents: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Tenure:
    """``holder`` (a person) holds the office ``title`` in a country or organization."""

    holder: Entity
    office_in: Entity
    title: str
    start: Date | None = None
    end: Date | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """``visitor`` (person or country) visits ``host`` (country)."""

    visitor: Entity
    host: Entity
    start: Date | None = None
    end: Date | None = None


@dataclass(frozen=True, slots=True)
class Mission:
    """A mission of ``sender`` in or to ``host``; ``accredited_from`` is the country it is accredited from."""

    sender: Entity
    host: Entity
    kind: MissionKind
    city: str = ""
    accredited_from: Entity | None = None
    start: Date | None = None
    end: Date | None = None


@dataclass(frozen=True, slots=True)
class Border:
    """Two countries share a border (sorted by key)."""

    between: tuple[Entity, Entity]


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure about ``about`` (and ``counterpart``): ``measure`` and ``unit`` are labels of controlled terms."""

    about: Entity
    measure: str
    value: Decimal
    unit: str
    counterpart: Entity | None = None
    qualifier: Qualifier | None = None
    start: Date | None = None
    end: Date | None = None
    figure_source: str = ""


Statement = Membership | Relation | Agreement | Dispute | Tenure | Visit | Mission | Border | Observation


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place and rule behind a claim: ``span`` and 1-based ``line`` in the document with key ``document``.

    ``confidence`` is a probability, 0 to 1: the measured precision of the pattern, or for restored names the weight
    of the conclusion. ``used`` is the evidence a restored name rests on, ``basis`` how.
    """

    document: str
    span: Span
    line: int
    quote: str
    passage: PassageKind
    pattern: str
    confidence: float
    derivation: Derivation = Derivation.EXPLICIT
    basis: tuple[Basis, ...] = ()
    used: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement as one piece of evidence makes it. Claims with equal evidence share one evidence graph."""

    statement: Statement
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PatternRecord:
    """What is published about a pattern: ``right`` and ``wrong`` count hand-checked statements it made."""

    id: str
    comment: str
    kind: str
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    right: int = 0
    wrong: int = 0

    @property
    def confidence(self) -> float:
        """Precision by the rule of succession, (right + 1) / (right + wrong + 2), between 0 and 1."""
        return (self.right + 1) / (self.right + self.wrong + 2)
