"""A release in the making: documents dealt out and gathered, lost names weighed together, partitions merged.

The graph comes out as N-Quads in chunks, in no order: the release sorts them. What is kept in between is packed or on
disk; documents whose rows lost their names are kept until all are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import DocumentError
from kg.graph.build import pattern_quads
from kg.graph.describe import DocumentFacts
from kg.graph.mentioned import Labels
from kg.graph.merge import entity_quads, named_rows
from kg.graph.reference import ontology_quads
from kg.pipeline.crew import Crew
from kg.pipeline.extraction import Knowledge
from kg.pipeline.partitions import Partitions
from kg.pipeline.reading import File, Unread, portions
from kg.pipeline.shares import (
    Lost,
    Merging,
    Read,
    Reading,
    Share,
    Writing,
    lines_of,
    merge_partitions,
    read_documents,
    write_documents,
)
from kg.pipeline.texts import Texts
from kg.pipeline.validation import Validation
from kg.statements.model import Claim, Derivation, Relation
from kg.statements.restore import corroborate
from kg.statements.row_records import row_records

Progress = Callable[[int, int, str], None]
"""Called with the number of files done, of all files, and the name of the last one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that did not become part of the release, and why."""

    path: Path
    reason: str


@dataclass(slots=True)
class Gathered:
    """What has come of the files so far; inputs are the manifest's entries by document key."""

    skipped: list[Problem]
    failed: list[Problem] = field(default_factory=list)
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    statements: Counter[str] = field(default_factory=Counter)
    words: int = 0
    restored: int = 0
    open_rows: int = 0


@dataclass(frozen=True, slots=True)
class Assembly:
    """What assembling takes, and what it gathers; ``texts`` and ``gathered`` are whole after the last line."""

    knowledge: Knowledge
    crew: Crew
    validation: Validation
    partitions: Partitions
    labels: Labels
    base: str
    gathered: Gathered
    texts: Texts
    generated: set[str] = field(default_factory=set)
    waiting: dict[str, tuple[DocumentFacts, Lost]] = field(default_factory=dict)

    def lines(self, files: Sequence[File], progress: Progress) -> Iterator[bytes]:
        """Every quad of the release, in chunks of N-Quads; quads may come twice.

        Raises DocumentError if no document could be read, and ShapeError where a share violates the shapes.
        """
        yield from self._read(files, progress)
        yield from self._restore()
        yield lines_of(ontology_quads(self.base))
        yield self.validation.reference_lines()
        yield lines_of(pattern_quads([*self.knowledge.patterns.records, *row_records()], self.base))
        labels, generated = self.labels.doubtful(), frozenset(self.generated)
        jobs = (Merging(records, labels, generated, self.base) for records in self.partitions.jobs())
        yield from self.crew.map(merge_partitions, jobs, self.knowledge)
        yield lines_of(entity_quads(self.labels, self.base))

    def _read(self, files: Sequence[File], progress: Progress) -> Iterator[bytes]:
        one_by_one = self.crew.processes < 2
        jobs = (
            Reading(portion, self.base, not self.validation.takes_shares)
            for portion in portions(files, one_by_one=one_by_one)
        )
        done = 0
        for found in self.crew.map(read_documents, jobs, self.knowledge):
            for outcome in found:
                path = files[done][0]
                done += 1
                if isinstance(outcome, Unread):
                    self.gathered.failed.append(Problem(path, outcome.error.reason))
                elif outcome.facts.key in self.gathered.inputs:
                    self.gathered.skipped.append(Problem(path, "the same document is there already"))
                else:
                    yield from self._take(outcome)
                progress(done, len(files), path.name)
        if not self.gathered.inputs:
            raise _nothing_read(self.gathered.failed)

    def _take(self, read: Read) -> Iterator[bytes]:
        facts = read.facts
        self.texts.add(facts.key, read.text)
        self.gathered.inputs[facts.key] = {
            "document": facts.key,
            "name": facts.name,
            "sha256": facts.sha256,
            "title": facts.title,
            "genre": read.genre,
            "words": read.words,
            "redistribution": facts.source.redistribution,
        }
        self.gathered.words += read.words
        if facts.generated:
            self.generated.add(facts.key)
        if isinstance(read.outcome, Lost):
            self.waiting[facts.key] = (facts, read.outcome)
        else:
            yield self._take_share(facts, read.outcome)

    def _take_share(self, facts: DocumentFacts, share: Share) -> bytes:
        self.partitions.add(share.claims)
        self.labels.take(share.names)
        self.gathered.statements += share.statements
        self.validation.share(share.lines, facts.name)
        return share.lines

    def _restore(self) -> Iterator[bytes]:
        """The shares of the documents that lost names, once these have been weighed."""
        if not self.waiting:
            return
        keys = sorted(self.waiting)
        claims = {key: list(self.waiting[key][1].claims) for key in keys}
        explicit = [*self.partitions.relations(), *(claim for own in claims.values() for claim in own)]
        lost = [self.waiting[key][1].names for key in keys]
        concluded = list(corroborate(lost, explicit, self.knowledge.reference))
        for claim in concluded:
            claims[claim.evidence.document].append(claim)
        self._count(concluded)
        named = named_rows(concluded)
        facts = [self.waiting[key][0] for key in keys]
        jobs = (
            Writing(((one, tuple(claims.pop(one.key))),), named, self.base, not self.validation.takes_shares)
            for one in facts
        )
        for one, shares in zip(facts, self.crew.map(write_documents, jobs, self.knowledge), strict=True):
            for share in shares:
                yield self._take_share(one, share)

    def _count(self, concluded: Iterable[Claim]) -> None:
        for claim in concluded:
            if claim.evidence.derivation is Derivation.RESTORED:
                unnamed = isinstance(claim.statement, Relation) and claim.statement.partner is None
                self.gathered.open_rows += unnamed
                self.gathered.restored += not unnamed


def _nothing_read(failed: Sequence[Problem]) -> DocumentError:
    if failed:
        first = failed[0]
        return DocumentError(f"{first.reason}; no document could be read", path=first.path, remedy="mend or remove it")
    return DocumentError("no documents here", remedy="give files or folders with documents")
