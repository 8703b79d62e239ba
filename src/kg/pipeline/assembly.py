"""A release in the making: documents dealt out and gathered, lost names weighed together, partitions merged.

The graph comes out as N-Quads in chunks, in no order: the release sorts them. What is kept in between is packed or on
disk, so that memory does not grow with the text of the corpus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kg.errors import DocumentError
from kg.graph.build import pattern_quads
from kg.graph.mentioned import Labels
from kg.graph.merge import entity_quads
from kg.graph.reference import ontology_quads
from kg.pipeline.cache import Cache, digest
from kg.pipeline.crew import Crew
from kg.pipeline.dealing import Piece, Portion, deal, unpacked
from kg.pipeline.extraction import Knowledge
from kg.pipeline.partitions import Partitions
from kg.pipeline.reading import Given, hand_out
from kg.pipeline.shares import (
    Bucket,
    Merging,
    Read,
    Reading,
    Restored,
    Restoring,
    Share,
    Waiting,
    lines_of,
    merge_buckets,
    read_documents,
    restore_documents,
)
from kg.pipeline.survey import Found
from kg.pipeline.texts import Texts
from kg.pipeline.validation import Validation
from kg.pipeline.waiting import WaitingRoom
from kg.statements.row_records import row_records

Progress = Callable[[int, int, str], None]
"""Called with the number of files done, of all files, and the name of the last one."""

MOST_FILES = 16
MOST_BYTES = 96 << 10
"""Files are read together up to this many, or up to these bytes."""
MOST_BUCKETS = 64
MERGED_BYTES = 1 << 18
"""The same for buckets that are merged."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that did not become part of the release, and why."""

    path: Path
    reason: str


@dataclass(slots=True)
class Gathered:
    """What has come of the files so far; inputs are the manifest's entries by document key.

    ``kept`` counts the documents that an earlier build had read.
    """

    skipped: list[Problem]
    failed: list[Problem] = field(default_factory=list)
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    statements: Counter[str] = field(default_factory=Counter)
    words: int = 0
    restored: int = 0
    open_rows: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Assembly:
    """What assembling takes, and what it gathers; ``texts`` and ``gathered`` are whole after the last line.

    ``grounds`` is a digest of what results rest on besides the documents.
    """

    knowledge: Knowledge
    crew: Crew
    cache: Cache
    grounds: bytes
    validation: Validation
    partitions: Partitions
    waiting: WaitingRoom
    labels: Labels
    base: str
    gathered: Gathered
    texts: Texts

    def lines(self, files: Sequence[Found], progress: Progress) -> Iterator[bytes]:
        """Every quad of the release, in chunks of N-Quads; quads may come twice.

        Raises DocumentError if no document could be read, and ShapeError where a share violates the shapes.
        """
        yield from self._read(files, progress)
        yield from self._restore()
        yield lines_of(ontology_quads(self.base))
        yield self.validation.reference_lines()
        yield lines_of(pattern_quads([*self.knowledge.patterns.records, *row_records()], self.base))
        yield from self._merge()
        yield lines_of(entity_quads(self.labels, self.base))

    def _read(self, files: Sequence[Found], progress: Progress) -> Iterator[bytes]:
        pieces = (Piece(found, found.key, found.size, partial(hand_out, found.file, found.sha256)) for found in files)
        most = MOST_FILES if self.crew.processes > 1 else 1
        portion: Portion[Given, Reading] = Portion(
            read_documents, lambda given: Reading(given, self.base), most, MOST_BYTES
        )
        for done, result in enumerate(deal(pieces, portion, self.crew, self.cache, self.knowledge), 1):
            path = result.tag.file[0]
            if isinstance(result.value, DocumentError):
                self.gathered.failed.append(Problem(path, result.value.reason))
            elif isinstance(result.value, Exception):
                raise result.value
            else:
                read: Read = unpacked(result.value)
                if read.facts.key in self.gathered.inputs:
                    self.gathered.skipped.append(Problem(path, "the same document is there already"))
                else:
                    self.gathered.kept += result.kept
                    yield from self._take(read, result.tag.key)
            progress(done, len(files), path.name)
        if not self.gathered.inputs:
            raise _nothing_read(self.gathered.failed)

    def _take(self, read: Read, key: bytes) -> Iterator[bytes]:
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
        if isinstance(read.outcome, Share):
            yield self._take_share(read.outcome)
        else:
            self.waiting.add(facts, read.outcome, key)

    def _take_share(self, share: Share) -> bytes:
        self.partitions.add(share.claims)
        self.labels.take(share.names)
        self.gathered.statements += share.statements
        return share.lines

    def _restore(self) -> Iterator[bytes]:
        """The shares of the documents that lost names, once these have been weighed in the light of all documents."""
        if not self.waiting:
            return
        pieces = (
            Piece(one.facts, key, MOST_BYTES // 4, partial(_same, one))
            for key, one in self.waiting.weighed(self.partitions.relations())
        )
        most = 4 if self.crew.processes > 1 else 1
        portion: Portion[Waiting, Restoring] = Portion(
            restore_documents, lambda ones: Restoring(ones, self.base), most, MOST_BYTES
        )
        for result in deal(pieces, portion, self.crew, self.cache, self.knowledge):
            assert isinstance(result.value, bytes)
            restored: Restored = unpacked(result.value)
            self.gathered.restored += restored.restored
            self.gathered.open_rows += restored.open_rows
            yield self._take_share(restored.share)

    def _merge(self) -> Iterator[bytes]:
        """The merged view, bucket by bucket: one whose claims and labels are as they were has been merged already."""
        portion: Portion[Bucket, Merging] = Portion(
            merge_buckets, lambda ones: Merging(ones, self.base), MOST_BUCKETS, MERGED_BYTES
        )
        for result in deal(self._buckets(), portion, self.crew, self.cache, self.knowledge):
            assert isinstance(result.value, bytes)
            yield unpacked(result.value)

    def _buckets(self) -> Iterator[Piece[None, Bucket]]:
        doubtful = self.labels.doubtful()
        for records in self.partitions.buckets():
            labels = {name: doubtful[name] for record in records for name in record.names if name in doubtful}
            marks = (f"{one.partition}\n{one.document}\n{one.generated}" for one in records)
            key = digest(self.grounds, "merged", repr(sorted(labels.items())), *marks, *(one.claims for one in records))
            size = sum(len(one.claims) for one in records)
            yield Piece(None, key, size, partial(_same, Bucket(records, labels)))


def _same(work: Any) -> Any:
    return work


def _nothing_read(failed: Sequence[Problem]) -> DocumentError:
    if failed:
        first = failed[0]
        return DocumentError(f"{first.reason}; no document could be read", path=first.path, remedy="mend or remove it")
    return DocumentError("no documents here", remedy="give files or folders with documents")
