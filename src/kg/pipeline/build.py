"""Documents in, a release out: read and extract each, weigh lost names together, build the graph, write it.

One unreadable document does not stop the others: it is reported, and the rest is built and published.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from kg.documents.reader import find_documents
from kg.errors import DocumentError
from kg.graph.mentioned import Labels
from kg.pipeline.assembly import Assembly, Gathered, Problem, Progress
from kg.pipeline.crew import Crew
from kg.pipeline.extraction import load_knowledge, reference_folders
from kg.pipeline.partitions import Partitions
from kg.pipeline.reading import File, with_sources
from kg.pipeline.texts import Texts
from kg.pipeline.validation import Validation
from kg.store.exports.tables import write_tables
from kg.store.release import Release, write_release
from kg.store.search import build_index

__all__ = ["BuildReport", "Problem", "Progress", "build_release"]

PARALLEL_FROM = 12
"""With fewer documents, starting processes costs more than it saves."""
PARALLEL_BYTES = 1 << 20
"""The same for fewer bytes in several documents."""


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
    processes: int | None = None,
) -> BuildReport:
    """Build a release from the documents in files and folders, and make it the current one of ``out``.

    ``processes`` share the work; unless given, one for few documents and one for each core for many. The release is the
    same. Raises DocumentError if a path is missing or nothing could be read, and what its rooms raise for malformed
    reference data, patterns and sources, for a graph that violates its shapes, and for an output that cannot be
    written. Documents that cannot be read are in the report.
    """
    found, skipped = find_documents(paths)
    files = with_sources(found)
    if not files:
        where = paths[0] if len(paths) == 1 else None
        raise DocumentError("no documents here", path=where, remedy="give files or folders with documents")
    gathered = Gathered([Problem(*one) for one in skipped])
    with ExitStack() as stack:
        crew = stack.enter_context(Crew(processes or _processes(files), references, patterns))
        validation = stack.enter_context(Validation(reference_folders(references), base_iri, crew.pool))
        knowledge = load_knowledge(references, patterns)
        partitions = stack.enter_context(Partitions())
        texts = stack.enter_context(closing(Texts()))
        labels = Labels(knowledge.reference)
        assembly = Assembly(knowledge, crew, validation, partitions, labels, base_iri, gathered, texts)
        manifest: dict[str, Any] = {}

        def lines() -> Iterator[bytes]:
            yield from assembly.lines(files, progress)
            crew.dismiss()
            manifest.update(_manifest(gathered, references, patterns))

        def index(path: Path, store: Store, _: Mapping[str, str]) -> None:
            validation.finish()  # nothing is published before this, and until here it was beside
            build_index(path, store)

        release = write_release(
            out, lines(), texts, manifest, base_iri=base_iri, build_index=index, write_tables=write_tables
        )
    return BuildReport(
        release,
        len(gathered.inputs),
        gathered.words,
        gathered.statements,
        gathered.restored,
        gathered.open_rows,
        gathered.skipped,
        gathered.failed,
    )


def _processes(files: Sequence[File]) -> int:
    many = len(files) >= PARALLEL_FROM or (len(files) > 1 and _size(files) >= PARALLEL_BYTES)
    return len(os.sched_getaffinity(0)) if many else 1


def _size(files: Sequence[File]) -> int:
    return sum(path.stat().st_size for path, _ in files if path.exists())


def _manifest(gathered: Gathered, references: Sequence[Path], patterns: Sequence[Path]) -> dict[str, Any]:
    return {
        "inputs": [gathered.inputs[key] for key in sorted(gathered.inputs)],
        "counts": {"documents": len(gathered.inputs), "statements": dict(sorted(gathered.statements.items()))},
        "settings": {"references": [p.name for p in references], "patterns": [p.name for p in patterns]},
    }
