"""One document in, its claims out; and the knowledge (reference data, gazetteer, patterns) that this takes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.config import resource_folder
from kg.documents.model import Document
from kg.documents.reader import read_document
from kg.graph.reference import load_reference
from kg.mentions.finder import find_mentions, subject_countries
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.model import Entity, Reference
from kg.statements.model import Claim
from kg.statements.patterns import Patterns, load_patterns
from kg.statements.prose import read_prose
from kg.statements.rows import RowReading, read_rows


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What reading takes besides the document; the same for every document of a build."""

    reference: Reference
    gazetteer: Gazetteer
    patterns: Patterns


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document states by itself: claims from prose and rows, and the rows whose names are lost."""

    subjects: tuple[Entity, ...]
    prose: tuple[Claim, ...]
    rows: RowReading


def reference_folders(extra: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The folders of reference data: the program's own, then the given ones."""
    return (resource_folder("ontology") / "reference", *extra)


def load_knowledge(references: Sequence[Path] = (), patterns: Sequence[Path] = ()) -> Knowledge:
    """Reference data and patterns, the program's own and those in the given folders.

    Raises ReferenceDataError or PatternError where one is malformed.
    """
    reference = load_reference(reference_folders(references))
    return Knowledge(reference, Gazetteer.build(reference), load_patterns(patterns))


def extract(document: Document, knowledge: Knowledge) -> Extraction:
    """What the document states by itself; it does not depend on the documents beside it."""
    mentions = find_mentions(document, knowledge.gazetteer)
    subjects = subject_countries(document, knowledge.gazetteer)
    rows = read_rows(document, mentions, knowledge.gazetteer, subjects=subjects)
    prose = read_prose(document, mentions, knowledge.patterns, subjects=subjects, partners=rows.partners)
    return Extraction(subjects, tuple(prose), rows)


def extract_text(file: str, knowledge: Knowledge) -> tuple[Document, Extraction]:
    """The document in a file, or in standard input (``-``), and what it states.

    Raises DocumentError where it cannot be read.
    """
    if file != "-":
        document = read_document(Path(file))
        return document, extract(document, knowledge)
    with TemporaryDirectory() as folder:
        held = Path(folder) / "stdin.txt"
        held.write_bytes(sys.stdin.buffer.read())
        document = read_document(held)
    return document, extract(document, knowledge)
