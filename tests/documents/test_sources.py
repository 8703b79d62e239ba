"""``sources.toml`` says where documents come from, and says where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.documents.model import Redistribution, Source, SourceKind
from kg.documents.sources import read_sources
from kg.errors import SourcesError


def write(folder: Path, text: str) -> Path:
    (folder / "a.txt").write_text("Freedonia", encoding="utf-8")
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_without_the_file_has_no_sources(tmp_path: Path) -> None:
    assert read_sources(tmp_path) == {}


def test_every_key_of_a_source_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        """["a.txt"]
title = "T"
publisher = "P"
address = "https://example.org/"
issued = 2020-03-01
modified = "2021-04"
license = "L"
rights = "R"
kind = "official"
redistribution = "full"
""",
    )
    assert read_sources(tmp_path) == {
        "a.txt": Source(
            "T",
            "P",
            "https://example.org/",
            "2020-03-01",
            "2021-04",
            "L",
            "R",
            SourceKind.OFFICIAL,
            Redistribution.FULL,
        )
    }


def test_what_is_not_said_is_unknown_and_only_quoted(tmp_path: Path) -> None:
    source = read_sources(write(tmp_path, '["a.txt"]\n'))["a.txt"]
    assert (source.kind, source.redistribution) == (SourceKind.UNKNOWN, Redistribution.QUOTES)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('["a.txt"]\ntitle = \n', "sources.toml:2: not valid TOML"),
        (
            '\n["a.txt"]\ntitle = "T"\nauthor = "A"\n',
            'sources.toml:4: unknown key author for "a.txt"; the keys are title',
        ),
        ('["a.txt"]\ntitle = 3\n', 'sources.toml:2: title of "a.txt" is not a text; put it in quotes'),
        ('["a.txt"]\nissued = "May 2020"\n', 'sources.toml:2: issued of "a.txt" is "May 2020", not a date'),
        ('["a.txt"]\nissued = "2020-13"\n', "not a date"),
        ('["a.txt"]\nkind = "blog"\n', 'sources.toml:2: kind of "a.txt" is "blog"; it must be one of: official'),
        ('["b.txt"]\n', 'sources.toml:1: there is no file "b.txt" beside it'),
        ('title = "T"\n', "sources.toml:1: title is not a table"),
    ],
)
def test_an_error_names_file_line_key_and_remedy(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SourcesError) as caught:
        read_sources(write(tmp_path, text))
    assert reason in str(caught.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_bytes(b'["\xe9.txt"]')
    with pytest.raises(SourcesError, match="not in UTF-8"):
        read_sources(tmp_path)


def test_the_seeds_have_a_source_each(seeds: Path) -> None:
    sources = read_sources(seeds)
    assert sorted(sources) == sorted(path.name for path in seeds.glob("*.txt"))
    assert [s.redistribution.value for _, s in sorted(sources.items())] == ["full", "quotes", "quotes", "full"]
