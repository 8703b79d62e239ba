"""Find everything that a document names, in one pass per kind over the whole text, and settle overlaps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from kg.documents.model import Block, BlockKind, Document, Span
from kg.mentions.context import names_a_country
from kg.mentions.dates import find_dates
from kg.mentions.gazetteer import Gazetteer, Surface, Use, folded
from kg.mentions.model import Entity, EntityKind, EntityName, Form, Mention
from kg.mentions.overlaps import longest_then_leftmost

_ADDRESS = re.compile(r"https?://[^\s<>\"')\]|]+|www\.[^\s<>\"')\]|]+")
_FIRST_LINES = 4000
_WRAPPED_LINE = 40


def find_mentions(document: Document, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Everything named in the document's text, sorted by place, without overlaps.

    The longest name wins, then the leftmost; countries within the name of an agreement or organization are in the
    value of that mention. Takes time linear in the length of the text.
    """
    text = document.text
    scan = folded(text)
    placed: list[tuple[int, int, object]] = []
    placed += find_names(text, scan, gazetteer, _organization_fields(document))
    placed += [(mention.span.start, mention.span.end, mention.value) for mention in find_dates(text)]
    placed += [(found.start(), found.end(), None) for found in _ADDRESS.finditer(text)]
    kept = longest_then_leftmost(placed)
    return tuple(
        Mention(Span(start, end), value)  # type: ignore[arg-type]
        for start, end, value in _settle(text, kept, document, gazetteer)
        if value is not None
    )


def find_names(text: str, scan: str, gazetteer: Gazetteer, fields: list[Span]) -> list[tuple[int, int, object]]:
    """Matches of the automaton at word boundaries as (start, end, Surface); ``scan`` is the folded text."""
    placed: list[tuple[int, int, object]] = []
    size = len(scan)
    for last, surface in gazetteer.automaton.iter(scan):
        end = last + 1
        start = end - surface.length
        if end < size and (scan[end].isalnum() or scan[end] == "_"):
            continue
        if start and (scan[start - 1].isalnum() or scan[start - 1] == "_"):
            continue
        use = surface.use
        if use:
            if use is Use.PREFIX and scan[end : end + 1] != "-":
                continue
            if use is Use.FIELD_ONLY and not _within(fields, start):
                continue
        if "\n" in text[start:end] and not _is_wrapped(text, start, end):
            continue
        placed.append((start, end, surface))
    return placed


def _is_wrapped(text: str, start: int, end: int) -> bool:
    """Whether the line break within the name is one of a wrapped paragraph: the line before it is long."""
    at = text.index("\n", start, end)
    return at - (text.rfind("\n", 0, at) + 1) >= _WRAPPED_LINE


def _organization_fields(document: Document) -> list[Span]:
    """Where short abbreviations stand for organizations: the Factbook's list of participations."""
    return [block.span for block in document.blocks if _lists_organizations(block)]


def _lists_organizations(block: Block) -> bool:
    return block.kind is BlockKind.FIELD and any("organization participation" in name.lower() for name in block.label)


def _within(spans: list[Span], position: int) -> bool:
    index = bisect_right(spans, position, key=lambda span: span.start) - 1
    return index >= 0 and position < spans[index].end


def _settle(
    text: str, kept: list[tuple[int, int, object]], document: Document, gazetteer: Gazetteer
) -> list[tuple[int, int, object]]:
    """Give every matched surface its one meaning, or ``None`` where it names no listed entity here."""
    settled: list[tuple[int, int, object]] = []
    counts: Counter[Entity] | None = None
    for index, (start, end, value) in enumerate(kept):
        if isinstance(value, Surface):
            names = value.names
            if not names:
                continue
            name = names[0]
            if name.entity.kind is EntityKind.COUNTRY and not names_a_country(text, kept, index, name):
                continue
            if len(names) > 1:
                if counts is None:
                    counts = _counts(kept, document, gazetteer)
                name = max(names, key=lambda sense: counts[sense.entity])
            settled.append((start, end, name))
        else:
            settled.append((start, end, value))
    return settled


def _counts(kept: list[tuple[int, int, object]], document: Document, gazetteer: Gazetteer) -> Counter[Entity]:
    """How often each entity is named beyond doubt, subjects of the document first of all."""
    counts: Counter[Entity] = Counter()
    for _, _, value in kept:
        if isinstance(value, Surface) and len(value.names) == 1:
            counts[value.names[0].entity] += 1
    for name in document.subject_names:
        entity = gazetteer.find_country(name)
        if entity is not None:
            counts[entity] += len(kept)
    return counts


def subject_countries(document: Document, gazetteer: Gazetteer) -> tuple[Entity, ...]:
    """The countries the document is about, in the order of ``document.subject_names``, each once.

    Where these give none, the country named most often at the beginning of the text, if it leads clearly.
    """
    found: dict[Entity, None] = {}
    for name in document.subject_names:
        entity = gazetteer.find_country(name) or gazetteer.find_organization(name)
        if entity is not None:
            found[entity] = None
            continue
        for mention in find_mentions(Document(name="", sha256="", text=name), gazetteer):
            if isinstance(mention.value, EntityName) and mention.value.form is not Form.CAPITAL:
                found[mention.value.entity] = None
    return tuple(found) or _most_named(document.text[:_FIRST_LINES], gazetteer)


def _most_named(text: str, gazetteer: Gazetteer) -> tuple[Entity, ...]:
    counts: Counter[Entity] = Counter()
    for mention in find_mentions(Document(name="", sha256="", text=text), gazetteer):
        value = mention.value
        if isinstance(value, EntityName) and value.entity.kind is EntityKind.COUNTRY and value.form is not Form.CAPITAL:
            counts[value.entity] += 1
    best = counts.most_common(2)
    if not best or (len(best) == 2 and best[0][1] <= best[1][1]):
        return ()
    return (best[0][0],)
