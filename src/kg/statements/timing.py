"""Say when: attach dates that stand before, behind or within what a pattern matched.

An *event* takes the nearest date of its clause after ``on``, ``in``, ``since`` and the like; an *adjacent* date stands
right behind; a *state* takes only what bounds it (``since 1990``, ``from 1981 to 1991``, ``(1990–2000)``).
"""

from __future__ import annotations

import re
from enum import StrEnum

from kg.mentions.model import Date, DateRange, Precision
from kg.statements.forms import PassageForm
from kg.statements.symbols import PRIVATE_USE, Symbol, SymbolKind, block

K = SymbolKind
Times = tuple[tuple[Date | None, Date | None], ...]


class Timing(StrEnum):
    """How a pattern's statement is dated beyond its own slots."""

    EVENT = "event"
    STATE = "state"
    ADJACENT = "adjacent"
    NONE = "none"


_TIME = block(K.DATE, K.DATE_LIST, K.RANGE)
_STOP = (
    r"(?:and|but|which|who|whose|when|while|whereas|after|before|until|that|where|although|because|if|prior|following|"
    r"despite|during|under|amid|as) "
)
_AFTER_EVENT = re.compile(
    rf"(?:, d\.?c\.? (?:[,.] )?)?"
    rf"(?:(?!{_STOP})[^ ;:.!?,()\"{PRIVATE_USE}]+ |[{block(K.CITY, K.COUNTRY, K.CITY_LIST, K.DEMONYM)}] |, (?=on |in ))"
    rf"{{0,7}}?(?:(?<!as )(?:, )?(?P<on>on or about|on|in|since|from|effective|dated|beginning|as of|as from|circa"
    rf"|of|by|during|"
    rf"between|around|about|at) (?:or about |circa |about )?(?P<time>[{_TIME}])|in-brackets (?P<bracket>[{_TIME}])"
    rf"|(?P<bare>[{_TIME}]))"
    rf" (?!(?:agreement|treaty|convention|war|crisis|accord|summit|conference|constitution|election|elections"
    rf"|revolution) )"
)
_AFTER_STATE = re.compile(
    rf"(?:(?!{_STOP})[^ ;:.!?,(){PRIVATE_USE}]+ ){{0,3}}?(?:, )?"
    rf"(?:(?:ever )?since (?:at least |[^ ;:.!?,]+ (?:[^ ;:.!?,]+ ){{0,5}}(?:in|on) )?(?P<since>[{block(K.DATE)}])"
    rf"|(?:from|between|in|during|for|of|over|through) (?P<range>[{block(K.RANGE)}])"
    rf"|(?:in|during|for) (?P<list>[{block(K.DATE_LIST)}])"
    rf"|(?:until|till|up to) (?P<until>[{block(K.DATE)}])"
    rf"|(?:from|as of|effective|with effect from|beginning in|starting in|beginning"
    rf"|as from) (?P<from>[{block(K.DATE)}])"
    rf"|in-brackets (?P<bracket>[{block(K.DATE, K.RANGE)}]))"
)
_BEFORE = re.compile(
    rf"(?:(?<= )|^)(?P<on>on or about|on|in|since|from|as of|by|during|at|between|effective|late in|early in"
    rf"|later in|around|signed|dated) "
    rf"(?P<time>[{_TIME}]) "
)
_UNTIL_FIRST = re.compile(
    rf"(?:^|(?<=[;.:] ))(?:until|till|up to) (?P<time>[{block(K.DATE)}]) (?:, )?(?:[^ ;:.!?,()]+ ){{0,2}}$"
)
_WAS = re.compile(r" (?:was|were|had been) ")
_ALONE = re.compile(
    rf"(?:(?!(?:but|which|who|whose|after|before|until|while|although|despite|prior"
    rf"|since) )(?:[^ ;:.!?(),\"{_TIME}]+"
    rf"|,(?= (?:when|with|and|(?:[^ ;:.!?(),{PRIVATE_USE}]+ ){{1,2}}(?:,|and)) )) ){{0,24}}?"
    rf"(?:on or about|on|in|during) (?P<time>[{_TIME}]) (?![^{_TIME}]*[{_TIME}])"
)
_TITLED = re.compile(rf"[^;:.!?{_TIME}]{{0,120}}?, (?P<time>[{_TIME}]) (?:\. )?$")
_CLAUSE_END = re.compile(r"(?:[;:!?] |\. |, (?:but|while|whereas|although|though|which|who) |but )")


def times(form: PassageForm, start: int, end: int, timing: Timing) -> Times:
    """Start and end for a match at ``form.text[start:end]``; more than one pair where the text lists dates."""
    text = form.text
    if timing is Timing.NONE:
        return ((None, None),)
    if timing is Timing.STATE:
        return _state(form, start, end)
    inside = _last(_BEFORE, text, start, end)
    after = _AFTER_EVENT.match(text, end)
    if after is None and timing is Timing.ADJACENT:
        return ((None, None),)
    if after is not None:
        coarse = form.legend.symbols[after["time"] or after["bracket"] or after["bare"]]
        finer = _FINER.match(text, after.end() + 1) if _is_coarse(coarse) else None
        return spread(form.legend.symbols[finer["time"]] if finer is not None else coarse)
    if inside is not None:
        return spread(form.legend.symbols[inside["time"]])
    leading = _leading(text, start)
    if leading is not None and leading["on"] != "as of":
        return spread(form.legend.symbols[leading["time"]])
    alone = _ALONE.match(text, end) or _TITLED.match(text, end)
    if alone is not None:
        return spread(form.legend.symbols[alone["time"]])
    return ((None, None),)


_FINER = re.compile(rf"(?:, )?(?:on|in) (?P<time>[{block(K.DATE)}])")


def _is_coarse(symbol: Symbol) -> bool:
    value = symbol.values[0]
    return isinstance(value, Date) and value.precision is Precision.SPAN


def _state(form: PassageForm, start: int, end: int) -> Times:
    symbols = form.legend.symbols
    after = _AFTER_STATE.match(form.text, end)
    if after is not None:
        if after["until"]:
            return ((None, spread(symbols[after["until"]])[0][0]),)
        for group in ("since", "range", "list", "from", "bracket"):
            if after[group]:
                return _closed(symbols[after[group]])
    until = _last(_UNTIL_FIRST, form.text, max(0, start - 60), start)
    if until is not None and _WAS.search(form.text, start, end):  # not of an apposition within the clause
        return ((None, spread(symbols[until["time"]])[0][0]),)
    leading = _leading(form.text, start)
    if leading is not None and (
        leading["on"] in ("since", "between", "from", "as of") or symbols[leading["time"]].kind is K.RANGE
    ):
        return spread(symbols[leading["time"]])
    return ((None, None),)


def _closed(symbol: Symbol) -> Times:
    """A list of dates bounds a state: "in 2006 and 2007" is from 2006 to 2007."""
    if symbol.kind is K.DATE_LIST:
        dates = sorted(value for value in symbol.values if isinstance(value, Date))
        return ((dates[0], dates[-1]),)
    return spread(symbol)


def _leading(text: str, start: int) -> re.Match[str] | None:
    """The last dated phrase of the clause before the match."""
    from_here = 0
    for boundary in _CLAUSE_END.finditer(text, max(0, start - 400), start):
        from_here = boundary.end()
    found = _last(_BEFORE, text, from_here, start)
    if found is None or text.count(" ", found.end(), start) > 26:
        return None
    if found.end() != start and _ATTRIBUTIVE.match(text, found.end()):
        return None
    if _NEXT_VERB.search(text, found.end(), start + 1) and _NAMED.search(text, from_here, found.start()):
        return None
    subordinate = _last(_SUBORDINATE, text, from_here, found.start())
    if subordinate is not None and ", " not in text[subordinate.end() : found.start()]:
        return None
    return found


_NAMED = re.compile(f"[{PRIVATE_USE}]")
_NEXT_VERB = re.compile(rf"(?:and|but) (?=[{block(K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION)}])")
_ATTRIBUTIVE = re.compile(
    r"(?:treaty|agreement|constitution|war|elections?|conventions?|accords?|summit|conference|crisis|coup"
    r"|revolution|law|report|"
    r"edition|census|invasion|decision|ruling|protocol|declaration|resolution|pact|act|budget) "
)
_SUBORDINATE = re.compile(
    rf"(?:(?<=, )|(?<=and )|(?<![^ ])(?<!. ))(?:ever )?(?:since|after|following|before|despite|although|as|when"
    rf"|while|until|prior to|upon) "
    rf"(?![{_TIME}])"
)


def _last(regex: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for match in regex.finditer(text, start, end):
        found = match
    return found


def spread(symbol: Symbol) -> Times:
    """The start and end that a date, a range or each date of a list gives."""
    found: list[tuple[Date | None, Date | None]] = []
    for value in symbol.values:
        if isinstance(value, DateRange):
            found.append((value.start, value.end))
        elif isinstance(value, Date):
            found.append((value, None))
    return tuple(found) or ((None, None),)
