"""The words for what is named: Entity, Date, Quantity, and the Mention that places each in a document.

An Entity is a thing in the world; names, demonyms and codes of known ones are reference data (Country, Organization).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from kg.documents.model import Span
from kg.frozen import dataclass


class EntityKind(StrEnum):
    """What sort of thing an entity is; also the first part of its key."""

    COUNTRY = "country"
    ORGANIZATION = "organization"
    PERSON = "person"


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A thing in the world: ``key`` (``country/peru``) is its identity, ``label`` its English name."""

    kind: EntityKind
    slug: str
    label: str

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Entity):
            return NotImplemented
        return self.slug == other.slug and self.kind is other.kind and self.label == other.label

    def __hash__(self) -> int:
        return hash(self.slug)

    @property
    def key(self) -> str:
        """Kind and slug, the path of its IRI below ``id/``."""
        return f"{self.kind}/{self.slug}"


class Precision(StrEnum):
    """How exactly a date is given; ``SPAN`` covers decades, centuries and parts of them, which have bounds only."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SPAN = "span"


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A date with its precision and bounds (both included)."""

    earliest: date
    latest: date
    precision: Precision

    @property
    def iso(self) -> str:
        """ISO 8601 with the precision there is: ``1998-11-04``, ``1998-11``, ``1998``; empty for coarser ones."""
        match self.precision:
            case Precision.DAY:
                return self.earliest.isoformat()
            case Precision.MONTH:
                return self.earliest.isoformat()[:7]
            case Precision.YEAR:
                return self.earliest.isoformat()[:4]
            case Precision.SPAN:
                return ""

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> Date:
        """The date as precise as the arguments. Raises ValueError for impossible ones (31 February)."""
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
        if day is None:
            last = 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days
            return cls(date(year, month, 1), date(year, month, last), Precision.MONTH)
        exact = date(year, month, day)
        return cls(exact, exact, Precision.DAY)

    @classmethod
    def between(cls, earliest: date, latest: date) -> Date:
        """A coarse date with bounds only (a decade, a century)."""
        return cls(earliest, latest, Precision.SPAN)


@dataclass(frozen=True, slots=True)
class Period:
    """A period in which a state existed; an open side is ``None``."""

    start: Date | None = None
    end: Date | None = None
    source: str = ""


class AreaKind(StrEnum):
    """How reference works list a country or area. It guides reading and takes no position on status."""

    STATE = "state"
    FORMER = "former state"
    CONTESTED = "contested state"
    TERRITORY = "territory"
    OTHER = "other subject of international law"


@dataclass(frozen=True, slots=True)
class Country:
    """Reference data on a country or area. ``names`` include the label; ``continues``/``succeeds`` hold slugs."""

    entity: Entity
    names: tuple[str, ...]
    demonyms: tuple[str, ...] = ()
    area: AreaKind = AreaKind.STATE
    continents: tuple[str, ...] = ()
    existence: tuple[Period, ...] = ()
    continues: tuple[str, ...] = ()
    succeeds: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    """Reference data on an organization, forum, programme or mission. ``names`` include the label."""

    entity: Entity
    names: tuple[str, ...]
    abbreviations: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """All reference data, as plain values."""

    countries: tuple[Country, ...]
    organizations: tuple[Organization, ...]


class Qualifier(StrEnum):
    """How a figure is hedged."""

    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    PROJECTED = "projected"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: ``value`` in ``unit`` (``USD``, ``percent``, ``troops``, ``km`` …; empty for a bare number)."""

    value: Decimal
    unit: str = ""
    qualifier: Qualifier | None = None


@dataclass(frozen=True, slots=True)
class DateRange:
    """From ``start`` to ``end``, either side open (``None``)."""

    start: Date | None
    end: Date | None


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person as named: the name without titles, and the title or office before it ("President"), if any."""

    entity: Entity
    title: str = ""


@dataclass(frozen=True, slots=True)
class AgreementName:
    """A named or described agreement: ``head`` is its head noun in lower case ("treaty", "free trade agreement").

    ``name`` is the proper name as written without article and year, empty where there is none; ``year`` the year in
    the name; ``parties`` the countries and organizations within the name.
    """

    head: str
    name: str = ""
    year: int | None = None
    parties: tuple[Entity, ...] = ()


class Form(StrEnum):
    """In which form an entity is named."""

    NAME = "name"
    DEMONYM = "demonym"
    ABBREVIATION = "abbreviation"
    CAPITAL = "capital"


@dataclass(frozen=True, slots=True)
class EntityName:
    """An entity as named: reference data has it, or ``listed`` is false and its name's shape gave it."""

    entity: Entity
    form: Form = Form.NAME
    listed: bool = True


MentionValue = EntityName | Date | DateRange | Quantity | PersonName | AgreementName


@dataclass(frozen=True, slots=True)
class Mention:
    """Something named at ``span`` (code points in the document's text). Mentions of one document do not overlap."""

    span: Span
    value: MentionValue
