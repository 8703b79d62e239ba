"""Each member of a dated series gets its own clause."""

from __future__ import annotations

import pytest
from prose_reading import said

SERIES = [
    ("organizations joined one after the other",
     "Kenya joined the African Union in 1963, the WTO in 1995 and COMESA in 2000.",
     {"Kenya member of African Union 1963", "Kenya member of World Trade Organization 1995",
      "Kenya member of Common Market for Eastern and Southern Africa 2000"}),
    ("relations with one after the other",
     "Kenya established diplomatic relations with Ghana in 1964, Peru in 1966 and with Chile in 1968.",
     {"Ghana–Kenya established 1964", "Kenya–Peru established 1966", "Chile–Kenya established 1968"}),
    ("years in brackets",
     "Kenya has signed trade agreements with the European Union (2002), Ghana (2003) and Peru (2005).",
     {"European Union|Kenya trade agreement 2002", "Ghana|Kenya trade agreement 2003",
      "Kenya|Peru trade agreement 2005"}),
    ("agreements signed one after the other",
     "Kenya and Ghana signed the Mombasa Fisheries Agreement in 1998 and the Accra Trade Agreement in 2004.",
     {"Ghana|Kenya agreement 1998", "Ghana|Kenya trade agreement 2004"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), SERIES, ids=[row[0] for row in SERIES])
def test_each_of_a_series_has_its_own_date(name: str, text: str, expected: set[str]) -> None:
    assert said(text) == expected


def test_a_second_subject_is_no_second_object() -> None:
    assert said("Kenya joined the African Union in 1963, Ghana in 1963 and stayed.") == {
        "Kenya member of African Union 1963"
    }


def test_what_takes_the_first_back_takes_all_back() -> None:
    assert said("Kenya refused to join the African Union in 1963 and the WTO in 1995.") == set()
