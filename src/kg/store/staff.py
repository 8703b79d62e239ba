"""Sees to it that each open release has workers: their births, their deaths, and the nursery's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from kg.config import Settings
from kg.errors import KgError, WorkerError
from kg.store.jobs import Pool, Task
from kg.store.layout import Release
from kg.store.nursery import Nursery, Worker
from kg.store.wire import Header


class Staff:
    """The workers of every open release, by its id in ``pools``; lives on one event loop.

    ``on_idle`` is called when a worker is there to be asked, ``on_reply`` with each reply of one, ``on_lost`` with what
    was asked of a worker that ended, ``on_gone`` with a release that gets no workers any more and the reason.
    ``restarts`` counts unexpected ends.
    """

    def __init__(
        self,
        settings: Settings,
        places: int,
        on_idle: Callable[[], None],
        on_reply: Callable[[Pool, Worker, Header, bytes], None],
        on_lost: Callable[[Worker, Task], None],
        on_gone: Callable[[Pool, KgError], None],
    ) -> None:
        self.pools: dict[str, Pool] = {}
        self.restarts = 0
        self._settings = settings
        self._places = places
        self._on_idle = on_idle
        self._on_reply = on_reply
        self._on_lost = on_lost
        self._on_gone = on_gone
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, release: Release, *, pinned: bool) -> None:
        """Start workers for a release; of a pinned one only as many as are asked for. Raises WorkerError."""
        if release.id in self.pools:
            return
        pool = Pool(Nursery(release, self._settings), spare=0 if pinned else 1)
        try:
            await pool.nursery.start()
        except WorkerError:
            await pool.nursery.close()
            raise
        self.pools[release.id] = pool
        pool.being_born += 1
        await self._bear(pool)
        self.top_up(pool)

    async def retire(self, release_id: str) -> None:
        """Close a release's workers once its questions are answered."""
        pool = self.pools.pop(release_id, None)
        if pool is None:
            return
        while pool.jobs:
            await asyncio.sleep(0.05)
        await self._close(pool)

    async def close(self) -> None:
        """End every worker."""
        for release_id in list(self.pools):
            await self._close(self.pools.pop(release_id))

    def top_up(self, pool: Pool, wanted: int = 0) -> None:
        """Have workers born until there are so many idle ones, and a spare one besides for the fast lane."""
        if pool.closing or not pool.nursery.alive:
            return
        target = max(wanted, self._places + 1 if pool.spare else 0)
        in_use = sum(task.is_fast for task in pool.busy.values()) if pool.spare else 0
        for _ in range(target - len(pool.idle) - pool.being_born - in_use):
            pool.being_born += 1
            self.spawn(self._bear(pool))

    async def _bear(self, pool: Pool) -> None:
        """Have a worker born that is counted as being born already."""
        try:
            worker = await pool.nursery.bear(
                lambda worker, header, body: self._on_reply(pool, worker, header, body),
                lambda worker: self._ended(pool, worker),
            )
        except WorkerError:
            return
        finally:
            pool.being_born -= 1
        if pool.closing:
            worker.kill()
            return
        pool.idle.append(worker)
        self._on_idle()

    def _ended(self, pool: Pool, worker: Worker) -> None:
        if worker in pool.idle:
            pool.idle.remove(worker)
        task = pool.busy.pop(worker, None)
        if task is not None:
            self._on_lost(worker, task)
        if not pool.closing:
            if not pool.nursery.alive:
                self.spawn(self._restart(pool))
            else:
                self.top_up(pool)

    async def _restart(self, pool: Pool) -> None:
        """Start the nursery again after it died; questions wait meanwhile."""
        if pool.nursery.alive or pool.being_born or pool.closing:
            return
        pool.being_born += 1
        pool.nursery = Nursery(pool.nursery.release, self._settings)
        self.restarts += 1
        try:
            await pool.nursery.start()
        except WorkerError as error:
            await pool.nursery.close()
            self._on_gone(pool, error)
            return
        finally:
            pool.being_born -= 1
        self.top_up(pool, wanted=1)

    async def _close(self, pool: Pool) -> None:
        pool.closing = True
        for worker in (*pool.idle, *pool.busy):
            worker.kill()
        await pool.nursery.close()

    def spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine beside everything else."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
