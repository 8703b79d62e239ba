"""Finds whom a row is about: in its own cell, in its note, or in the bracket after a date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from kg.documents.model import Document, Span
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.model import AreaKind, Country, Entity, EntityKind, EntityName, Form, Mention
from kg.statements.model import EventKind

_MARK = re.compile(r"\[[^\[\]]{1,12}\]")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_BRACKET = re.compile(r"\(([^()]*)\)\s*$")
_STATUS: tuple[tuple[re.Pattern[str], EventKind], ...] = (
    (re.compile(r"^(?:suspended|frozen|interrupted)$", re.IGNORECASE), EventKind.SUSPENDED),
    (re.compile(r"^(?:severed|broken|broken off|cut)$", re.IGNORECASE), EventKind.SEVERED),
    (re.compile(r"^(?:cancel+ed|withdrawn|revoked|rescinded)$", re.IGNORECASE), EventKind.RECOGNITION_WITHDRAWN),
    (re.compile(r"^(?:ended|former|dissolved)$", re.IGNORECASE), EventKind.ENDED),
)
_DASH = r"\s*[-–—‐‑−]\s*"
_NAME = r"[A-Z][^\n|.;:,()–—]*?"
_PAIR = re.compile(rf"\b(?P<a>{_NAME}){_DASH}(?P<b>{_NAME}) (?:bilateral |diplomatic |foreign )?relations\b")
_FOREIGN = re.compile(
    r"\b(?:Foreign|International) relations of (?:the )?(?P<a>[A-Z][^\n|.;:,()]*?)(?=$|[\n|.;:,()]| and \b)"
)
_BETWEEN = re.compile(
    r"\brelations between (?P<a>[^\n|.;]+?) and (?P<b>[^\n|.;,]+?)"
    r"(?= (?:were|was|are|started|began|have|has|in|on|since|at)\b|$|[\n|.;,])"
)
_WITH = re.compile(r"\b(?:with|as|now)\s+(?:the\s+)?$|\(\s*$", re.IGNORECASE)
_NOW = re.compile(r"^\s*\(now\)", re.IGNORECASE)

PARTNER_ORGANIZATIONS = frozenset({"european-union"})
"""Slugs of organizations that may stand for a country in a relation."""


def partner_in_cell(text: str, gazetteer: Gazetteer) -> tuple[Entity | None, EventKind | None]:
    """The country or organization that a row's name cell names, and the status in brackets behind it, if any."""
    name = re.sub(r"\s+", " ", _MARK.sub("", _IMAGE.sub("", text))).strip(" |*†‡")
    status = None
    bracket = _BRACKET.search(name)
    if bracket is not None:
        status = next((kind for pattern, kind in _STATUS if pattern.match(bracket[1].strip())), None)
    bare = name[: bracket.start()].strip() if bracket is not None else name
    for form in (name, bare, bare.partition(",")[0].strip(), bracket[1].strip() if bracket and status is None else ""):
        if form:
            entity = gazetteer.find_country(form) or gazetteer.find_organization(form)
            if entity is not None:
                return entity, status
    return None, status


def is_lost(text: str) -> bool:
    """Whether a name cell lost its name: an image or nothing where a name should be."""
    return not _MARK.sub("", _IMAGE.sub("", text)).strip(" |*†‡")


def partner_in_note(
    document: Document,
    notes: Sequence[Span],
    gazetteer: Gazetteer,
    subject: Entity,
) -> Entity | None:
    """The other country where a note points to the article on the pair, or says between whom relations are."""
    for note in notes:
        text = document.quote(note)
        foreign = [gazetteer.find_country(m["a"].strip()) for m in _FOREIGN.finditer(text)]
        others = [e for e in foreign if e is not None and e != subject]
        if others:
            return others[0]
        for pattern in (_PAIR, _BETWEEN):
            for found in pattern.finditer(text):
                other = other_of_pair(found["a"], found["b"], gazetteer, subject)
                if other is not None:
                    return other
    return None


def other_of_pair(first: str, second: str, gazetteer: Gazetteer, subject: Entity) -> Entity | None:
    """The one of two names that is not the subject, where the other one is."""
    a, b = find_ending(first, gazetteer), find_beginning(second, gazetteer)
    if a == subject and b not in (None, subject):
        return b
    if b == subject and a not in (None, subject):
        return a
    return None


def find_ending(words: str, gazetteer: Gazetteer) -> Entity | None:
    """The country that the longest end of ``words`` names (``See also Chile``)."""
    parts = _MARK.sub("", words).split()
    for i in range(len(parts)):
        entity = gazetteer.find_country(" ".join(parts[i:])) or _organization(" ".join(parts[i:]), gazetteer)
        if entity is not None:
            return entity
    return None


def find_beginning(words: str, gazetteer: Gazetteer) -> Entity | None:
    """The country that the longest beginning of ``words`` names."""
    parts = _MARK.sub("", words).split()
    for i in range(len(parts), 0, -1):
        entity = gazetteer.find_country(" ".join(parts[:i])) or _organization(" ".join(parts[:i]), gazetteer)
        if entity is not None:
            return entity
    return None


def _organization(name: str, gazetteer: Gazetteer) -> Entity | None:
    entity = gazetteer.find_organization(name)
    return entity if entity is not None and entity.slug in PARTNER_ORGANIZATIONS else None


def partner_in_dates(
    document: Document,
    cell: Span,
    mentions: Sequence[Mention],
    states: Mapping[Entity, Country],
    subject: Entity,
) -> Entity | None:
    """The present state that a date's bracket names (``with Czech Republic from 2 January 1993``)."""
    found = []
    for mention in mentions:
        value = mention.value
        if not isinstance(value, EntityName) or value.form is not Form.NAME or value.entity == subject:
            continue
        country = states.get(value.entity)
        if country is None or country.area is AreaKind.FORMER:
            continue
        before = document.quote(Span(cell.start, mention.span.start))
        after = document.quote(Span(mention.span.end, cell.end))
        if _WITH.search(before) or _NOW.match(after):
            found.append(value.entity)
    return found[0] if len(set(found)) == 1 else None


def named_in_notes(mentions: Sequence[Mention], notes: Sequence[Span], subject: Entity) -> Counter[Entity]:
    """How often each country but the subject is named in a row's notes, capitals counting for their countries."""
    counts: Counter[Entity] = Counter()
    for mention in mentions:
        value = mention.value
        if isinstance(value, EntityName) and any(note.covers(mention.span) for note in notes):
            entity = value.entity
            if entity.kind is EntityKind.COUNTRY and entity != subject:
                counts[entity] += 1
    return counts
