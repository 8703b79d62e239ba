"""Reads a document's references for the countries and dates they name, and which of them are cited where."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from kg.documents.model import Document, PassageKind, Span
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.model import Date, Entity, EntityKind, EntityName, Form, Mention
from kg.statements.foreign_names import find_foreign_dates, find_foreign_names
from kg.statements.lost import LostTable, NamedReference
from kg.statements.model import Evidence
from kg.statements.row_records import record

_MARK = re.compile(r"\[(\d{1,4})\]")
_RETRIEVED = re.compile(r"(?:retrieved|archived|accessed|original)\b[^.\n]{0,30}$", re.IGNORECASE)
_LANGUAGE = re.compile(r"\((?:in|en|auf)\s+[^()]*\)", re.IGNORECASE)
_CLAUSE = 90


def read_references(
    document: Document, within: Callable[[Span], Sequence[Mention]], gazetteer: Gazetteer, subject: Entity
) -> tuple[NamedReference, ...]:
    """The document's references with the countries they name, but the subject, and their dates.

    ``within`` gives the mentions in a span. A language in brackets names no country, a date of retrieval dates nothing.
    """
    by_slug = {country.entity.slug: country.entity for country in gazetteer.reference.countries}
    references = []
    for reference in document.references:
        span = reference.span
        text = document.quote(span)
        languages = [Span(m.start() + span.start, m.end() + span.start) for m in _LANGUAGE.finditer(text)]
        mentions = [m for m in within(span) if not any(language.covers(m.span) for language in languages)]
        named = {m.span.start: entity for m in mentions if (entity := _country(m)) is not None}
        dated = {m.span.start: m.value for m in mentions if isinstance(m.value, Date)}
        for found in find_foreign_names(text):
            if isinstance(found.value, str) and found.value in by_slug:
                named[span.start + found.start] = by_slug[found.value]
        for found in find_foreign_dates(text):
            if isinstance(found.value, Date):
                dated[span.start + found.start] = found.value
        dates = {at: d for at, d in dated.items() if not _RETRIEVED.search(document.text, max(span.start, at - 40), at)}
        others = {at: entity for at, entity in sorted(named.items()) if entity != subject}
        references.append(
            NamedReference(
                reference.number,
                _evidence(document, span),
                tuple(dict.fromkeys(others.values())),
                tuple(dates[at] for at in sorted(dates)),
                tuple(_pairs(document, others, dates)),
            )
        )
    return tuple(references)


def _country(mention: Mention) -> Entity | None:
    value = mention.value
    if isinstance(value, EntityName) and value.entity.kind is EntityKind.COUNTRY and value.form is not Form.CAPITAL:
        return value.entity
    return None


def _evidence(document: Document, span: Span) -> Evidence:
    confidence = record("row-reference").confidence
    line, quote = document.line(span.start), document.quote(span)
    return Evidence(document.key, span, line, quote, PassageKind.LIST, "row-reference", confidence)


def _pairs(document: Document, named: dict[int, Entity], dates: dict[int, Date]) -> list[tuple[Entity, Date]]:
    """Each country with the next date, where no sentence ends between them."""
    places = sorted(dates)
    pairs = []
    for at, entity in named.items():
        following = bisect_left(places, at)
        if following < len(places) and places[following] - at <= _CLAUSE:
            between = document.text[at : places[following]]
            if ". " not in between and ";" not in between:
                pairs.append((entity, dates[places[following]]))
    return pairs


def cited_elsewhere(document: Document, tables: Sequence[LostTable]) -> frozenset[int]:
    """The numbers of references that marks outside of the tables' rows cite."""
    inside = sorted((row.evidence.span.start, row.evidence.span.end) for table in tables for row in table.rows)
    starts = [start for start, _ in inside]
    found = set()
    for mark in _MARK.finditer(document.text):
        at = bisect_left(starts, mark.start() + 1) - 1
        if at < 0 or mark.start() >= inside[at][1]:
            found.add(int(mark[1]))
    return frozenset(found)
