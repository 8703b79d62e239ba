"""An invented world: countries, organizations and persons that no atlas has, and what happened between them.

Everything follows from the seed: each fact is drawn from a generator of its own, so that a world need not be held in
memory and two documents that tell of one fact agree on it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

COUNTRIES = 200
ORGANIZATIONS = 120
FIRST, LAST = 1900, 2023
"""The years in which things happen."""

_STEMS = (
    "Bal",
    "Cor",
    "Dref",
    "Elm",
    "Fal",
    "Gors",
    "Hesk",
    "Ith",
    "Jorv",
    "Kels",
    "Lurm",
    "Mav",
    "Nev",
    "Osk",
    "Pell",
)
_STEMS += ("Quar", "Rith", "Sarn", "Thal", "Ulv", "Vask", "Wyr", "Yest", "Zan")
_MIDDLES = ("am", "eb", "id", "on", "ur", "est", "ock", "ev", "ang", "ill")
_ENDINGS = (("oria", "orian"), ("avia", "avian"), ("esk", "eskian"), ("enland", "enlandish"), ("ora", "oran"))
_TOWNS = ("burg", "haven", "minster", "grad", "ford", "holm")
_BODIES = ("Customs Union", "Economic Community", "Development Bank", "Maritime League", "Postal Union")
_BODIES += ("Energy Forum", "Security Pact", "River Commission", "Health Council", "Parliamentary Assembly")
_CONTINENTS = ("africa", "asia", "europe", "north-america", "south-america", "oceania")
_GIVEN = ("Anton", "Berta", "Carel", "Dina", "Egon", "Fania", "Georg", "Hilda", "Ivo", "Jana", "Karl", "Lena", "Milos")
_GIVEN += ("Nora", "Otto", "Petra", "Rolf", "Selma", "Tomas", "Vera")
_FAMILY = ("Abendal", "Brakow", "Cestari", "Dornick", "Elvaro", "Fennimar", "Grubesk", "Hartwold", "Ivarsen", "Jelenko")
_FAMILY += ("Kostrava", "Lindqvar", "Morovic", "Nadrasz", "Orbanti", "Pelgrave", "Rostand", "Stavrenko", "Tarnowel")
_SUBJECTS = ("fisheries", "air services", "taxation", "tourism", "education", "energy", "agriculture", "customs")
_SUBJECTS += ("culture", "investment", "extradition", "health", "rail transport", "scientific cooperation")
_WATERS = ("Onder", "Marl", "Tisk", "Brenn", "Saal", "Vost", "Lorm", "Kemp")


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its ``index``, names, the capital and the continent's slug."""

    index: int
    name: str
    demonym: str
    capital: str
    continent: str

    @property
    def slug(self) -> str:
        """The last part of its IRI."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization with its abbreviation."""

    name: str
    abbreviation: str

    @property
    def slug(self) -> str:
        """The last part of its IRI."""
        return self.name.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact: ``kind`` and ``role`` as in gold, the ``date`` in ISO with its precision, and what it is ``about``."""

    kind: str
    role: str
    date: str
    about: str = ""


class World:
    """The world of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def draw(self, *names: object) -> random.Random:
        """The generator of random numbers for what these names stand for."""
        return random.Random("/".join(map(str, (self.seed, *names))))

    @cached_property
    def countries(self) -> Sequence[Country]:
        """All countries."""
        rng = self.draw("countries")
        names = [(stem + middle, ending) for stem, middle, ending in product(_STEMS, _MIDDLES, _ENDINGS)]
        chosen = sorted({stem: (stem, ending) for stem, ending in rng.sample(names, len(names))}.values())
        rng.shuffle(chosen)
        return [
            Country(n, stem + name, stem + demonym, f"{stem}{rng.choice(_TOWNS)}", rng.choice(_CONTINENTS))
            for n, (stem, (name, demonym)) in enumerate(chosen[:COUNTRIES])
        ]

    @cached_property
    def organizations(self) -> Sequence[Organization]:
        """All organizations."""
        rng = self.draw("organizations")
        found = [
            (f"{stem}{end}", body) for stem in _STEMS for end in ("ane", "ondic") for body in rng.sample(_BODIES, 4)
        ]
        rng.shuffle(found)
        made = [
            Organization(f"{stem} {body}", f"{stem[:4].upper()}{''.join(word[0] for word in body.split())}")
            for stem, body in found
        ]
        return list({one.abbreviation: one for one in made}.values())[:ORGANIZATIONS]

    def relation(self, one: Country, other: Country) -> list[Happened]:
        """The events of a relation in order: established, and for some severed, and restored."""
        rng = self.draw("relation", *sorted((one.index, other.index)))
        year = rng.randint(FIRST, 1990)
        events = [Happened("relation", "established", _date(rng, year))]
        if rng.random() < 0.15:
            events.append(Happened("relation", "severed", _date(rng, year := year + rng.randint(3, 12))))
            if rng.random() < 0.7:
                events.append(Happened("relation", "restored", _date(rng, year + rng.randint(2, 12))))
        return events

    def agreements(self, one: Country, other: Country, edition: int) -> list[Happened]:
        """Agreements of two countries that documents of this edition tell of."""
        rng = self.draw("agreements", *sorted((one.index, other.index)), edition)
        kinds = ("treaty", "agreement", "memorandum", "convention", "free-trade agreement")
        subjects = rng.sample(_SUBJECTS, 3)
        return [
            Happened("agreement", rng.choice(kinds), _date(rng, rng.randint(1950, LAST)), subject)
            for subject in subjects[: rng.randint(1, 3)]
        ]

    def dispute(self, one: Country, other: Country) -> Happened | None:
        """The dispute of two countries, if they have one."""
        rng = self.draw("dispute", *sorted((one.index, other.index)))
        if rng.random() < 0.8:
            return None
        place = f"the {rng.choice(_WATERS)} {rng.choice(('Islands', 'valley', 'Strait'))}"
        return Happened("dispute", rng.choice(("maritime", "territorial")), "", place)

    def memberships(self, country: Country) -> list[tuple[Organization, Happened]]:
        """The organizations that a country belongs to or observes."""
        rng = self.draw("memberships", country.index)
        roles = ("member", "member", "member", "member", "founding member", "observer", "associate member")
        return [
            (body, Happened("membership", rng.choice(roles), str(rng.randint(1945, 2015))))
            for body in rng.sample(self.organizations, rng.randint(8, 16))
        ]

    def leaders(self, country: Country) -> list[tuple[str, Happened]]:
        """The presidents since 1960 in order, each with the date of taking office."""
        rng = self.draw("leaders", country.index)
        year, found = 1960 + rng.randint(0, 4), []
        while year < LAST:
            name = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
            found.append((name, Happened("office", "President", _date(rng, year))))
            year += rng.randint(3, 9)
        return found

    def neighbours(self, country: Country) -> list[Country]:
        """Some countries that it borders, in a ring of all."""
        around = (country.index + step for step in (-2, -1, 1, 2))
        return [self.countries[index % len(self.countries)] for index in around]

    def has_embassy(self, sender: Country, host: Country) -> bool:
        """Whether a country has an embassy in the other's capital."""
        return self.draw("embassy", sender.index, host.index).random() < 0.5

    def reference(self) -> Iterator[str]:
        """The reference data in Turtle, line by line."""
        yield "# Countries and organizations of an invented world. None of them exists."
        for prefix, iri in (
            ("dcterms", "http://purl.org/dc/terms/"),
            ("kg", "https://w3id.org/foreign-relations/ontology#"),
            ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
            ("skos", "http://www.w3.org/2004/02/skos/core#"),
            ("src", "id/source/"),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ):
            yield f"@prefix {prefix}: <{iri}> ."
        yield 'src:invented a dcterms:BibliographicResource ; rdfs:label "Invented"@en .'
        for one in self.countries:
            node = f"<id/country/{one.slug}"
            yield (
                f'{node}> a kg:Country ; rdfs:label "{one.name}"@en ; skos:altLabel "Republic of {one.name}"@en ; '
                f'kg:demonym "{one.demonym}"@en , "{one.demonym}s"@en ; kg:areaKind kg:area-state ; '
                f'kg:continent kg:continent-{one.continent} ; kg:capitalName "{one.capital}"@en ; '
                f"kg:existence {node}/existence/1> ; dcterms:source src:invented ."
            )
            yield (
                f'{node}/existence/1> a kg:PeriodOfExistence ; kg:start "1850-01-01"^^xsd:date ; '
                "dcterms:source src:invented ."
            )
        for body in self.organizations:
            yield (
                f'<id/organization/{body.slug}> a kg:Organization ; rdfs:label "{body.name}"@en ; '
                f'kg:abbreviation "{body.abbreviation}" ; '
                "kg:organizationKind kg:organization-intergovernmental ; dcterms:source src:invented ."
            )


def _date(rng: random.Random, year: int) -> str:
    precision = rng.random()
    if precision < 0.15:
        return f"{year}"
    if precision < 0.3:
        return f"{year}-{rng.randint(1, 12):02d}"
    return f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
