"""Dates keep the precision of the text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.mentions.dates import find_dates
from kg.mentions.model import Date, DateRange, Precision


def _shown(text: str) -> list[tuple[str, str]]:
    shown = []
    for mention in find_dates(text):
        value = mention.value
        surface = text[mention.span.start : mention.span.end]
        if isinstance(value, DateRange):
            assert value.start is not None
            shown.append((surface, f"{value.start.iso}/{value.end.iso if value.end else '..'}"))
        else:
            assert isinstance(value, Date)
            shown.append((surface, value.iso or f"{value.earliest}..{value.latest}"))
    return shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 November 2004", "2004-11-04"), ("November 4, 2004", "2004-11-04"), ("Nov. 4, 2004", "2004-11-04"),
        ("4 Nov 2004", "2004-11-04"), ("September 18 1985", "1985-09-18"), ("1874-12-23", "1874-12-23"),
        ("23/11/2004", "2004-11-23"), ("4/11/2004", "2004"), ("8.12.1991", "1991-12-08"),
        ("June 28–30, 2001", "2001-06-28/2001-06-30"), ("28 June – 2 July 2001", "2001-06-28/2001-07-02"),
        ("1990–2000", "1990/2000"), ("1990-2000", "1990/2000"), ("1884-85", "1884/1885"), ("2008/09", "2008/2009"),
        ("1998-11", "1998-11"), ("1980s", "1980-01-01..1989-12-31"), ("early 1990s", "1990-01-01..1994-12-31"),
        ("19th century", "1801-01-01..1900-12-31"), ("nineteenth century", "1801-01-01..1900-12-31"),
        ("mid-1970s", "1972-07-02..1977-07-01"), ("late 1918", "1918"), ("early April 2007", "2007-04"),
        ("2021–present", "2021/.."), ("1st of May 1990", "1990-05-01"), ("July of 1821", "1821-07"),
        ("May–June 1990", "1990-05/1990-06"),
    ],
)  # fmt: skip
def test_a_date_alone_is_read_whole(text: str, expected: str) -> None:
    assert _shown(text) == [(text, expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from 1981 to 1991", [("1981 to 1991", "1981/1991")]),
        ("between June 28 and July 28, 2001", [("June 28 and July 28, 2001", "2001-06-28/2001-07-28")]),
        ("June 28 and July 28, 2001", [("June 28", "2001-06-28"), ("July 28, 2001", "2001-07-28")]),
        ("28 and 30 June 2001", [("28", "2001-06-28"), ("30 June 2001", "2001-06-30")]),
        ("2006 and 2007", [("2006", "2006"), ("2007", "2007")]),
        ("FY2023", [("2023", "2023")]),
        ("since 1949", [("1949", "1949")]),
        ("1986[5] and 1983[61]", [("1986", "1986"), ("1983", "1983")]),
    ],
)
def test_dates_within_text_keep_their_own_span(text: str, expected: list[tuple[str, str]]) -> None:
    assert _shown(text) == expected


@pytest.mark.parametrize(
    "text",
    ["31 February 2001", "P.L. 110-1929", "2000 troops", "$1995", "Resolution 1929", "1,995", "20000", "on November 4",
     "pp. 1990", "1450 horses"],
)  # fmt: skip
def test_what_cannot_be_a_date_is_none(text: str) -> None:
    assert _shown(text) == []


def test_late_narrows_the_bounds_and_keeps_the_precision() -> None:
    (mention,) = find_dates("late 1918")
    assert mention.value == Date(date(1918, 7, 2), date(1918, 12, 31), Precision.YEAR)


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2100, 12, 31)), st.sampled_from(["%d %B %Y", "%B %d, %Y"]))
def test_a_written_day_reads_back_as_itself(day: date, form: str) -> None:
    (mention,) = find_dates(f"On {day.strftime(form)}, it rained.")
    assert mention.value == Date.of(day.year, day.month, day.day)


@given(st.text(alphabet="0123456789 -–/.,JunefMay19th century's and to\n", max_size=60))
def test_any_text_gives_ordered_dates_that_do_not_overlap(text: str) -> None:
    end = 0
    for mention in find_dates(text):
        assert end <= mention.span.start < mention.span.end <= len(text)
        end = mention.span.end
