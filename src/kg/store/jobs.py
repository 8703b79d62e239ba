"""A question on its way through the lanes, and the workers of one release."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from dataclasses import dataclass, field
from enum import Enum
from time import monotonic

from kg.errors import KgError
from kg.store.nursery import Nursery, Worker
from kg.store.questions import Answer, Question
from kg.store.wire import SPOOLED, Header


class State(Enum):
    WAITING = 0
    FAST = 1
    SLOW = 2
    STOPPED = 3
    DONE = 4


@dataclass(slots=True, eq=False)
class Job:
    """A question under way; ``asked``, ``deadline`` and ``started`` are seconds of the monotonic clock."""

    question: Question
    pool: Pool
    future: asyncio.Future[Answer]
    asked: float
    deadline: float
    state: State = State.WAITING
    worker: Worker | None = None
    started: float = 0.0
    retries: int = 0

    def tell(self, result: Answer | KgError) -> None:
        """Give who asked the result, unless they left."""
        if isinstance(result, KgError):
            if not self.future.done():
                self.future.set_exception(result)
        elif not self.future.done():
            self.future.set_result(result)
        elif result.body is None:
            os.close(result.spool_file)


@dataclass(slots=True, eq=False)
class Task:
    """What a worker has been asked at once and has not replied to, in that order.

    A job in it that is done, or that another worker has by now, is no longer waited for. ``began`` is when it was all
    asked, ``since`` when it was or the worker last replied; ``cpu_before`` is the processor time the worker had used by
    then, once anyone has looked. ``settled`` is the one job it keeps after the others were taken from it.
    """

    pool: Pool
    jobs: deque[Job]
    size: int
    began: float
    since: float
    cpu_before: float | None = None
    over_moment: bool = False
    is_fast: bool = True
    settled: Job | None = None

    def current(self, worker: Worker) -> Job | None:
        """The job the worker is at, or ``None`` if it has begun none of several."""
        if self.settled is not None:
            return self.settled
        if len(self.jobs) == 1:
            return self.jobs[0]
        at = worker.ahead - 1
        return self.jobs[at] if 0 <= at < len(self.jobs) else None

    def awaited(self, worker: Worker) -> list[Job]:
        """The jobs whose replies are waited for."""
        return [job for job in self.jobs if job.worker is worker and job.state is not State.DONE]


@dataclass(slots=True, eq=False)
class Pool:
    """The workers of one release; ``pace`` is how many seconds its questions took of late."""

    nursery: Nursery
    spare: int
    idle: list[Worker] = field(default_factory=list)
    being_born: int = 0
    jobs: int = 0
    closing: bool = False
    busy: dict[Worker, Task] = field(default_factory=dict)
    pace: float = 1.0


def answer_of(job: Job, worker: Worker, header: Header, body: bytes) -> Answer:
    """The answer in a worker's reply; one in a file takes the file from the worker."""
    spooled = header.kind == SPOOLED
    return Answer(
        None if spooled else body,
        worker.take_spool() if spooled else -1,
        header.size,
        header.rows,
        header.format,
        header.form,
        header.volatile,
        header.gzip,
        monotonic() - job.asked,
    )
