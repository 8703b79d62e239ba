"""The full-text index."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import pytest

from kg.errors import ReleaseError
from kg.store.search import Index, fold, search, suggest
from kg.store.sorting import packed
from kg.store.survey import survey

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

import sample

WEIGHTED = tuple(f"<{sample.BASE}id/{kind}/".encode() for kind in ("country", "organization", "person"))


def write_index(path: Path, stretches: int = 1) -> None:
    """Write the index of the sample, whose lines are surveyed in so many stretches of whole subjects."""
    lines = sorted(b"".join(packed(sample.sample_quads())).splitlines(keepends=True))
    own = [list(group) for _, group in groupby(lines, key=lambda line: line.split(b" ", 1)[0])]
    with Index(path) as index:
        for number in range(stretches):
            part = own[number * len(own) // stretches : (number + 1) * len(own) // stretches]
            index.add(survey([line for group in part for line in group], WEIGHTED))
        index.finish()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "search.sqlite"
    write_index(path)
    return path


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Peru", "Peru"),
        ("PERÚ", "Peru"),
        ("apec", "Asia-Pacific Economic Cooperation"),
        ("ivory coast", "Côte d’Ivoire"),
        ("Cote d'Ivoire", "Côte d’Ivoire"),
        ("Cote dIvoir", "Côte d’Ivoire"),
        ("Merkosur", "Mercosur"),
        ("Sovjet Unon", "Soviet Union"),
        ("chi", "Chile"),
    ],
)
def test_the_first_suggestion_is_the_thing_meant(index: Path, typed: str, label: str) -> None:
    assert suggest(index, typed)[0].label == label


def test_a_quote_is_found_by_its_words(index: Path) -> None:
    found = search(index, "embassy in santiago")
    assert [quote.quote for quote in found.quotes] == ["Peru keeps an embassy in Santiago."]
    assert found.quote_total == 1


def test_kinds_narrow_the_search(index: Path) -> None:
    assert {hit.kind for hit in suggest(index, "Peru", kinds=["document"])} == {"document"}


def test_pages_of_results_do_not_overlap(index: Path) -> None:
    first, second = (search(index, "peru", limit=3, offset=offset) for offset in (0, 3))
    assert first.thing_total == second.thing_total > 3
    assert not {hit.iri for hit in first.things} & {hit.iri for hit in second.things}


@pytest.mark.parametrize(
    "typed", ["", "  ", '"', "* OR", 'a" NEAR(', "\x00", "((", "'; DROP TABLE entry; --", "ü" * 5000]
)
def test_no_text_is_an_error(index: Path, typed: str) -> None:
    search(index, typed)


@pytest.mark.parametrize("stretches", [1, 3])
def test_the_same_release_gives_the_same_file(index: Path, tmp_path: Path, stretches: int) -> None:
    again = tmp_path / "again.sqlite"
    write_index(again, stretches)
    assert again.read_bytes() == index.read_bytes()


def test_an_empty_release_has_an_index_too(tmp_path: Path) -> None:
    with Index(tmp_path / "empty.sqlite") as empty:
        empty.finish()
    assert search(tmp_path / "empty.sqlite", "peru").thing_total == 0


def test_a_missing_index_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="kg build"):
        search(tmp_path / "none.sqlite", "peru")


def test_folding_drops_accents_case_and_punctuation() -> None:
    assert fold("Côte  d’Ivoire, SÃO") == "cote d ivoire sao"
