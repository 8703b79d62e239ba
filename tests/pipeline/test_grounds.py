"""What results rest on besides the documents: any change of it makes them new."""

from __future__ import annotations

from pathlib import Path

from kg.pipeline.grounds import grounds, release_grounds

BASE = "http://localhost:8000/"


def test_a_folder_that_was_emptied_is_a_change(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    given = tmp_path / "reference" / "own.ttl"
    given.write_text("<id/country/ruritania> a <https://w3id.org/foreign-relations/ontology#Country> .\n")
    folders = (tmp_path / "reference",)
    full = [make(folders, (), BASE) for make in (grounds, release_grounds)]
    as_patterns = [make((), folders, BASE) for make in (grounds, release_grounds)]
    given.unlink()
    empty = [make(folders, (), BASE) for make in (grounds, release_grounds)]
    assert len({*full, *empty, *(make((), (), BASE) for make in (grounds, release_grounds))}) == 6
    assert not set(as_patterns) & {*full, *empty}
