"""A statement takes the date that is its own, and no other."""

from __future__ import annotations

import pytest
from prose_reading import said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya joined NATO in 1990.", "Kenya member of North Atlantic Treaty Organization 1990"),
        ("In May 1990, Kenya joined NATO.", "Kenya member of North Atlantic Treaty Organization 1990-05"),
        ("Kenya joined NATO (1990).", "Kenya member of North Atlantic Treaty Organization 1990"),
        (
            "Kenya was a member of NATO from 1990 to 1995.",
            "Kenya member of North Atlantic Treaty Organization 1990..1995",
        ),
        ("Kenya was a member of NATO until 1995.", "Kenya member of North Atlantic Treaty Organization ..1995"),
        (
            "Kenya was a member of NATO in 1990 and 1991.",
            "Kenya member of North Atlantic Treaty Organization 1990..1991",
        ),
        ("Kenya, a member of NATO, bought ships in 1990.", "Kenya member of North Atlantic Treaty Organization"),
        (
            "Since the war of 1990, Kenya has been a member of NATO.",
            "Kenya member of North Atlantic Treaty Organization",
        ),
        ("Kenya recognized Ghana, which had been free since 1957.", "Ghana–Kenya recognized"),
        ("Kenya recognized Ghana on 3 May 1957, after talks in 1956.", "Ghana–Kenya recognized 1957-05-03"),
    ],
)
def test_the_date_is_the_one_of_the_clause(text: str, expected: str) -> None:
    assert said(text) == {expected}
