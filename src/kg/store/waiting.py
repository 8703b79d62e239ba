"""The queue before the fast lane: addresses take turns, whoever asks how much."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Container

from kg.errors import BusyError
from kg.store.jobs import Job, Pool

WAITING = 512
"""Most questions waiting, all addresses together."""
WAITING_PER_CLIENT = 128
RETRY_SECONDS = 5


class Waiting:
    """Questions in the order in which they get a worker: ``count`` of them."""

    def __init__(self) -> None:
        self.count = 0
        self._queues: OrderedDict[str, deque[Job]] = OrderedDict()

    def add(self, job: Job) -> None:
        """Take a question in. Raises BusyError if too many wait, of this address or altogether."""
        queue = self._queues.get(job.question.client)
        if self.count >= WAITING or (queue is not None and len(queue) >= WAITING_PER_CLIENT):
            raise BusyError("too many queries are waiting", retry_after=RETRY_SECONDS)
        if queue is None:
            queue = self._queues[job.question.client] = deque()
        queue.append(job)
        self.count += 1

    def put_back(self, job: Job) -> None:
        """Take a question in again, before all others of its address."""
        self._queues.setdefault(job.question.client, deque()).appendleft(job)
        self.count += 1

    def take(self, pool: Pool | None = None, sparing: Container[str] = ()) -> Job | None:
        """The next question whose release has an idle worker, out of the queue; ``None`` if there is none.

        With a ``pool``, the next that asks this release, of an address that is not among those to be spared.
        """
        for client, queue in self._queues.items():
            fits = bool(queue[0].pool.idle) if pool is None else queue[0].pool is pool and client not in sparing
            if fits:
                job = queue.popleft()
                self.count -= 1
                if queue:
                    self._queues.move_to_end(client)
                else:
                    del self._queues[client]
                return job
        return None

    def drop(self, job: Job) -> None:
        """Let go of a question, whether it is here or not."""
        queue = self._queues.get(job.question.client)
        if queue is not None and job in queue:
            queue.remove(job)
            self.count -= 1
            if not queue:
                del self._queues[job.question.client]

    def has_others(self, client: str) -> bool:
        """Whether an address other than this one waits."""
        return len(self._queues) > 1 or (len(self._queues) == 1 and client not in self._queues)

    def wanting(self) -> list[Pool]:
        """The releases whose workers are all busy while questions wait for them."""
        return list({id(q[0].pool): q[0].pool for q in self._queues.values() if not q[0].pool.idle}.values())

    def of(self, pool: Pool) -> list[Job]:
        """All questions that wait for one release."""
        return [job for queue in self._queues.values() for job in queue if job.pool is pool]
