"""Lanes of worker processes: every question is answered within its limits, whatever the others ask.

Addresses take turns at the workers of the *fast lane*. As long as questions are small, a worker is asked several at
once; what stands behind one that is not small is taken back and asked of another. A question that uses more than a
moment of processor time while others wait, or more than ``FAST_SECONDS`` of it, moves with its worker to the *slow
lane*: low priority, few places, and a bounded queue in which it is stopped until a place is free. A new worker takes
its place. At its time limit it is killed; a worker that dies is replaced, and a question that lost its worker through
no fault of its own is asked again.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Iterable, Mapping
from time import monotonic

from kg.config import Settings
from kg.errors import BusyError, KgError, QueryError, WorkerError
from kg.store.jobs import Job, Pool, State, Task, answer_of
from kg.store.layout import Release
from kg.store.losses import Losses
from kg.store.nursery import Worker
from kg.store.questions import Answer, Question, out_of_time, read_error
from kg.store.slow_lane import SlowLane
from kg.store.staff import Staff
from kg.store.waiting import RETRY_SECONDS, Waiting
from kg.store.wire import FAILED, SPOOLED, Header

__all__ = ["Answer", "Lanes", "Question"]

MOMENT_SECONDS = 0.05
"""After so much processor time a question gives way when another address waits. What counts is what it used, not how
long it took: on a busy machine even a small question takes its time."""
OWN_MOMENT_SECONDS = 0.3
"""After so much it gives way to questions of its own address."""
FAST_SECONDS = 1.0
"""After so much processor time a question leaves the fast lane in any case."""
STUCK_SECONDS = 5.0
"""After so long any question does."""
TICK_SECONDS = 0.02
"""How often limits and moments are looked at: one timer for all, as most questions need none."""
AT_ONCE = 8
"""Most questions asked of a worker at once."""
TOGETHER_SECONDS = 0.004
"""As many as will take so long, going by those before."""
HELD_UP_SECONDS = 0.015
"""After so much processor time for one of them, the others are taken back."""
HEAVY_SECONDS = 10.0
"""For so long after one of its questions left the fast lane, an address shares no worker with others."""
WORTH_KEEPING = 1 / 8
"""A worker that holds more than this share of what it may is replaced after a large answer."""


class Lanes:
    """All workers of a server, over every release it holds; lives on one event loop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.fast_places = settings.workers or max(2, os.cpu_count() or 1)
        self._losses = Losses(settings, self._ask_again, self._end)
        self._staff = Staff(settings, self.fast_places, self._dispatch, self._reply, self._lost, self._give_up)
        self._jobs: dict[Job, None] = {}
        self._waiting = Waiting()
        self._ticking = self._dispatching = False
        self._fast: dict[Worker, Task] = {}
        self._slow = SlowLane(settings, self._end)
        self._heavy: dict[str, float] = {}

    async def open(self, release: Release, *, pinned: bool = False) -> None:
        """Start workers for a release. Raises WorkerError if its store cannot be opened."""
        await self._staff.open(release, pinned=pinned)

    def is_open(self, release_id: str) -> bool:
        """Whether the release has workers."""
        return release_id in self._staff.pools

    async def retire(self, release_id: str) -> None:
        """Close a release's workers once its questions are answered."""
        await self._staff.retire(release_id)

    async def close(self) -> None:
        """End every worker."""
        await self._staff.close()

    def gauges(self) -> Mapping[str, int]:
        """How many questions and workers there are in each state."""
        return {
            "waiting": self._waiting.count,
            "fast": sum(len(task.jobs) for task in list(self._fast.values())),
            "slow": len(self._slow.running),
            "stopped": len(self._slow.stopped),
            "idle": sum(len(pool.idle) for pool in self._staff.pools.values()),
            "restarts": self._staff.restarts + self._losses.count,
        }

    async def ask(self, release_id: str, question: Question) -> Answer:
        """The answer to a question.

        Raises QueryError, LimitError (time, memory, size or depth), BusyError and WorkerError.
        """
        pool = self._staff.pools.get(release_id)
        if pool is None:
            raise WorkerError("the release is not open for queries", remedy="try again")
        loop = asyncio.get_running_loop()
        now = monotonic()
        job = Job(question, pool, loop.create_future(), now, now + question.seconds)
        self._waiting.add(job)
        pool.jobs += 1
        self._jobs[job] = None
        if not self._ticking:
            self._ticking = True
            loop.call_later(TICK_SECONDS, self._tick, loop)
        try:
            self._dispatch_soon()
            return await job.future
        finally:
            pool.jobs -= 1
            del self._jobs[job]
            if job.state is not State.DONE:
                self._end(job, None)

    def _dispatch_soon(self) -> None:
        """Hand out what waits once everything that came with it is here too."""
        if not self._dispatching:
            self._dispatching = True
            asyncio.get_running_loop().call_soon(self._dispatch)

    def _dispatch(self) -> None:
        self._dispatching = False
        self._hand_out()
        if self._waiting.count:
            for worker, task in self._fast.items():
                current = task.current(worker)
                if task.over_moment and current is not None and self._waiting.has_others(current.question.client):
                    self._demote(worker, task, current)
                    break

    def _hand_out(self) -> None:
        while self._waiting.count and len(self._fast) < self.fast_places:
            job = self._waiting.take()
            if job is None:
                for pool in self._waiting.wanting():
                    self._staff.top_up(pool, wanted=1)
                return
            pool, jobs = job.pool, deque([job])
            most = 1 if job.question.client in self._heavy else min(AT_ONCE, int(TOGETHER_SECONDS / pool.pace))
            while len(jobs) < most and (another := self._waiting.take(pool, self._heavy)) is not None:
                jobs.append(another)
            self._start(pool.idle.pop(), pool, jobs)

    def _start(self, worker: Worker, pool: Pool, jobs: deque[Job]) -> None:
        now = monotonic()
        for job in jobs:
            job.state, job.worker = State.FAST, worker
        self._fast[worker] = pool.busy[worker] = Task(pool, jobs, len(jobs), now, now)
        worker.ask(b"".join([job.question.pack() for job in jobs]))

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look at the time limits of all questions, and at how far those in the fast lane have got."""
        now = monotonic()
        for job in [job for job in self._jobs if job.deadline <= now]:
            self._time_is_up(job)
        for worker, task in list(self._fast.items()):
            self._look(worker, task, now)
        for client in [client for client, until in self._heavy.items() if until <= now]:
            del self._heavy[client]
        self._ticking = bool(self._jobs)
        if self._ticking:
            loop.call_later(TICK_SECONDS, self._tick, loop)

    def _look(self, worker: Worker, task: Task, now: float) -> None:
        """See how far a worker in the fast lane has got, and whether its question must leave."""
        if worker not in self._fast:
            return
        cpu, took = worker.cpu_seconds(), now - task.since
        if task.cpu_before is None:
            task.cpu_before = cpu - min(took, TICK_SECONDS)
        used = cpu - task.cpu_before
        current = task.current(worker)
        if current is None and took >= STUCK_SECONDS:
            self._release(worker, task, reuse=False)
        if current is None or (used < HELD_UP_SECONDS and took < FAST_SECONDS):
            return
        if len(task.jobs) > 1 and task.settled is None:
            task.settled = current
            task.pool.pace = max(task.pool.pace, TOGETHER_SECONDS)
            self._ask_again(job for job in task.awaited(worker) if job is not current)
        if current.state is State.DONE:
            self._release(worker, task, reuse=False)
            return
        task.over_moment = used >= MOMENT_SECONDS or took >= STUCK_SECONDS
        if task.over_moment:
            others_wait = self._waiting.has_others(current.question.client)
            own_wait = used >= OWN_MOMENT_SECONDS and self._waiting.count > 0
            if others_wait or own_wait or used >= FAST_SECONDS or took >= STUCK_SECONDS:
                self._demote(worker, task, current)

    def _demote(self, worker: Worker, task: Task, job: Job) -> None:
        """Out of the fast lane: to a slow place, to the queue before it, or away."""
        del self._fast[worker]
        task.is_fast = False
        self._heavy[job.question.client] = monotonic() + HEAVY_SECONDS
        worker.lower_priority()
        self._slow.take(job)
        self._staff.top_up(task.pool)
        self._hand_out()

    def _time_is_up(self, job: Job) -> None:
        if job.state is State.DONE:
            return
        task = None if job.worker is None else job.pool.busy.get(job.worker)
        begun = task is not None and job.worker is not None and task.current(job.worker) is job
        waited = BusyError("no worker was free in time", retry_after=RETRY_SECONDS)
        self._end(job, out_of_time(job.question.seconds) if begun else waited)

    def _reply(self, pool: Pool, worker: Worker, header: Header, body: bytes) -> None:
        """Take in a reply to the first question that the worker has not replied to."""
        task = pool.busy.get(worker)
        if task is None or not task.jobs:
            worker.kill()
            return
        job = task.jobs.popleft()
        reuse = task.settled is None and task.is_fast
        result: Answer | KgError
        if header.kind == FAILED:
            result = read_error(body, self.settings)
            reuse = reuse and isinstance(result, QueryError)
        else:
            result, reuse = answer_of(job, worker, header, body), reuse and self._is_worth_keeping(worker, header)
        if job.worker is worker and job.state is not State.DONE:
            self._slow.drop(job)
            job.state, job.worker = State.DONE, None
            job.tell(result)
        elif isinstance(result, Answer) and result.body is None:
            os.close(result.spool_file)
        if task.settled is not None and job is not task.settled:
            return
        if reuse and task.jobs:
            task.since, task.cpu_before = monotonic(), None
        else:
            self._release(worker, task, reuse=reuse)

    def _is_worth_keeping(self, worker: Worker, header: Header) -> bool:
        """Whether a worker is still as small as a new one, more or less."""
        return header.kind != SPOOLED or worker.resident_bytes() < self.settings.worker_bytes * WORTH_KEEPING

    def _end(self, job: Job, error: KgError | None) -> None:
        """End a question that has no answer: with an error, or because nobody waits for it any more."""
        state, worker = job.state, job.worker
        task = None if worker is None else job.pool.busy.get(worker)
        current = None if worker is None or task is None else task.current(worker)
        job.state, job.worker = State.DONE, None
        if error is not None:
            job.tell(error)
        if state is State.WAITING:
            self._waiting.drop(job)
        self._slow.drop(job)
        if worker is not None and task is not None and current is job:
            self._release(worker, task, reuse=False)

    def _release(self, worker: Worker, task: Task, *, reuse: bool) -> None:
        """A worker has replied to all it was asked and is idle, or else is killed, and what it had is asked again."""
        pool = task.pool
        pool.busy.pop(worker, None)
        self._fast.pop(worker, None)
        if reuse and worker.alive and not pool.closing:
            pool.pace += ((monotonic() - task.began) / task.size - pool.pace) * 0.2
            pool.idle.append(worker)
        else:
            worker.kill()
            self._ask_again(task.awaited(worker))
            self._staff.top_up(pool)
        if self._waiting.count:
            self._dispatch_soon()

    def _ask_again(self, jobs: Iterable[Job]) -> None:
        """Put questions back that wait for a worker through no fault of theirs."""
        for job in reversed(list(jobs)):
            job.state, job.worker = State.WAITING, None
            self._waiting.put_back(job)
        if self._waiting.count:
            self._dispatch_soon()

    def _lost(self, worker: Worker, task: Task) -> None:
        """A worker ended that had been asked something."""
        self._fast.pop(worker, None)
        for job in task.awaited(worker):
            self._slow.drop(job)
        self._staff.spawn(self._losses.take(worker, task, task.current(worker)))

    def _give_up(self, pool: Pool, error: KgError) -> None:
        for job in self._waiting.of(pool):
            self._end(job, error)
