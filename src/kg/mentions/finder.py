"""Find everything that a document names, in one pass per kind over the whole text, and settle overlaps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter

from kg.documents.model import Block, BlockKind, Document, Genre, Span
from kg.mentions.agreements import find_agreements
from kg.mentions.context import names_a_country, redefined
from kg.mentions.dates import find_dates
from kg.mentions.gazetteer import Gazetteer, Surface, Use, folded
from kg.mentions.listed_bodies import find_listed_bodies
from kg.mentions.local_names import find_local_names, find_pointing_bodies, only_organizations
from kg.mentions.lookalikes import IN_FIELDS
from kg.mentions.model import Entity, EntityKind, EntityName, Form, Mention
from kg.mentions.organizations import find_organizations
from kg.mentions.overlaps import Placed, longest_then_leftmost
from kg.mentions.persons import find_persons
from kg.mentions.quantities import find_quantities
from kg.mentions.relative_dates import find_relative_dates

_ADDRESS = re.compile(r"https?://[^\s<>\"')\]|]+|www\.[^\s<>\"')\]|]+")
_FIRST_LINES = 4000
_WRAPPED_LINE = 40


def find_mentions(document: Document, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Everything named in the document's text, sorted by place, without overlaps.

    The longest name wins, then the leftmost; countries within the name of an agreement or organization are in the
    value of that mention. Takes time linear in the length of the text.
    """
    text = document.text
    fields = _organization_fields(document)
    matches = _find_names(text, gazetteer, fields)
    addresses: list[Placed] = []
    if "://" in text or "www." in text:
        addresses = [(found.start(), found.end(), None) for found in _ADDRESS.finditer(text)]
    names = _settle(text, longest_then_leftmost(matches.names + addresses), document, gazetteer, fields)
    matches.names.clear()  # of a long document the largest list of all
    places = {start: end for start, end, _ in names}
    agreements = find_agreements(text, matches.words[Use.AGREEMENT_HEAD], names)
    bodies = find_organizations(
        text, matches.words[Use.BODY_HEAD], places, names, gazetteer.akin, gazetteer.find_spelling
    )
    known = {start: (end, name) for start, end, name in (*names, *bodies)}
    listed = find_listed_bodies(text, known, gazetteer.find_spelling, gazetteer.akin)
    persons = find_persons(
        text,
        matches.words[Use.TITLE],
        matches.words[Use.GIVEN_NAME],
        places,
        capital_surnames=document.genre is Genre.FACTBOOK,
    )
    dates = find_dates(text)
    organizations = sorted(only_organizations(names) + bodies + listed, key=itemgetter(0))
    placed: list[Placed] = [*names, *listed, *agreements, *bodies, *persons]
    people = sorted(persons, key=itemgetter(0))
    placed += find_local_names(text, people, organizations, agreements, gazetteer.automaton)
    placed += find_pointing_bodies(text, organizations)
    for mentions in (find_quantities(text), dates, find_relative_dates(text, matches.words[Use.RELATIVE_DATE], dates)):
        placed += [(mention.span.start, mention.span.end, mention) for mention in mentions]
    return tuple(
        value if type(value) is Mention else Mention(Span(start, end), value)  # type: ignore[arg-type]
        for start, end, value in longest_then_leftmost(placed + addresses)
        if value is not None
    )


@dataclass(slots=True)
class _Matches:
    """What the automaton matched: ``names`` of entities and their lookalikes, ``words`` that lead to other names."""

    names: list[Placed] = field(default_factory=list)
    words: dict[Use, list[tuple[int, int]]] = field(default_factory=lambda: {use: [] for use in Use})


def _find_names(text: str, gazetteer: Gazetteer, fields: list[Span]) -> _Matches:
    scan = folded(text)
    matches = _Matches()
    words = matches.words
    size = len(scan)
    for last, surface in gazetteer.automaton.iter(scan):
        end = last + 1
        start = end - surface.length
        if end < size and (scan[end].isalnum() or scan[end] == "_"):
            continue
        if start and (scan[start - 1].isalnum() or scan[start - 1] == "_"):
            continue
        use = surface.use
        if use >= Use.TITLE:
            places = words[use]
            if places and places[-1][0] == start:
                places[-1] = (start, end)
            elif not places or places[-1][1] != end:  # of words that end together the longest comes first
                places.append((start, end))
            continue
        if use is Use.PREFIX and scan[end : end + 1] != "-":
            continue
        if use is Use.FIELD_ONLY and not _within(fields, start):
            continue
        if text.find("\n", start, end) >= 0 and not _is_wrapped(text, start, end):
            continue
        matches.names.append((start, end, surface))
    return matches


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
    text: str, kept: list[Placed], document: Document, gazetteer: Gazetteer, fields: list[Span]
) -> list[tuple[int, int, EntityName]]:
    """Give every matched surface its one meaning, and leave out those that name no listed entity here."""
    settled: list[tuple[int, int, EntityName]] = []
    counts: Counter[Entity] | None = None
    for index, (start, end, value) in enumerate(kept):
        if not isinstance(value, Surface) or not value.names:
            continue
        name = value.names[0]
        if name.entity.kind is EntityKind.COUNTRY and not names_a_country(text, kept, index, name):
            continue
        if len(value.names) > 1:
            if counts is None:
                counts = _counts(kept, document, gazetteer)
            name = max(value.names, key=lambda sense: counts[sense.entity])
        if name.form is Form.ABBREVIATION and text[start:end] in IN_FIELDS and _within(fields, start):
            meant = gazetteer.find_organization(IN_FIELDS[text[start:end]])
            name = name if meant is None else EntityName(meant, Form.ABBREVIATION)
        settled.append((start, end, name))
    other = redefined(text, settled, gazetteer)
    if other:
        settled = [item for item in settled if (text[item[0] : item[1]], item[2].entity) not in other]
    return settled


def _counts(kept: list[Placed], document: Document, gazetteer: Gazetteer) -> Counter[Entity]:
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
