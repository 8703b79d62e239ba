"""Reads the rows of tables into claims: a relation with its events per row, and memberships.

Columns are understood first (``row_columns``), then each row's partner (``row_partners``) and dates (``row_events``).
Rows that lost their partner's name make a claim with one country, and are handed on to be restored (``restore``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from kg.documents.model import Document, PassageKind, Row, Span, Table
from kg.frozen import dataclass
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.model import Country, Date, DateRange, Entity, EntityKind, Mention
from kg.statements.lost import LostNames, LostTable, Ordinal, RowFacts
from kg.statements.model import Claim, Event, EventKind, Evidence, Membership, Relation, Role
from kg.statements.row_columns import Columns, membership_columns, relation_columns
from kg.statements.row_events import denies_relations, read_events
from kg.statements.row_partners import (
    PARTNER_ORGANIZATIONS,
    is_lost,
    named_in_notes,
    partner_in_cell,
    partner_in_dates,
    partner_in_note,
)
from kg.statements.row_records import record
from kg.statements.row_references import cited_elsewhere, read_references

_MARK = re.compile(r"\[(\d{1,4})\]")
_UNKNOWN = re.compile(r"unknown\b", re.IGNORECASE)
_BEGINS = frozenset({EventKind.ESTABLISHED, EventKind.RECOGNIZED})


@dataclass(frozen=True, slots=True)
class RowReading:
    """What a document's tables state: claims, the partner each row is about, and the rows whose names are lost."""

    claims: tuple[Claim, ...] = ()
    partners: Mapping[Span, Entity] = field(default_factory=dict)
    lost: LostNames | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading the rows of one document takes; ``mentions`` are sorted by place."""

    document: Document
    mentions: Sequence[Mention]
    starts: Sequence[int]
    gazetteer: Gazetteer
    states: Mapping[Entity, Country]
    subject: Entity

    def within(self, span: Span) -> Sequence[Mention]:
        """The mentions within a span, in order."""
        first = bisect_left(self.starts, span.start)
        last = bisect_left(self.starts, span.end, first)
        return [m for m in self.mentions[first:last] if m.span.end <= span.end]

    def evidence(self, span: Span, pattern: str) -> Evidence:
        """The evidence of a row as read by a pattern."""
        document = self.document
        confidence = record(pattern).confidence
        quote = document.quote(span)
        return Evidence(document.key, span, document.line(span.start), quote, PassageKind.ROW, pattern, confidence)


def read_rows(
    document: Document, mentions: Sequence[Mention], gazetteer: Gazetteer, *, subjects: Sequence[Entity]
) -> RowReading:
    """The claims of all tables about relations or memberships of the document's subject, in order.

    ``mentions`` are the document's, sorted. Without exactly one subject no table is read: its rows would name one
    country where a relation takes two. Linear in the length of the tables.
    """
    if len(subjects) != 1 or not document.tables:
        return RowReading()
    states = {country.entity: country for country in gazetteer.reference.countries}
    reader = Reader(document, mentions, [m.span.start for m in mentions], gazetteer, states, subjects[0])
    claims: list[Claim] = []
    partners: dict[Span, Entity] = {}
    tables: list[LostTable] = []
    for table in document.tables:
        columns = relation_columns(document, table, lambda name: gazetteer.find_country(name) is not None)
        if columns is None:
            claims.extend(read_memberships(reader, table))
            continue
        facts = [read_row(reader, row, columns) for row in table.rows]
        for row, fact in zip(table.rows, facts, strict=True):
            if fact is None:
                continue
            if fact.partner is not None:
                partners[row.span] = fact.partner
            claims.extend(claims_of(reader, row, fact, columns))
        kept = tuple(fact for fact in facts if fact is not None)
        if any(fact.partner is None and fact.lost for fact in kept):
            tables.append(LostTable(tuple(document.quote(h) for h in table.headings), kept))
    lost = None
    if tables:
        lost = LostNames(
            document.key,
            reader.subject,
            tuple(tables),
            read_references(document, reader.within, gazetteer, reader.subject),
            cited_elsewhere(document, tables),
        )
    return RowReading(tuple(claims), partners, lost)


def read_row(reader: Reader, row: Row, columns: Columns) -> RowFacts | None:
    """What a row says; ``None`` for one that names something that is no possible partner."""
    document = reader.document
    cell = row.cells[columns.partner]
    name = document.quote(cell) if cell is not None else ""
    notes = columns.notes(row)
    partner, status = partner_in_cell(name, reader.gazetteer)
    lost = partner is None and is_lost(name)
    pattern = "row-relation"
    if lost:
        partner = partner_in_note(document, notes, reader.gazetteer, reader.subject) or next(
            (
                found
                for column in columns.dates
                if (span := row.cells[column.index]) is not None
                and (found := partner_in_dates(document, span, reader.within(span), reader.states, reader.subject))
            ),
            None,
        )
        pattern = "row-named-in-note" if partner is not None else "row-unnamed"
    elif partner is None:
        return None
    if partner is not None and partner == reader.subject:
        return None
    events = row_events(reader, row, columns, partner)
    if status is not None and (not events or events[-1].kind is not status):
        events = (*events, Event(status))
    return RowFacts(
        evidence=reader.evidence(row.span, pattern),
        events=events,
        partner=partner,
        lost=lost,
        dates=tuple(e.date for e in events if e.date is not None and (e.kind in _BEGINS or e is events[0])),
        ordinal=ordinal(document, row, columns),
        marks=tuple(int(found[1]) for found in _MARK.finditer(document.quote(row.span))),
        named=tuple(sorted(named_in_notes(reader.within(row.span), notes, reader.subject).items())) if lost else (),
    )


def ordinal(document: Document, row: Row, columns: Columns) -> Ordinal:
    """How the row is counted."""
    cell = row.cells[columns.ordinal] if columns.ordinal is not None else None
    if cell is None or not len(cell):
        return Ordinal.NONE
    return Ordinal.NUMBER if document.quote(cell)[0].isdigit() else Ordinal.DASH


def row_events(reader: Reader, row: Row, columns: Columns, partner: Entity | None) -> tuple[Event, ...]:
    """The events of a row's date cells; a listed relation whose date is unknown has one without date."""
    events: list[Event] = []
    for column in columns.dates:
        cell = row.cells[column.index]
        if cell is None:
            continue
        mentions = reader.within(cell)
        found = read_events(
            reader.document.text, cell, mentions, kind=column.kind, states=reader.states, partner=partner
        )
        if not found and (columns.listing or _UNKNOWN.match(reader.document.quote(cell))):
            found = (Event(column.kind),)
        events.extend(found)
    return tuple(events)


def claims_of(reader: Reader, row: Row, fact: RowFacts, columns: Columns) -> Iterator[Claim]:
    """The relation of a row, unless its date cell denies that there is one."""
    cells = [row.cells[c.index] for c in columns.dates]
    if any(cell is not None and denies_relations(reader.document.quote(cell)) for cell in cells) and not fact.events:
        return
    partner = fact.partner
    if partner is not None and partner.kind is EntityKind.ORGANIZATION and partner.slug not in PARTNER_ORGANIZATIONS:
        return
    yield Claim(Relation(reader.subject, partner, fact.events), fact.evidence)


def read_memberships(reader: Reader, table: Table) -> Iterator[Claim]:
    """The memberships of a table with a column of organizations and one of dates of joining."""
    columns = membership_columns(reader.document, table)
    if columns is None or reader.subject.kind is not EntityKind.COUNTRY:
        return
    for row in table.rows:
        name, joined = (row.cells[i] for i in columns)
        if name is None or joined is None:
            continue
        organization, _ = partner_in_cell(reader.document.quote(name), reader.gazetteer)
        dates = [m.value for m in reader.within(joined) if isinstance(m.value, Date | DateRange)]
        if organization is None or organization.kind is not EntityKind.ORGANIZATION or len(dates) != 1:
            continue
        start = dates[0].start if isinstance(dates[0], DateRange) else dates[0]
        end = dates[0].end if isinstance(dates[0], DateRange) else None
        statement = Membership(reader.subject, organization, Role.MEMBER, start, end)
        yield Claim(statement, reader.evidence(row.span, "row-membership"))
