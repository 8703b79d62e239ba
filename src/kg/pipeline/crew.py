"""The processes that do the jobs of a build: this one while there is little to do, all cores where that pays.

Each process loads the knowledge once. Results come in the order of the jobs; a job is handed out only when few are
waiting, so that neither jobs nor results pile up.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from kg.errors import KgError
from kg.pipeline.extraction import Knowledge, load_knowledge
from kg.pipeline.handed_out import killed, outcome
from kg.pipeline.orphans import end_with_parent

Job = TypeVar("Job")
Result = TypeVar("Result")

WAITING = 3
"""Jobs handed out per process beyond the one it does."""


class Crew(AbstractContextManager["Crew"]):
    """``processes`` that share the work; with fewer than two it is done here."""

    def __init__(self, processes: int, references: Sequence[Path] = (), patterns: Sequence[Path] = ()) -> None:
        self.processes = processes
        self.pool: ProcessPoolExecutor | None = None
        if processes > 1:
            self.pool = ProcessPoolExecutor(
                processes, get_context("spawn"), initializer=_prepare, initargs=(tuple(references), tuple(patterns))
            )

    def map(
        self, work: Callable[[Knowledge, Job], Result], jobs: Iterable[Job], knowledge: Knowledge
    ) -> Iterator[Result]:
        """What ``work`` (a function of a module) makes of each job, in their order. Raises what it raises.

        ``knowledge`` is that of this process; the others load their own.
        """
        if self.pool is None:
            for job in jobs:
                yield work(knowledge, job)
            return
        waiting: deque[Future[Result]] = deque()
        for job in jobs:
            try:
                waiting.append(self.pool.submit(_work, work, job))
            except BrokenProcessPool:
                raise killed() from None
            if len(waiting) > self.processes * (1 + WAITING):
                yield outcome(waiting.popleft())
        while waiting:
            yield outcome(waiting.popleft())

    def dismiss(self) -> None:
        """Let the processes go, when the jobs that have been handed out are done."""
        if self.pool is not None:
            self.pool.shutdown(wait=False)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)


_knowledge: Knowledge | KgError | None = None


def _prepare(references: tuple[Path, ...], patterns: tuple[Path, ...]) -> None:
    global _knowledge
    end_with_parent()
    try:
        _knowledge = load_knowledge(references, patterns)
    except KgError as error:
        _knowledge = error  # raised by the first job: an initializer that raises breaks the pool
    settle()


def _work(work: Callable[[Knowledge, Job], Result], job: Job) -> Result:
    if isinstance(_knowledge, KgError):
        raise _knowledge
    assert _knowledge is not None
    return work(_knowledge, job)


def settle() -> None:
    """Spare the garbage collector what stays to the end, and let it run less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
