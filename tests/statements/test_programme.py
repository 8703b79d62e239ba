"""What later sentences say of a preference programme is said of that programme."""

from __future__ import annotations

import pytest
from prose_reading import said

PROGRAMMES = [
    ("the programme of the sentence before",
     "Since 1995, Oman has been a beneficiary of the General System of Preferences, a program of "
     "preferences granted by Japan. The program was extended until May 2004.",
     ("Oman",), {"Japan|Oman preference programme ..2004-05", "Japan|Oman preference programme 1995"}),
    ("a programme by its abbreviation",
     "Since 1995, Oman, together with Qatar, has been a beneficiary of the U.S. ZTPA, a program of "
     "preferences granted by the United States. The ZTPA was extended for six weeks that expired on 3 May 2004.",
     ("Oman",),
     {"Oman|Qatar|United States preference programme ..2004-05-03",
      "Oman|Qatar|United States preference programme 1995"}),
    ("no programme told of",
     "The program was extended until May 2004.",
     ("Oman",), set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "subjects", "expected"), [row[1:] for row in PROGRAMMES], ids=[row[0] for row in PROGRAMMES]
)
def test_an_end_told_later_is_the_end_of_the_programme(
    text: str, subjects: tuple[str, ...], expected: set[str]
) -> None:
    assert said(text, *subjects) == expected
