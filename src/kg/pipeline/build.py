"""Documents in, a release out: read and extract each, weigh lost names together, build the graph, write it.

One unreadable document does not stop the others: it is reported, and the rest is built and published. What earlier
builds of the same data folder worked out is used again.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.documents.reader import find_documents
from kg.errors import DocumentError
from kg.graph.mentioned import Labels
from kg.pipeline.assembly import Assembly, Gathered, Problem, Progress
from kg.pipeline.cache import Cache
from kg.pipeline.cluster import ClusterCrew
from kg.pipeline.crew import Crew
from kg.pipeline.dealing import packed, unpacked
from kg.pipeline.extraction import Knowledge, load_knowledge, reference_folders
from kg.pipeline.grounds import grounds, reference_grounds, release_grounds
from kg.pipeline.partitions import Partitions
from kg.pipeline.reading import with_sources
from kg.pipeline.survey import Found, find_release, keep_release, release_key, survey
from kg.pipeline.texts import Texts
from kg.pipeline.validation import Validation
from kg.pipeline.waiting import WaitingRoom
from kg.store.layout import RELEASES
from kg.store.release import Release, write_release

__all__ = ["BuildReport", "Problem", "Progress", "build_release"]

PARALLEL_FROM = 12
"""With fewer documents to read, starting processes costs more than it saves."""
PARALLEL_BYTES = 1 << 20
"""The same for fewer bytes in several documents."""


@dataclass(slots=True)
class BuildReport:
    """What a build did: documents read, files skipped (no documents) and failed (documents that cannot be read).

    ``kept`` of the documents had been read by an earlier build; ``unchanged`` is whether the release was there already.
    """

    release: Release
    documents: int
    words: int
    statements: Counter[str]
    restored: int
    open_rows: int
    skipped: list[Problem] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    kept: int = 0
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """How to build: base of IRIs, folders of further reference data and of further patterns, and by whom."""

    base_iri: str
    references: tuple[Path, ...]
    patterns: tuple[Path, ...]
    processes: int | None
    cluster: str | None

    def crew(self, missing: Sequence[Found], knowledge: Knowledge) -> Crew:
        """Who does the work, given the files that are still to be read."""
        if self.cluster is not None:
            return ClusterCrew(self.cluster, self.references, self.patterns)
        return Crew(self.processes or _processes(missing), self.references, self.patterns, knowledge)


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
    cached: bool = True,
    cluster: str | None = None,
) -> BuildReport:
    """Build a release from the documents in files and folders, and make it the current one of ``out``.

    ``processes`` share the work; unless given, one for few documents and one for each core for many; or the workers of
    the Dask ``cluster`` whose scheduler is at this address. With ``cached``, what earlier builds of ``out`` worked out
    is not worked out again. The release is the same. Raises DocumentError if a path is missing or nothing could be
    read, and what its rooms raise for malformed reference data, patterns and sources, for a graph that violates its
    shapes, for a cluster that cannot be used, and for an output that cannot be written. Documents that cannot be read
    are in the report.
    """
    found, skipped = find_documents(paths)
    files = with_sources(found)
    if not files:
        where = paths[0] if len(paths) == 1 else None
        raise DocumentError("no documents here", path=where, remedy="give files or folders with documents")
    order = Order(base_iri, tuple(references), tuple(patterns), processes, cluster)
    gathered = Gathered([Problem(*one) for one in skipped])
    with Cache(out if cached else None) as cache:
        surveyed = survey(files, grounds(references, patterns, base_iri))
        key = release_key(surveyed, release_grounds(references, patterns, base_iri))
        earlier = find_release(cache, key, out)
        if earlier is not None:
            return _told_again(earlier.release, earlier.told, surveyed, gathered)
        report = _build(surveyed, out, order, gathered, cache, progress)
        if all(survey([one.file], b"")[0].sha256 == one.sha256 for one in _failed(report, surveyed)):
            keep_release(cache, key, report.release, _told(report, surveyed, len(skipped)))
        cache.finish()
    return report


def _build(
    files: Sequence[Found],
    out: Path,
    order: Order,
    gathered: Gathered,
    cache: Cache,
    progress: Progress,
) -> BuildReport:
    """Build the release, with what the cache has."""
    references, patterns, base = order.references, order.patterns, order.base_iri
    missing = [one for one in files if not (one.key and cache.has(one.key))]
    described = reference_grounds(references, base)
    valid = cache.get(described)
    with ExitStack() as stack:
        knowledge = load_knowledge(references, patterns)
        crew = stack.enter_context(order.crew(missing, knowledge))
        checked = unpacked(valid.value) if valid is not None and valid.sure else b""
        validation = stack.enter_context(Validation(reference_folders(references), base, crew.pool, checked))
        place = out / RELEASES
        assembly = Assembly(
            knowledge,
            crew,
            cache,
            grounds(references, patterns, base),
            validation,
            stack.enter_context(Partitions(place)),
            stack.enter_context(closing(WaitingRoom(place))),
            Labels(knowledge.reference),
            base,
            gathered,
            stack.enter_context(closing(Texts(place))),
        )
        manifest: dict[str, Any] = {}

        def lines() -> Iterator[bytes]:
            yield from assembly.lines(files, progress)
            crew.dismiss()
            if not checked:
                cache.put(described, packed(validation.reference_lines()), sure=False)
            manifest.update(_manifest(gathered, order))

        release = write_release(
            out, lines(), assembly.texts, manifest, base_iri=base, confirm=validation.finish, helpers=crew.pool
        )
    return _report(release, gathered)


def _report(release: Release, gathered: Gathered) -> BuildReport:
    return BuildReport(
        release,
        len(gathered.inputs),
        gathered.words,
        gathered.statements,
        gathered.restored,
        gathered.open_rows,
        gathered.skipped,
        gathered.failed,
        gathered.kept,
    )


def _failed(report: BuildReport, files: Sequence[Found]) -> list[Found]:
    paths = {problem.path for problem in report.failed}
    return [one for one in files if one.file[0] in paths]


def _told(report: BuildReport, files: Sequence[Found], skipped: int) -> dict[str, Any]:
    """What a later build says of the same release, with files by their number."""
    number = {one.file[0]: index for index, one in enumerate(files)}
    return {
        "facts": (report.documents, report.words, report.statements, report.restored, report.open_rows),
        "skipped": [(number[problem.path], problem.reason) for problem in report.skipped[skipped:]],
        "failed": [(number[problem.path], problem.reason) for problem in report.failed],
    }


def _told_again(release: Release, told: Mapping[str, Any], files: Sequence[Found], gathered: Gathered) -> BuildReport:
    again = {name: [Problem(files[n].file[0], reason) for n, reason in told[name]] for name in ("skipped", "failed")}
    documents, words, statements, restored, open_rows = told["facts"]
    skipped = gathered.skipped + again["skipped"]
    return BuildReport(
        release,
        documents,
        words,
        statements,
        restored,
        open_rows,
        skipped,
        again["failed"],
        kept=documents,
        unchanged=True,
    )


def _processes(missing: Sequence[Found]) -> int:
    many = len(missing) >= PARALLEL_FROM or (len(missing) > 1 and sum(f.size for f in missing) >= PARALLEL_BYTES)
    return len(os.sched_getaffinity(0)) if many else 1


def _manifest(gathered: Gathered, order: Order) -> dict[str, Any]:
    return {
        "inputs": [gathered.inputs[key] for key in sorted(gathered.inputs)],
        "counts": {"documents": len(gathered.inputs), "statements": dict(sorted(gathered.statements.items()))},
        "settings": {"references": [p.name for p in order.references], "patterns": [p.name for p in order.patterns]},
    }
