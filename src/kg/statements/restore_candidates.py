"""Who could be the lost name of a row: the states of the reference data, where they are sorted, and since when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kg.mentions.model import AreaKind, Country, Entity, Precision, Reference

LABEL_SHARE = 0.93
"""How often a table sorts a state by its usual name rather than by another one of its short names."""

_OFFICIAL = re.compile(
    r"\b(?:republic|kingdom|empire|sultanate|principality|duchy|commonwealth|federation|confederation|emirate|union|state|"
    r"democratic|islamic|people|socialist|united|plurinational|bolivarian|province|government|area|region)\b"
)
_REGIONS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), frozenset(continents.split("|")))
    for words, continents in (
        ("north america|caribbean|central america", "North America"),
        ("south america|southern cone", "South America"),
        ("latin america|americas?|western hemisphere", "North America|South America"),
        ("north(?:ern)? africa|sub-saharan africa|africa|maghreb", "Africa"),
        ("middle east|near east|arab world|levant|gulf", "Asia|Africa"),
        ("asia-pacific|asia[- ]pacific", "Asia|Oceania"),
        ("asia|caucasus|turkic", "Asia"),
        ("europe|balkans?|scandinavia", "Europe"),
        ("oceania|pacific|australia|australasia", "Oceania"),
        ("post-soviet|soviet", "Europe|Asia"),
    )
)


@dataclass(frozen=True, slots=True)
class SortName:
    """A name under which a table may sort a state: its key, and how likely that name is used, 0 to 1."""

    key: str
    share: float


@dataclass(frozen=True, slots=True)
class Possible:
    """A state that could be the lost name: ``start`` is the year it began, ``earliest`` that its predecessors began.

    Both are years of our era; a state older than the reference data's beginning has year 1. ``births`` are the days on
    which it came into being, where they are known, and ``end`` is the year in which it ended.
    """

    entity: Entity
    area: AreaKind
    continents: frozenset[str]
    names: tuple[SortName, ...]
    start: int
    earliest: int
    end: int | None
    births: frozenset[date] = frozenset()


def possible_partners(reference: Reference, subject: Entity) -> tuple[Possible, ...]:
    """Everyone who could stand in a table of the subject's relations, by key; former states are left out.

    Tables name today's states, so a former state's row is found under its successor's name.
    """
    return tuple(p for p in all_possible(reference) if p.entity != subject)


def all_possible(reference: Reference) -> tuple[Possible, ...]:
    """Everyone who could stand in a table of relations, by key."""
    return _all_possible(reference.countries)


@lru_cache(maxsize=4)
def _all_possible(countries: tuple[Country, ...]) -> tuple[Possible, ...]:
    by_slug = {country.entity.slug: country for country in countries}
    found = [_possible(c, by_slug) for c in countries if c.area is not AreaKind.FORMER]
    return tuple(sorted(found, key=lambda p: p.entity.key))


def _possible(country: Country, by_slug: Mapping[str, Country]) -> Possible:
    ends = [period.end for period in country.existence]
    return Possible(
        entity=country.entity,
        area=country.area,
        continents=frozenset(country.continents),
        names=sort_names(country),
        start=first_year(country, by_slug, ("continues",)),
        earliest=first_year(country, by_slug, ("continues", "succeeds")),
        end=max((e.latest.year for e in ends if e is not None), default=None) if ends and None not in ends else None,
        births=frozenset(
            p.start.earliest for p in country.existence if p.start is not None and p.start.precision is Precision.DAY
        ),
    )


def first_year(country: Country, by_slug: Mapping[str, Country], links: Sequence[str]) -> int:
    """The first year of a state's existence, or of any that the ``links`` lead back to."""
    years = []
    waiting, seen = [country], {country.entity.slug}
    while waiting:
        state = waiting.pop()
        years += [p.start.earliest.year if p.start is not None else 1 for p in state.existence]
        for link in links:
            slugs: Iterable[str] = state.continues if link == "continues" else state.succeeds
            for slug in slugs:
                if slug in by_slug and slug not in seen:
                    seen.add(slug)
                    waiting.append(by_slug[slug])
    return min(years, default=1)


def sort_names(country: Country) -> tuple[SortName, ...]:
    """The names a state may be sorted under, with their shares: its label, then its other short names.

    Official forms ("Republic of …") and abbreviations have little weight; a name that leads with a point of the
    compass may be sorted by its noun ("Korea, North").
    """
    label = sort_key(country.entity.label)
    weights: dict[str, float] = {}
    for name in country.names:
        key = sort_key(name)
        if not key or key == label or name.isupper() or re.search(r"[a-z]\.|\(", name):
            continue
        weights[key] = max(weights.get(key, 0.0), 0.1 if _OFFICIAL.search(key) else 1.0)
    turned = re.match(r"(north|south|east|west) (\w+)$", label)
    if turned is not None:
        weights[f"{turned[2]} {turned[1]}"] = 1.0
    total = sum(weights.values())
    rest = min(1.0 - LABEL_SHARE, 0.1 * total)
    names = [SortName(label, 1.0 - rest)]
    names += [SortName(key, rest * weight / total) for key, weight in weights.items() if rest * weight / total > 0.008]
    return tuple(names)


def sort_key(name: str) -> str:
    """A name as alphabetical lists sort it: plain letters in lower case, without article and punctuation."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold().replace("&", "and")
    words = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    words = words.removeprefix("the ")
    return f"saint {words[3:]}" if words.startswith("st ") else words


def heading_continents(headings: Sequence[str]) -> frozenset[str]:
    """The continents that the innermost heading with a region names, as the reference data calls them; else none."""
    for heading in reversed(headings):
        found: set[str] = set()
        for pattern, continents in _REGIONS:
            if pattern.search(heading):
                found |= continents
        if found:
            return frozenset(found)
    return frozenset()
