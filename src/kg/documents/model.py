"""The words for what was written: Document, Block, Passage, Table, Reference, and the Span that places each.

A document's text is read once (Unicode NFC, ``\\n`` line ends) and never changes; every span counts its code points.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import field
from enum import StrEnum

from kg.frozen import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` (0-based) up to and without ``end``, in code points of a document's text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Whether the other span lies wholly within this one."""
        return self.start <= other.start and other.end <= self.end


class BlockKind(StrEnum):
    """What a stretch of lines is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    FIELD = "field"
    TABLE = "table"
    REFERENCE = "reference"
    BOILERPLATE = "boilerplate"


class PassageKind(StrEnum):
    """The form of the place that carries a statement."""

    SENTENCE = "sentence"
    ROW = "row"
    HEADING = "heading"
    FIELD = "field"
    LIST = "list"


class Genre(StrEnum):
    """The kind of writing, as far as the extractor treats kinds differently."""

    ENCYCLOPEDIA = "encyclopedia"
    BRIEF = "brief"
    HISTORY = "history"
    FACTBOOK = "factbook"


class SourceKind(StrEnum):
    """Who speaks in a document."""

    OFFICIAL = "official"
    REFERENCE_WORK = "reference work"
    PRESS = "press"
    SCHOLARLY = "scholarly"
    GENERATED = "generated"
    UNKNOWN = "unknown"


class Redistribution(StrEnum):
    """How much of a document's text may be served."""

    FULL = "full"
    QUOTES = "quotes"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from, as ``sources.toml`` says; dates are ISO (YYYY, YYYY-MM or YYYY-MM-DD) or empty."""

    title: str = ""
    publisher: str = ""
    address: str = ""
    issued: str = ""
    modified: str = ""
    license: str = ""
    rights: str = ""
    kind: SourceKind = SourceKind.UNKNOWN
    redistribution: Redistribution = Redistribution.QUOTES


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, field or table of a document.

    ``headings`` are the headings it stands under, outermost first. ``label`` is the path of a field's names
    (``("Government", "International organization participation")``), empty for anything else. ``level`` is a
    heading's depth, 1-based, and 0 for anything else.
    """

    kind: BlockKind
    span: Span
    headings: tuple[Span, ...] = ()
    label: tuple[str, ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A place that can carry a statement: a sentence, row, heading, field or list item, and the block it is in."""

    kind: PassageKind
    span: Span
    block: Block


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its whole span and the span of each cell by column, ``None`` where the row has no such cell."""

    span: Span
    cells: tuple[Span | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid: ``header`` holds the column names (may be empty), ``rows`` only rows of content.

    Every row has as many cells as the table has columns. ``headings`` are those it stands under, outermost first.
    ``captions`` are lines within the table that are neither header nor row (a section name, a caption).
    """

    span: Span
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    headings: tuple[Span, ...] = ()
    captions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of a list of references; ``number`` is what marks like ``[12]`` cite, ``None`` where unknown."""

    span: Span
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source document: its text and everything found in its layout.

    ``name`` is the file's stem, ``sha256`` the hex digest of the file's bytes, ``subject_names`` the names of the
    countries it is about as title, fields or file give them (surface forms, not yet entities). ``blocks`` are in
    order and do not overlap; tables stand among them as blocks of kind ``TABLE`` with the same span.
    """

    name: str
    sha256: str
    text: str
    title: str = ""
    genre: Genre = Genre.ENCYCLOPEDIA
    subject_names: tuple[str, ...] = ()
    source: Source = Source()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    _line_starts: list[int] = field(default_factory=list, compare=False, repr=False)

    @property
    def key(self) -> str:
        """The document's name in IRIs: file stem and the first eight digits of its SHA-256."""
        return f"{self.name}-{self.sha256[:8]}"

    def quote(self, span: Span) -> str:
        """The characters of the span."""
        return self.text[span.start : span.end]

    def line(self, position: int) -> int:
        """The 1-based line on which the character at ``position`` stands; amortised O(log lines)."""
        starts = self._line_starts
        if not starts:
            starts.append(0)
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
        return bisect_right(starts, position)
