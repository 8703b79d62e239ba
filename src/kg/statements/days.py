"""Give days and months without a year, and "the following year", the year of the date before them."""

from __future__ import annotations

import re

from kg.mentions.model import Date
from kg.statements.discourse import Discourse, year_of
from kg.statements.forms import PassageForm
from kg.statements.symbols import PRIVATE_USE, Symbol, SymbolKind, bits, block

K = SymbolKind
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
_YEARS = ("same year ", "that year ", "ing year ", "next year ")
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
    if not any(map(text.__contains__, _YEARS)):
        known = discourse.year is not None or form.legend.bits & _DATED
        if not known or not any(map(text.__contains__, _MONTHS)):
            return
    if not _DAY.search(text):
        return

    def replaced(match: re.Match[str]) -> str:
        year = discourse.year
        for character in _DATES.findall(match.string[: match.start()]):
            year = year_of(form.legend.symbols[character].values) or year
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
