"""Reads and extracts many documents, on all cores where that pays; one that cannot be read does not stop the others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from kg.documents.model import Document, Source
from kg.documents.reader import read_document
from kg.documents.sources import read_sources
from kg.errors import DocumentError
from kg.graph.describe import DocumentFacts, document_facts
from kg.pipeline.extraction import Extraction, Knowledge, extract, load_knowledge

PARALLEL_FROM = 12
"""With fewer documents, starting processes costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Read:
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


def read_and_extract(path: Path, source: Source | None, knowledge: Knowledge) -> Read | Unread:
    """One document, read and extracted."""
    try:
        document: Document = read_document(path, source)
    except DocumentError as error:
        return Unread(path, error)
    extraction = extract(document, knowledge)
    facts = document_facts(document, extraction.subjects)
    return Read(facts, document.genre, document.text, len(document.text.split()), extraction)


def read_all(
    paths: Sequence[Path], knowledge: Knowledge, references: Sequence[Path], patterns: Sequence[Path]
) -> Iterator[Read | Unread]:
    """Every document, in the order of the paths; on all cores from ``PARALLEL_FROM`` documents on.

    Raises SourcesError where a ``sources.toml`` beside the documents is malformed.
    """
    sources = {folder: read_sources(folder) for folder in sorted({path.parent for path in paths})}
    jobs = [(path, sources[path.parent].get(path.name)) for path in paths]
    cores = len(os.sched_getaffinity(0))
    if len(jobs) < PARALLEL_FROM or cores < 2:
        yield from (read_and_extract(path, source, knowledge) for path, source in jobs)
        return
    with ProcessPoolExecutor(
        cores, mp_context=get_context("spawn"), initializer=_prepare, initargs=(tuple(references), tuple(patterns))
    ) as pool:
        yield from pool.map(_job, jobs, chunksize=4)


_knowledge: Knowledge | None = None


def _prepare(references: tuple[Path, ...], patterns: tuple[Path, ...]) -> None:
    global _knowledge
    _knowledge = load_knowledge(references, patterns)


def _job(job: tuple[Path, Source | None]) -> Read | Unread:
    assert _knowledge is not None
    return read_and_extract(*job, _knowledge)
