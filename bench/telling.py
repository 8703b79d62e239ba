"""Tells of an invented world in sentences: each says one fact in one of several ways, or nothing that is a fact."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.invented import Country, Happened, Organization

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
MONTHS += ("November", "December")

RELATION = {
    "established": (
        "{a} and {b} established diplomatic relations {on}.",
        "{a} established diplomatic relations with {b} {on}.",
        "Diplomatic relations between {a} and {b} were established {on}.",
        "{On}, {a} and {b} established diplomatic relations at the level of embassies.",
        "{a} has had diplomatic relations with {b} since {date}.",
    ),
    "severed": (
        "{a} severed diplomatic relations with {b} {on}.",
        "{a} broke off relations with {b} {on} after a quarrel over cargo ships.",
        "{On}, {a} broke off diplomatic relations with {b}.",
    ),
    "restored": (
        "{a} and {b} restored diplomatic relations {on}.",
        "{On}, {a} re-established diplomatic relations with {b}.",
        "Diplomatic relations between {a} and {b} were restored {on}.",
    ),
}
AGREEMENT = (
    "{a} and {b} signed a{n} {kind} on {about} {on}.",
    "{On}, {a} signed a{n} {kind} on {about} with {b}.",
    "{On}, the governments of {a} and {b} signed a{n} {kind} on {about}.",
    "A{n} {kind} on {about} between {a} and {b} was signed {on}.",
)
TRADE_AGREEMENT = (
    "{a} and {b} signed a free trade agreement {on}.",
    "{On}, {a} signed a free trade agreement with {b}.",
    "A free trade agreement between {a} and {b} was signed {on}.",
)
DISPUTE = {
    "maritime": (
        "{a} and {b} continue to dispute the maritime boundary near {about}.",
        "{a} has a maritime dispute with {b} over {about}.",
        "The maritime dispute between {a} and {b} over {about} is unresolved.",
    ),
    "territorial": (
        "{a} has a territorial dispute with {b} over {about}.",
        "The territorial dispute between {a} and {b} over {about} is old.",
        "{a} and {b} both claim {about}.",
    ),
}
MEMBERSHIP = {
    "member": (
        "{a} has been a member of the {body} since {date}.",
        "{a} joined the {body} in {date}.",
        "{a} became a member of the {body} in {date}.",
        "In {date}, {a} was admitted to the {body}.",
        "Since {date}, {a} has been a member of the {body}.",
    ),
    "founding member": (
        "{a} was a founding member of the {body}.",
        "{a} is one of the founding members of the {body}.",
    ),
    "observer": ("{a} has observer status in the {body}.", "{a} is an observer in the {body}."),
    "associate member": ("{a} is an associate member of the {body}.",),
}
OFFICE = (
    "{person} became president of {a} {on}.",
    "{On}, {person} was sworn in as president of {a}.",
    "{person} was elected president of {a} {on}.",
)
VISIT = (
    "{demonym} President {person} visited {b} {on}.",
    "{On}, {demonym} President {person} paid a state visit to {b}.",
    "{On}, {demonym} President {person} made an official visit to {b}.",
    "President {person} of {a} visited {b} {on}.",
)
EMBASSY = (
    "{a} has an embassy in {capital}.",
    "{a} maintains an embassy in {capital}.",
)
BORDER = "{a} borders {list}."
OBSERVATION = (
    "{demonym} exports to {b} reached ${value} million in {year}.",
    "Exports from {a} to {b} amounted to ${value} million in {year}.",
    "Trade between {a} and {b} reached ${value} million in {year}.",
)
NOTHING = (
    "The two governments consult each other on {topic} from time to time.",
    "Officials spoke of {topic}, and papers in both capitals reported at length.",
    "Observers expect little change in matters of {topic}.",
    "Public opinion has been friendly, though {topic} was discussed with some heat.",
    "Little is known of the early contacts, which archives mention in passing.",
    "There has been a lively exchange of students, musicians and books.",
    "Historians disagree on how much {topic} mattered at the time.",
    "A committee of experts was asked for its opinion on {topic} and took years to give it.",
    "Merchants had crossed the mountains long before any minister did.",
    "Questions of {topic} are left to the ministries concerned.",
)
ABOUT_ONE = (
    "{a} has not joined the {body}.",
    "{a} plans to open an embassy in {capital}.",
    "Newspapers in {a} write a great deal about {topic}.",
    "The foreign policy of {a} rests on neutrality and on {topic}.",
    "Since the reforms, the ministry has paid more attention to {topic}.",
    "{a} could apply to the {body} one day, as some ministers wish.",
    "Most {demonym} diplomats are trained in {capital}.",
)
ABOUT_TWO = (
    "{a} and {b} have never signed an agreement on {topic}.",
    "There is no dispute between {a} and {b} about {topic}.",
    "Both {a} and {b} speak of {topic} as a common concern.",
    "{a} hopes to sell more timber to {b}, which has little of its own.",
    "The {demonym} minister may travel to {b} if the talks on {topic} succeed.",
)
TOPICS = ("river pilots", "salt", "railway tariffs", "lighthouses", "school exchanges", "wool", "harbour dues")
TOPICS += ("vaccines", "timber", "telegraph cables", "herring", "plant diseases", "coinage", "archives")


@dataclass(slots=True)
class Story:
    """A document in the making: its lines, and the gold of its sentences, each a row without document."""

    rng: random.Random
    lines: list[str] = field(default_factory=list)
    gold: list[tuple[str, ...]] = field(default_factory=list)
    words: int = 0

    def line(self, text: str = "") -> None:
        """Add a line."""
        self.lines.append(text)
        self.words += len(text.split())

    def paragraph(self, sentences: Sequence[tuple[str, Sequence[tuple[str, ...]]]]) -> None:
        """Add a paragraph of sentences with their facts, and an empty line."""
        for _, facts in sentences:
            self.note(facts)
        self.line(" ".join(text for text, _ in sentences))
        self.line()

    def note(self, facts: Sequence[tuple[str, ...]]) -> None:
        """The facts (kind, subject, object, role, start) stand in the line that is added next."""
        self.gold += [(*fact, str(len(self.lines) + 1)) for fact in facts]


Sentence = tuple[str, list[tuple[str, ...]]]


def spoken(rng: random.Random, iso: str) -> str:
    """A date in words, as precise as it is."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    day = int(rest[1])
    return rng.choice((f"{day} {month} {year}", f"{month} {day}, {year}"))


def _told(rng: random.Random, forms: Sequence[str], date: str, **names: str) -> str:
    words = spoken(rng, date) if date else ""
    on = f"{'on' if date.count('-') == 2 else 'in'} {words}"
    text = rng.choice(forms).format(date=words, on=on, On=on[0].upper() + on[1:], **names)
    return text[0].upper() + text[1:]


def _pair(one: Country, other: Country) -> str:
    return "|".join(sorted((one.name, other.name)))


def relation(rng: random.Random, one: Country, other: Country, event: Happened) -> Sentence:
    """An event of a relation."""
    text = _told(rng, RELATION[event.role], event.date, a=one.name, b=other.name)
    return text, [("relation", one.name, other.name, event.role, event.date)]


def agreement(rng: random.Random, one: Country, other: Country, signed: Happened) -> Sentence:
    """The signing of an agreement."""
    free = signed.role == "free-trade agreement"
    article = "n" if signed.role[0] in "aeiou" else ""
    names = {"a": one.name, "b": other.name, "kind": signed.role, "about": signed.about, "n": article}
    text = _told(rng, TRADE_AGREEMENT if free else AGREEMENT, signed.date, **names)
    return text, [("agreement", f"({signed.role})", _pair(one, other), signed.role, signed.date)]


def dispute(rng: random.Random, one: Country, other: Country, over: Happened) -> Sentence:
    """A dispute."""
    text = _told(rng, DISPUTE[over.role], "", a=one.name, b=other.name, about=over.about)
    return text, [("dispute", over.about, _pair(one, other), over.role, "")]


def membership(rng: random.Random, country: Country, body: Organization, fact: Happened) -> Sentence:
    """A membership; only a member's has its date."""
    dated = fact.role == "member"
    called = body.name if rng.random() < 0.8 else f"{body.name} ({body.abbreviation})"
    text = _told(rng, MEMBERSHIP[fact.role], fact.date, a=country.name, body=called)
    return text, [("membership", country.name, body.name, fact.role, fact.date if dated else "")]


def office(rng: random.Random, country: Country, person: str, fact: Happened) -> Sentence:
    """A president's coming to office."""
    text = _told(rng, OFFICE, fact.date, a=country.name, person=person)
    return text, [("office", person, country.name, "President", fact.date)]


def visit(rng: random.Random, country: Country, host: Country, person: str, date: str) -> Sentence:
    """A president's visit, by a sentence that names the office as well."""
    text = _told(rng, VISIT, date, a=country.name, b=host.name, demonym=country.demonym, person=person)
    return text, [("visit", person, host.name, "", date), ("office", person, country.name, "President", "")]


def embassy(rng: random.Random, sender: Country, host: Country) -> Sentence:
    """An embassy."""
    text = _told(rng, EMBASSY, "", a=sender.name, capital=host.capital)
    return text, [("mission", sender.name, host.name, "embassy", "")]


def border(country: Country, neighbours: Sequence[Country]) -> Sentence:
    """The countries around."""
    names = [one.name for one in neighbours]
    text = BORDER.format(a=country.name, list=f"{', '.join(names[:-1])} and {names[-1]}")
    return text, [("border", *_pair(country, one).split("|"), "", "") for one in neighbours]


def observation(rng: random.Random, one: Country, other: Country) -> Sentence:
    """A figure of trade."""
    value, year = rng.randint(11, 980), str(rng.randint(1995, 2023))
    form = rng.randrange(len(OBSERVATION))
    measure = "goods trade" if form == 2 else "exports"
    names = {"a": one.name, "b": other.name, "demonym": one.demonym}
    text = OBSERVATION[form].format(value=value, year=year, **names)
    return text, [("observation", one.name, other.name, measure, year)]


def nothing(rng: random.Random, forms: Sequence[str] = NOTHING, **names: str) -> Sentence:
    """A sentence without a fact that counts."""
    text = rng.choice(forms).format(topic=rng.choice(TOPICS), **names)
    return text, []
