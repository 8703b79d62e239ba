"""The web process's side of worker processes: starts the nursery by exec, has workers born, speaks with them.

Everything here runs on one event loop. See ``kg.store.worker`` for the other side and the messages.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable

from kg.config import Settings
from kg.errors import WorkerError
from kg.store.layout import Release
from kg.store.wire import HEADER_BYTES, Header, Progress, read_header
from kg.store.worker import MESSAGE_BYTES

_PROCESS_CLOCK = 2
"""Linux's kind of clock for the processor time of a whole process (CPUCLOCK_SCHED)."""


class Worker(asyncio.Protocol):
    """One worker process: answers questions in the order in which they are asked.

    ``on_reply`` is called with each reply, ``on_end`` once when its socket closes.
    """

    def __init__(
        self,
        pid: int,
        spool_file: int,
        supply: socket.socket,
        progress: Progress,
        on_reply: Callable[[Worker, Header, bytes], None],
        on_end: Callable[[Worker], None],
    ) -> None:
        self.pid = pid
        self.alive = True
        self.replies = 0
        self._spool_file = spool_file
        self._supply = supply
        self._progress = progress
        self._on_reply = on_reply
        self._on_end = on_end
        self._transport: asyncio.Transport | None = None
        self._held = bytearray()
        self._pidfd = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else -1

    def ask(self, questions: bytes) -> None:
        """Send packed questions; a reply comes for each, unless the worker ends before."""
        assert self._transport is not None
        self._transport.write(questions)

    @property
    def ahead(self) -> int:
        """How many questions it has begun whose replies have not come: the last of them is what it is at."""
        return self._progress.begun - self.replies if self.alive else 0

    def signal(self, number: int) -> None:
        """Send a signal to this very process, if it still is."""
        with contextlib.suppress(ProcessLookupError):
            if self._pidfd >= 0:
                signal.pidfd_send_signal(self._pidfd, number)
            else:
                os.kill(self.pid, number)

    def cpu_seconds(self) -> float:
        """The processor time it has used since it was born, in seconds; 0 where the system does not tell."""
        with contextlib.suppress(OSError):
            return time.clock_gettime((~self.pid << 3) | _PROCESS_CLOCK)
        return 0.0

    def resident_bytes(self) -> int:
        """The memory it holds alone, in bytes; 0 where the system does not tell."""
        with contextlib.suppress(OSError), open(f"/proc/{self.pid}/statm") as file:
            fields = file.read().split()
            return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")
        return 0

    def lower_priority(self) -> None:
        """Let it run only when nothing else wants to."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, 19)

    def kill(self) -> None:
        """End it now, whatever it does."""
        self.signal(signal.SIGKILL)
        if self._transport is not None:
            self._transport.abort()

    def take_spool(self) -> int:
        """The descriptor of its spool file, from now on the caller's to close; the worker gets a new one."""
        with tempfile.TemporaryFile() as spool:
            taken, self._spool_file = self._spool_file, os.dup(spool.fileno())
            with contextlib.suppress(OSError):
                socket.send_fds(self._supply, [b"s"], [spool.fileno()])
        return taken

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The event loop's call: the socket is ready."""
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """The event loop's call: the next bytes of replies."""
        held = self._held
        held += data
        at = 0
        while len(held) - at >= HEADER_BYTES:
            try:
                header = read_header(held, at)
            except ValueError:
                self.kill()
                return
            begin = at + HEADER_BYTES
            end = begin + header.following
            if len(held) < end:
                break
            self.replies += 1
            at = end
            self._on_reply(self, header, bytes(held[begin:end]))
        del held[:at]

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The event loop's call: the process ended or was abandoned."""
        self._on_end(self)
        self.alive = False
        self._supply.close()
        self._progress.close()
        for descriptor in (self._spool_file, self._pidfd):
            if descriptor >= 0:
                os.close(descriptor)
        self._spool_file = self._pidfd = -1


class Nursery:
    """The process that holds one release's store and bears its workers.

    ``deaths`` answers how a worker died: its signal, 0 for an orderly end.
    """

    def __init__(self, release: Release, settings: Settings) -> None:
        self.release = release
        self.alive = False
        self.in_memory = False
        self._settings = settings
        self._births: deque[asyncio.Future[int]] = deque()
        self._deaths: dict[int, int] = {}
        self._mourners: dict[int, asyncio.Future[int]] = {}
        self._ready: asyncio.Future[None] | None = None
        self._ended: asyncio.Event = asyncio.Event()

    async def start(self) -> None:
        """Start the process and wait until its store is open. Raises WorkerError if it cannot be opened."""
        loop = asyncio.get_running_loop()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kg.store.worker", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._ready = loop.create_future()
        loop.add_reader(self._control.fileno(), self._hear)
        settings = self._settings
        config = {
            "folder": str(self.release.folder),
            "memory_quads": settings.memory_quads,
            "worker_bytes": settings.worker_bytes,
            "file_bytes": settings.answer_bytes + 1_000_000,
            "remote": [settings.remote, settings.remote_user, settings.remote_password],
        }
        self._control.send(json.dumps(config).encode())
        self.alive = True
        await self._ready

    async def bear(self, on_reply: Callable[[Worker, Header, bytes], None], on_end: Callable[[Worker], None]) -> Worker:
        """A new worker, ready to be asked. Raises WorkerError if the nursery is gone."""
        if not self.alive:
            raise WorkerError("the query service is being restarted", remedy="try again")
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        supply, supplied = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        page = Progress.make_file()
        progress = Progress(page)
        with tempfile.TemporaryFile() as spool, theirs, supplied:
            spool_file = os.dup(spool.fileno())
            born: asyncio.Future[int] = loop.create_future()
            self._births.append(born)
            given = [theirs.fileno(), supplied.fileno(), spool.fileno(), page]
            socket.send_fds(self._control, [b'{"bear":0}'], given)
        os.close(page)
        try:
            pid = await born
        except WorkerError:
            ours.close()
            supply.close()
            progress.close()
            os.close(spool_file)
            raise
        for end in (ours, supply):
            end.setblocking(False)
        _, worker = await loop.create_unix_connection(
            lambda: Worker(pid, spool_file, supply, progress, on_reply, on_end), sock=ours
        )
        return worker

    async def cause(self, pid: int) -> int:
        """The signal a worker died of, waiting for the news; SIGKILL if the nursery is gone too."""
        if pid in self._deaths:
            return self._deaths.pop(pid)
        if not self.alive:
            return int(signal.SIGKILL)
        mourner = self._mourners.setdefault(pid, asyncio.get_running_loop().create_future())
        return await mourner

    async def close(self) -> None:
        """End the process and all its workers."""
        if self.alive:
            self._end()
        await asyncio.get_running_loop().run_in_executor(None, self._process.wait)

    def _hear(self) -> None:
        try:
            message = self._control.recv(MESSAGE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if not message:
            self._end()
            return
        news = json.loads(message)
        if "born" in news:
            born = self._births.popleft()
            if not born.done():
                born.set_result(news["pid"])
        elif "died" in news:
            self._record_death(news["died"], news["signal"])
        elif self._ready is not None and not self._ready.done():
            if "error" in news:
                self._ready.set_exception(WorkerError(news["error"]))
            else:
                self.in_memory = bool(news["in_memory"])
                self._ready.set_result(None)

    def _record_death(self, pid: int, number: int) -> None:
        mourner = self._mourners.pop(pid, None)
        if mourner is not None and not mourner.done():
            mourner.set_result(number)
            return
        self._deaths[pid] = number
        while len(self._deaths) > 256:
            del self._deaths[next(iter(self._deaths))]

    def _end(self) -> None:
        if not self.alive:
            return
        self.alive = False
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._control.close()
        self._process.kill()
        gone = WorkerError("the query service ended unexpectedly", remedy="try again")
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(gone)
        for born in self._births:
            if not born.done():
                born.set_exception(gone)
        self._births.clear()
        for mourner in self._mourners.values():
            if not mourner.done():
                mourner.set_result(int(signal.SIGKILL))
        self._mourners.clear()
