"""The generated corpus: an invented world about which text, tables, reference data and gold agree."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from kg.graph.reference import load_reference, reference_folder
from kg.pipeline.build import build_release
from kg.pipeline.evaluate import evaluate_release
from kg.pipeline.gold import MAIN_KINDS, read_gold

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def write_corpus(tmp_path_factory: pytest.TempPathFactory) -> object:
    """The generator's function, from ``bench`` beside the tests."""
    if importlib.util.find_spec("bench") is None:
        sys.path.insert(0, str(ROOT))
    from bench.generate import write_corpus as function

    return function


@pytest.fixture(scope="module")
def corpus(write_corpus: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of thirty documents."""
    out = tmp_path_factory.mktemp("corpus")
    write_corpus(out, 30)  # type: ignore[operator]
    return out


def test_the_same_seed_gives_the_same_bytes(write_corpus: object, corpus: Path, tmp_path: Path) -> None:
    write_corpus(tmp_path, 30)  # type: ignore[operator]
    written = sorted(path.relative_to(corpus) for path in corpus.rglob("*") if path.is_file())
    assert written == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert all((corpus / name).read_bytes() == (tmp_path / name).read_bytes() for name in written)


def test_a_larger_corpus_begins_with_the_smaller_one(write_corpus: object, corpus: Path, tmp_path: Path) -> None:
    write_corpus(tmp_path, 33)  # type: ignore[operator]
    for path in (corpus / "documents").rglob("*.txt"):
        assert (tmp_path / path.relative_to(corpus)).read_bytes() == path.read_bytes()


def test_no_invented_name_is_that_of_anything_real(corpus: Path) -> None:
    real, invented = load_reference([reference_folder()]), load_reference([corpus / "reference"])
    things = [*real.countries, *real.organizations]
    known = {name.casefold() for thing in things for name in (thing.entity.label, *thing.names)}
    for country in invented.countries:
        assert not known & {name.casefold() for name in (country.entity.label, *country.names, *country.demonyms)}
    for body in invented.organizations:
        assert not known & {name.casefold() for name in (body.entity.label, *body.names)}


def test_the_gold_has_every_main_kind_and_names_lines_that_say_so(corpus: Path) -> None:
    facts = read_gold(corpus / "gold.tsv")
    assert set(MAIN_KINDS) <= {fact.kind for fact in facts}
    for fact in facts:
        line = (corpus / "documents" / "0000" / f"{fact.document}.txt").read_text().splitlines()[fact.line - 1]
        if fact.kind in ("relation", "agreement", "dispute", "border"):
            assert all(name in line for name in fact.participants)
        assert fact.start[:4] in line


def test_what_is_extracted_is_what_was_told(corpus: Path, tmp_path: Path) -> None:
    build_release([corpus / "documents"], out=tmp_path, references=[corpus / "reference"])
    found = evaluate_release(tmp_path, [corpus / "gold.tsv"]).kinds["all"]
    assert found.gold > 300
    assert found.precision > 0.95
    assert found.recall > 0.9
