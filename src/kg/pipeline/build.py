"""Documents in, a release out: read and extract each, weigh lost names together, build the graph, write it.

One unreadable document does not stop the others: it is reported, and the rest is built and published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from kg.documents.reader import find_documents
from kg.errors import DocumentError
from kg.graph.build import document_quads, pattern_quads
from kg.graph.describe import DocumentFacts
from kg.graph.merge import merged_quads
from kg.graph.reference import ontology_quads, reference_quads
from kg.graph.shapes import validate_document, validate_reference
from kg.pipeline.extraction import Knowledge, load_knowledge, reference_folders
from kg.pipeline.reading import Read, Unread, read_all
from kg.statements.model import Claim, Derivation, Relation
from kg.statements.restore import corroborate
from kg.store.release import Release, write_release
from kg.store.search import build_index

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that did not become part of the release, and why."""

    path: Path
    reason: str


@dataclass(slots=True)
class BuildReport:
    """What a build did: documents read, files skipped (no documents) and failed (documents that cannot be read)."""

    release: Release
    documents: int
    words: int
    statements: Counter[str]
    restored: int
    open_rows: int
    skipped: list[Problem] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)


def _silent(done: int, total: int, name: str) -> None:
    """No progress shown."""


def build_release(
    paths: Sequence[Path],
    *,
    out: Path,
    base_iri: str = "http://localhost:8000/",
    references: Sequence[Path] = (),
    patterns: Sequence[Path] = (),
    progress: Progress = _silent,
) -> BuildReport:
    """Build a release from the documents in files and folders, and make it the current one of ``out``.

    Raises DocumentError if a path is missing or nothing could be read, and what its rooms raise for malformed
    reference data, patterns and sources, for a graph that violates its shapes, and for an output that cannot be
    written. Documents that cannot be read are in the report.
    """
    knowledge = load_knowledge(references, patterns)
    files, skipped = find_documents(paths)
    reads: dict[str, Read] = {}
    failed: list[Problem] = []
    for done, outcome in enumerate(read_all(files, knowledge, references, patterns), 1):
        path = files[done - 1]
        progress(done, len(files), path.name)
        if isinstance(outcome, Unread):
            failed.append(Problem(path, outcome.error.reason))
        elif outcome.facts.key in reads:
            skipped.append((path, "the same document is there already"))
        else:
            reads[outcome.facts.key] = outcome
    if not reads:
        raise _nothing_read(paths, failed)
    documents = [reads[key] for key in sorted(reads)]
    claims = _claims(documents, knowledge)
    facts = [read.facts for read in documents]
    folders = reference_folders(references)
    quads = _quads(facts, claims, knowledge, folders, base_iri)
    texts = {read.facts.key: read.text for read in documents}
    statements = _counts(claims)
    release = write_release(
        out,
        quads,
        texts,
        _manifest(documents, statements, references, patterns),
        base_iri=base_iri,
        build_index=lambda path, store, _: build_index(path, store),
    )
    concluded = [c for own in claims.values() for c in own if c.evidence.derivation is Derivation.RESTORED]
    still_open = sum(isinstance(c.statement, Relation) and c.statement.partner is None for c in concluded)
    words = sum(len(read.text.split()) for read in documents)
    restored = len(concluded) - still_open
    dropped = [Problem(*one) for one in skipped]
    return BuildReport(release, len(documents), words, statements, restored, still_open, dropped, failed)


def _nothing_read(paths: Sequence[Path], failed: list[Problem]) -> DocumentError:
    if failed:
        first = failed[0]
        return DocumentError(f"{first.reason}; no document could be read", path=first.path, remedy="mend or remove it")
    return DocumentError(
        "no documents here", path=paths[0] if len(paths) == 1 else None, remedy="give files or folders with documents"
    )


def _claims(documents: Sequence[Read], knowledge: Knowledge) -> dict[str, list[Claim]]:
    """Every document's claims by its key: its own, and what rows that lost their name turn out to say."""
    claims = {read.facts.key: [*read.extraction.prose, *read.extraction.rows.claims] for read in documents}
    explicit = [claim for one in claims.values() for claim in one]
    for claim in corroborate([read.extraction.rows.lost for read in documents], explicit, knowledge.reference):
        claims[claim.evidence.document].append(claim)
    return claims


def _quads(
    facts: Sequence[DocumentFacts],
    claims: dict[str, list[Claim]],
    knowledge: Knowledge,
    folders: Sequence[Path],
    base: str,
) -> Iterator[Quad]:
    """Every quad of the release, each document's share validated as it passes."""
    yield from ontology_quads(base)
    reference = list(reference_quads(base, folders))
    validate_reference(reference, folders)
    yield from reference
    yield from pattern_quads(knowledge.patterns.records, base)
    for one in facts:
        share = list(document_quads(one, claims[one.key], base))
        validate_document(share, one.name)
        yield from share
    yield from merged_quads([claim for own in claims.values() for claim in own], facts, knowledge.reference, base)


def _counts(claims: dict[str, list[Claim]]) -> Counter[str]:
    return Counter(type(claim.statement).__name__.lower() for own in claims.values() for claim in own)


def _manifest(
    documents: Sequence[Read], statements: Counter[str], references: Sequence[Path], patterns: Sequence[Path]
) -> dict[str, Any]:
    inputs = [
        {
            "document": read.facts.key,
            "name": read.facts.name,
            "sha256": read.facts.sha256,
            "title": read.facts.title,
            "genre": read.genre,
            "words": len(read.text.split()),
            "redistribution": read.facts.source.redistribution,
        }
        for read in documents
    ]
    return {
        "inputs": inputs,
        "counts": {"documents": len(documents), "statements": dict(sorted(statements.items()))},
        "settings": {"references": [p.name for p in references], "patterns": [p.name for p in patterns]},
    }
