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
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from time import monotonic
from typing import Any

from kg.config import Settings
from kg.errors import BusyError, KgError, LimitError, WorkerError
from kg.store.layout import Release
from kg.store.nursery import Nursery, Reply, Worker
from kg.store.questions import Answer, Question, read_error, too_deep, too_much_memory

__all__ = ["Answer", "Lanes", "Question"]

MOMENT_SECONDS = 0.05
"""After so much processor time a question gives way when others wait. What counts is what it used, not how long it
took: on a busy machine even a small question takes its time."""
FAST_SECONDS = 1.0
"""After this a question that used its moment leaves the fast lane in any case."""
STUCK_SECONDS = 5.0
"""After this any question does."""
SLOW_PLACES = 2
SLOW_QUEUE = 4
WAITING = 512
"""Most questions waiting for the fast lane, all addresses together."""
WAITING_PER_CLIENT = 128
RETRY_SECONDS = 5
RETRIES = 5
"""How often a question is asked again when its worker is ended from outside."""


class _State(Enum):
    WAITING = 0
    FAST = 1
    SLOW = 2
    STOPPED = 3
    DONE = 4


@dataclass(slots=True, eq=False)
class _Job:
    question: Question
    pool: _Pool
    future: asyncio.Future[Answer]
    asked: float
    state: _State = _State.WAITING
    worker: Worker | None = None
    started: float = 0.0
    cpu_before: float = 0.0
    over_moment: bool = False
    retries: int = 0
    timers: list[asyncio.TimerHandle] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Pool:
    """The workers of one release."""

    nursery: Nursery
    spare: int
    idle: list[Worker] = field(default_factory=list)
    being_born: int = 0
    jobs: int = 0
    closing: bool = False
    busy: dict[Worker, _Job] = field(default_factory=dict)


class Lanes:
    """All workers of a server, over every release it holds; lives on one event loop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.fast_places = settings.workers or max(2, os.cpu_count() or 1)
        self.restarts = 0
        self._pools: dict[str, _Pool] = {}
        self._waiting: OrderedDict[str, deque[_Job]] = OrderedDict()
        self._waiting_count = 0
        self._fast: dict[_Job, None] = {}
        self._slow: dict[_Job, None] = {}
        self._stopped: dict[_Job, None] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, release: Release, *, pinned: bool = False) -> None:
        """Start workers for a release. Raises WorkerError if its store cannot be opened."""
        if release.id in self._pools:
            return
        pool = _Pool(Nursery(release, self.settings), spare=0 if pinned else 1)
        try:
            await pool.nursery.start()
        except WorkerError:
            await pool.nursery.close()
            raise
        self._pools[release.id] = pool
        await self._bear(pool)
        self._top_up(pool)

    def is_open(self, release_id: str) -> bool:
        """Whether the release has workers."""
        return release_id in self._pools

    async def retire(self, release_id: str) -> None:
        """Close a release's workers once its questions are answered."""
        pool = self._pools.pop(release_id, None)
        if pool is None:
            return
        while pool.jobs:
            await asyncio.sleep(0.05)
        await self._close(pool)

    async def close(self) -> None:
        """End every worker."""
        for release_id in list(self._pools):
            await self._close(self._pools.pop(release_id))

    def gauges(self) -> Mapping[str, int]:
        """How many questions and workers there are in each state."""
        return {
            "waiting": self._waiting_count,
            "fast": len(self._fast),
            "slow": len(self._slow),
            "stopped": len(self._stopped),
            "idle": sum(len(pool.idle) for pool in self._pools.values()),
            "restarts": self.restarts,
        }

    async def ask(self, release_id: str, question: Question) -> Answer:
        """The answer to a question.

        Raises QueryError, LimitError (time, memory, size or depth), BusyError and WorkerError.
        """
        pool = self._pools.get(release_id)
        if pool is None:
            raise WorkerError("the release is not open for queries", remedy="try again")
        loop = asyncio.get_running_loop()
        job = _Job(question, pool, loop.create_future(), monotonic())
        pool.jobs += 1
        try:
            job.timers.append(loop.call_later(question.seconds, self._time_is_up, job))
            self._enqueue(job)
            return await job.future
        finally:
            pool.jobs -= 1
            if job.state is not _State.DONE:
                self._finish(job, reuse=False)

    def _enqueue(self, job: _Job) -> None:
        client = job.question.client
        queue = self._waiting.get(client)
        if self._waiting_count >= WAITING or (queue is not None and len(queue) >= WAITING_PER_CLIENT):
            raise BusyError("too many queries are waiting", retry_after=RETRY_SECONDS)
        if queue is None:
            queue = self._waiting[client] = deque()
        queue.append(job)
        self._waiting_count += 1
        self._dispatch()
        if self._waiting_count:
            for running in list(self._fast):
                if running.over_moment:
                    self._demote(running)
                    break

    def _dispatch(self) -> None:
        while self._waiting and len(self._fast) < self.fast_places:
            client, queue = next(iter(self._waiting.items()))
            job = queue[0]
            if not job.pool.idle:
                self._top_up(job.pool, wanted=1)
                if len(self._waiting) == 1 or all(not q[0].pool.idle for q in self._waiting.values()):
                    return
                self._waiting.move_to_end(client)
                continue
            queue.popleft()
            self._waiting_count -= 1
            if queue:
                self._waiting.move_to_end(client)
            else:
                del self._waiting[client]
            self._start(job, job.pool.idle.pop())

    def _start(self, job: _Job, worker: Worker) -> None:
        job.state, job.worker = _State.FAST, worker
        self._fast[job] = None
        job.pool.busy[worker] = job
        loop = job.future.get_loop()
        job.started, job.cpu_before = monotonic(), worker.cpu_seconds()
        job.timers.append(loop.call_later(MOMENT_SECONDS, self._look, job))
        worker.ask(job.question.message(), lambda reply: self._reply(job, reply))

    def _look(self, job: _Job) -> None:
        """See how far a question in the fast lane has got, and whether it must leave."""
        if job.state is not _State.FAST or job.worker is None:
            return
        used = job.worker.cpu_seconds() - job.cpu_before
        took = monotonic() - job.started
        job.over_moment = used >= MOMENT_SECONDS or took >= STUCK_SECONDS
        if job.over_moment and (self._waiting_count or took >= FAST_SECONDS):
            self._demote(job)
            return
        again = FAST_SECONDS - took if job.over_moment else MOMENT_SECONDS - used
        job.timers[-1] = job.future.get_loop().call_later(max(again, 0.01), self._look, job)

    def _demote(self, job: _Job) -> None:
        """Out of the fast lane: to a slow place, to the queue before it, or away."""
        assert job.worker is not None
        del self._fast[job]
        job.worker.lower_priority()
        if len(self._slow) < SLOW_PLACES:
            self._to_slow(job)
        else:
            job.worker.signal(signal.SIGSTOP)
            job.state = _State.STOPPED
            self._stopped[job] = None
            if len(self._stopped) > SLOW_QUEUE:
                self._give_up(self._greediest())
        self._top_up(job.pool)
        self._dispatch()

    def _to_slow(self, job: _Job) -> None:
        job.state = _State.SLOW
        self._slow[job] = None

    def _greediest(self) -> _Job:
        """The latest stopped job of the address with the most slow ones."""
        shares: dict[str, int] = {}
        for job in (*self._slow, *self._stopped):
            shares[job.question.client] = shares.get(job.question.client, 0) + 1
        return max(reversed(self._stopped), key=lambda job: shares[job.question.client])

    def _give_up(self, job: _Job) -> None:
        self._fail(job, BusyError("too many long queries are running", retry_after=RETRY_SECONDS))

    def _time_is_up(self, job: _Job) -> None:
        if job.state is _State.DONE:
            return
        if job.state is _State.WAITING:
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

    def _reply(self, job: _Job, reply: Reply) -> None:
        header, body = reply
        if job.state is _State.DONE or job.worker is None:
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

    def _fail(self, job: _Job, error: KgError) -> None:
        if not job.future.done():
            job.future.set_exception(error)
        self._finish(job, reuse=False)

    def _finish(self, job: _Job, *, reuse: bool) -> None:
        """Take the job out of every lane; its worker goes back to the idle ones or is killed."""
        state, worker, pool = job.state, job.worker, job.pool
        job.state, job.worker = _State.DONE, None
        for timer in job.timers:
            timer.cancel()
        if state is _State.WAITING:
            self._leave_queue(job)
        self._fast.pop(job, None)
        self._stopped.pop(job, None)
        if self._slow.pop(job, 0) is None and self._stopped:
            running = [slow.question.client for slow in self._slow]
            following = min(self._stopped, key=lambda stopped: running.count(stopped.question.client))
            del self._stopped[following]
            self._to_slow(following)
            assert following.worker is not None
            following.worker.signal(signal.SIGCONT)
        if worker is not None:
            pool.busy.pop(worker, None)
            if reuse and state is _State.FAST and worker.alive and not pool.closing:
                pool.idle.append(worker)
            else:
                worker.kill()
        if not reuse:
            self._top_up(pool)
        if self._waiting:
            self._dispatch()

    def _leave_queue(self, job: _Job) -> None:
        queue = self._waiting.get(job.question.client)
        if queue is not None and job in queue:
            queue.remove(job)
            self._waiting_count -= 1
            if not queue:
                del self._waiting[job.question.client]

    def _worker_ended(self, pool: _Pool, worker: Worker) -> None:
        if worker in pool.idle:
            pool.idle.remove(worker)
        job = pool.busy.pop(worker, None)
        if job is not None and job.state is not _State.DONE:
            self._spawn(self._inquire(job, worker))
        if not pool.closing:
            if not pool.nursery.alive:
                self._spawn(self._restart(pool))
            else:
                self._top_up(pool)

    async def _inquire(self, job: _Job, worker: Worker) -> None:
        """Find out what a worker died of, and what that means for its job."""
        cause = await job.pool.nursery.cause(worker.pid)
        if job.state is _State.DONE:
            return
        self.restarts += 1
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

    def _ask_again(self, job: _Job) -> None:
        for lane in (self._fast, self._slow, self._stopped):
            lane.pop(job, None)
        job.over_moment, job.worker, job.state = False, None, _State.WAITING
        job.retries += 1
        try:
            self._enqueue(job)
        except BusyError as error:
            self._fail(job, error)

    def _top_up(self, pool: _Pool, wanted: int = 0) -> None:
        if pool.closing or not pool.nursery.alive:
            return
        target = max(wanted, self.fast_places + 1 if pool.spare else 0)
        in_use = sum(1 for job in self._fast if job.pool is pool)
        for _ in range(target - len(pool.idle) - pool.being_born - (in_use if pool.spare else 0)):
            self._spawn(self._bear(pool))

    async def _bear(self, pool: _Pool) -> None:
        pool.being_born += 1
        try:
            worker = await pool.nursery.bear(lambda ended: self._worker_ended(pool, ended))
        except WorkerError:
            return
        finally:
            pool.being_born -= 1
        if pool.closing:
            worker.kill()
            return
        pool.idle.append(worker)
        self._dispatch()

    async def _restart(self, pool: _Pool) -> None:
        """Start the nursery again after it died; questions wait meanwhile."""
        if pool.nursery.alive or pool.being_born or pool.closing:
            return
        pool.being_born += 1
        pool.nursery = Nursery(pool.nursery.release, self.settings)
        self.restarts += 1
        try:
            await pool.nursery.start()
        except WorkerError as error:
            await pool.nursery.close()
            for job in [job for queue in self._waiting.values() for job in queue if job.pool is pool]:
                self._fail(job, error)
            return
        finally:
            pool.being_born -= 1
        self._top_up(pool, wanted=1)

    async def _close(self, pool: _Pool) -> None:
        pool.closing = True
        for worker in (*pool.idle, *pool.busy):
            worker.kill()
        await pool.nursery.close()

    def _spawn(self, coroutine: Any) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
