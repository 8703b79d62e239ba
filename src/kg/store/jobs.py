"""A question on its way through the lanes, and the workers of one release."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum

from kg.store.nursery import Nursery, Worker
from kg.store.questions import Answer, Question


class State(Enum):
    WAITING = 0
    FAST = 1
    SLOW = 2
    STOPPED = 3
    DONE = 4


@dataclass(slots=True, eq=False)
class Job:
    """A question under way; ``asked``, ``deadline`` and ``started`` are seconds of the monotonic clock.

    ``cpu_before`` is the processor time its worker had used when it began, once anyone has looked.
    """

    question: Question
    pool: Pool
    future: asyncio.Future[Answer]
    asked: float
    deadline: float
    state: State = State.WAITING
    worker: Worker | None = None
    started: float = 0.0
    cpu_before: float | None = None
    over_moment: bool = False
    retries: int = 0


@dataclass(slots=True, eq=False)
class Pool:
    """The workers of one release."""

    nursery: Nursery
    spare: int
    idle: list[Worker] = field(default_factory=list)
    being_born: int = 0
    jobs: int = 0
    closing: bool = False
    busy: dict[Worker, Job] = field(default_factory=dict)
