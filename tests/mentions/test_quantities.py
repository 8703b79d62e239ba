"""Figures keep their unit and hedge."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.mentions.model import Qualifier, Quantity
from kg.mentions.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("$9 billion", "9000000000", "USD", None), ("US$1.9 billion", "1900000000", "USD", None),
        ("€3 million", "3000000", "EUR", None), ("6.1%", "6.1", "percent", None),
        ("6.1 percent", "6.1", "percent", None), ("210 troops", "210", "troops", None),
        ("33 million", "33000000", "", None), ("over $20.5 billion", "20500000000", "USD", Qualifier.OVER),
        ("nearly 5,000 soldiers", "5000", "soldiers", Qualifier.UNDER),
        ("an estimated $100.4 million", "100400000", "USD", Qualifier.ABOUT),
        ("more than 200 men", "200", "men", Qualifier.OVER),
        ("some $64 billion", "64000000000", "USD", Qualifier.ABOUT),
        ("an average of 2.4%", "2.4", "percent", Qualifier.AVERAGE), ("5 million US dollars", "5000000", "USD", None),
        ("up to 300 km", "300", "km", Qualifier.AT_MOST),
    ],
)  # fmt: skip
def test_a_figure_has_value_unit_and_hedge(text: str, value: str, unit: str, qualifier: Qualifier | None) -> None:
    sentence = f"It was {text}, they said."
    (mention,) = find_quantities(sentence)
    assert sentence[mention.span.start : mention.span.end] == text
    assert mention.value == Quantity(Decimal(value), unit, qualifier)


@pytest.mark.parametrize("text", ["22 free-trade agreements", "10-15%", "in 2013 police came", "chapter 4"])
def test_bare_numbers_and_halves_of_ranges_are_none(text: str) -> None:
    assert find_quantities(text) == []


def test_a_dollar_of_a_country_not_listed_is_no_us_dollar() -> None:
    assert find_quantities("It cost N$810 million.") == []
