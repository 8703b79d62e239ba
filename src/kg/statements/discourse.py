"""What earlier sentences leave for later ones to point to, and which kinds of symbols a passage may come to have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.mentions.model import (
    AgreementName,
    Date,
    DateRange,
    Entity,
    EntityKind,
    EntityName,
    Form,
    Mention,
    MentionValue,
    PersonName,
    Precision,
    Quantity,
)
from kg.statements.forms import AGREEMENT_NOUNS, COUNTRY_NOUNS, ORGANIZATION_NOUNS
from kg.statements.model import Agreement, Statement, Tenure
from kg.statements.symbols import Symbol, SymbolKind, bits

K = SymbolKind


@dataclass(slots=True)
class Discourse:
    """What earlier sentences leave for later ones to point to.

    ``subjects`` are the document's; ``partner`` is the country that the row or heading is about; ``topic`` what the
    last sentence was about, ``pair`` the last two countries, ``organization`` and ``agreement`` the last of each,
    ``person`` the only one that the last sentence to name any named;
    ``programme`` is the last preference programme that the block told of, ``programmes`` those of the document by name;
    ``offices`` tells of whom the document said that they hold an office, and where; ``named`` counts the passages that
    name each country but the document's own;
    ``before`` is the text with the start and end of what the block said so far.
    """

    subjects: tuple[Entity, ...] = ()
    partner: Entity | None = None
    topic: Entity | None = None
    pair: tuple[Entity, ...] = ()
    organization: Entity | None = None
    agreement: Symbol | None = None
    person: Symbol | None = None
    year: int | None = None
    programme: Agreement | None = None
    programmes: dict[str, Agreement] = field(default_factory=dict)
    offices: dict[Entity, Entity] = field(default_factory=dict)
    named: Counter[Entity] = field(default_factory=Counter)
    before: tuple[str, int, int] = ("", 0, 0)

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

    def pointed_pair(self) -> tuple[Entity, ...]:
        """The two countries that "both countries" are: those at hand, else the document's and its constant companion.

        That is the one that is named in three times as many passages as any other; empty if there is none.
        """
        pair = self.default_pair()
        if pair or len(self.subjects) != 1 or not self.named:
            return pair
        (companion, count), *others = self.named.most_common(2)
        constant = count >= 3 and all(count >= 3 * other for _, other in others)
        return (self.subjects[0], companion) if constant else ()

    def known_pair(self) -> tuple[Entity, ...]:
        """The two that row, heading or document are about; empty if these are not two."""
        return self.default_pair() if self.partner is not None or len(self.subjects) == 2 else ()

    def begin_block(self, partner: Entity | None) -> None:
        """Forget what the previous block was about."""
        self.topic = None
        self.year = None
        self.agreement = None
        if partner is not None or self.partner is not None:
            self.person = None
        self.programme = None
        self.before = ("", 0, 0)
        self.organization = None
        if partner != self.partner or partner is None:
            self.pair = ()
        self.partner = partner

    @property
    def told(self) -> str:
        """What the block said before the passage, at most the last 4,000 characters."""
        text, start, end = self.before
        return text[max(start, end - 4_000) : end]

    def say(self, text: str, start: int, end: int, statements: Sequence[Statement]) -> None:
        """Remember that the block went on to the end of the span, what preference programmes and offices it told of."""
        _, first, last = self.before
        self.before = (text, first if last else start, end)
        for statement in statements:
            if isinstance(statement, Tenure):
                self.offices[statement.holder] = statement.office_in
            if isinstance(statement, Agreement) and statement.grantors:
                self.programme = statement
                self.programmes[statement.name.lower()] = statement


def year_of(values: Sequence[MentionValue]) -> int | None:
    """The year of the last date among the values of a symbol."""
    for value in reversed(values):
        date = (value.end or value.start) if isinstance(value, DateRange) else value
        if isinstance(date, Date) and date.precision is not Precision.SPAN:
            return date.earliest.year
    return None


_PREPOSITION = re.compile(r"\b(?:in|with|to|of|from|between|by|for|on|against|at|and)(?: the)? ?$", re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:in|with|to|of|from|between|by|for|on|against|at|and|under|after|before)(?: the)? ?\Z", re.I)
_LONGEST_PREPOSITION = len("?between the ")
_POINTS = re.compile(
    r"\b(?:it|its|they|two|both|countries|nations|states|sides|governments|each other|one another|country|"
    rf"(?:the|this) (?:{'|'.join(sorted(COUNTRY_NOUNS | ORGANIZATION_NOUNS | AGREEMENT_NOUNS))}))\b"
)
HE = re.compile(r"(?<![^ ])s?he (?!or )")
_POINTED = bits(K.COUNTRY, K.COUNTRY_LIST)
_POINTED_ORGANIZATION = bits(K.ORGANIZATION, K.ORGANIZATION_LIST, K.MIXED_LIST)
_PERSON = bits(K.PERSON)
_ALWAYS = bits(K.DATE, K.NOTE)
_CITY = bits(K.CITY, K.CITY_LIST)
_ORGANIZATION = bits(K.ORGANIZATION, K.ORGANIZATION_LIST, K.MIXED_LIST)
_COUNTRY = bits(K.COUNTRY, K.COUNTRY_LIST, K.DEMONYM, K.DEMONYM_LIST, K.MIXED_LIST)
_LISTS = bits(K.CITY_LIST, K.ORGANIZATION_LIST, K.COUNTRY_LIST, K.DEMONYM_LIST, K.MIXED_LIST)
_AGREEMENT = bits(K.AGREEMENT, K.AGREEMENT_LIST)
POINTED = _POINTED | _POINTED_ORGANIZATION | _AGREEMENT | _PERSON
"""The kinds of symbols (as bits) that a passage may have for what it points to."""
_OTHERS: Mapping[type, int] = {
    Date: bits(K.DATE, K.DATE_LIST, K.RANGE),
    DateRange: bits(K.DATE, K.DATE_LIST, K.RANGE),
    Quantity: bits(K.QUANTITY),
    PersonName: bits(K.PERSON, K.PERSON_LIST),
    AgreementName: _AGREEMENT,
}


def named_kinds(mentions: Sequence[Mention]) -> int:
    """The kinds of symbols (as bits) that a passage's form may have for what these mentions name."""
    found, parties = _ALWAYS, 0
    for mention in mentions:
        value = mention.value
        if not isinstance(value, EntityName):
            found |= _OTHERS[type(value)]
            continue
        parties += 1
        if value.form is Form.CAPITAL:
            found |= _CITY | _COUNTRY
        else:
            found |= _ORGANIZATION if value.entity.kind is EntityKind.ORGANIZATION else _COUNTRY
    return found if parties > 1 else found & ~_LISTS


def pointed_kinds(text: str, discourse: Discourse) -> int:
    """The kinds of symbols that a passage (its text in lower case) may have for what it points to."""
    person = _PERSON if discourse.person is not None and HE.search(text) else 0
    if not discourse.subjects or _POINTS.search(text) is None:
        return person
    kinds = _POINTED | person
    if discourse.agreement is not None:
        kinds |= _AGREEMENT
    if discourse.organization is not None or any(map(_is_organization, (discourse.topic, discourse.subjects[0]))):
        kinds |= _POINTED_ORGANIZATION
    return kinds


def _is_organization(entity: Entity | None) -> bool:
    return entity is not None and entity.kind is EntityKind.ORGANIZATION


def remember(text: str, start: int, mentions: Sequence[Mention], discourse: Discourse) -> None:
    """Note what the passage that begins at ``start`` was about, for the next one."""
    countries: list[Entity] = []
    persons: list[Entity] = []
    alone: Symbol | None = None
    first: Mention | None = None
    for mention in mentions:
        value = mention.value
        if isinstance(value, EntityName):
            if value.form is Form.CAPITAL:
                continue
            entity = value.entity
            if entity.kind is EntityKind.ORGANIZATION:
                discourse.organization = entity
            elif entity not in countries:
                countries.append(entity)
            if first is None and value.form is not Form.DEMONYM:
                first = mention
        elif isinstance(value, Date | DateRange):
            discourse.year = year_of((value,)) or discourse.year
        elif isinstance(value, PersonName):
            if value.entity not in persons:
                persons.append(value.entity)
                told_of = mention.span.start - start < 60 and not _BESIDE.search(text, start, mention.span.start)
                pointed = Symbol(K.PERSON, "", (value.entity,), (PersonName(value.entity),), pointed=True)
                alone = pointed if told_of else None
        elif isinstance(value, AgreementName):
            written = text[mention.span.start : mention.span.end]
            discourse.agreement = Symbol(K.AGREEMENT, written, value.parties, (value,))
    if countries:
        discourse.named.update(country for country in countries if country not in discourse.subjects)
    if persons:
        discourse.person = alone if len(persons) == 1 else None
    if first is not None and first.span.start - start < 60:
        before = text[max(start, first.span.start - _LONGEST_PREPOSITION) : first.span.start]
        if not _PREPOSITION.search(before) and not text.startswith(("'s", "’s", "-", "–"), first.span.end):
            assert isinstance(first.value, EntityName)
            discourse.topic = first.value.entity
    if len(countries) == 2:
        discourse.pair = tuple(countries)
    elif len(countries) == 1 and len(discourse.subjects) == 1 and countries[0] != discourse.subjects[0]:
        discourse.pair = (discourse.subjects[0], countries[0])
