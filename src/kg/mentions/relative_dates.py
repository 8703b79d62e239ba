"""Resolve dates that point back to the one before: "the following year", "two years later", "later that month"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from kg.documents.model import Span
from kg.mentions.model import Date, DateRange, Mention, MentionValue, Precision

_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
} | {"one": 1, "an": 1}
_COUNT = rf"(?P<count>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}|[0-9]{{1,2}})"
_RELATIVE = re.compile(
    r"\b(?:(?P<same>(?:[Tt]he |[Tt]hat )same (?P<su>year|month|day))"
    r"|(?P<later>(?:[Ll]ater|[Ee]arlier) (?:that|the same|in the) (?:same )?(?P<lu>year|month))"
    r"|(?P<that>(?<=[Ii]n )that (?P<tu>year|month)|(?<=[Oo]n )that (?P<td>day))"
    r"|(?P<next>(?:[Tt]he )?(?P<nw>following|next|subsequent|previous|preceding) (?P<nu>year|month|day)(?! of\b))"
    rf"|(?P<shift>(?i:{_COUNT}) (?P<hu>year|month|day|week)s? "
    r"(?P<hw>later|afterwards?|thereafter|earlier|before that))"
    r"|(?P<then>(?<=[Ss]ince )then))\b"
)
# What such a date ends with, as the automaton knows it; only there the expression is tried.
ENDINGS = (
    *(f"{word} {unit}" for word in ("same", "that", "following", "next", "subsequent", "previous", "preceding")
      for unit in ("year", "month", "day")),
    *(f"{unit}{plural} {word}" for unit in ("year", "month", "day", "week") for plural in ("", "s")
      for word in ("later", "afterward", "afterwards", "thereafter", "earlier", "before that")),
    "in the year", "in the month", "since then", "Since then",
)  # fmt: skip
_BACK = frozenset(("previous", "preceding", "earlier", "before that"))
_REACH = 600


def find_relative_dates(text: str, endings: Sequence[tuple[int, int]], dates: Sequence[Mention]) -> list[Mention]:
    """Dates that end where ``endings`` do and refer to the last of ``dates`` before them in the same paragraph.

    ``dates`` are in order, of Date or DateRange. "since then" gives a mention of "then". The precision is that of the
    coarser of unit and date pointed to; what would be finer than the date pointed to (a month after a year) is left
    out, as is what has nothing to point to. Takes time linear in the length of the text.
    """
    starts = [mention.span.start for mention in dates]
    found: list[Mention] = []
    for _, end in endings:
        matches = list(_RELATIVE.finditer(text, max(0, end - 30), end))
        if not matches or matches[-1].end() != end:
            continue
        match = matches[-1]
        index = bisect_left(starts, match.start()) - 1
        if index < 0:
            continue
        before = dates[index]
        if match.start() - before.span.end > _REACH or text.find("\n", before.span.end, match.start()) >= 0:
            continue
        base = _base(before)
        resolved = None if base is None else _resolved(match, base)
        if resolved is not None:
            found.append(Mention(Span(match.start(), match.end()), resolved))
    return found


def _base(mention: Mention) -> Date | None:
    value: MentionValue | None = mention.value
    if isinstance(value, DateRange):
        value = value.end or value.start
    return value if isinstance(value, Date) and value.precision is not Precision.SPAN else None


def _resolved(match: re.Match[str], base: Date) -> Date | None:
    if match["then"]:
        return base
    if match["same"] or match["later"] or match["that"]:
        return _same(match["su"] or match["lu"] or match["tu"] or match["td"], base)
    if match["next"]:
        return _shifted(match["nu"], -1 if match["nw"] in _BACK else 1, base)
    word = match["count"].lower()
    count = int(word) if word.isdigit() else _NUMBERS[word]
    return _shifted(match["hu"], -count if match["hw"] in _BACK else count, base)


def _same(unit: str, base: Date) -> Date | None:
    day = base.earliest
    if unit == "year":
        return Date.of(day.year)
    if base.precision is Precision.YEAR or (unit == "day" and base.precision is Precision.MONTH):
        return None
    return Date.of(day.year, day.month) if unit == "month" else base


def _shifted(unit: str, count: int, base: Date) -> Date | None:
    day = base.earliest
    try:
        if unit == "year":
            return Date.of(day.year + count)
        if base.precision is Precision.YEAR:
            return None
        if unit == "month":
            months = day.year * 12 + day.month - 1 + count
            return Date.of(months // 12, months % 12 + 1)
        if base.precision is not Precision.DAY:
            return None
        moved: date = day + timedelta(days=count * (7 if unit == "week" else 1))
    except (ValueError, OverflowError):
        return None
    return Date.of(moved.year, moved.month, moved.day)
