"""The words for names that rows lost: the tables with what is left of each row, and the references that may help."""

from __future__ import annotations

from enum import StrEnum

from kg.frozen import dataclass
from kg.mentions.model import Date, Entity
from kg.statements.model import Event, Evidence


class Ordinal(StrEnum):
    """How a row is counted: with a number, with a dash instead of one, or not at all."""

    NUMBER = "number"
    DASH = "dash"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What is left of a row: its dates, how it is counted, the references it cites, the countries its notes name.

    ``partner`` is the country or organization the row names explicitly, ``None`` where the name is lost. ``named``
    are the countries in its notes with how often each is named, ``marks`` the numbers of references it cites.
    ``lost`` is whether the row's cell of the name is empty or an image.
    """

    evidence: Evidence
    events: tuple[Event, ...]
    partner: Entity | None
    lost: bool
    dates: tuple[Date, ...] = ()
    ordinal: Ordinal = Ordinal.NONE
    marks: tuple[int, ...] = ()
    named: tuple[tuple[Entity, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LostTable:
    """A table of relations with at least one lost name: all its rows in order, and the headings it stands under."""

    headings: tuple[str, ...]
    rows: tuple[RowFacts, ...]


@dataclass(frozen=True, slots=True)
class NamedReference:
    """A reference: its number (``None`` if unknown), the countries it names, and its dates but those of retrieval.

    ``pairs`` are countries with the date that follows them in the same clause.
    """

    number: int | None
    evidence: Evidence
    named: tuple[Entity, ...]
    dates: tuple[Date, ...] = ()
    pairs: tuple[tuple[Entity, Date], ...] = ()


@dataclass(frozen=True, slots=True)
class LostNames:
    """All of a document that bears on its lost names. ``subject`` is the country whose relations the rows are.

    ``cited_elsewhere`` are the numbers of references cited outside of these tables.
    """

    document: str
    subject: Entity
    tables: tuple[LostTable, ...]
    references: tuple[NamedReference, ...] = ()
    cited_elsewhere: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        """The number of rows whose partner is unknown."""
        return sum(row.partner is None for table in self.tables for row in table.rows)
