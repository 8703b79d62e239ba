"""Validates the reference data beside a build; the shares of documents are validated where they are made.

With a crew it is one of its jobs; without one, a process of its own does it while the build goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from types import TracebackType

from pyoxigraph import Quad, RdfFormat, serialize

from kg.graph.reference import reference_quads
from kg.graph.shapes import validate_reference
from kg.pipeline.handed_out import outcome
from kg.pipeline.orphans import end_with_parent
from kg.pipeline.starting import context


class Validation(AbstractContextManager["Validation"]):
    """Validation under way; ``finish`` waits for it and raises what it found.

    ``valid`` are the quads of the reference data as N-Quads where an earlier build has validated them.
    """

    def __init__(
        self, folders: Sequence[Path], base: str, executor: ProcessPoolExecutor | None = None, valid: bytes = b""
    ) -> None:
        self._own = None if executor is not None else _own_process()
        self._pool = executor or self._own
        assert self._pool is not None
        self._valid = valid
        self._reference: Future[bytes] | None = None
        self._checked: Future[None] | None = None
        if not valid:
            self._reference = self._pool.submit(_reference_lines, tuple(folders), base)
            self._checked = self._pool.submit(_reference, tuple(folders), base)

    def reference_lines(self) -> bytes:
        """The quads of the reference data as N-Quads, made beside as well."""
        return self._valid if self._reference is None else outcome(self._reference)

    def finish(self) -> None:
        """Wait until all is validated. Raises ReferenceDataError for a violation."""
        if self._checked is not None:
            outcome(self._checked)
        if self._own is not None:
            self._own.shutdown(wait=False)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own is not None:
            self._own.shutdown(cancel_futures=True)


def _own_process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=context(), initializer=end_with_parent)


@lru_cache(maxsize=1)
def _quads(folders: tuple[Path, ...], base: str) -> list[Quad]:
    return list(reference_quads(base, folders))


def _reference_lines(folders: tuple[Path, ...], base: str) -> bytes:
    return serialize(_quads(folders, base), format=RdfFormat.N_QUADS) or b""


def _reference(folders: tuple[Path, ...], base: str) -> None:
    validate_reference(_quads(folders, base), folders)
    _quads.cache_clear()
