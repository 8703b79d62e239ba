"""Know every listed name: one Aho–Corasick automaton over names, aliases, demonyms, abbreviations and capitals.

The automaton runs over the text with typographic variants folded one character for one (``folded``), so positions
stay those of the document. What is an abbreviation matches only as written; ``US`` is never ``us``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from enum import IntEnum
from typing import Any

import ahocorasick

from kg.frozen import dataclass
from kg.mentions.agreement_words import HEADS
from kg.mentions.lookalikes import COMBINING_FORMS, LOOKALIKES, NEVER, PEOPLES, SHARED_NAMES, US_STATES
from kg.mentions.model import AreaKind, Country, Entity, EntityName, Form, Organization, Reference
from kg.mentions.organizations import BODIES
from kg.mentions.person_words import GIVEN_NAMES, TITLES
from kg.mentions.relative_dates import ENDINGS

_FOLDS = (("\u00a0", " "), ("\u202f", " "), ("\u2019", "'"), ("\u2018", "'"), ("\u2010", "-"), ("\u2011", "-"),
          ("\u2012", "-"), ("\u2013", "-"), ("\n", " "))  # fmt: skip
_CAPITALS = re.compile(r"(?:[A-Z][A-Z0-9&+/-]*|(?:[A-Z]\.){2,})$")
_CAPITAL_TAIL = re.compile(r",? D\.?C\.?$")
_KNOWN_SHORT = frozenset({"EU", "UN", "AU", "US", "UK", "G7", "G8"})
_AREA_RANK = {AreaKind.STATE: 0, AreaKind.OTHER: 1, AreaKind.CONTESTED: 1, AreaKind.TERRITORY: 2, AreaKind.FORMER: 3}


class Use(IntEnum):
    """What a match of the automaton is good for."""

    ENTITY = 0
    PREFIX = 1  # a combining form, only before a hyphen
    FIELD_ONLY = 2  # a short abbreviation, only in a field that lists organizations
    LOOKALIKE = 3
    US_STATE = 4
    TITLE = 5
    GIVEN_NAME = 6
    AGREEMENT_HEAD = 7
    BODY_HEAD = 8
    RELATIVE_DATE = 9


@dataclass(frozen=True, slots=True)
class Surface:
    """One way of writing: its length in characters and what it may mean, best first (never empty for entities)."""

    length: int
    use: Use
    names: tuple[EntityName, ...] = ()


@dataclass(slots=True)
class Gazetteer:
    """All listed names; build it with ``Gazetteer.build``. It can be pickled."""

    reference: Reference
    countries: dict[str, Entity]
    organizations: dict[str, Entity]
    automaton: Any = field(repr=False)
    stems: dict[Entity, frozenset[str]] = field(repr=False)
    spellings: dict[tuple[str, ...], Entity] = field(repr=False)

    @classmethod
    def build(cls, reference: Reference) -> Gazetteer:
        """The gazetteer of the reference data; where two entities share a name, states come before other areas."""
        surfaces: dict[str, list[tuple[int, Use, EntityName]]] = {}
        for text, rank, use, name in _surfaces(reference):
            surfaces.setdefault(folded(text), []).append((rank, use, name))
        automaton = ahocorasick.Automaton()
        for use, words in _WORDS.items():
            for text in words:
                automaton.add_word(folded(text), Surface(len(text), use))
        for text, senses in surfaces.items():
            senses.sort(key=lambda sense: sense[0])
            automaton.add_word(text, Surface(len(text), senses[0][1], _distinct(senses)))
        automaton.make_automaton()
        things: list[Country | Organization] = [*reference.countries, *reference.organizations]
        stems = {thing.entity: _stems(thing.names) for thing in things}
        bodies = _by_name(reference.organizations)
        return cls(reference, _by_name(reference.countries), bodies, automaton, stems, _by_spelling(bodies))

    def find_country(self, name: str) -> Entity | None:
        """The country with exactly this name or alias, whatever its case, accents, article and dashes."""
        return self.countries.get(normalized(name))

    def find_organization(self, name: str) -> Entity | None:
        """The organization with exactly this name or abbreviation, whatever its case, accents, article and dashes."""
        return self.organizations.get(normalized(name))

    def find_spelling(self, name: str) -> Entity | None:
        """The organization that has a name of at least three longer words which begin as those of ``name`` do."""
        return self.spellings.get(_beginnings(normalized(name)))

    def akin(self, entity: Entity, name: str) -> bool:
        """Whether a name shares a longer word, or its beginning, with the names of a listed entity."""
        known = self.stems.get(entity, frozenset())
        return any(stem in known for stem in _stems((name,)))


_WORDS: dict[Use, Iterable[str]] = {
    Use.LOOKALIKE: LOOKALIKES,
    Use.US_STATE: US_STATES,
    Use.BODY_HEAD: BODIES,
    Use.AGREEMENT_HEAD: HEADS,
    Use.GIVEN_NAME: GIVEN_NAMES,
    Use.TITLE: TITLES,
    Use.RELATIVE_DATE: ENDINGS,
}


def folded(text: str) -> str:
    """The text with dashes, apostrophes and spaces made plain, one character for one."""
    for old, new in _FOLDS:
        text = text.replace(old, new)
    return text


def normalized(name: str) -> str:
    """A name as a key for exact look-up: plain letters in lower case, one space between words, no article, no dots."""
    plain = unicodedata.normalize("NFKD", folded(name)).encode("ascii", "ignore").decode() or name
    words = re.sub(r"[\s_-]+", " ", plain.replace(".", "").replace("&", " and ").casefold()).strip()
    return words.removeprefix("the ")


def _stems(names: Iterable[str]) -> frozenset[str]:
    """The beginnings of the longer words in names, by which two spellings of one name are known to be akin."""
    return frozenset(word[:5] for name in names for word in re.findall(r"[a-z]{4,}", normalized(name)))


def _by_name(things: Iterable[Country | Organization]) -> dict[str, Entity]:
    ranked: dict[str, tuple[int, Entity]] = {}
    for thing in things:
        rank = _AREA_RANK[thing.area] if isinstance(thing, Country) else 0
        short = thing.abbreviations if isinstance(thing, Organization) else ()
        for position, name in enumerate((thing.entity.label, *thing.names, *short)):
            key, weight = normalized(name), (0 if position == 0 else 10) + rank
            if key and (key not in ranked or weight < ranked[key][0]):
                ranked[key] = (weight, thing.entity)
    return {key: entity for key, (_, entity) in ranked.items()}


def _beginnings(name: str) -> tuple[str, ...]:
    """The beginnings of the longer words of a normalized name: "african" and "africa" have the same."""
    return tuple(word[:6] for word in re.findall(r"[a-z]{4,}", name))


def _by_spelling(names: Mapping[str, Entity]) -> dict[tuple[str, ...], Entity]:
    spelt: dict[tuple[str, ...], set[Entity]] = {}
    for name, entity in names.items():
        beginnings = _beginnings(name)
        if len(beginnings) > 2:
            spelt.setdefault(beginnings, set()).add(entity)
    return {beginnings: entities.pop() for beginnings, entities in spelt.items() if len(entities) == 1}


def _distinct(senses: list[tuple[int, Use, EntityName]]) -> tuple[EntityName, ...]:
    """The senses of the best rank only: a name beats a demonym, a state beats a former one."""
    best = senses[0][0]
    return tuple({name.entity: name for rank, _, name in senses if rank == best}.values())


def _surfaces(reference: Reference) -> Iterator[tuple[str, int, Use, EntityName]]:
    for country in reference.countries:
        yield from _country_surfaces(country)
    for organization in reference.organizations:
        yield from _organization_surfaces(organization)
    by_name = _by_name(reference.countries)
    for prefix, name in COMBINING_FORMS.items():
        entity = by_name.get(normalized(name))
        if entity is not None:
            yield prefix, 50, Use.PREFIX, EntityName(entity, Form.DEMONYM)
    for name, peoples in PEOPLES.items():
        entity = by_name.get(normalized(name))
        if entity is not None:
            for people in peoples:
                yield people, 20, Use.ENTITY, EntityName(entity, Form.DEMONYM)
    for shared, names in SHARED_NAMES.items():
        form = Form.NAME if shared.endswith(("o", "a")) else Form.DEMONYM
        for name in names:
            entity = by_name.get(normalized(name))
            if entity is not None:
                yield shared, -1, Use.ENTITY, EntityName(entity, form)


def _country_surfaces(country: Country) -> Iterator[tuple[str, int, Use, EntityName]]:
    entity, rank = country.entity, _AREA_RANK[country.area]
    for name in (entity.label, *country.names):
        form = Form.ABBREVIATION if _CAPITALS.fullmatch(name) else Form.NAME
        own = rank + (0 if name == entity.label else 5)
        for variant in _variants(name, form):
            shouted = form is Form.NAME and variant.isupper()  # an organization's abbreviation goes before "GUAM"
            yield variant, own + 5 * shouted, Use.ENTITY, EntityName(entity, form)
    for demonym in country.demonyms:
        for variant in _demonym_variants(demonym):
            yield variant, 20 + rank, Use.ENTITY, EntityName(entity, Form.DEMONYM)
    for capital in dict.fromkeys(_CAPITAL_TAIL.sub("", name) for name in country.capitals):
        if len(capital) > 2 and rank < 2:
            for variant in _variants(capital, Form.CAPITAL):
                yield variant, 40 + rank, Use.ENTITY, EntityName(entity, Form.CAPITAL)


def _organization_surfaces(organization: Organization) -> Iterator[tuple[str, int, Use, EntityName]]:
    entity = organization.entity
    for name in (entity.label, *organization.names):
        form = Form.ABBREVIATION if _CAPITALS.fullmatch(name) else Form.NAME
        if form is Form.NAME:
            for variant in _variants(name, form):
                yield variant, 3, Use.ENTITY, EntityName(entity, form)
        else:
            yield from _abbreviation(name, entity)
    for abbreviation in organization.abbreviations:
        yield from _abbreviation(abbreviation, entity)


def _abbreviation(text: str, entity: Entity) -> Iterator[tuple[str, int, Use, EntityName]]:
    short = len(text) <= 2 and text not in _KNOWN_SHORT
    yield text, 4, Use.FIELD_ONLY if short else Use.ENTITY, EntityName(entity, Form.ABBREVIATION)


def _variants(name: str, form: Form) -> Iterator[str]:
    """The name, without accents, without article, with ``&``/``and`` and ``St.``/``Saint`` exchanged, in capitals."""
    if len(name) < 2 or (form is Form.NAME and (len(name) < 3 or name[:2].islower())):
        return
    found = {name, "The " + name[4:] if name.startswith("the ") else name}
    if form is not Form.CAPITAL:
        found.add(name.removeprefix("The ").removeprefix("the "))
    for text in tuple(found):
        found.add(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())
    found |= {text.replace(", ", " ") for text in found if ", " in text and " and " in text}
    for old, new in ((" and ", " & "), (" & ", " and "), ("Saint ", "St. "), ("Saint ", "St "), ("St. ", "Saint ")):
        found |= {text.replace(old, new) for text in found if old in text}
    if form is Form.NAME:
        found |= {text.upper() for text in found if len(text) > 3}
    found.discard("")
    yield from (text for text in found if len(text) >= 2)


def _demonym_variants(demonym: str) -> Iterator[str]:
    if len(demonym) < 3 or not demonym[0].isupper() or demonym in NEVER:
        return
    yield demonym
    if demonym.endswith(("an", "i", "er", "ian", "ot", "ien", "ine", "ek", "en", "k")):
        yield demonym + "s"
    plain = unicodedata.normalize("NFKD", demonym).encode("ascii", "ignore").decode()
    if plain != demonym:
        yield plain
