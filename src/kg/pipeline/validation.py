"""Validates a build against the shapes in a process beside it: the reference data, and each document's share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType

from pyoxigraph import Quad, RdfFormat, parse, serialize

from kg.graph.reference import reference_quads
from kg.graph.shapes import validate_document, validate_reference


class Validation(AbstractContextManager["Validation"]):
    """Validation under way; ``finish`` waits for it and raises what it found."""

    def __init__(self, folders: Sequence[Path], base: str) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self._jobs: list[Future[None]] = [self._pool.submit(_reference, tuple(folders), base)]

    def share(self, quads: Iterable[Quad], document: str) -> None:
        """Validate a document's share: its description, its evidence and the evidence graphs."""
        packed = serialize(quads, format=RdfFormat.N_QUADS)
        assert packed is not None
        self._jobs.append(self._pool.submit(_share, packed, document))

    def finish(self) -> None:
        """Wait until all is validated. Raises ReferenceDataError or ShapeError for the first violation in order."""
        for job in self._jobs:
            job.result()
        self._jobs.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


def _reference(folders: tuple[Path, ...], base: str) -> None:
    validate_reference(reference_quads(base, folders), folders)


def _share(packed: bytes, document: str) -> None:
    validate_document(parse(packed, format=RdfFormat.N_QUADS), document)
