"""Does the jobs of writing a release side by side: in threads while they are few, in processes where that pays."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from kg.errors import WorkerError

Job = TypeVar("Job")
Result = TypeVar("Result")

WAITING = 2
"""Jobs handed out beyond one for each processor, so that results do not pile up."""


def processors() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0))


def processes() -> ProcessPoolExecutor:
    """A process for each processor; they end with this one, however that ends."""
    return ProcessPoolExecutor(processors(), get_context("spawn"), initializer=_end_with_parent)


def in_order(executor: Executor | None, work: Callable[[Job], Result], jobs: Iterable[Job]) -> Iterator[Result]:
    """What ``work`` makes of each job, in their order; done here without an executor.

    Raises what it raises, and WorkerError if a process was killed.
    """
    if executor is None:
        yield from map(work, jobs)
        return
    waiting: deque[Future[Result]] = deque()
    try:
        for job in jobs:
            waiting.append(executor.submit(work, job))
            if len(waiting) >= processors() + WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise WorkerError(
            "a process of the build was killed", remedy="see that there is enough memory, and build again"
        ) from None


def _end_with_parent() -> None:
    """A pool's process waits on a pipe of which it holds both ends: it would outlive a parent that is killed."""
    Thread(target=_watch, name="watch-parent", daemon=True).start()


def _watch() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
