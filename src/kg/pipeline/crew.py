"""The processes that do the jobs of a build: this one while there is little to do, all cores where that pays.

Each process has the knowledge before its first job. Results come in the order of the jobs; a job is handed out only
when few are waiting, so that neither jobs nor results pile up.
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
from kg.pipeline.starting import copies

Tag = TypeVar("Tag")
Job = TypeVar("Job")
Result = TypeVar("Result")

WAITING = 3
"""Jobs handed out per process beyond the one it does."""


class Crew(AbstractContextManager["Crew"]):
    """``processes`` that share the work; with fewer than two it is done here.

    They load the knowledge in the folders ``references`` and ``patterns``, or begin with ``knowledge`` where they can.
    """

    def __init__(
        self,
        processes: int,
        references: Sequence[Path] = (),
        patterns: Sequence[Path] = (),
        knowledge: Knowledge | None = None,
    ) -> None:
        self.processes = processes
        self.pool: ProcessPoolExecutor | None = None
        if processes > 1 and knowledge is not None and copies():
            self.pool = ProcessPoolExecutor(processes, get_context("fork"), _begin, (knowledge,))
            self.pool.submit(settle)  # copies are made at the first job, and now nothing is open yet
        elif processes > 1:
            folders = (tuple(references), tuple(patterns))
            self.pool = ProcessPoolExecutor(processes, get_context("spawn"), _prepare, folders)

    def map(
        self,
        work: Callable[[Knowledge, Job], Result],
        jobs: Iterable[tuple[Tag, Job | None]],
        knowledge: Knowledge,
    ) -> Iterator[tuple[Tag, Result | None]]:
        """What ``work`` (a function of a module) makes of each job, in their order, each with what came beside the job.

        Nothing is made of ``None``. ``knowledge`` is that of this process; the others load their own. Raises what the
        work raises, and WorkerError where a process was killed.
        """
        if self.pool is None:
            for tag, job in jobs:
                yield tag, None if job is None else work(knowledge, job)
            return
        waiting: deque[tuple[Tag, Future[Result] | None]] = deque()
        for tag, job in jobs:
            try:
                waiting.append((tag, None if job is None else self.pool.submit(_work, work, job)))
            except BrokenProcessPool:
                raise killed() from None
            yield from _come(waiting, self.processes * (1 + WAITING))
        yield from _come(waiting, 0)

    def dismiss(self) -> None:
        """All has been read and merged: workers elsewhere may go, the processes here go on to write."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)


def _come(waiting: deque[tuple[Tag, Future[Result] | None]], most: int) -> Iterator[tuple[Tag, Result | None]]:
    """What has come of the first of those that wait, until ``most`` are left and a job is first."""
    while waiting and (waiting[0][1] is None or len(waiting) > most):
        tag, job = waiting.popleft()
        yield tag, None if job is None else outcome(job)


_knowledge: Knowledge | KgError | None = None


def _prepare(references: tuple[Path, ...], patterns: tuple[Path, ...]) -> None:
    global _knowledge
    end_with_parent()
    try:
        _knowledge = load_knowledge(references, patterns)
    except KgError as error:
        _knowledge = error  # raised by the first job: an initializer that raises breaks the pool
    settle()


def _begin(knowledge: Knowledge) -> None:
    """Begins in a copy of the process that has loaded the knowledge."""
    global _knowledge
    end_with_parent()
    _knowledge = knowledge
    spare()


def _work(work: Callable[[Knowledge, Job], Result], job: Job) -> Result:
    if isinstance(_knowledge, KgError):
        raise _knowledge
    assert _knowledge is not None
    return work(_knowledge, job)


def settle() -> None:
    """Spare the garbage collector what stays to the end, and let it run less often."""
    gc.collect()
    spare()


def spare() -> None:
    """The same without looking for garbage, which would make all memory that processes share their own."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
