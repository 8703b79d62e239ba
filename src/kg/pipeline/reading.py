"""Reads and extracts one document; which documents there are, and how their bytes are handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.documents.model import Document, Source
from kg.documents.reader import read_bytes, read_document
from kg.documents.sources import read_sources
from kg.errors import DocumentError
from kg.graph.describe import DocumentFacts, document_facts
from kg.pipeline.extraction import Extraction, Knowledge, extract

File = tuple[Path, Source | None]
"""A file and what ``sources.toml`` beside it says of it."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it is handed to whoever reads it, maybe on another machine: with its bytes, or why there are none."""

    path: Path
    source: Source | None
    data: bytes | DocumentError


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document as read: what the graph says of it, its text, and what it states by itself."""

    facts: DocumentFacts
    genre: str
    text: str
    words: int
    extraction: Extraction


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be read, and why."""

    path: Path
    error: DocumentError


def hand_out(file: File, sha256: str | None) -> Given:
    """A file with its bytes, which must still be those with this digest (any if ``None``)."""
    path, source = file
    try:
        data = read_bytes(path)
    except DocumentError as error:
        return Given(path, source, error)
    if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
        changed = DocumentError("the file was changed during the build", path=path, remedy="build again")
        return Given(path, source, changed)
    return Given(path, source, data)


def read_and_extract(given: Given, knowledge: Knowledge) -> Extracted | Unread:
    """One document, read and extracted."""
    if isinstance(given.data, DocumentError):
        return Unread(given.path, given.data)
    try:
        document: Document = read_document(given.path, given.source, given.data)
    except DocumentError as error:
        return Unread(given.path, error)
    extraction = extract(document, knowledge)
    facts = document_facts(document, extraction.subjects)
    return Extracted(facts, document.genre, document.text, len(document.text.split()), extraction)


def with_sources(paths: Sequence[Path]) -> list[File]:
    """The files with their sources. Raises SourcesError where a ``sources.toml`` beside them is malformed."""
    sources = {folder: read_sources(folder) for folder in sorted({path.parent for path in paths})}
    return [(path, sources[path.parent].get(path.name)) for path in paths]
