"""What becomes of questions whose worker ended under them.

The one it was at is blamed for what it did, and asked again if it did nothing; the others are asked again at once.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable

from kg.config import Settings
from kg.errors import KgError, WorkerError
from kg.store.jobs import Job, State, Task
from kg.store.nursery import Worker
from kg.store.questions import too_deep, too_much_memory

RETRIES = 5
"""How often a question is asked again when its worker is ended from outside."""


class Losses:
    """Counts workers lost to what they were asked or from outside; ``ask_again`` and ``end`` act on questions."""

    def __init__(
        self,
        settings: Settings,
        ask_again: Callable[[Iterable[Job]], None],
        end: Callable[[Job, KgError | None], None],
    ) -> None:
        self.count = 0
        self._settings = settings
        self._ask_again = ask_again
        self._end = end

    async def take(self, worker: Worker, task: Task, begun: Job | None) -> None:
        """See to what a worker had been asked that ended; ``begun`` is the question it was at, if any."""
        jobs = task.awaited(worker)
        self._ask_again(job for job in jobs if job is not begun)
        if begun is None:
            for job in jobs:
                self._count_loss(job)
        if begun is None or begun not in jobs:
            return
        cause = await task.pool.nursery.cause(worker.pid)
        if begun.state is State.DONE:
            return
        self.count += 1
        if cause in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL):
            self._end(begun, too_deep())
        elif cause == signal.SIGABRT:
            self._end(begun, too_much_memory(self._settings))
        else:
            self._ask_again([begun])
            self._count_loss(begun)

    def _count_loss(self, job: Job) -> None:
        job.retries += 1
        if job.retries > RETRIES:
            gone = "the query's process was ended from outside again and again"
            self._end(job, WorkerError(gone, remedy="try again later"))
