"""What sentences point to: the two countries that a document is about, named or not in its title."""

from __future__ import annotations

import pytest
from prose_reading import said

MET = "Kenya met Chile.\nKenya and Chile talked.\nTalks with Chile went on."
LATER = "\nIt rained.\nBoth countries are members of the World Bank."


def test_both_countries_are_the_documents_and_its_constant_companion() -> None:
    assert said(MET + LATER, "Kenya") == {"Kenya member of World Bank", "Chile member of World Bank"}


@pytest.mark.parametrize("told", ["Kenya met Chile.", MET + "\nGhana did.\nSo did Ghana."])
def test_without_a_constant_companion_both_countries_are_nobody(told: str) -> None:
    assert said(told + LATER, "Kenya") == set()
