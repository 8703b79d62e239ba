"""Let pronouns and definite descriptions point: "it", "the two countries", "the organization", "the treaty".

They are resolved within the sentence first, then to what the sentences before in the same block were about, then to
the row's or heading's partner and the document's subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from kg.statements.forms import (
    AGREEMENT_NOUNS,
    COUNTRY_NOUNS,
    ORGANIZATION_NOUNS,
    PassageForm,
)
from kg.statements.symbols import PRIVATE_USE, Symbol, SymbolKind, bits, block, list_kind

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


_POINTED = re.compile(
    r"(?<![^ ])(?:"
    r"(?P<both>(?:(?:two|both|these|all two|these two|both of) (?:of )?(?:these |independent |sovereign "
    r"|neighbou?ring |asian |african |european |arab |friendly )?"
    r"(?:countries|country|nations|nation|states|governments|sides|parties|republics|peoples|kingdoms"
    r"|states parties|neighbou?rs) (?:'s )?)"
    r"|two have (?=established|signed|been|had|restored|resumed|severed)|both (?=are |were |have |had |maintain "
    r"|belong |joined |became |signed |recogni|established )"
    r"|(?<=between )(?:countries|nations|states|governments|sides|parties) |each other |one another )"
    r"|(?P<its>its )"
    r"|(?P<it>it )"
    rf"|the_(?P<noun>{'|'.join(sorted(COUNTRY_NOUNS | ORGANIZATION_NOUNS | AGREEMENT_NOUNS, key=len, reverse=True))}) "
    r"(?!of |between |with |on |for )"
    r")"
)


_POINTERS = ("the_", "it ", "its ", "both ", "two ", "these ", "each other ", "one another ", "between ")


def point(form: PassageForm, discourse: Discourse) -> None:
    """Replace what points by symbols of what it points to, where that is known."""
    text = form.text
    if any(map(text.__contains__, _POINTERS)) and _POINTED.search(text):
        text = _POINTED.sub(lambda match: _pointed(match, form, discourse), text)
    form.text = text.replace("the_", "")


def _pointed(match: re.Match[str], form: PassageForm, discourse: Discourse) -> str:
    before = match.string[: match.start()]
    if match["both"]:
        pair = _pair(before, form, discourse)
        if len(pair) != 2:
            return match[0]
        tail = "'s " if match["both"].endswith("'s ") else "have " if match["both"].startswith("two have") else ""
        return _symbol(form, match[0], pair, tail)
    noun = match["noun"]
    if match["its"] and _PARTIES.search(before):
        return ""
    if noun in AGREEMENT_NOUNS:
        if discourse.agreement is None or f"[{block(K.AGREEMENT)}]" in before:
            return match[0].replace("the_", "")
        character = form.legend.add(replace(discourse.agreement, pointed=True))
        return match[0] if character is None else character + " "
    entity = _thing(noun, before, form, discourse)
    if entity is None:
        return match[0].replace("the_", "")
    return _symbol(form, match[0], (entity,), "'s " if match["its"] else "")


def _symbol(form: PassageForm, text: str, entities: tuple[Entity, ...], tail: str) -> str:
    kinds = {EntityKind.COUNTRY: K.COUNTRY, EntityKind.ORGANIZATION: K.ORGANIZATION}
    kind = kinds[entities[0].kind] if len(entities) == 1 else list_kind(entities)
    character = form.legend.add(Symbol(kind, text.replace("the_", "the ").strip(), entities, pointed=True))
    return text if character is None else f"{character} {tail}"


_PARTIES = re.compile(f"[{block(K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION, K.ORGANIZATION_LIST, K.MIXED_LIST)}]")
_COUNTRIES = re.compile(f"[{block(K.COUNTRY, K.COUNTRY_LIST)}]")
_DEMONYMS = re.compile(f"[{block(K.COUNTRY, K.COUNTRY_LIST, K.DEMONYM, K.DEMONYM_LIST)}]")
_OBJECT = re.compile(r" (?:with|to|from|of|by) $")
_ORGANIZATIONS = re.compile(f"[{block(K.ORGANIZATION)}]")


def _pair(before: str, form: PassageForm, discourse: Discourse) -> tuple[Entity, ...]:
    if discourse.partner is not None:
        return discourse.default_pair()
    named: list[Entity] = []
    for character in _DEMONYMS.findall(before):
        named.extend(e for e in form.legend.entities(character) if e not in named)
    if len(named) == 2:
        return tuple(named)
    if len(named) == 1 and discourse.subject is not None:
        others = [s for s in discourse.subjects if s != named[0]]
        if len(others) == 1 and len(discourse.subjects) <= 2:
            return (others[0], named[0])
    return discourse.default_pair() if len(named) < 2 or len(discourse.subjects) == 2 else ()


def _thing(noun: str | None, before: str, form: PassageForm, discourse: Discourse) -> Entity | None:
    if noun in ORGANIZATION_NOUNS:
        named = _ORGANIZATIONS.findall(before)
        if named:
            return form.legend.entities(named[-1])[0]
        return discourse.organization
    if noun is None and _OBJECT.search(before):
        countries = list(dict.fromkeys(_COUNTRIES.findall(before)))
        if len(countries) >= 2:
            return form.legend.entities(countries[-1])[-1]
    if noun is None and discourse.topic is not None:
        return discourse.topic
    if noun is None or discourse.subject is None:
        countries = _COUNTRIES.findall(before)
        if countries and len(form.legend.entities(countries[0])) == 1 and discourse.subject is None:
            return form.legend.entities(countries[0])[0]
    if len(discourse.subjects) == 1:
        return discourse.subjects[0]
    return None


_MONTHS = {
    month: number
    for number, month in enumerate(
        (
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ),
        1,
    )
}
_DATED = bits(K.DATE, K.RANGE)
_DAY = re.compile(
    rf"(?<=on )(?:(?P<m1>{'|'.join(_MONTHS)}) (?P<d1>[0-9]{{1,2}})|(?P<d2>[0-9]{{1,2}}) (?P<m2>{'|'.join(_MONTHS)})) "
    rf"|(?<=in )(?P<m3>{'|'.join(_MONTHS)}) (?=[,.;{PRIVATE_USE}]|of same year|of that year)"
    rf"|(?P<same>(?:in|during|later) (?:same|that) year )|(?P<next>(?:in )?(?:following|next) year )"
)
_DATES = re.compile(f"[{block(K.DATE, K.RANGE)}]")


def read_days(form: PassageForm, discourse: Discourse) -> None:
    """Give days and months without a year, and "the same year", the year of the date before them."""
    text = form.text
    if "same year " not in text and "that year " not in text and "ing year " not in text and "next year " not in text:
        if discourse.year is None and not form.legend.bits & _DATED or not any(map(text.__contains__, _MONTHS)):
            return
    if not _DAY.search(text):
        return

    def replaced(match: re.Match[str]) -> str:
        year = discourse.year
        for character in _DATES.findall(match.string[: match.start()]):
            year = _year(form.legend.symbols[character]) or year
        if year is None:
            return match[0]
        month = _MONTHS.get(match["m1"] or match["m2"] or match["m3"] or "")
        day = int(match["d1"] or match["d2"] or 0) or None
        try:
            date = Date.of(year + 1 if match["next"] else year, month, day)
        except ValueError:
            return match[0]
        character = form.legend.add(Symbol(K.DATE, match[0].strip(), values=(date,), pointed=True))
        if character is None:
            return match[0]
        return f"in {character} " if match["same"] or match["next"] else f"{character} "

    form.text = _DAY.sub(replaced, form.text)


def _year(symbol: Symbol) -> int | None:
    """The year of a symbol's last date."""
    for value in reversed(symbol.values):
        date = (value.end or value.start) if isinstance(value, DateRange) else value
        if isinstance(date, Date) and date.precision is not Precision.SPAN:
            return date.earliest.year
    return None


_PREPOSITION = re.compile(r"\b(?:in|with|to|of|from|between|by|for|on|against|at|and)(?: the)? ?$", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:it|its|two|both|countries|nations|states|sides|governments|each other|one another|country|"
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
                discourse.year = _year(Symbol(K.DATE, "", (), (date,))) or discourse.year
    if first is not None and first.span.start - span.start < 60:
        before = text[span.start : first.span.start]
        if not _PREPOSITION.search(before) and not text.startswith(("'s", "’s", "-", "–"), first.span.end):
            assert isinstance(first.value, EntityName)
            discourse.topic = first.value.entity
    if len(countries) == 2:
        discourse.pair = tuple(countries)
    elif len(countries) == 1 and len(discourse.subjects) == 1 and countries[0] != discourse.subjects[0]:
        discourse.pair = (discourse.subjects[0], countries[0])
