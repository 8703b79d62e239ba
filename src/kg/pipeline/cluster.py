"""A crew on other machines: the jobs of a build on the workers of a Dask cluster.

Nothing is expected of the workers but the same program: documents travel as bytes, folders of reference data and
patterns too, and each worker loads its knowledge once. What a lost worker had is done by another one.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection
from tempfile import TemporaryDirectory
from threading import Lock
from time import monotonic
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from kg.errors import ClusterError, KgError, SettingError, WorkerError
from kg.pipeline.crew import WAITING, Crew, Job, Result, Tag, settle
from kg.pipeline.extraction import Knowledge, load_knowledge
from kg.pipeline.grounds import program

CONNECT_SECONDS = 10.0
"""Longest wait for the scheduler, and after that for a first worker."""
ALONE_SECONDS = 60.0
"""Longest wait for another worker when all are gone."""
_LOOK_SECONDS = 2.0

Folder = tuple[str, tuple[tuple[str, bytes], ...]]
"""A folder's name and its files, each with its bytes."""


@dataclass(frozen=True, slots=True)
class Provisions:
    """What every job brings along: the program it is meant for, and folders of reference data and patterns."""

    program: bytes
    references: tuple[Folder, ...]
    patterns: tuple[Folder, ...]


class ClusterCrew(Crew):
    """The workers of the cluster whose scheduler is at ``address`` (``tcp://host:8786``)."""

    def __init__(self, address: str, references: Sequence[Path] = (), patterns: Sequence[Path] = ()) -> None:
        """Raises SettingError without Dask, ClusterError if there is no such cluster or it runs another program."""
        super().__init__(1)
        self._provisions = Provisions(program(), _packed(references, ".ttl"), _packed(patterns, ".toml"))
        self._logs = logging.getLogger("distributed")
        self._level = self._logs.level
        self._client = self._connect(address)
        try:
            self.processes = max(2, self._look_at_workers(address))
        except BaseException:
            self._leave()
            raise

    def _connect(self, address: str) -> Any:
        try:
            import distributed
        except ImportError:
            raise SettingError(
                "building on a cluster takes Dask, which is not installed",
                remedy="pip install 'foreign-relations-kg[cluster]'",
            ) from None
        self._logs.setLevel(logging.CRITICAL)  # what goes wrong is told once, by an error
        client: Any = distributed.Client
        try:
            _knock(address)  # first: a client that finds nobody is left behind with its thread
            return client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            self._logs.setLevel(self._level)
            raise ClusterError(
                f"no Dask scheduler answers at {address}",
                remedy=f"start one (`dask scheduler`) or correct the address, such as tcp://host:8786 ({error})",
            ) from None

    def _look_at_workers(self, address: str) -> int:
        """The number of workers. Raises ClusterError if there are none, or one runs another program."""
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            raise ClusterError(
                f"the cluster at {address} has no workers", remedy=f"start some: `dask worker {address} --nthreads 1`"
            ) from None
        try:
            programs = {"the scheduler": self._client.run_on_scheduler(program)}
            programs |= self._client.run(program, on_error="return")
        except Exception as error:  # noqa: BLE001 - whatever it is that the program is lacking there
            programs = {f"the scheduler ({error})": b""}
        for place, found in programs.items():
            if found != self._provisions.program:
                raise ClusterError(
                    f"scheduler and workers must have this very program, and {place} has not",
                    remedy="install the same version of foreign-relations-kg and of its libraries there",
                )
        return len(self._client.nthreads())

    def map(
        self,
        work: Callable[[Knowledge, Job], Result],
        jobs: Iterable[tuple[Tag, Job | None]],
        knowledge: Knowledge,  # noqa: ARG002 - workers load their own
    ) -> Iterator[tuple[Tag, Result | None]]:
        """As for any crew. Raises WorkerError where all workers are lost."""
        waiting: deque[tuple[Tag, Any]] = deque()
        for tag, job in jobs:
            waiting.append((tag, None if job is None else self._submit(work, job)))
            while waiting and (waiting[0][1] is None or len(waiting) > self.processes * (1 + WAITING)):
                yield self._come(waiting)
        while waiting:
            yield self._come(waiting)

    def _submit(self, work: Callable[[Knowledge, Job], Result], job: Job) -> Any:
        return self._client.submit(_work, self._provisions, work, job, pure=False)

    def _come(self, waiting: deque[tuple[Tag, Any]]) -> tuple[Tag, Any]:
        tag, future = waiting.popleft()
        return tag, None if future is None else self._outcome(future)

    def _outcome(self, future: Any) -> Any:
        from distributed import CancelledError, KilledWorker
        from distributed.comm.core import CommClosedError

        alone_since: float | None = None
        while True:
            try:
                return future.result(timeout=_LOOK_SECONDS)
            except KgError:
                raise
            except KilledWorker:
                raise WorkerError(
                    "a job of the build ended one worker after another", remedy="see that they have enough memory"
                ) from None
            except TimeoutError:
                alone_since = self._alone(alone_since)
            except (CancelledError, CommClosedError, OSError, RuntimeError):
                raise _lost() from None

    def _alone(self, since: float | None) -> float | None:
        """Since when there has been no worker. Raises WorkerError where that is too long or the scheduler is gone."""
        try:
            if self._client.nthreads():
                return None
        except Exception:  # noqa: BLE001 - whatever a lost connection comes to
            raise _lost() from None
        if since is not None and monotonic() - since > ALONE_SECONDS:
            raise _lost()
        return since or monotonic()

    def dismiss(self) -> None:
        """Leave the cluster to others."""
        self._leave()

    def _leave(self) -> None:
        with suppress(Exception):
            self._client.close(timeout=CONNECT_SECONDS)
        self._logs.setLevel(self._level)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()


def _knock(address: str) -> None:
    """Raises OSError if nobody listens there, ValueError if it is no address."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.hostname is None or parts.port is None:
        raise ValueError("host and port are needed")
    create_connection((parts.hostname, parts.port), CONNECT_SECONDS).close()


def _lost() -> WorkerError:
    return WorkerError(
        "the cluster was lost during the build", remedy="see to its scheduler and workers, and build again"
    )


_busy = Lock()
_loaded: dict[Provisions, Knowledge] = {}


def _work(provisions: Provisions, work: Callable[[Knowledge, Job], Result], job: Job) -> Result:
    """Does a job on a worker, one at a time. Raises ClusterError where the program there is another one."""
    with _busy:
        if provisions.program != program():
            raise ClusterError(
                "a worker that joined during the build has another program", remedy="install the same version there"
            )
        if provisions not in _loaded:
            _loaded.clear()
            _loaded[provisions] = _load(provisions)
            settle()
        return work(_loaded[provisions], job)


def _load(provisions: Provisions) -> Knowledge:
    with TemporaryDirectory(prefix="kg-") as place:
        references = _unpacked(provisions.references, Path(place) / "reference")
        return load_knowledge(references, _unpacked(provisions.patterns, Path(place) / "patterns"))


def _packed(folders: Iterable[Path], extension: str) -> tuple[Folder, ...]:
    return tuple(
        (folder.name, tuple((path.name, path.read_bytes()) for path in sorted(folder.glob(f"*{extension}"))))
        for folder in folders
    )


def _unpacked(folders: Iterable[Folder], place: Path) -> list[Path]:
    found = []
    for number, (name, files) in enumerate(folders):
        folder = place / str(number) / (name or "folder")
        folder.mkdir(parents=True)
        for file, content in files:
            (folder / file).write_bytes(content)
        found.append(folder)
    return found
