"""The names of headings tell closing sections, top sections, continents and regions."""

from __future__ import annotations

import pytest

from kg.documents.headings import (
    Closing,
    closing_section,
    is_boilerplate,
    is_continent,
    is_region,
    is_top_section,
    reads_as_heading,
)


@pytest.mark.parametrize(
    "title", ["References", "Notes", "Notes and references", "Works cited", "Bibliography", "Footnotes:"]
)
def test_sections_of_references_are_known_by_name(title: str) -> None:
    assert closing_section(title) is Closing.REFERENCES


@pytest.mark.parametrize("title", ["See also", "External links", "Further reading", "Resources", "Disclaimer"])
def test_sections_of_links_are_known_by_name(title: str) -> None:
    assert closing_section(title) is Closing.LINKS


@pytest.mark.parametrize("title", ["Notes on trade", "Sources of tension", "History", "Human resources"])
def test_other_sections_are_text(title: str) -> None:
    assert closing_section(title) is None


@pytest.mark.parametrize("title", ["History", "Bilateral relations", "Transnational issues", "International disputes"])
def test_usual_sections_stand_directly_under_the_title(title: str) -> None:
    assert is_top_section(title)
    assert not is_top_section("Relations with Sylvania")


@pytest.mark.parametrize("title", ["Africa", "Americas", "Asia and Oceania", "Europe"])
def test_continents_are_regions_of_the_first_rank(title: str) -> None:
    assert is_continent(title)
    assert is_region(title)


@pytest.mark.parametrize(
    "title", ["Northern Africa", "Latin America", "Middle East", "Southeast Asia", "Sub-Saharan Africa"]
)
def test_parts_of_continents_are_regions_only(title: str) -> None:
    assert is_region(title)
    assert not is_continent(title)


def test_long_lines_are_never_boilerplate() -> None:
    assert is_boilerplate("All rights reserved")
    assert not is_boilerplate("Freedonia held that all rights reserved to it stood. " * 6)


@pytest.mark.parametrize(
    "line",
    [
        "UN, OAS, WTO, IMF, ILO",
        "Member of: UN, OAS, WTO",
        "Caribbean Community, United Nations, World Bank, World Trade Organization.",
    ],
)
def test_a_list_of_names_is_no_heading(line: str) -> None:
    assert not reads_as_heading(line, before_text=True)


@pytest.mark.parametrize("line", ["Consulates in Lima, Cusco, Puno and Piura, 1911.", "Asia, Africa and Europe"])
def test_a_caption_with_a_date_or_a_short_series_is_a_heading(line: str) -> None:
    assert reads_as_heading(line, before_text=True)
