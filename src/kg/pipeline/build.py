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
from kg.graph.merge import merged_quads
from kg.graph.reference import ontology_quads, reference_quads
from kg.pipeline.extraction import Knowledge, load_knowledge, reference_folders
from kg.pipeline.reading import Read, Unread, read_all
from kg.pipeline.validation import Validation
from kg.statements.model import Claim, Derivation, Relation
from kg.statements.restore import corroborate
from kg.statements.row_records import row_records
from kg.store.exports.tables import write_tables
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


@dataclass(slots=True)
class Gathered:
    """The documents read so far by key, and the files that did not become part of the release."""

    reads: dict[str, Read] = field(default_factory=dict)
    skipped: list[Problem] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    seen: int = 0

    def add(self, path: Path, outcome: Read | Unread) -> None:
        """Take in what came of a file; the same document twice counts once."""
        self.seen += 1
        if isinstance(outcome, Unread):
            self.failed.append(Problem(path, outcome.error.reason))
        elif outcome.facts.key in self.reads:
            self.skipped.append(Problem(path, "the same document is there already"))
        else:
            self.reads[outcome.facts.key] = outcome


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
    gathered = Gathered(skipped=[Problem(*one) for one in skipped])
    folders = reference_folders(references)
    with Validation(folders, base_iri) as validation:
        for path, outcome in zip(files, read_all(files, knowledge, references, patterns), strict=True):
            gathered.add(path, outcome)
            progress(gathered.seen, len(files), path.name)
        if not gathered.reads:
            raise _nothing_read(paths, gathered.failed)
        documents = [gathered.reads[key] for key in sorted(gathered.reads)]
        claims = _claims(documents, knowledge)
        statements = Counter(type(claim.statement).__name__.lower() for own in claims.values() for claim in own)
        release = write_release(
            out,
            _quads(documents, claims, knowledge, folders, base_iri, validation),
            {read.facts.key: read.text for read in documents},
            _manifest(documents, statements, references, patterns),
            base_iri=base_iri,
            build_index=lambda path, store, _: build_index(path, store),
            write_tables=write_tables,
        )
    restored, still_open = _restored(claims)
    words = sum(read.words for read in documents)
    return BuildReport(
        release, len(documents), words, statements, restored, still_open, gathered.skipped, gathered.failed
    )


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


def _restored(claims: dict[str, list[Claim]]) -> tuple[int, int]:
    """How many lost names were restored, and how many stay open."""
    concluded = [c for own in claims.values() for c in own if c.evidence.derivation is Derivation.RESTORED]
    still_open = sum(isinstance(c.statement, Relation) and c.statement.partner is None for c in concluded)
    return len(concluded) - still_open, still_open


def _quads(
    documents: Sequence[Read],
    claims: dict[str, list[Claim]],
    knowledge: Knowledge,
    folders: Sequence[Path],
    base: str,
    validation: Validation,
) -> Iterator[Quad]:
    """Every quad of the release; after the last one the validation is finished, and raises what it found."""
    facts = [read.facts for read in documents]
    for one in facts:
        share = list(document_quads(one, claims[one.key], base))
        validation.share(share, one.name)
        yield from share
    yield from ontology_quads(base)
    yield from reference_quads(base, folders)
    yield from pattern_quads([*knowledge.patterns.records, *row_records()], base)
    yield from merged_quads([claim for own in claims.values() for claim in own], facts, knowledge.reference, base)
    validation.finish()


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
            "words": read.words,
            "redistribution": read.facts.source.redistribution,
        }
        for read in documents
    ]
    return {
        "inputs": inputs,
        "counts": {"documents": len(documents), "statements": dict(sorted(statements.items()))},
        "settings": {"references": [p.name for p in references], "patterns": [p.name for p in patterns]},
    }
