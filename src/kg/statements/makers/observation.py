"""Figures about countries: trade, aid, output, people, troops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kg.mentions.model import Date, Entity, Quantity
from kg.statements.makers.reading import COUNTRY_SYMBOLS, Reading
from kg.statements.model import Observation
from kg.statements.symbols import Symbol, SymbolKind, block
from kg.statements.timing import spread, times

_MUTUAL = frozenset({"trade-between", "trade-balance", "trade-deficit"})
_OF_SUBJECT = frozenset({"exports-to", "imports-from"})  # without a name: of the document's subject in the pair
_INWARD = frozenset({"direct-investment", "remittances"})  # money that comes to the subject unless the text says where
_SYMMETRIC = frozenset({"goods trade"})  # filed under the country the document is about, if it is one of the two
_MONEY = frozenset(
    {"goods trade", "exports", "imports", "trade surplus", "trade deficit", "GDP", "GDP per capita", "foreign aid"}
    | {"foreign direct investment", "loan", "debt relief"}
)
_SHARES = frozenset(
    {"share of trade", "share of exports", "share of imports", "GDP growth", "poverty rate", "tariff"}
    | {"inflation", "unemployment rate"}
)
_MONEY_OR_SHARE = frozenset({"debt", "remittances", "military spending"})
_PEOPLE = frozenset({"people", "inhabitants", "persons", "citizens", "residents", "nationals"})
_SOLDIERS = frozenset({"troops", "soldiers", "personnel", "peacekeepers", "police", "officers", "advisers", "advisors"})
_COUNTED = {
    "population": _PEOPLE | {""},
    "troops": _SOLDIERS,
    "peacekeeping troops": _SOLDIERS,
    "military personnel": _SOLDIERS,
    "refugees": frozenset({"refugees", "migrants", "asylum seekers"}),
    "diaspora": _PEOPLE | {"", "immigrants", "migrants", "expatriates", "workers"},
    "students": frozenset({"students", "scholarships", ""}),
    "tourists": frozenset({"tourists", "visitors"}),
}
_SHRINKING = re.compile(r"(?:contract(?:ed|ion)|shrank|shrunk|declined|fell|decreased) (?:by |of |about |at )?$")
_SERVICES = re.compile(r"(?P<both>goods and services )|(?P<services>services |trade in services )")
_When = tuple[Date | None, Date | None]


def make(reading: Reading) -> Iterator[Observation]:
    """One observation for each figure; several figures go with as many dates or countries, in order."""
    sides = None if _is_of_a_balance(reading) else _sides(reading)
    if sides is None:
        return
    about, counterpart = sides
    figures = _figures(reading)
    if figures:
        yield from _both_ways(reading, sides, _dates(reading, figures[:1], each=False)[0])
    abouts, others = _one_each(reading, "about"), reading.entities("counterpart")
    each = len(figures) > 1 and len(figures) in (len(abouts), len(others))
    for index, ((quantity, place), (start, end)) in enumerate(
        zip(figures, _dates(reading, figures, each=each), strict=True)
    ):
        if len(figures) > 1 and not each and start is None and end is None:
            continue
        if not _measures(quantity, reading.constants.get("measure", "")):
            continue
        matched = each and len(abouts) == len(figures)
        partner = None if matched else counterpart
        yield Observation(
            about=abouts[index] if matched else about,
            measure=_measure(reading),
            value=-quantity.value if _is_loss(reading, place) else quantity.value,
            unit=reading.constants.get("unit") or quantity.unit,
            counterpart=others[index] if each and len(others) == len(figures) else partner,
            qualifier=quantity.qualifier,
            start=start,
            end=end,
            figure_source=reading.form.written(reading.texts.get("source", "")),
        )


_BALANCE = re.compile(r"(?:surplus|deficit|balance) (?:in|of) (?:[^ ,;.]+ ){0,3}$")


def _is_of_a_balance(reading: Reading) -> bool:
    """Whether "trade with X of $5 million" is what is left of it ("a surplus in services trade with X of …")."""
    if reading.constants.get("measure") not in _SYMMETRIC:
        return False
    return _BALANCE.search(reading.form.text, max(0, reading.start - 60), reading.start) is not None


def _one_each(reading: Reading, role: str) -> tuple[Entity, ...]:
    """The entities of a role that are named one by one, not as a list."""
    return tuple(s.entities[0] for s in reading.symbols.get(role, ()) if len(s.entities) == 1)


def _figures(reading: Reading) -> list[tuple[Quantity, int]]:
    """The figures of the match, each with its place in the form; a plain number counts what is measured."""
    counted = _number(reading.texts.get("count", ""))
    if counted is not None:
        return [(Quantity(Decimal(counted), ""), reading.start)]
    symbols, places = reading.symbols.get("value", ()), reading.places.get("value", ())
    return [
        (value, place)
        for symbol, place in sorted(zip(symbols, places, strict=True), key=lambda pair: pair[1])
        for value in symbol.values
        if isinstance(value, Quantity)
    ]


def _number(words: str) -> int | None:
    """A number in digits or as a word up to twenty."""
    digits = words.replace(",", "")
    if digits.isascii() and digits.isdigit():
        return int(digits)
    return _NUMBERS.get(words)


_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"), 2)
}  # fmt: skip


def _measure(reading: Reading) -> str:
    """What is measured: trade is in goods unless the words name services too."""
    measure = reading.constants.get("measure", "")
    if measure in _SYMMETRIC:
        said = _SERVICES.search(reading.form.text, reading.start, reading.end)
        if said is not None:
            return "trade" if said["both"] else "services trade"
    return measure


def _is_loss(reading: Reading, place: int) -> bool:
    """Whether an economy shrank by the figure."""
    if reading.constants.get("measure") != "GDP growth":
        return False
    return _SHRINKING.search(reading.form.text, reading.start, place) is not None


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
    """Whether the figure has a unit of what is measured: money in a currency, a share in percent, people."""
    is_money = len(quantity.unit) == 3 and quantity.unit.isupper()
    if measure in _MONEY:
        return is_money
    if measure in _MONEY_OR_SHARE:
        return is_money or quantity.unit == "percent"
    if measure in _COUNTED:
        return quantity.unit in _COUNTED[measure]
    return measure not in _SHARES or quantity.unit == "percent"


def _sides(reading: Reading) -> tuple[Entity, Entity | None] | None:
    """Whom the figure is about and the other side, ``None`` where that is not known."""
    about, discourse = reading.entities("about"), reading.discourse
    counterpart = next(iter((*reading.entities("counterpart"), *about[1:])), None)
    mutual = reading.pattern.id in _MUTUAL
    known = mutual or reading.pattern.id in _OF_SUBJECT or not about
    pair = (reading.sentence_pair() or discourse.default_pair()) if known else ()
    if about:
        if counterpart is None and len(pair) == 2 and about[0] in pair:
            counterpart = pair[1] if about[0] == pair[0] else pair[0]
        if counterpart is None:
            counterpart = _in_note(reading)
        if counterpart is None and reading.pattern.id in _INWARD and about[0] != discourse.subject:
            counterpart = discourse.subject
        if counterpart == about[0]:
            return None
        symmetric = reading.constants.get("measure") in _SYMMETRIC
        if symmetric and counterpart is not None and counterpart == discourse.subject:
            return counterpart, about[0]
        return about[0], counterpart
    if counterpart is not None:
        others = [subject for subject in discourse.subjects if subject != counterpart]
        return (others[0], counterpart) if others else None
    if mutual:
        return (pair[0], pair[1]) if len(pair) == 2 else None
    if reading.pattern.id in _OF_SUBJECT:
        return (pair[0], pair[1]) if len(pair) == 2 and discourse.partner in pair else None
    return _national(reading)


def _national(reading: Reading) -> tuple[Entity, None] | None:
    """The document's subject, unless the sentence is about other countries."""
    discourse = reading.discourse
    named = [e for s in reading.form.legend.symbols.values() if s.kind is SymbolKind.COUNTRY for e in s.entities]
    if discourse.subject is None or (named and discourse.subject not in named):
        return None
    return discourse.subject, None


def _in_note(reading: Reading) -> Entity | None:
    """The one country in brackets behind the first ("imports to Chile (including those from Peru)")."""
    notes = [note for symbol in reading.symbols["about"] for note in symbol.notes]
    named = COUNTRY_SYMBOLS.findall(notes[0]) if notes else []
    entities = reading.form.legend.entities(named[0]) if len(named) == 1 else ()
    return entities[0] if len(entities) == 1 else None


def _dates(reading: Reading, figures: list[tuple[Quantity, int]], *, each: bool) -> list[_When]:
    """The time of each figure: its own behind it, or the two ends of one period, or that of the match.

    Of two figures "from … to …" one date is that of the last; of others ("up from …") the first has that of the clause.
    """
    own = _own_dates(reading, figures)
    if not figures or (len(figures) == 1 and own[0] is not None):
        return [when for when in own if when is not None]
    first, last = figures[0][1], figures[-1][1]
    if len(figures) == 1 or each:
        starts = [when for symbol in reading.symbols.get("start", ()) for when in spread(symbol)]
        return [starts[-1] if starts else _when(reading, reading.end)] * len(figures)
    from_to = _FROM_TO.search(reading.form.text, first + 1, last) is not None
    if from_to and not any(own):
        when = reading.times()[0]
        if len(figures) == 2 and when[1] is not None:
            return [(when[0], None), (when[1], None)]
        own[-1] = when
    elif own[0] is None and not from_to:
        own[0] = _when(reading, first + 1)
    return [when or (None, None) for when in own]


def _when(reading: Reading, end: int) -> _When:
    """The time of the match up to ``end``; a figure is true "as of" a date too."""
    start, until = times(reading.form, reading.start, end, reading.pattern.timing)[0]
    found = _AS_OF.match(reading.form.text) if start is None and until is None else None
    return (start, until) if found is None else spread(reading.form.legend.symbols[found[1]])[0]


_AS_OF = re.compile(rf"(?:as of|by|at) (?:[^ ,]+ ){{0,3}}?([{block(SymbolKind.DATE, SymbolKind.RANGE)}]) ")
_FROM_TO = re.compile(r" to (?:[^ ]+ ){0,3}$")


def _own_dates(reading: Reading, figures: list[tuple[Quantity, int]]) -> list[_When | None]:
    """The date in the match between each figure and the next; the first figure's may stand before it."""
    dated = sorted(zip(reading.places.get("start", ()), reading.symbols.get("start", ()), strict=True), key=_place)
    found: list[_When | None] = []
    for index, (_, place) in enumerate(figures):
        end = figures[index + 1][1] if index + 1 < len(figures) else reading.end
        behind = [symbol for at, symbol in dated if place < at < end]
        before = [symbol for at, symbol in dated if at < place] if index == 0 else []
        symbols = behind[:1] or before[-1:]
        found.append(spread(symbols[0])[0] if symbols else None)
    return found


def _place(dated: tuple[int, Symbol]) -> int:
    return dated[0]
