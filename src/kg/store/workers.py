"""Lanes of worker processes: every question is answered within its limits, whatever the others ask.

Addresses take turns at the workers of the *fast lane*. A question that uses more than a moment of processor time while
others wait, or takes longer than ``FAST_SECONDS``, moves with its worker to the *slow lane*: low priority, few places,
and a bounded queue in which it is stopped until a place is free. A new worker takes its place. At its time limit it is
killed; a worker that dies is replaced, and a question that lost its worker through no fault of its own is asked again.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping
from time import monotonic

from kg.config import Settings
from kg.errors import BusyError, KgError, LimitError, WorkerError
from kg.store.jobs import Job, Pool, State
from kg.store.layout import Release
from kg.store.nursery import Reply, Worker
from kg.store.questions import Answer, Question, read_error, too_deep, too_much_memory
from kg.store.slow_lane import SlowLane
from kg.store.staff import Staff
from kg.store.waiting import RETRY_SECONDS, Waiting

__all__ = ["Answer", "Lanes", "Question"]

MOMENT_SECONDS = 0.05
"""After so much processor time a question gives way when another address waits. What counts is what it used, not how
long it took: on a busy machine even a small question takes its time."""
OWN_MOMENT_SECONDS = 0.3
"""After so much it gives way to questions of its own address."""
FAST_SECONDS = 1.0
"""After this a question that used its moment leaves the fast lane in any case."""
STUCK_SECONDS = 5.0
"""After this any question does."""
TICK_SECONDS = 0.02
"""How often limits and moments are looked at: one timer for all, as most questions need none."""
RETRIES = 5
"""How often a question is asked again when its worker is ended from outside."""


class Lanes:
    """All workers of a server, over every release it holds; lives on one event loop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.fast_places = settings.workers or max(2, os.cpu_count() or 1)
        self._staff = Staff(settings, self.fast_places, self._dispatch, self._inquire, self._give_up)
        self._jobs: dict[Job, None] = {}
        self._waiting = Waiting()
        self._ticking = False
        self._fast: dict[Job, None] = {}
        self._slow = SlowLane(settings, self._fail)

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
            "fast": len(self._fast),
            "slow": len(self._slow.running),
            "stopped": len(self._slow.stopped),
            "idle": sum(len(pool.idle) for pool in self._staff.pools.values()),
            "restarts": self._staff.restarts,
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
        pool.jobs += 1
        self._jobs[job] = None
        if not self._ticking:
            self._ticking = True
            loop.call_later(TICK_SECONDS, self._tick, loop)
        try:
            self._enqueue(job)
            return await job.future
        finally:
            pool.jobs -= 1
            del self._jobs[job]
            if job.state is not State.DONE:
                self._finish(job, reuse=False)

    def _enqueue(self, job: Job) -> None:
        self._waiting.add(job)
        self._dispatch()
        if self._waiting.count:
            for running in list(self._fast):
                if running.over_moment and running.question.client != job.question.client:
                    self._demote(running)
                    break

    def _dispatch(self) -> None:
        while self._waiting.count and len(self._fast) < self.fast_places:
            job = self._waiting.take()
            if job is None:
                for pool in self._waiting.wanting():
                    self._staff.top_up(pool, wanted=1)
                return
            self._start(job, job.pool.idle.pop())

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look at the time limits of all questions, and at how far those in the fast lane have got."""
        now = monotonic()
        for job in [job for job in self._jobs if job.deadline <= now]:
            self._time_is_up(job)
        for job in list(self._fast):
            self._look(job, now)
        self._ticking = bool(self._jobs)
        if self._ticking:
            loop.call_later(TICK_SECONDS, self._tick, loop)

    def _start(self, job: Job, worker: Worker) -> None:
        job.state, job.worker = State.FAST, worker
        self._fast[job] = None
        job.pool.busy[worker] = job
        job.started, job.cpu_before = monotonic(), None
        worker.ask(job.question.message(), lambda reply: self._reply(job, reply))

    def _look(self, job: Job, now: float) -> None:
        """See how far a question in the fast lane has got, and whether it must leave."""
        if job.state is not State.FAST or job.worker is None:
            return
        cpu, took = job.worker.cpu_seconds(), now - job.started
        if job.cpu_before is None:
            job.cpu_before = cpu - min(took, TICK_SECONDS)
        used = cpu - job.cpu_before
        job.over_moment = used >= MOMENT_SECONDS or took >= STUCK_SECONDS
        if job.over_moment:
            others_wait = self._waiting.has_others(job.question.client)
            own_wait = used >= OWN_MOMENT_SECONDS and self._waiting.count > 0
            if others_wait or own_wait or took >= FAST_SECONDS:
                self._demote(job)

    def _demote(self, job: Job) -> None:
        """Out of the fast lane: to a slow place, to the queue before it, or away."""
        assert job.worker is not None
        del self._fast[job]
        job.worker.lower_priority()
        self._slow.take(job)
        self._staff.top_up(job.pool)
        self._dispatch()

    def _time_is_up(self, job: Job) -> None:
        if job.state is State.DONE:
            return
        if job.state is State.WAITING:
            self._fail(job, BusyError("no worker was free in time", retry_after=RETRY_SECONDS))
            return
        self._fail(
            job,
            LimitError(
                f"the query was stopped at its time limit of {job.question.seconds:g} s",
                limit="query_seconds",
                value=f"{job.question.seconds:g} s",
                remedy="ask for less, or take a dump from /dumps/ and query it at home",
            ),
        )

    def _reply(self, job: Job, reply: Reply) -> None:
        header, body = reply
        if job.state is State.DONE or job.worker is None:
            return
        if header.get("ok"):
            spooled = bool(header["spooled"])
            answer = Answer(
                None if spooled else body,
                job.worker.take_spool() if spooled else -1,
                header["bytes"],
                header["rows"],
                header["format"],
                header["form"] or "",
                header["volatile"],
                header["gzip"],
                monotonic() - job.asked,
            )
            if job.future.done():
                if spooled:
                    os.close(answer.spool_file)
            else:
                job.future.set_result(answer)
            self._finish(job, reuse=not spooled)
            return
        error = read_error(header, self.settings)
        if not job.future.done():
            job.future.set_exception(error)
        self._finish(job, reuse=header["error"] in ("query", "format"))

    def _fail(self, job: Job, error: KgError) -> None:
        if not job.future.done():
            job.future.set_exception(error)
        self._finish(job, reuse=False)

    def _finish(self, job: Job, *, reuse: bool) -> None:
        """Take the job out of every lane; its worker goes back to the idle ones or is killed."""
        state, worker, pool = job.state, job.worker, job.pool
        job.state, job.worker = State.DONE, None
        if state is State.WAITING:
            self._waiting.drop(job)
        self._fast.pop(job, None)
        self._slow.drop(job)
        if worker is not None:
            pool.busy.pop(worker, None)
            if reuse and state is State.FAST and worker.alive and not pool.closing:
                pool.idle.append(worker)
            else:
                worker.kill()
        if not reuse:
            self._staff.top_up(pool)
        if self._waiting.count:
            self._dispatch()

    async def _inquire(self, job: Job, worker: Worker) -> None:
        """Find out what a worker died of, and what that means for its job."""
        cause = await job.pool.nursery.cause(worker.pid)
        if job.state is State.DONE:
            return
        self._staff.restarts += 1
        if cause in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL):
            self._fail(job, too_deep())
        elif cause == signal.SIGABRT:
            self._fail(job, too_much_memory(self.settings))
        elif job.retries >= RETRIES:
            self._fail(
                job, WorkerError("the query's process was ended from outside again and again", remedy="try again later")
            )
        else:
            self._ask_again(job)

    def _ask_again(self, job: Job) -> None:
        self._fast.pop(job, None)
        self._slow.drop(job)
        job.over_moment, job.worker, job.state = False, None, State.WAITING
        job.retries += 1
        try:
            self._enqueue(job)
        except BusyError as error:
            self._fail(job, error)

    def _give_up(self, pool: Pool, error: KgError) -> None:
        for job in self._waiting.of(pool):
            self._fail(job, error)
