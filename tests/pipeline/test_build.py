"""A release is the same whatever the order of its documents and however many processes build it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from kg.errors import DocumentError, ShapeError
from kg.graph.rows import PlainQuad
from kg.graph.terms import KG
from kg.pipeline import shares
from kg.pipeline.build import BuildReport, build_release

TEXTS = {
    "sylvania.txt": "Foreign relations of Peru\n\nPeru has been a member of the World Trade Organization since 1995.\n",
    "freedonia.txt": "Foreign relations of Chile\n\nChile and Peru signed the Treaty of Lima on 3 June 1929.\n",
    "empty.txt": "",
}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents, one of them empty, one of the others there twice."""
    folder = tmp_path_factory.mktemp("documents")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "again").mkdir()
    (folder / "again" / "sylvania.txt").write_text(TEXTS["sylvania.txt"], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[BuildReport, list[tuple[int, int, str]]]:
    """What building them here reports, and the progress it showed."""
    seen: list[tuple[int, int, str]] = []
    out = tmp_path_factory.mktemp("built")
    return build_release([documents], out=out, progress=lambda *step: seen.append(step)), seen


Built = tuple[BuildReport, list[tuple[int, int, str]]]


def test_processes_and_order_of_documents_do_not_change_the_release(
    built: Built, documents: Path, tmp_path: Path
) -> None:
    names = [documents / name for name in sorted(TEXTS, reverse=True)]
    other = build_release(names, out=tmp_path, processes=2)
    assert other.release.id == built[0].release.id
    assert other.statements == built[0].statements
    manifests = [report.release.folder / "manifest.json" for report in (other, built[0])]
    assert manifests[0].read_bytes() == manifests[1].read_bytes()


def test_a_document_that_cannot_be_read_is_reported_and_the_others_are_built(built: Built) -> None:
    report, progress = built
    assert report.documents == 2
    assert [problem.path.name for problem in report.failed] == ["empty.txt"]
    manifest = json.loads((report.release.folder / "manifest.json").read_bytes())
    assert [entry["name"] for entry in manifest["inputs"]] == ["freedonia", "sylvania"]
    assert manifest["counts"]["documents"] == 2
    assert [(done, total) for done, total, _ in progress] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_same_document_twice_counts_once(built: Built) -> None:
    assert [problem.reason for problem in built[0].skipped] == ["the same document is there already"]


def test_nothing_readable_is_an_error_that_names_the_file(documents: Path, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"empty\.txt"):
        build_release([documents / "empty.txt"], out=tmp_path)
    assert not (tmp_path / "current").exists()


def test_a_share_that_violates_its_shapes_leaves_the_release_as_it_was(
    built: Built, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = built[0].release
    whole = shares.plain_quads

    def without_quotes(*arguments: Any) -> Iterable[PlainQuad]:
        return (quad for quad in whole(*arguments) if quad[1] != KG.quote)

    monkeypatch.setattr(shares, "plain_quads", without_quotes)
    out = release.folder.parents[1]
    with pytest.raises(ShapeError, match="quote"):
        build_release([documents / "freedonia.txt"], out=out, cached=False)
    assert (out / "current").resolve().name == release.id
