"""The slow lane: few places at low priority, and a queue in which questions stand still until it is their turn.

A stopped process (SIGSTOP) costs no processor time. Addresses take turns, and so do the questions of one address.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from time import monotonic

from kg.config import Settings
from kg.errors import BusyError, KgError
from kg.store.jobs import Job, State
from kg.store.questions import too_much_memory

SLOW_PLACES = 2
SLOW_QUEUE = 32
"""Most questions stopped at once; beyond, the address with the most loses its latest."""
TURN_SECONDS = 0.25
"""How long a question keeps a slow place when others are stopped before it."""
SLOW_MEMORY_SHARE = 0.5
"""The share of the machine's memory that all slow questions together may hold; beyond, the largest is ended."""
RETRY_SECONDS = 5


class SlowLane:
    """The long questions: ``running`` those with a place, ``stopped`` those that wait for one.

    ``fail`` is called with a question that must go, and its error; it is to call ``drop``.
    """

    def __init__(self, settings: Settings, fail: Callable[[Job, KgError], None]) -> None:
        self.running: dict[Job, None] = {}
        self.stopped: dict[Job, None] = {}
        self._settings = settings
        self._fail = fail
        self._turning: asyncio.TimerHandle | None = None
        self._memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * SLOW_MEMORY_SHARE

    def take(self, job: Job) -> None:
        """Take a running question in."""
        if len(self.running) < SLOW_PLACES:
            job.state, job.started = State.SLOW, monotonic()
            self.running[job] = None
            return
        self._stop(job)
        if len(self.stopped) > SLOW_QUEUE:
            self._fail(self._greediest(), BusyError("too many long queries are running", retry_after=RETRY_SECONDS))

    def drop(self, job: Job) -> None:
        """Let go of a question, whether it is here or not; its place goes to another."""
        self.stopped.pop(job, None)
        if self.running.pop(job, 0) is None:
            self._continue_next()

    def _stop(self, job: Job) -> None:
        assert job.worker is not None
        job.worker.signal(signal.SIGSTOP)
        job.state = State.STOPPED
        self.running.pop(job, None)
        self.stopped[job] = None
        if self._turning is None:
            self._turning = job.future.get_loop().call_later(TURN_SECONDS, self._turn)

    def _continue_next(self) -> None:
        """Give a free place to a question of the address with the fewest places, to the one that stood longest."""
        if not self.stopped or len(self.running) >= SLOW_PLACES:
            return
        clients = [job.question.client for job in self.running]
        job = min(self.stopped, key=lambda stopped: clients.count(stopped.question.client))
        del self.stopped[job]
        assert job.worker is not None
        job.state, job.started = State.SLOW, monotonic()
        self.running[job] = None
        job.worker.signal(signal.SIGCONT)

    def _turn(self) -> None:
        """Let stopped questions take turns with those that have had a place for long enough."""
        self._turning = None
        held = {job: job.worker.resident_bytes() for job in (*self.running, *self.stopped) if job.worker is not None}
        if sum(held.values()) > self._memory:
            self._fail(max(held, key=lambda job: held[job]), too_much_memory(self._settings))
        enough = [job for job in self.running if monotonic() - job.started >= TURN_SECONDS]
        for job in enough[: len(self.stopped)]:
            self._stop(job)
            self._continue_next()
        if self.stopped and self._turning is None:
            self._turning = next(iter(self.stopped)).future.get_loop().call_later(TURN_SECONDS, self._turn)

    def _greediest(self) -> Job:
        """The latest stopped question of the address with the most long ones."""
        shares: dict[str, int] = {}
        for job in (*self.running, *self.stopped):
            shares[job.question.client] = shares.get(job.question.client, 0) + 1
        return max(reversed(self.stopped), key=lambda job: shares[job.question.client])
