"""Files are found, dispatched by format, and read or refused."""

from __future__ import annotations

import hashlib
import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.documents.model import BlockKind, Document, Genre, Source
from kg.documents.passages import passages
from kg.documents.reader import FORMATS, find_documents, read_document
from kg.documents.sources import read_sources
from kg.errors import DocumentError


def assert_sound(read: Document) -> None:
    size = len(read.text)
    assert all(0 <= b.span.start < b.span.end <= size for b in read.blocks)
    assert all(a.span.end <= b.span.start for a, b in pairwise(read.blocks))
    found = list(passages(read))
    assert all(0 <= p.span.start < p.span.end <= size for p in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    for p in found:
        assert read.line(p.span.start) == read.text.count("\n", 0, p.span.start) + 1


def test_a_document_carries_name_digest_title_genre_and_subjects(tmp_path: Path) -> None:
    path = tmp_path / "fr.txt"
    path.write_bytes(b"Foreign relations of Freedonia\n\nIt is so.\n")
    read = read_document(path, Source(publisher="P"))
    assert (read.name, read.sha256) == ("fr", hashlib.sha256(path.read_bytes()).hexdigest())
    assert (read.title, read.genre) == ("Foreign relations of Freedonia", Genre.ENCYCLOPEDIA)
    assert (read.subject_names, read.source.publisher) == (("Freedonia",), "P")


def test_every_format_is_read_by_its_extension(tmp_path: Path) -> None:
    (tmp_path / "a.HTML").write_text("<h1>Foreign relations of Freedonia</h1><p>It is so.</p>")
    (tmp_path / "b.md").write_text("# Foreign relations of Freedonia\n\nIt is so.")
    (tmp_path / "c.json").write_text(
        json.dumps({"_name": "Freedonia", "Introduction": {"Background": {"text": "It is."}}})
    )
    for path in sorted(tmp_path.iterdir()):
        read = read_document(path)
        assert read.subject_names == ("Freedonia",)
        assert [b.kind for b in read.blocks][-1] is BlockKind.PARAGRAPH
        assert_sound(read)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.pdf", b"", "the file is empty"),
        ("a.html", b"<nav>Menu</nav>", "the page has no text"),
        ("a.json", b"{}", "not a World Factbook profile"),
        ("a.txt", b"\xff\xfe", "UTF-16"),
        ("a.docx", b"PK", "unknown extension .docx; known are .txt"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert str(caught.value).startswith(str(path))
    assert reason in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "d.txt").mkdir()
    for name in ("none.txt", "d.txt"):
        with pytest.raises(DocumentError, match="cannot be read"):
            read_document(tmp_path / name)


def test_folders_are_searched_in_order_and_what_is_no_document_is_left_out_with_a_reason(tmp_path: Path) -> None:
    for name in ("b/c.txt", "a.txt", "b/a.md", "README.md", "sources.toml", "x.csv", "noext", ".hid.txt", ".git/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    chosen, skipped = find_documents([tmp_path])
    assert [str(p.relative_to(tmp_path)) for p in chosen] == ["a.txt", "b/a.md", "b/c.txt"]
    assert [(p.name, reason) for p, reason in skipped] == [
        (".hid.txt", "hidden file"),
        ("README.md", "README"),
        ("noext", "no extension"),
        ("sources.toml", "describes the sources"),
        ("x.csv", "unknown extension .csv"),
    ]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    os.symlink(tmp_path / "a.txt", tmp_path / "b.txt")
    os.symlink(tmp_path / "gone.txt", tmp_path / "c.txt")
    chosen, skipped = find_documents([tmp_path, tmp_path / "a.txt", tmp_path / "x" / ".." / "a.txt"][:2])
    assert chosen == [tmp_path / "a.txt"]
    assert skipped == [(tmp_path / "c.txt", "not a file")]


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file or folder; check the path"):
        find_documents([tmp_path / "none"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_file_is_read_soundly_or_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    try:
        read = read_document(path)
    except DocumentError:
        return
    assert_sound(read)


def test_the_seeds_are_read_with_all_rows_and_references(seeds: Path) -> None:
    sources = read_sources(seeds)
    read = {p.name[:3]: read_document(p, sources[p.name]) for p in find_documents([seeds])[0]}
    assert [len(t.rows) for t in read["000"].tables if t.header[:1] == ("Country",)] == [44, 34, 46, 48, 16]
    assert [r.number for r in read["000"].references] == list(range(1, 67))
    assert [d.subject_names for d in read.values()] == [("Peru",)] * 4
    assert [d.genre for d in read.values()] == [Genre.ENCYCLOPEDIA, Genre.BRIEF, Genre.BRIEF, Genre.BRIEF]
    for document in read.values():
        assert_sound(document)


@pytest.mark.shared
def test_documents_of_every_kind_are_read_soundly(shared: Path) -> None:
    chosen, _ = find_documents([shared / "corpora"])
    for path in chosen[::9]:
        assert_sound(read_document(path))
