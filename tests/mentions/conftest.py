"""A small reference, made by hand, and what tests of mentions ask of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.documents.model import Document
from kg.mentions.finder import find_mentions
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.model import AreaKind, Country, Entity, EntityKind, Mention, Organization, Reference


def country(label: str, *names: str, demonyms: str = "", capital: str = "", area: AreaKind = AreaKind.STATE) -> Country:
    slug = label.lower().replace(" ", "-").replace("'", "")
    adjectives = tuple(demonyms.split("|")) if demonyms else ()
    return Country(
        Entity(EntityKind.COUNTRY, slug, label),
        (label, *names),
        demonyms=adjectives,
        area=area,
        capitals=(capital,) if capital else (),
    )


def organization(label: str, *abbreviations: str) -> Organization:
    slug = label.lower().replace(" ", "-")
    return Organization(Entity(EntityKind.ORGANIZATION, slug, label), (label,), abbreviations)


@pytest.fixture(scope="session")
def reference() -> Reference:
    """Some thirty countries that overlap in name, and a few organizations."""
    countries = (
        country("Peru", "Republic of Peru", demonyms="Peruvian", capital="Lima"),
        country("Chile", demonyms="Chilean", capital="Santiago"),
        country("Mali", demonyms="Malian", capital="Bamako"),
        country("Mexico", demonyms="Mexican", capital="Mexico City"),
        country("Colombia", demonyms="Colombian", capital="Bogotá"),
        country("Venezuela", demonyms="Venezuelan", capital="Caracas"),
        country("United States", "US", "U.S.", "USA", "United States of America", demonyms="American",
                capital="Washington D.C."),
        country("United Kingdom", "UK", "Britain", demonyms="British", capital="London"),
        country("China", "PRC", "People's Republic of China", demonyms="Chinese", capital="Beijing"),
        country("India", demonyms="Indian", capital="New Delhi"),
        country("France", demonyms="French", capital="Paris"),
        country("Finland", demonyms="Finnish", capital="Helsinki"),
        country("Russia", "Russian Federation", demonyms="Russian", capital="Moscow"),
        country("Guinea", demonyms="Guinean", capital="Conakry"),
        country("Guinea-Bissau", capital="Bissau"),
        country("Equatorial Guinea"),
        country("Papua New Guinea"),
        country("Niger", demonyms="Nigerien", capital="Niamey"),
        country("Nigeria", demonyms="Nigerian", capital="Abuja"),
        country("Chad", demonyms="Chadian"),
        country("Georgia", demonyms="Georgian", capital="Tbilisi"),
        country("Jordan", demonyms="Jordanian", capital="Amman"),
        country("Turkey", "Türkiye", demonyms="Turkish", capital="Ankara"),
        country("Lebanon", demonyms="Lebanese", capital="Beirut"),
        country("Australia", demonyms="Australian", capital="Canberra"),
        country("New Zealand", capital="Wellington"),
        country("Ivory Coast", "Côte d'Ivoire", demonyms="Ivorian"),
        country("Dominica", demonyms="Dominican", capital="Roseau"),
        country("Dominican Republic", demonyms="Dominican", capital="Santo Domingo"),
        country("Soviet Union", "USSR", demonyms="Soviet", area=AreaKind.FORMER),
    )  # fmt: skip
    organizations = (
        organization("United Nations", "UN"),
        organization("European Union", "EU"),
        organization("World Trade Organization", "WTO", "WTrO"),
        organization("Andean Community", "CAN"),
        organization("Commonwealth of Nations", "C"),
        organization("World Bank"),
    )
    return Reference(countries, organizations)


@pytest.fixture(scope="session")
def gazetteer(reference: Reference) -> Gazetteer:
    return Gazetteer.build(reference)


@pytest.fixture
def mentions(gazetteer: Gazetteer) -> Callable[[str], list[Mention]]:
    """The mentions in a text, as a document of its own."""

    def find(text: str) -> list[Mention]:
        return list(find_mentions(Document(name="test", sha256="0" * 64, text=text), gazetteer))

    return find


@pytest.fixture
def named(mentions: Callable[[str], list[Mention]]) -> Callable[[str], list[tuple[str, str]]]:
    """The entities in a text as (surface, label)."""

    def find(text: str) -> list[tuple[str, str]]:
        return [
            (text[m.span.start : m.span.end], m.value.entity.label)
            for m in mentions(text)
            if hasattr(m.value, "entity")
        ]

    return find
