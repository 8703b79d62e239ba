"""Find figures with their unit and hedge: sums of money, percentages, counted things, lengths and areas."""

from __future__ import annotations

import re
from decimal import Decimal

from kg.documents.model import Span
from kg.mentions.date_atoms import is_year_by_preposition
from kg.mentions.model import Mention, Qualifier, Quantity

_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₪": "ILS"}
_DOLLARS = {"US": "USD", "U.S.": "USD", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "NZ": "NZD", "HK": "HKD",
            "S": "SGD", "R": "BRL", "NT": "TWD"}  # fmt: skip
_CURRENCY_CODES = "USD|EUR|GBP|JPY|CHF|CNY|RMB|INR|AUD|CAD|NZD|ZAR|SAR|AED|SDR"
_CURRENCY_WORDS = {
    "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "dollar": "USD", "euro": "EUR",
    "pound": "GBP", "pounds sterling": "GBP", "pound sterling": "GBP", "british pound": "GBP", "yen": "JPY",
    "yuan": "CNY", "renminbi": "CNY", "rouble": "RUB", "ruble": "RUB", "rupee": "INR", "indian rupee": "INR",
    "swiss franc": "CHF", "deutsche mark": "DEM", "deutschmark": "DEM",
}  # fmt: skip
_SCALES = {
    "thousand": 3, "million": 6, "mn": 6, "mln": 6, "m": 6, "billion": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12,
}  # fmt: skip
_UNITS = {
    "percent": "percent", "per cent": "percent", "percentage points": "percentage points",
    "percentage point": "percentage points",
    "square kilometers": "km²", "square kilometres": "km²", "sq km": "km²", "sq. km": "km²", "km²": "km²", "km2": "km²",
    "square miles": "square miles", "sq. miles": "square miles", "sq mi": "square miles",
    "kilometers": "km", "kilometres": "km", "kilometer": "km", "kilometre": "km", "km": "km", "miles": "miles",
    "nautical miles": "nautical miles", "nm": "nautical miles", "hectares": "hectares", "acres": "acres",
    "metric tons": "tonnes", "tonnes": "tonnes", "tons": "tons", "barrels": "barrels", "megawatts": "MW", "mw": "MW",
}  # fmt: skip
_COUNTED = (
    "troops soldiers personnel peacekeepers people inhabitants citizens nationals residents refugees migrants"
    " immigrants expatriates students tourists visitors workers advisers advisors men families police officers"
    " observers experts companies firms vessels ships aircraft tanks jobs visas scholarships volunteers persons"
)  # fmt: skip
_ADJECTIVES = (
    r"(?:(?-i:[A-Z][A-Za-z.]+) |military |peacekeeping |combat |foreign |armed |police |additional |registered ){0,2}"
)

_NUMBER = (
    r"[0-9]{1,3},[0-9]{1,2}(?=[ \u00a0]?(?:%|(?:thousand|million|billion|trillion|bn|mn|tn|percent|per cent)\b))"
    r"|[0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,15})?(?![0-9])|[0-9]{1,15}(?:\.[0-9]{1,15})?(?![0-9])"
)
_COMMA = re.compile(r"[0-9]{1,3},[0-9]{1,2}")
_SCALE = r"(?:[ \u00a0-]?(?P<scale>thousand|million|billion|trillion|bn|mn|mln|tn)(?![A-Za-z]))?"
_NATIONALS = re.compile(r" [A-Z][a-z]+(?:s|ese)\b")  # "35,000 Italians"
_CAPITAL = re.compile(r"[A-Z]")
_MONEY_SCALE = _SCALE.replace("|tn)", "|tn|m|b)")
_TRIGGER = re.compile(
    r"[$€£¥₹₽₩₪0-9](?:(?<![0-9])[ \u00a0]?[0-9]"
    r"|(?<=[0-9])(?<![0-9.,][0-9])[0-9,.]*+"
    r"(?=%|[ \u00a0-](?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]* )[a-zA-Z]))"
)
_MONEY = re.compile(rf"[$€£¥₹₽₩₪][ \u00a0]?(?P<number>{_NUMBER}){_MONEY_SCALE}")
_COUNT = re.compile(
    rf"(?P<number>{_NUMBER})(?:%|{_SCALE}(?:[ \u00a0-](?:(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
    rf"|(?P<word>(?:{'|'.join(sorted(_CURRENCY_WORDS, key=len, reverse=True))})s?|(?:{_CURRENCY_CODES}))"
    rf"|(?P<counted>{_ADJECTIVES}(?:{'|'.join(_COUNTED.split())})))(?![A-Za-z]))?)",
    re.IGNORECASE,
)
_DOLLAR_BEFORE = re.compile(r"(?:\b(US|AU|A|C|CA|NZ|HK|S|R|NT)|(U\.S\.)[ ]?)$")
_CODE_BEFORE = re.compile(rf"\b({_CURRENCY_CODES})[ \u00a0]?$")
_HEDGES = {
    "about": Qualifier.ABOUT, "around": Qualifier.ABOUT, "approximately": Qualifier.ABOUT, "some": Qualifier.ABOUT,
    "roughly": Qualifier.ABOUT, "an estimated": Qualifier.ABOUT, "estimated": Qualifier.ABOUT,
    "estimated at": Qualifier.ABOUT, "circa": Qualifier.ABOUT, "nearly": Qualifier.UNDER, "almost": Qualifier.UNDER,
    "close to": Qualifier.ABOUT, "just under": Qualifier.UNDER, "under": Qualifier.UNDER,
    "less than": Qualifier.UNDER, "fewer than": Qualifier.UNDER, "below": Qualifier.UNDER, "over": Qualifier.OVER,
    "more than": Qualifier.OVER, "above": Qualifier.OVER, "exceeding": Qualifier.OVER, "just over": Qualifier.OVER,
    "at least": Qualifier.AT_LEAST, "a minimum of": Qualifier.AT_LEAST, "at most": Qualifier.AT_MOST,
    "up to": Qualifier.AT_MOST, "a maximum of": Qualifier.AT_MOST, "as much as": Qualifier.AT_MOST,
    "as many as": Qualifier.AT_MOST, "an average of": Qualifier.AVERAGE, "an average": Qualifier.AVERAGE,
    "averaged": Qualifier.AVERAGE, "averaging": Qualifier.AVERAGE, "projected": Qualifier.PROJECTED,
    "a projected": Qualifier.PROJECTED, "projected at": Qualifier.PROJECTED,
}  # fmt: skip
_HEDGE_BEFORE = re.compile(
    rf"\b({'|'.join(sorted(_HEDGES, key=len, reverse=True))})[ \u00a0](?:(?:of|the|a)[ ])?$", re.IGNORECASE
)
_LAST_WORDS = frozenset(word.split()[-1] for word in _HEDGES) | {"of", "the", "a"}


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Mention]:
    """Every figure with a unit in ``text[start:end]`` as a Mention of a Quantity, in order.

    The span begins with the hedge ("over", "an estimated") where there is one. ``$`` alone is USD, as sources on the
    United States write it. Bare numbers are no quantities. Takes time linear in the length.
    """
    stop = len(text) if end is None else end
    mentions: list[Mention] = []
    done = start
    for trigger in _TRIGGER.finditer(text, start, stop):
        at = trigger.start()
        if at < done or _continues(text, at):
            continue
        found = _read_money(text, at, stop) if text[at] in _SYMBOLS else _read_count(text, at, stop)
        if found is None:
            continue
        first, last, value, unit = found
        first, qualifier = _hedge(text, max(done, start), first)
        mentions.append(Mention(Span(first, last), Quantity(value, unit, qualifier)))
        done = last
    return mentions


def _continues(text: str, at: int) -> bool:
    """Whether what stands at ``at`` is the rest of a longer number or name (``10-15%``, ``COVID-19``)."""
    before = text[max(0, at - 2) : at]
    return before[-1:].isdigit() or (len(before) == 2 and before[1] in ".,-–/" and before[0].isalnum())


def _read_money(text: str, at: int, stop: int) -> tuple[int, int, Decimal, str] | None:
    found = _MONEY.match(text, at, stop)
    if found is None:
        return None
    unit = _SYMBOLS[text[at]]
    first = at
    if text[at] == "$" and at:
        before = _DOLLAR_BEFORE.search(text, max(0, at - 6), at)
        if before is not None:
            first, unit = before.start(), _DOLLARS[before[1] or before[2]]
        elif text[at - 1].isalpha():  # a dollar that is not listed: "N$"
            return None
    return first, found.end(), _scaled(found), unit


def _read_count(text: str, at: int, stop: int) -> tuple[int, int, Decimal, str] | None:
    if at and text[at - 1].isalpha():
        return None
    found = _COUNT.match(text, at, stop)
    if found is None:
        return None
    unit = _unit(found)
    if found["counted"] and is_year_by_preposition(text, at, found["number"]):
        return None
    first, last = at, found.end()
    before = _CODE_BEFORE.search(text, max(0, at - 5), at)
    if before is not None:
        first, unit = before.start(), before[1]
    elif not unit and not found["scale"]:
        if "," not in found["number"] or not _NATIONALS.match(text, last):
            return None
    elif found["counted"] and _CAPITAL.match(found["counted"]):  # "900 Polish troops": their country stays a name
        last = found.start("counted") - 1
    return first, last, _scaled(found), unit


def _unit(found: re.Match[str]) -> str:
    if found["unit"]:
        return _UNITS[found["unit"].lower()]
    if found["word"]:
        word = found["word"].lower()
        return _CURRENCY_WORDS.get(word) or _CURRENCY_WORDS.get(word.removesuffix("s")) or word.upper()
    if found["counted"]:
        return found["counted"].split()[-1].lower()
    return "percent" if found[0].endswith("%") else ""


def _scaled(found: re.Match[str]) -> Decimal:
    number = found["number"]
    value = Decimal(number.replace(",", "." if _COMMA.fullmatch(number) else ""))
    scale = found["scale"]
    if not scale:
        return value
    scaled = value.scaleb(_SCALES[scale.lower()])
    return scaled.quantize(Decimal(1)) if scaled == scaled.to_integral_value() else scaled


def _hedge(text: str, start: int, first: int) -> tuple[int, Qualifier | None]:
    before = text[max(start, first - 24) : first]
    if not before[-1:].isspace():
        return first, None
    words = before.rsplit(None, 1)
    if not words or words[-1].strip().lower() not in _LAST_WORDS:
        return first, None
    found = _HEDGE_BEFORE.search(before)
    if found is None:
        return first, None
    return first - len(before) + found.start(), _HEDGES[found[1].lower()]
