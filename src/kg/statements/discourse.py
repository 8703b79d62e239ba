"""What earlier sentences leave for later ones to point to, and which kinds of symbols a passage may come to have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.documents.model import Span
from kg.mentions.model import (
    AgreementName,
    Date,
    DateRange,
    Entity,
    EntityKind,
    EntityName,
    Form,
    Mention,
    PersonName,
    Precision,
    Quantity,
)
from kg.statements.forms import AGREEMENT_NOUNS, COUNTRY_NOUNS, ORGANIZATION_NOUNS
from kg.statements.symbols import Symbol, SymbolKind, bits

K = SymbolKind


@dataclass(slots=True)
class Discourse:
    """What earlier sentences leave for later ones to point to.

    ``subjects`` are the document's; ``partner`` is the country that the row or heading is about; ``topic`` what the
    last sentence was about, ``pair`` the last two countries, ``organization`` and ``agreement`` the last of each.
    """

    subjects: tuple[Entity, ...] = ()
    partner: Entity | None = None
    topic: Entity | None = None
    pair: tuple[Entity, ...] = ()
    organization: Entity | None = None
    agreement: Symbol | None = None
    year: int | None = None

    @property
    def subject(self) -> Entity | None:
        """The country a document is about; of a document on two, the one that is not the constant party."""
        return self.subjects[0] if self.subjects else None

    def default_pair(self) -> tuple[Entity, ...]:
        """The two countries whose relations a sentence without names is about; empty if unknown."""
        if self.partner is not None:
            for subject in self.subjects:
                if subject != self.partner:
                    return (subject, self.partner)
        if len(self.subjects) == 2:
            return self.subjects
        return self.pair

    def begin_block(self, partner: Entity | None) -> None:
        """Forget what the previous block was about."""
        self.topic = None
        self.year = None
        self.agreement = None
        self.organization = None
        if partner != self.partner or partner is None:
            self.pair = ()
        self.partner = partner


def year_of(symbol: Symbol) -> int | None:
    """The year of a symbol's last date."""
    for value in reversed(symbol.values):
        date = (value.end or value.start) if isinstance(value, DateRange) else value
        if isinstance(date, Date) and date.precision is not Precision.SPAN:
            return date.earliest.year
    return None


_PREPOSITION = re.compile(r"\b(?:in|with|to|of|from|between|by|for|on|against|at|and)(?: the)? ?$", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:it|its|they|two|both|countries|nations|states|sides|governments|each other|one another|country|"
    rf"(?:the|this) (?:{'|'.join(sorted(COUNTRY_NOUNS | ORGANIZATION_NOUNS | AGREEMENT_NOUNS))}))\b"
)
_ALWAYS = bits(K.DATE, K.NOTE)
_POINTED_KINDS = bits(K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION, K.AGREEMENT)


def possible_kinds(mentions: Sequence[Mention], lower: str, discourse: Discourse) -> int:
    """The kinds of symbols (as bits) that a passage's form may have; ``lower`` is its text in lower case."""
    found, parties = _ALWAYS, 0
    for mention in mentions:
        match mention.value:
            case EntityName(entity=entity, form=form):
                parties += 1
                if form is Form.CAPITAL:
                    found |= _CITY_BITS
                elif entity.kind is EntityKind.ORGANIZATION:
                    found |= _ORGANIZATION_BITS
                else:
                    found |= _COUNTRY_BITS
            case Date() | DateRange():
                found |= _DATE_BITS
            case Quantity():
                found |= _QUANTITY_BITS
            case PersonName():
                found |= _PERSON_BITS
            case AgreementName():
                found |= _AGREEMENT_BITS
    if parties < 2:
        found &= ~_LIST_BITS
    if discourse.subjects and _POINTS.search(lower):
        found |= _POINTED_KINDS
    return found


_CITY_BITS = bits(K.CITY, K.CITY_LIST)
_ORGANIZATION_BITS = bits(K.ORGANIZATION, K.ORGANIZATION_LIST, K.MIXED_LIST)
_COUNTRY_BITS = bits(K.COUNTRY, K.COUNTRY_LIST, K.DEMONYM, K.DEMONYM_LIST, K.MIXED_LIST)
_DATE_BITS = bits(K.DATE, K.DATE_LIST, K.RANGE)
_QUANTITY_BITS = bits(K.QUANTITY)
_PERSON_BITS = bits(K.PERSON, K.PERSON_LIST)
_AGREEMENT_BITS = bits(K.AGREEMENT, K.AGREEMENT_LIST)
_LIST_BITS = bits(K.CITY_LIST, K.ORGANIZATION_LIST, K.COUNTRY_LIST, K.DEMONYM_LIST, K.MIXED_LIST)


def remember(text: str, span: Span, mentions: Sequence[Mention], discourse: Discourse) -> None:
    """Note what the passage was about, for the next one."""
    countries: list[Entity] = []
    first: Mention | None = None
    for mention in mentions:
        match mention.value:
            case EntityName(entity=entity, form=form):
                if form is Form.CAPITAL:
                    continue
                if entity.kind is EntityKind.ORGANIZATION:
                    discourse.organization = entity
                elif entity not in countries:
                    countries.append(entity)
                if first is None and form is not Form.DEMONYM:
                    first = mention
            case AgreementName() as name:
                written = text[mention.span.start : mention.span.end]
                discourse.agreement = Symbol(K.AGREEMENT, written, name.parties, (name,))
            case (Date() | DateRange()) as date:
                discourse.year = year_of(Symbol(K.DATE, "", (), (date,))) or discourse.year
    if first is not None and first.span.start - span.start < 60:
        before = text[span.start : first.span.start]
        if not _PREPOSITION.search(before) and not text.startswith(("'s", "’s", "-", "–"), first.span.end):
            assert isinstance(first.value, EntityName)
            discourse.topic = first.value.entity
    if len(countries) == 2:
        discourse.pair = tuple(countries)
    elif len(countries) == 1 and len(discourse.subjects) == 1 and countries[0] != discourse.subjects[0]:
        discourse.pair = (discourse.subjects[0], countries[0])
