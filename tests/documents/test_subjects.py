"""A document's genre and subject countries are told from title, file name and text."""

from __future__ import annotations

import pytest

from kg.documents.model import Genre, Source
from kg.documents.subjects import clean_title, find_genre, find_subjects

US = "United States"
HISTORY = (
    "A Guide to the United States’ History of Recognition, Diplomatic, and Consular Relations, by Country, since 1776: "
)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Foreign relations of Freedonia", ("Freedonia",)),
        ("Foreign relations of the Freedonian Islands", ("Freedonian Islands",)),
        ("Foreign policy of Freedonia - an overview", ("Freedonia",)),
        ("Freedonia: Background and U.S. Relations", ("Freedonia",)),
        ("Freedonia: Strategic U.S. Foreign Policy Analysis", ("Freedonia",)),
        ("Freedonia's Foreign Relations", ("Freedonia",)),
        ("Freedonia - Foreign Relations", ("Freedonia",)),
        ("U.S.-Freedonia Trade Relations", ("Freedonia", US)),
        ("Freedonia–Sylvania relations", ("Freedonia", "Sylvania")),
        ("U.S. Relations With Freedonia", ("Freedonia", US)),
        (HISTORY + "Freedonia", (US, "Freedonia")),
        (HISTORY + "Freedonia (The Republic of)", (US, "Freedonia")),
        (HISTORY + "The Gambolia", (US, "Gambolia")),
    ],
)
def test_a_title_names_the_subjects(title: str, expected: tuple[str, ...]) -> None:
    genre = find_genre("", title, Source())
    assert find_subjects("", "x", (title,), genre) == expected


def test_of_alternatives_in_a_title_the_text_decides() -> None:
    text = "Sylvania was united. Sylvania was free. Old Freedonia was not."
    assert find_subjects(text, "x", (HISTORY + "Old Freedonia/Sylvania",), Genre.HISTORY) == (US, "Sylvania")


def test_a_source_title_helps_where_the_text_has_none() -> None:
    assert find_subjects("", "x", ("Foreign Relations", "Freedonia: An Overview"), Genre.BRIEF) == ("Freedonia",)


def test_a_file_name_helps_if_the_text_repeats_it() -> None:
    text = (
        "New Freedonia is so. New Freedonia was so. New Freedonia will be so. Sylvania, Sylvania, Sylvania, Sylvania."
    )
    assert find_subjects(text, "new-freedonia", ("",), Genre.BRIEF) == ("New Freedonia",)
    assert find_subjects(text, "old-freedonia", ("",), Genre.BRIEF) == ("Sylvania",)


def test_the_most_repeated_name_is_the_last_resort_and_nothing_is_guessed_from_little() -> None:
    text = "In May, Freedonia's envoy met President Mora. Freedonia and Sylvania signed. The envoy left Freedonia."
    assert find_subjects(text, "000_10f18af5", ("",), Genre.BRIEF) == ("Freedonia",)
    assert find_subjects("The envoy of Freedonia left.", "x", ("",), Genre.BRIEF) == ()


@pytest.mark.parametrize(
    ("text", "title", "source", "genre"),
    [
        ("", "Foreign relations of Freedonia", Source(), Genre.ENCYCLOPEDIA),
        ("", HISTORY + "Freedonia", Source(), Genre.HISTORY),
        ("", "Freedonia", Source(publisher="Office of the Historian"), Genre.HISTORY),
        ("", "Freedonia", Source(publisher="CIA World Factbook"), Genre.FACTBOOK),
        ("", "Freedonia", Source(publisher="Congressional Research Service"), Genre.BRIEF),
        ("The 119th Congress may act.", "Freedonia", Source(), Genre.BRIEF),
        ("It is so.[1] It was.[2] And.[3] So.[4] On.[5]", "Freedonia", Source(), Genre.ENCYCLOPEDIA),
        ("It is so.", "Freedonia", Source(), Genre.BRIEF),
    ],
)
def test_title_publisher_and_opening_show_the_genre(text: str, title: str, source: Source, genre: Genre) -> None:
    assert find_genre(text, title, source) is genre


def test_a_title_is_cleaned_of_dates_and_numbers() -> None:
    assert clean_title("Freedonia: Overview  Updated April 10, 2026      (IF10000)   ") == "Freedonia: Overview"
