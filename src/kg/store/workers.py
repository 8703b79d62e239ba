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
from time import monotonic
from typing import Any

from kg.config import Settings
from kg.errors import BusyError, KgError, LimitError, WorkerError
from kg.store.jobs import Job, Pool, State
from kg.store.layout import Release
from kg.store.nursery import Nursery, Reply, Worker
from kg.store.questions import Answer, Question, read_error, too_deep, too_much_memory
from kg.store.slow_lane import SlowLane

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
WAITING = 512
"""Most questions waiting for the fast lane, all addresses together."""
WAITING_PER_CLIENT = 128
RETRY_SECONDS = 5
RETRIES = 5
"""How often a question is asked again when its worker is ended from outside."""


class Lanes:
    """All workers of a server, over every release it holds; lives on one event loop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.fast_places = settings.workers or max(2, os.cpu_count() or 1)
        self.restarts = 0
        self._pools: dict[str, Pool] = {}
        self._waiting: OrderedDict[str, deque[Job]] = OrderedDict()
        self._waiting_count = 0
        self._fast: dict[Job, None] = {}
        self._slow = SlowLane(settings, self._fail)
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, release: Release, *, pinned: bool = False) -> None:
        """Start workers for a release. Raises WorkerError if its store cannot be opened."""
        if release.id in self._pools:
            return
        pool = Pool(Nursery(release, self.settings), spare=0 if pinned else 1)
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
            "slow": len(self._slow.running),
            "stopped": len(self._slow.stopped),
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
        job = Job(question, pool, loop.create_future(), monotonic())
        pool.jobs += 1
        try:
            job.timers.append(loop.call_later(question.seconds, self._time_is_up, job))
            self._enqueue(job)
            return await job.future
        finally:
            pool.jobs -= 1
            if job.state is not State.DONE:
                self._finish(job, reuse=False)

    def _enqueue(self, job: Job) -> None:
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
                if running.over_moment and running.question.client != client:
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

    def _start(self, job: Job, worker: Worker) -> None:
        job.state, job.worker = State.FAST, worker
        self._fast[job] = None
        job.pool.busy[worker] = job
        loop = job.future.get_loop()
        job.started, job.cpu_before = monotonic(), worker.cpu_seconds()
        job.timers.append(loop.call_later(MOMENT_SECONDS, self._look, job))
        worker.ask(job.question.message(), lambda reply: self._reply(job, reply))

    def _look(self, job: Job) -> None:
        """See how far a question in the fast lane has got, and whether it must leave."""
        if job.state is not State.FAST or job.worker is None:
            return
        used = job.worker.cpu_seconds() - job.cpu_before
        took = monotonic() - job.started
        job.over_moment = used >= MOMENT_SECONDS or took >= STUCK_SECONDS
        if job.over_moment:
            others_wait = any(client != job.question.client for client in self._waiting)
            own_wait = used >= OWN_MOMENT_SECONDS and self._waiting_count > 0
            if others_wait or own_wait or took >= FAST_SECONDS:
                self._demote(job)
                return
        again = max(MOMENT_SECONDS - used, 0.01) if not job.over_moment else MOMENT_SECONDS
        job.timers[-1] = job.future.get_loop().call_later(again, self._look, job)

    def _demote(self, job: Job) -> None:
        """Out of the fast lane: to a slow place, to the queue before it, or away."""
        assert job.worker is not None
        del self._fast[job]
        job.worker.lower_priority()
        self._slow.take(job)
        self._top_up(job.pool)
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
        for timer in job.timers:
            timer.cancel()
        if state is State.WAITING:
            self._leave_queue(job)
        self._fast.pop(job, None)
        self._slow.drop(job)
        if worker is not None:
            pool.busy.pop(worker, None)
            if reuse and state is State.FAST and worker.alive and not pool.closing:
                pool.idle.append(worker)
            else:
                worker.kill()
        if not reuse:
            self._top_up(pool)
        if self._waiting:
            self._dispatch()

    def _leave_queue(self, job: Job) -> None:
        queue = self._waiting.get(job.question.client)
        if queue is not None and job in queue:
            queue.remove(job)
            self._waiting_count -= 1
            if not queue:
                del self._waiting[job.question.client]

    def _worker_ended(self, pool: Pool, worker: Worker) -> None:
        if worker in pool.idle:
            pool.idle.remove(worker)
        job = pool.busy.pop(worker, None)
        if job is not None and job.state is not State.DONE:
            self._spawn(self._inquire(job, worker))
        if not pool.closing:
            if not pool.nursery.alive:
                self._spawn(self._restart(pool))
            else:
                self._top_up(pool)

    async def _inquire(self, job: Job, worker: Worker) -> None:
        """Find out what a worker died of, and what that means for its job."""
        cause = await job.pool.nursery.cause(worker.pid)
        if job.state is State.DONE:
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

    def _ask_again(self, job: Job) -> None:
        self._fast.pop(job, None)
        self._slow.drop(job)
        job.over_moment, job.worker, job.state = False, None, State.WAITING
        job.retries += 1
        try:
            self._enqueue(job)
        except BusyError as error:
            self._fail(job, error)

    def _top_up(self, pool: Pool, wanted: int = 0) -> None:
        if pool.closing or not pool.nursery.alive:
            return
        target = max(wanted, self.fast_places + 1 if pool.spare else 0)
        in_use = sum(1 for job in self._fast if job.pool is pool)
        for _ in range(target - len(pool.idle) - pool.being_born - (in_use if pool.spare else 0)):
            self._spawn(self._bear(pool))

    async def _bear(self, pool: Pool) -> None:
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

    async def _restart(self, pool: Pool) -> None:
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

    async def _close(self, pool: Pool) -> None:
        pool.closing = True
        for worker in (*pool.idle, *pool.busy):
            worker.kill()
        await pool.nursery.close()

    def _spawn(self, coroutine: Any) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
