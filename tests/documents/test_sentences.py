"""Prose is cut into sentences where a reader would cut it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.documents.model import Span
from kg.documents.sentences import split_sentences


def split(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. President met St. Clair and Dr. Mora in Washington, D.C. on Jan. 5.",
        "Freedonia passed P.L. 110-138 and No. 12 of the Acts.",
        "George W. Bush and A. P. J. Kalam spoke.",
        "Trade grew by 2.5 percent to $1.9 billion.",
        "The U.S. Department of State sent Mr. Ruritz (b. 1900. He died in 1980.) to Freedonia.",
        "1. The treaty was signed.",
        "Goods worth approx. 5 million, e.g. Tin, were sold.",
        "They met at 4 p.m. Tuesday.",
        "It committed Rs. 600 million, or 4 bil. US dollars.",
        "The mission [in Lima. Quito, too] closed.",
        "Gen. Alvarez and Lt. Col. Ruiz vs. Sylvania Inc. Holdings",
    ],
)
def test_abbreviations_initials_numbers_and_brackets_do_not_end_a_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It joined in 1986.[5] The next year it left.", ["It joined in 1986.[5]", "The next year it left."]),
        ("It joined.[5][6] In 1990 it left.[a]", ["It joined.[5][6]", "In 1990 it left.[a]"]),
        ("It joined.[5]The next year it left.", ["It joined.[5]", "The next year it left."]),
        ("It held elections in April 2025.The party won.", ["It held elections in April 2025.", "The party won."]),
        ("He moved to the U.S. The treaty followed.", ["He moved to the U.S.", "The treaty followed."]),
        ("It met Freedonia Inc. However, it left.", ["It met Freedonia Inc.", "However, it left."]),
        ("“It is over.” The envoy left.", ["“It is over.”", "The envoy left."]),
        ("Is it over? Yes! The envoy left.", ["Is it over?", "Yes!", "The envoy left."]),
        ("It left (in 1990). The envoy stayed.", ["It left (in 1990).", "The envoy stayed."]),
        ("It left in 1990. 12 states followed.", ["It left in 1990.", "12 states followed."]),
        ("Relations ended. ¿Por qué?", ["Relations ended.", "¿Por qué?"]),
        ("The answer was no. The envoy left.", ["The answer was no.", "The envoy left."]),
        ("It opened (an unclosed bracket. The envoy left.", ["It opened (an unclosed bracket.", "The envoy left."]),
        ("  It left.\nIt came back.  ", ["It left.", "It came back."]),
        ("", []),
        ("   ", []),
    ],
)
def test_a_sentence_ends_after_its_mark_quotes_and_reference_marks(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(st.text(alphabet='abAB.?![]()12 \n"“”…;U.S', max_size=200))
def test_sentences_are_in_order_and_leave_out_only_white_space(text: str) -> None:
    spans = list(split_sentences(text, Span(0, len(text))))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = {i for s in spans for i in range(s.start, s.end)}
    assert all(text[i].isspace() for i in range(len(text)) if i not in kept)


def test_a_line_of_megabytes_with_unbalanced_brackets_is_cut_in_linear_time() -> None:
    text = "(" * 10_000 + "It left. " * 100_000 + "[" * 10_000
    assert len(split(text)) >= 100_000
