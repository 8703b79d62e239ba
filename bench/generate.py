"""Writes a large corpus about an invented world, with its reference data and its gold; the same seed, the same bytes.

``python -m bench generate --documents N --out DIR`` writes ``DIR/documents/NNNN/*.txt`` with a ``sources.toml`` in each
folder of 200 documents, ``DIR/reference/`` for ``kg build --reference`` and ``DIR/gold.tsv`` for ``kg evaluate``.
A document has some 400 words in one of the genres of the seeds: an encyclopedia's article on two countries, one on the
foreign relations of a country with its table of relations and dates, or a profile of a country under headings. The
world has 200 countries however many the documents are, as ours has: the more are read, the more tell of one fact.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from bench import telling
from bench.invented import Country, World
from bench.telling import ABOUT_ONE, ABOUT_TWO, NOTHING, Sentence, Story, nothing, spoken

FOLDER = 200
"""Documents in one folder."""
COLUMNS = ("kind", "subject", "object", "role", "start", "end", "status", "doc", "line")
SEED = 7


def between_two(world: World, number: int, story: Story) -> str:
    """An article on two countries; gives its title."""
    rng = story.rng
    one, other = rng.sample(world.countries, 2)
    title = f"{one.name}–{other.name} relations"
    story.line(title)
    story.line()
    events = [telling.relation(rng, one, other, event) for event in world.relation(one, other)]
    story.paragraph([nothing(rng), *_spread(rng, events)])
    story.line("History")
    story.line()
    edition = number % 7
    signed = [telling.agreement(rng, one, other, fact) for fact in world.agreements(one, other, edition)]
    story.paragraph(_mixed(rng, signed, lambda: nothing(rng, ABOUT_TWO, **_names(world, rng, one, other))))
    over = world.dispute(one, other)
    story.paragraph([nothing(rng), *([telling.dispute(rng, one, other, over)] if over else []), nothing(rng)])
    story.line("Diplomacy and trade")
    story.line()
    person, _ = rng.choice(world.leaders(one))
    contacts = [telling.visit(rng, one, other, person, f"{rng.randint(1990, 2023)}-{rng.randint(1, 12):02d}")]
    contacts.append(telling.observation(rng, one, other))
    contacts += [telling.embassy(rng, a, b) for a, b in ((one, other), (other, one)) if world.has_embassy(a, b)]
    story.paragraph(_mixed(rng, contacts, lambda: nothing(rng)))
    while story.words < 380:
        story.paragraph([nothing(rng, ABOUT_TWO, **_names(world, rng, one, other)), *(nothing(rng) for _ in range(4))])
    return title


def relations_of_one(world: World, number: int, story: Story) -> str:
    """An article on the foreign relations of a country, with a table; gives its title."""
    rng = story.rng
    country = world.countries[number // 3 % len(world.countries)]
    title = f"Foreign relations of {country.name}"
    story.line(title)
    story.line()
    bodies = rng.sample(world.memberships(country), 5)
    joined = [telling.membership(rng, country, body, fact) for body, fact in bodies]
    story.paragraph(_mixed(rng, joined, lambda: nothing(rng, ABOUT_ONE, **_names(world, rng, country, country))))
    story.paragraph([telling.border(country, world.neighbours(country)), nothing(rng)])
    story.line("Diplomatic relations")
    story.line()
    story.line("Country | Formal relations began | Notes |")
    story.line("---|---|---|")
    others = [one for one in rng.sample(world.countries, 16) if one != country][:14]
    for other in sorted(others, key=lambda one: one.name):
        _row(world, story, country, other)
    story.line()
    while story.words < 380:
        story.paragraph([nothing(rng, ABOUT_ONE, **_names(world, rng, country, country)), nothing(rng), nothing(rng)])
    return title


def _row(world: World, story: Story, country: Country, other: Country) -> None:
    began = world.relation(country, other)[0]
    note = ""
    chance = story.rng.random()
    if chance < 0.25 and world.has_embassy(country, other):
        note, facts = telling.embassy(story.rng, country, other)
        story.note(facts)
    elif chance < 0.5:
        fact = world.agreements(country, other, 0)[0]
        note, facts = telling.agreement(story.rng, country, other, fact)
        story.note(facts)
    story.line(f"{other.name} | {spoken(story.rng, began.date)} | {note} |")


def profile(world: World, number: int, story: Story) -> str:
    """A profile of a country under headings; gives its title."""
    rng = story.rng
    country = world.countries[number // 3 % len(world.countries)]
    title = f"{country.name}: Country Profile"
    names = lambda: _names(world, rng, country, country)  # noqa: E731
    story.line(f"# {title}")
    story.line()
    leaders = world.leaders(country)
    story.line("## Leadership")
    story.line()
    chosen = [telling.office(rng, country, *leader) for leader in rng.sample(leaders, min(4, len(leaders)))]
    story.paragraph(_mixed(rng, chosen, lambda: nothing(rng, ABOUT_ONE, **names())))
    story.line("## Neighbours and partners")
    story.line()
    told: list[Sentence] = []
    for other in rng.sample([one for one in world.countries if one != country], 6):
        told.append(telling.relation(rng, country, other, world.relation(country, other)[-1]))
        told += [telling.agreement(rng, country, other, fact) for fact in world.agreements(country, other, 1)[:1]]
        if over := world.dispute(country, other):
            told.append(telling.dispute(rng, country, other, over))
        told.append(nothing(rng))
    for at in range(0, len(told), 5):
        story.paragraph(told[at : at + 5])
    story.line("## International organizations")
    story.line()
    bodies = rng.sample(world.memberships(country), 4)
    story.paragraph([telling.membership(rng, country, body, fact) for body, fact in bodies])
    while story.words < 380:
        story.paragraph([nothing(rng, ABOUT_ONE, **names()), *(nothing(rng, NOTHING) for _ in range(3))])
    return title


GENRES = (between_two, relations_of_one, profile)


def _names(world: World, rng: random.Random, one: Country, other: Country) -> dict[str, str]:
    strange = {body for body, _ in world.memberships(one)}
    body = rng.choice([body for body in world.organizations if body not in strange])
    return {
        "a": one.name,
        "b": other.name,
        "demonym": one.demonym,
        "body": body.name,
        "capital": rng.choice(world.countries).capital,
    }


def _mixed(rng: random.Random, told: Sequence[Sentence], filler: Callable[[], Sentence]) -> list[Sentence]:
    """The sentences with some between them that state nothing."""
    mixed: list[Sentence] = []
    for one in told:
        mixed.append(one)
        if rng.random() < 0.6:
            mixed.append(filler())
    return mixed


def _spread(rng: random.Random, told: Sequence[Sentence]) -> list[Sentence]:
    return _mixed(rng, told, lambda: nothing(rng))


def documents(world: World, count: int) -> Iterator[tuple[str, str, str, list[tuple[str, ...]]]]:
    """Name, title, text and gold (rows of ``COLUMNS``) of each document."""
    for number in range(count):
        story = Story(world.draw("document", number))
        title = GENRES[number % len(GENRES)](world, number, story)
        name = f"d{number:06d}"
        gold = [(kind, a, b, role, start, "", "", name, line) for kind, a, b, role, start, line in story.gold]
        yield name, title, "\n".join(story.lines).rstrip() + "\n", gold


def write_corpus(out: Path, count: int, seed: int = SEED) -> int:
    """Write so many documents with reference data and gold into a folder; gives the number of words."""
    world = World(seed)
    (out / "reference").mkdir(parents=True, exist_ok=True)
    (out / "reference" / "invented.ttl").write_text("\n".join(world.reference()) + "\n", encoding="utf-8")
    words = 0
    with (out / "gold.tsv").open("w", encoding="utf-8", newline="\n") as gold:
        gold.write("\t".join(COLUMNS) + "\n")
        sources: list[str] = []
        for number, (name, title, text, facts) in enumerate(documents(world, count)):
            folder = out / "documents" / f"{number // FOLDER:04d}"
            if number % FOLDER == 0:
                folder.mkdir(parents=True, exist_ok=True)
                sources = []
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
            gold.writelines("\t".join(fact) + "\n" for fact in facts)
            sources += _source(name, title, number)
            if number % FOLDER == FOLDER - 1 or number == count - 1:
                (folder / "sources.toml").write_text("\n".join(sources) + "\n", encoding="utf-8")
            words += len(text.split())
    return words


def _source(name: str, title: str, number: int) -> Iterable[str]:
    yield f'["{name}.txt"]'
    yield f'title = "{title}"'
    yield f'modified = "2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}"'
    yield 'kind = "reference work"'
    yield 'redistribution = "full"'


def main(arguments: Sequence[str] = ()) -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(prog="python -m bench generate", description="Writes a corpus with its gold.")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args(arguments)
    words = write_corpus(given.out, given.documents, given.seed)
    print(f"{given.documents:,} documents with {words:,} words in {given.out}")
