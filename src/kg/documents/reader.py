"""Finds the documents to read, and reads a file into a Document by its format.

Every format becomes a text and its layout: ``layout`` reads plain text and Markdown, ``html`` and ``pdf`` render such
text, ``factbook`` brings its own layout; ``subjects`` then says what the document is about.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from kg.documents.factbook import read_factbook
from kg.documents.html import render_html
from kg.documents.layout import Layout, read_layout
from kg.documents.model import Document, Genre, Source
from kg.documents.pdf import read_pdf
from kg.documents.sources import FILE_NAME
from kg.documents.subjects import clean_title, find_genre, find_subjects, find_title
from kg.documents.text import decode
from kg.errors import DocumentError


class Format(Enum):
    """The formats that documents come in."""

    TEXT = "text"
    HTML = "HTML"
    FACTBOOK = "Factbook JSON"
    PDF = "PDF"


FORMATS: dict[str, Format] = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.TEXT,
    ".markdown": Format.TEXT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".json": Format.FACTBOOK,
    ".pdf": Format.PDF,
}
"""The format by the file's extension in lower case; a file with another extension is no document."""


@dataclass(frozen=True, slots=True)
class _Content:
    """A file's text as rendered, its layout, the title it gives itself and, if known by its fields, its subjects."""

    text: str
    layout: Layout
    title: str = ""
    subjects: tuple[str, ...] = ()
    genre: Genre | None = None


def read_document(path: Path, source: Source | None = None, data: bytes | None = None) -> Document:
    """The document in a file of one of the ``FORMATS``; its bytes are ``data`` where they have been read already.

    Raises DocumentError, naming file, reason and remedy, where the file is missing, empty, binary, not in UTF-8,
    damaged, or of no known format.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise DocumentError(
            f"unknown extension {path.suffix or '(none)'}", path=path, remedy=f"known are {', '.join(FORMATS)}"
        )
    if data is None:
        data = read_bytes(path)
    content = _read(kind, data, path)
    source = source or Source()
    heading = content.title or find_title(content.text, content.layout.blocks)
    title = source.title or heading
    genre = content.genre or find_genre(content.text, heading, source)
    name = path.stem
    subjects = content.subjects or find_subjects(content.text, name, (heading, source.title), genre)
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        text=content.text,
        title=title or " / ".join(subjects) or name.replace("_", " "),
        genre=genre,
        subject_names=subjects,
        source=source,
        blocks=content.layout.blocks,
        tables=content.layout.tables,
        references=content.layout.references,
    )


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises DocumentError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"cannot be read ({error.strerror or error})", path=path, remedy="check path and permissions"
        ) from None


def _read(kind: Format, data: bytes, path: Path) -> _Content:
    if kind is Format.PDF:
        if not data:
            raise DocumentError("the file is empty", path=path, remedy="remove it or save the document anew")
        text, title = read_pdf(data, path)
        return _Content(text, read_layout(text), clean_title(title))
    text = decode(data, path)
    if kind is Format.FACTBOOK:
        profile = read_factbook(text, path)
        return _Content(profile.text, profile.layout, profile.title, profile.names, Genre.FACTBOOK)
    if kind is Format.HTML:
        text, title = render_html(text)
        if not any(c.isalnum() for c in text):
            raise DocumentError("the page has no text", path=path, remedy="save the page as it shows in a browser")
        return _Content(text, read_layout(text), clean_title(title))
    return _Content(text, read_layout(text))


def find_documents(paths: Sequence[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The files to read among files and folders (searched recursively), and those left out, each with the reason.

    Both in the order of their paths; a file given twice, also by another path, is read once. Raises DocumentError for
    a path that does not exist or a folder that cannot be read.
    """
    chosen: dict[Path, Path] = {}
    skipped: dict[Path, tuple[Path, str]] = {}
    for path in sorted(found for given in paths for found in _files(given)):
        reason = _reason_to_skip(path)
        if reason is None:
            chosen.setdefault(path.resolve(), path)
        else:
            skipped.setdefault(path.absolute(), (path, reason))
    return list(chosen.values()), list(skipped.values())


def _files(given: Path) -> Iterator[Path]:
    if not os.path.lexists(given):
        raise DocumentError("no such file or folder", path=given, remedy="check the path")
    if not given.is_dir():
        yield given
        return

    def refuse(error: OSError) -> None:
        raise DocumentError(
            f"the folder cannot be read ({error.strerror})", path=error.filename, remedy="check its permissions"
        )

    for folder, folders, files in os.walk(given, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in files)


def _reason_to_skip(path: Path) -> str | None:
    """Why a file is no document; ``None`` if it is one."""
    if path.name == FILE_NAME:
        return "describes the sources"
    if path.name.startswith("."):
        return "hidden file"
    if path.stem.upper() == "README" or path.name.upper().startswith("README."):
        return "README"
    if path.suffix.lower() not in FORMATS:
        return f"unknown extension {path.suffix}" if path.suffix else "no extension"
    return None if path.is_file() else "not a file"
