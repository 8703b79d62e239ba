"""Claims on their way from documents to the merge: packed, sorted into partitions, on disk where they are many.

Claims that may speak of one thing share a partition. They are kept pickled, so that what is not merged yet costs
little, in buckets of whole partitions; beyond a bound the buckets wait in files.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import NamedTuple
from zlib import crc32

from kg.graph.iris import entity_key
from kg.graph.mentioned import entities_of
from kg.graph.merge import partition_key
from kg.statements.model import Claim


class Record(NamedTuple):
    """The claims of one document in one partition, pickled; a plain tuple, since there are many to be unpickled.

    ``names`` are the keys of the unlisted entities that they name; ``generated`` is whether a machine wrote the text.
    """

    partition: str
    document: str
    generated: bool
    names: tuple[str, ...]
    claims: bytes


Packed = tuple[Record, ...]
"""The claims of one document."""

BUCKETS = 1024
MOST_HELD = 64 << 20
"""Most bytes of packed claims held in memory."""
_RECORD_BYTES = 400
"""What a record costs beside its claims, about."""


def pack(
    claims: Iterable[Claim], named: Mapping[str, str], document: str, *, generated: bool, listed: Callable[[str], bool]
) -> Packed:
    """The claims of a document by partition; ``named`` as ``named_rows`` gives it, ``listed`` tells entities by key."""
    partitions: dict[str, list[Claim]] = {}
    for claim in claims:
        partitions.setdefault(partition_key(claim, named), []).append(claim)
    records = []
    for partition, own in partitions.items():
        keys = {entity_key(entity) for claim in own for entity in entities_of(claim.statement)}
        names = tuple(sorted(key for key in keys if not listed(key)))
        records.append(Record(partition, document, generated, names, pickle.dumps(own, pickle.HIGHEST_PROTOCOL)))
    return tuple(records)


def unpack(records: Iterable[Record]) -> Iterator[list[Claim]]:
    """The claims of each partition, partitions in order of key, documents within them too."""
    for group in _grouped(records):
        yield [claim for record in group for claim in pickle.loads(record.claims)]


def _grouped(records: Iterable[Record]) -> Iterator[list[Record]]:
    partitions: dict[str, list[Record]] = {}
    for record in records:
        partitions.setdefault(record.partition, []).append(record)
    for key in sorted(partitions):
        yield sorted(partitions[key], key=lambda record: record.document)


class Partitions(AbstractContextManager["Partitions"]):
    """The packed claims of all documents; its files, in a folder beneath ``place``, are removed at the end."""

    def __init__(self, place: Path | None = None, *, most_held: int = MOST_HELD) -> None:
        self._place = place
        self._most_held = most_held
        self._held = 0
        self._buckets: list[list[Record]] = [[] for _ in range(BUCKETS)]
        self._folder: TemporaryDirectory[str] | None = None

    def add(self, packed: Packed) -> None:
        """Takes in the claims of a document."""
        for record in packed:
            self._buckets[crc32(record.partition.encode()) % BUCKETS].append(record)
            self._held += len(record.claims) + _RECORD_BYTES
        if self._held > self._most_held:
            self._spill()

    def relations(self) -> Iterator[Claim]:
        """The claims of relations that have been added, in an order that does not depend on that of the documents."""
        for bucket in range(BUCKETS):
            yield from (
                claim
                for claims in unpack(r for r in self._records(bucket) if r.partition.startswith("relation/"))
                for claim in claims
            )

    def buckets(self) -> Iterator[list[Record]]:
        """All records, whole partitions together, in order of partition and document; buckets without any are left
        out."""
        for bucket in range(BUCKETS):
            if records := self._records(bucket):
                yield [record for group in _grouped(records) for record in group]

    def _records(self, bucket: int) -> list[Record]:
        records: list[Record] = []
        path = self._path(bucket)
        if path is not None and path.exists():
            with path.open("rb") as file:
                while file.peek(1):
                    records += pickle.load(file)
        return records + self._buckets[bucket]

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix=".building-claims-", dir=self._place)
        for bucket, records in enumerate(self._buckets):
            path = self._path(bucket)
            assert path is not None
            if records:
                with path.open("ab") as file:
                    pickle.dump(records, file, pickle.HIGHEST_PROTOCOL)
                records.clear()
        self._held = 0

    def _path(self, bucket: int) -> Path | None:
        return None if self._folder is None else Path(self._folder.name) / str(bucket)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()
