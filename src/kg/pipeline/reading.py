"""Reads and extracts one document; which documents there are, and how they are dealt out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.documents.model import Document, Source
from kg.documents.reader import read_document
from kg.documents.sources import read_sources
from kg.errors import DocumentError
from kg.graph.describe import DocumentFacts, document_facts
from kg.pipeline.extraction import Extraction, Knowledge, extract

File = tuple[Path, Source | None]
"""A file and what ``sources.toml`` beside it says of it."""

MOST_FILES = 16
MOST_BYTES = 96 << 10


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


def read_and_extract(path: Path, source: Source | None, knowledge: Knowledge) -> Extracted | Unread:
    """One document, read and extracted."""
    try:
        document: Document = read_document(path, source)
    except DocumentError as error:
        return Unread(path, error)
    extraction = extract(document, knowledge)
    facts = document_facts(document, extraction.subjects)
    return Extracted(facts, document.genre, document.text, len(document.text.split()), extraction)


def with_sources(paths: Sequence[Path]) -> list[File]:
    """The files with their sources. Raises SourcesError where a ``sources.toml`` beside them is malformed."""
    sources = {folder: read_sources(folder) for folder in sorted({path.parent for path in paths})}
    return [(path, sources[path.parent].get(path.name)) for path in paths]


def portions(files: Sequence[File], *, one_by_one: bool) -> Iterator[tuple[File, ...]]:
    """The files in order, some small ones together."""
    portion: list[File] = []
    size = 0
    for file in files:
        portion.append(file)
        size += file[0].stat().st_size if file[0].exists() else 0
        if one_by_one or len(portion) >= MOST_FILES or size >= MOST_BYTES:
            yield tuple(portion)
            portion, size = [], 0
    if portion:
        yield tuple(portion)
