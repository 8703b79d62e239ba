"""A release grows with its corpus: what an earlier build worked out is used again and changes no byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from kg.pipeline import assembly, extraction, shares
from kg.pipeline.build import BuildReport, build_release
from kg.pipeline.cache import Cache
from kg.pipeline.grounds import grounds
from kg.store.layout import Release

ROW = "| {number} | ![](flag.png) | {date} |\n"
DOCUMENTS = {
    "chile.txt": "Foreign relations of Chile\n\nChile and Peru signed the Treaty of Lima on 3 June 1929.\n",
    "ghana.txt": "Foreign relations of Ghana\n\nGhana established diplomatic relations with Peru on 3 May 1961. "
    "Ghana established diplomatic relations with Kenya on 7 June 1964.\n",
    "kenya.txt": "Foreign relations of Kenya\n\nKenya is a member of the African Union. Jomo Kenyatta, President of "
    "Kenya, visited Ghana in March 1968.\n",
    "peru.txt": "Foreign relations of Peru\n\nDiplomatic relations\n\n| # | Country | Date |\n| --- | --- | --- |\n"
    + "".join(ROW.format(number=n, date=date) for n, date in enumerate(("4 July 1822", "3 May 1961", "1 May 1975"), 1)),
    "empty.txt": "",
}


def files_of(release: Release) -> dict[str, bytes]:
    """All that a release publishes but the store's own files."""
    wanted = ("dumps", "texts", "manifest.json")
    return {
        path.relative_to(release.folder).as_posix(): path.read_bytes()
        for place in wanted
        for path in [release.folder / place, *(release.folder / place).rglob("*")]
        if path.is_file()
    }


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that knows the reference data to be right, and a document of no other test."""
    place = tmp_path_factory.mktemp("checked")
    (place / "fiji.txt").write_text("Fiji joined the United Nations in 1970.\n", encoding="utf-8")
    build_release([place / "fiji.txt"], out=place)
    return place / "cache"


@pytest.fixture(autouse=True)
def quick(checked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds with a cache begin with one that knows the reference data; what all of them load is loaded once."""

    class Begun(Cache):
        def __init__(self, out: Path | None) -> None:
            if out is not None and not (out / "cache").exists():
                shutil.copytree(checked, out / "cache")
            super().__init__(out)

    def load(references: Sequence[Path], patterns: Sequence[Path]) -> extraction.Knowledge:
        return LOADED(tuple(references), tuple(patterns))

    monkeypatch.setattr("kg.pipeline.build.Cache", Begun)
    monkeypatch.setattr("kg.pipeline.build.load_knowledge", load)
    monkeypatch.setattr("kg.pipeline.validation._own_process", lambda: ThreadPoolExecutor(1))


LOADED = cache(extraction.load_knowledge)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with five documents: one is empty, one has lost names."""
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of documents read, as they are."""
    names: list[str] = []
    whole = shares.read_and_extract

    def counting(given: shares.Given, knowledge: extraction.Knowledge) -> object:
        names.append(given.path.name)
        return whole(given, knowledge)

    monkeypatch.setattr(shares, "read_and_extract", counting)
    return names


def described(report: BuildReport) -> tuple[object, ...]:
    """What a report tells of a build."""
    problems = [(problem.path, problem.reason) for problem in (*report.skipped, *report.failed)]
    return report.release.id, report.documents, report.words, report.statements, report.restored, problems


def test_a_build_with_a_cold_a_warm_and_no_cache_gives_the_same_bytes(
    folder: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = build_release([folder], out=tmp_path / "out")
    assert cold.restored + cold.open_rows == 3
    files = files_of(cold.release)
    assert sorted(read) == sorted(DOCUMENTS)
    read.clear()
    without = build_release([folder], out=tmp_path / "without", cached=False)
    assert sorted(read) == sorted(DOCUMENTS)
    assert not (tmp_path / "without" / "cache").exists()
    read.clear()
    monkeypatch.setattr("kg.pipeline.build.find_release", lambda *_: None)
    warm = build_release([folder], out=tmp_path / "out")
    assert read == ["empty.txt"]
    assert (warm.kept, cold.kept, warm.unchanged) == (4, 0, False)
    for other in (without, warm):
        assert files_of(other.release) == files
        assert described(other) == described(cold)


def test_an_unchanged_corpus_leads_to_its_release_without_writing_it(
    folder: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build_release([folder], out=tmp_path / "out")
    (folder / "ghana.txt").write_text("Ghana borders Togo.\n", encoding="utf-8")
    second = build_release([folder], out=tmp_path / "out")
    assert second.release.id != first.release.id
    (folder / "ghana.txt").write_text(DOCUMENTS["ghana.txt"], encoding="utf-8")
    read.clear()
    monkeypatch.setattr("kg.pipeline.build.write_release", None)
    again = build_release([folder], out=tmp_path / "out")
    assert read == []
    assert again.unchanged
    assert described(again) == described(first)
    assert (tmp_path / "out" / "current").resolve().name == first.release.id


@pytest.mark.parametrize("name", ["dumps/kg.nq.gz", "checksums.json"])
def test_a_release_that_was_damaged_is_written_again(folder: Path, tmp_path: Path, name: str) -> None:
    first = build_release([folder / "kenya.txt"], out=tmp_path / "out")
    files = files_of(first.release)
    path = first.release.folder / name
    path.write_bytes(path.read_bytes()[:-1])
    again = build_release([folder / "kenya.txt"], out=tmp_path / "out")
    assert not again.unchanged
    assert again.kept == 1
    assert files_of(again.release) == files


def test_a_changed_document_costs_itself_and_what_is_merged_with_it(
    folder: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_release([folder], out=tmp_path / "out")
    read.clear()
    merged: list[str] = []
    whole = assembly.merge_buckets

    def counting(knowledge: extraction.Knowledge, job: shares.Merging) -> Sequence[bytes | Exception]:
        merged.extend(record.partition for bucket in job.buckets for record in bucket.records)
        return whole(knowledge, job)

    monkeypatch.setattr(assembly, "merge_buckets", counting)
    changed = DOCUMENTS["chile.txt"] + "Chile borders Bolivia.\n"
    (folder / "chile.txt").write_text(changed, encoding="utf-8")
    grown = build_release([folder], out=tmp_path / "out")
    assert sorted(read) == ["chile.txt", "empty.txt"]
    assert any(partition.startswith("border/") for partition in merged)
    assert not any(partition.startswith(("membership/", "visit/")) for partition in merged)
    assert files_of(grown.release) == files_of(build_release([folder], out=tmp_path / "new").release)


def test_what_others_state_on_lost_names_counts_although_their_document_is_as_it_was(
    folder: Path, tmp_path: Path
) -> None:
    before = build_release([folder], out=tmp_path / "out")
    (folder / "ghana.txt").unlink()
    after = build_release([folder], out=tmp_path / "out")
    assert after.release.id != before.release.id
    assert files_of(after.release) == files_of(build_release([folder], out=tmp_path / "new").release)


def rename(folder: Path) -> None:
    """The same text under another name."""
    (folder / "kenya.txt").rename(folder / "kenia.txt")


def describe(folder: Path) -> None:
    """The same text, from a named publisher."""
    (folder / "sources.toml").write_text('["kenya.txt"]\npublisher = "Nobody"\n', encoding="utf-8")


def spell(folder: Path) -> None:
    """Another text of the same length."""
    text = (folder / "kenya.txt").read_text(encoding="utf-8")
    (folder / "kenya.txt").write_text(text.replace("1968", "1969"), encoding="utf-8")


@pytest.mark.parametrize("change", [rename, describe, spell])
def test_what_bears_on_a_document_makes_it_another(
    folder: Path, tmp_path: Path, read: list[str], change: Callable[[Path], None]
) -> None:
    build_release([folder], out=tmp_path / "out")
    read.clear()
    change(folder)
    report = build_release([folder], out=tmp_path / "out")
    assert not report.unchanged
    assert len(read) == 2


def test_other_patterns_reference_data_or_iris_make_everything_new(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.ttl").write_text("# nothing yet\n", encoding="utf-8")
    (own / "own.toml").write_text("# nothing yet\n", encoding="utf-8")
    base, other = "https://example.org/", "https://example.com/"
    asked = [((), (), base), ((), (), other), ((own,), (), base), ((), (own,), base), ((own,), (own,), base)]
    before = [grounds(*rest) for rest in asked]
    assert len(set(before)) == len(asked)
    assert before == [grounds(*rest) for rest in asked]
    (own / "own.ttl").write_text("# something\n", encoding="utf-8")
    changed = [grounds(*rest) != earlier for rest, earlier in zip(asked, before, strict=True)]
    assert changed == [False, False, True, False, True]


def test_a_file_that_changes_during_the_build_is_reported_and_not_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = assembly.hand_out

    def meddled(file: tuple[Path, object], sha256: str | None) -> shares.Given:
        if file[0].name == "chile.txt":
            file[0].write_text("Chile borders Peru.\n", encoding="utf-8")
        return whole(file, sha256)  # type: ignore[arg-type]

    monkeypatch.setattr(assembly, "hand_out", meddled)
    report = build_release([folder], out=tmp_path / "out")
    assert "changed during the build" in {p.path.name: p.reason for p in report.failed}["chile.txt"]
    monkeypatch.undo()
    (folder / "chile.txt").write_text(DOCUMENTS["chile.txt"], encoding="utf-8")
    again = build_release([folder], out=tmp_path / "out")
    assert not again.unchanged
    assert [problem.path.name for problem in again.failed] == ["empty.txt"]


def test_a_damaged_cache_changes_nothing(folder: Path, tmp_path: Path, read: list[str]) -> None:
    first = build_release([folder], out=tmp_path / "out")
    files = files_of(first.release)
    (tmp_path / "out" / "cache" / "entries.sqlite").write_bytes(b"\0" * 30_000)
    read.clear()
    again = build_release([folder], out=tmp_path / "out")
    assert len(read) == len(DOCUMENTS)
    assert files_of(again.release) == files


def test_the_manifest_does_not_tell_how_it_came_about(folder: Path, tmp_path: Path) -> None:
    report = build_release([folder], out=tmp_path / "out")
    manifest = json.loads((report.release.folder / "manifest.json").read_bytes())
    assert str(tmp_path) not in json.dumps(manifest)
