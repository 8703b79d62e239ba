"""Claims on their way from documents to the merge: packed, sorted into partitions, on disk where they are many.

Claims that may speak of one thing share a partition. They are kept pickled, so that what is not merged yet costs
little, in buckets of whole partitions; beyond a bound the buckets wait in files.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from zlib import crc32

from kg.graph.merge import partition_key
from kg.statements.model import Claim

Packed = tuple[tuple[str, bytes], ...]
"""The claims of one document by partition, each partition's claims pickled."""

BUCKETS = 128
MOST_HELD = 64 << 20
"""Most bytes of packed claims held in memory."""
JOB_BYTES = 1 << 18
"""Buckets are merged together until they hold this much."""


def pack(claims: Iterable[Claim], named: Mapping[str, str]) -> Packed:
    """The claims of a document by partition; ``named`` as ``named_rows`` gives it."""
    partitions: dict[str, list[Claim]] = {}
    for claim in claims:
        partitions.setdefault(partition_key(claim, named), []).append(claim)
    return tuple((key, pickle.dumps(own, pickle.HIGHEST_PROTOCOL)) for key, own in partitions.items())


def unpack(records: Iterable[tuple[str, bytes]]) -> Iterator[list[Claim]]:
    """The claims of each partition, partitions in order of key."""
    partitions: dict[str, list[bytes]] = {}
    for key, packed in records:
        partitions.setdefault(key, []).append(packed)
    for key in sorted(partitions):
        yield [claim for packed in partitions[key] for claim in pickle.loads(packed)]


class Partitions(AbstractContextManager["Partitions"]):
    """The packed claims of all documents; its files are removed at the end."""

    def __init__(self, *, most_held: int = MOST_HELD) -> None:
        self._most_held = most_held
        self._held = 0
        self._buckets: list[list[tuple[str, bytes]]] = [[] for _ in range(BUCKETS)]
        self._folder: TemporaryDirectory[str] | None = None

    def add(self, packed: Packed) -> None:
        """Takes in the claims of a document."""
        for key, claims in packed:
            self._buckets[crc32(key.encode()) % BUCKETS].append((key, claims))
            self._held += len(claims)
        if self._held > self._most_held:
            self._spill()

    def relations(self) -> Iterator[Claim]:
        """The claims of relations that have been added."""
        for bucket in range(BUCKETS):
            for key, packed in self._records(bucket):
                if key.startswith("relation/"):
                    yield from pickle.loads(packed)

    def jobs(self) -> Iterator[list[tuple[str, bytes]]]:
        """All records, whole partitions together, in portions that are worth a job."""
        portion: list[tuple[str, bytes]] = []
        size = 0
        for bucket in range(BUCKETS):
            records = self._records(bucket)
            portion += records
            size += sum(len(packed) for _, packed in records)
            if size >= JOB_BYTES:
                yield portion
                portion, size = [], 0
        if portion:
            yield portion

    def _records(self, bucket: int) -> list[tuple[str, bytes]]:
        records: list[tuple[str, bytes]] = []
        path = self._path(bucket)
        if path is not None and path.exists():
            with path.open("rb") as file:
                while file.peek(1):
                    records += pickle.load(file)
        return records + self._buckets[bucket]

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="kg-claims-")
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
