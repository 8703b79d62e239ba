"""Figures about countries: trade, aid, output, people, troops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kg.mentions.model import Date, Entity, Quantity
from kg.statements.makers.reading import COUNTRY_SYMBOLS, Reading
from kg.statements.model import Observation
from kg.statements.timing import spread

_MUTUAL = frozenset({"trade-between", "trade-balance", "trade-deficit"})
_SYMMETRIC = frozenset({"goods trade"})  # filed under the country the document is about, if it is one of the two
_MONEY = frozenset(
    {"goods trade", "exports", "imports", "trade surplus", "trade deficit", "GDP", "foreign aid"}
    | {"foreign direct investment"}
)
_SHARES = frozenset({"share of trade", "share of exports", "share of imports", "GDP growth", "poverty rate", "tariff"})
_When = tuple[Date | None, Date | None]


def make(reading: Reading) -> Iterator[Observation]:
    """One observation for each figure; several figures go with as many dates or countries, in order."""
    sides = _sides(reading)
    if sides is None:
        return
    about, counterpart = sides
    figures = [v for s in reading.symbols.get("value", ()) for v in s.values if isinstance(v, Quantity)]
    abouts = reading.entities("about")
    if figures:
        yield from _both_ways(reading, sides, _dates(reading, 1, each=False)[0])
    each = len(figures) > 1 and len(abouts) == len(figures)
    for index, (quantity, (start, end)) in enumerate(zip(figures, _dates(reading, len(figures), each), strict=True)):
        if len(figures) > 1 and start is None and end is None:
            continue
        if not _measures(quantity, reading.constants.get("measure", "")):
            continue
        yield Observation(
            about=abouts[index] if each else about,
            measure=reading.constants.get("measure", ""),
            value=quantity.value,
            unit=reading.constants.get("unit") or quantity.unit,
            counterpart=None if each else counterpart,
            qualifier=quantity.qualifier,
            start=start,
            end=end,
            figure_source=reading.form.written(reading.texts.get("source", "")),
        )


_BOTH_WAYS = re.compile(
    rf"(?P<whose>{COUNTRY_SYMBOLS.pattern}) (?:'s )?exports ?/ ?imports : "
    r"(?P<out>[0-9]+(?:\.[0-9]+)?) ?/ ?(?P<in>[0-9]+(?:\.[0-9]+)?) (?P<scale>thousand|million|billion) "
    r"(?P<unit>usd|eur)"
)
_SCALES = {"thousand": 3, "million": 6, "billion": 9}


def _both_ways(reading: Reading, sides: tuple[Entity, Entity | None], when: _When) -> Iterator[Observation]:
    """Exports and imports in brackets behind the year ("(Peruvian exports/imports: 1.5/2.5 million USD)")."""
    notes = [note for symbol in reading.symbols.get("start", ()) for note in symbol.notes]
    for found in filter(None, map(_BOTH_WAYS.search, notes)):
        whose = reading.form.legend.entities(found["whose"])
        if len(whose) != 1 or whose[0] not in sides:
            continue
        other = sides[1] if whose[0] == sides[0] else sides[0]
        for measure, number in (("exports", found["out"]), ("imports", found["in"])):
            value = Decimal(number).scaleb(_SCALES[found["scale"]]).quantize(Decimal(1))
            yield Observation(whose[0], measure, value, found["unit"].upper(), other, None, *when)


def _measures(quantity: Quantity, measure: str) -> bool:
    """Whether the figure has a unit of what is measured: money in a currency, a share in percent."""
    if measure in _MONEY:
        return len(quantity.unit) == 3 and quantity.unit.isupper()
    return measure not in _SHARES or quantity.unit == "percent"


def _sides(reading: Reading) -> tuple[Entity, Entity | None] | None:
    """Whom the figure is about and the other side, ``None`` where that is not known."""
    about, discourse = reading.entities("about"), reading.discourse
    counterpart = next(iter((*reading.entities("counterpart"), *about[1:])), None)
    pair = (discourse.default_pair() or reading.sentence_pair()) if reading.pattern.id in _MUTUAL else ()
    if about:
        if counterpart is None and len(pair) == 2 and about[0] in pair:
            counterpart = pair[1] if about[0] == pair[0] else pair[0]
        if counterpart is None:
            counterpart = _in_note(reading)
        symmetric = reading.constants.get("measure") in _SYMMETRIC
        if symmetric and counterpart is not None and counterpart == discourse.subject:
            return counterpart, about[0]
        return about[0], counterpart
    if counterpart is not None:
        others = [subject for subject in discourse.subjects if subject != counterpart]
        return (others[0], counterpart) if others else None
    if reading.pattern.id in _MUTUAL:
        return (pair[0], pair[1]) if len(pair) == 2 else None
    return (discourse.subject, None) if discourse.subject is not None else None


def _in_note(reading: Reading) -> Entity | None:
    """The one country in brackets behind the first ("imports to Chile (including those from Peru)")."""
    notes = [note for symbol in reading.symbols["about"] for note in symbol.notes]
    named = COUNTRY_SYMBOLS.findall(notes[0]) if notes else []
    entities = reading.form.legend.entities(named[0]) if len(named) == 1 else ()
    return entities[0] if len(entities) == 1 else None


def _dates(reading: Reading, count: int, each: bool) -> list[_When]:
    """The time of each figure: one behind each, or the two ends of one period, or that of the last alone."""
    starts = [when for symbol in reading.symbols.get("start", ()) for when in spread(symbol)]
    if count == len(starts):
        return list(starts)
    when = starts[-1] if starts else reading.times()[0]
    if count < 2 or each:
        return [when] * count
    if not starts and count == 2 and when[1] is not None:
        return [(when[0], None), (when[1], None)]
    return [(None, None)] * (count - 1) + [when]
