"""The worker side of query evaluation: a nursery that holds the store and bears workers, and the workers.

Started by exec as ``python -m kg.store.worker CONTROL_FD``, single-threaded, so that forking it is safe: a worker is
born in a few milliseconds and shares the store's memory. The nursery reads from its control socket

    {"folder", "memory_quads", "worker_bytes", …}    once; it answers {"ready": true, …} or {"error": …}
    {"bear": N} with the worker's four descriptors   it answers {"born": N, "pid": …}

and reports {"died": PID, "signal": S} (0: it ended by itself). At the control socket's end everything ends.

A worker is born with its socket, a socket on which further spool files come, its first one, and the file of the page
in which it says what it is at (``kg.store.wire``).
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from pyoxigraph import Store

from kg.errors import KgError, LimitError, QueryError, ReleaseError, RemoteError
from kg.store.engine import open_store
from kg.store.evaluation import Evaluator, FormatError
from kg.store.layout import Release, open_folder
from kg.store.release import PREFIXES
from kg.store.sandbox import deny_network, die_with_parent, limit_resources
from kg.store.wire import FAILED, SPOOLED, Progress, Questions, pack_failure

if TYPE_CHECKING:
    from kg.store.elsewhere import Elsewhere

MESSAGE_BYTES = 65_536
GATHER_BYTES = 65_536
GATHER_SECONDS = 0.002
"""Replies to small questions that came together go back together, once they are so many bytes or took so long."""
DESCRIPTORS = 4
"""How many a worker is born with."""


def main() -> None:
    """Run the nursery on the control socket whose descriptor is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    config = json.loads(control.recv(MESSAGE_BYTES) or b"null")
    if config is None:
        return
    try:
        release = open_folder(Path(config["folder"]))
        where = _find_if_remote(release, *config["remote"])
        in_memory = where is None and release.quads <= config["memory_quads"]
        store = open_store(release, config["memory_quads"]) if in_memory else None
        if store is None and where is None:
            open_store(release)
    except KgError as error:
        control.send(json.dumps({"error": str(error)}).encode())
        return
    control.send(json.dumps({"ready": True, "in_memory": store is not None}).encode())
    gc.freeze()
    _bear_until_the_end(control, config, release, where or store)


def _bear_until_the_end(
    control: socket.socket, config: dict[str, Any], release: Release, store: Store | Elsewhere | None
) -> None:
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready, _, _ = select.select([control.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            _report_deaths(control)
        if control.fileno() not in ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(control, MESSAGE_BYTES, DESCRIPTORS)
        if not message:
            os._exit(0)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for end in (control.fileno(), woken, wake):
                os.close(end)
            _work(descriptors, config, release, store)
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(json.dumps({"born": json.loads(message)["bear"], "pid": pid}).encode())


def _find_if_remote(release: Release, address: str, user: str, password: str) -> Elsewhere | None:
    if not address:
        return None
    from kg.store.elsewhere import find_if_remote

    return find_if_remote(release, address, user, password)


def _opened(release: Release, store: Store | Elsewhere | None) -> Store:
    """The store to evaluate on: the nursery's own, or one that this worker opens for itself."""
    if store is None:
        return open_store(release)
    return store if isinstance(store, Store) else store.open_as_store()


def _report_deaths(control: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        control.send(json.dumps({"died": pid, "signal": number}).encode())


def _work(descriptors: list[int], config: dict[str, Any], release: Release, store: Store | Elsewhere | None) -> None:
    connection, supply, spool_file, page = descriptors
    die_with_parent()
    limit_resources(config["worker_bytes"], config["file_bytes"])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    elsewhere = store is not None and not isinstance(store, Store)
    evaluator = Evaluator(
        _opened(release, store),
        release.base_iri,
        {"id": f"{release.base_iri}id/", **PREFIXES},
    )
    progress = Progress(page)
    os.close(page)
    if not elsewhere:
        deny_network()
    sockets = (socket.socket(fileno=connection), socket.socket(fileno=supply))
    _reply_until_the_end(evaluator, *sockets, spool_file, progress)


def _reply_until_the_end(
    evaluator: Evaluator, connection: socket.socket, supply: socket.socket, spool_file: int, progress: Progress
) -> None:
    """Answer questions as they come. Replies wait for those that came after, if these are quick."""
    questions = Questions(connection)
    replies = bytearray()
    sent, begun = monotonic(), 0
    while True:
        question = questions.next()
        if question is None:
            if replies:
                connection.sendall(replies)
                replies.clear()
            if not questions.wait():
                return
            sent = monotonic()
            continue
        begun += 1
        progress.begin(begun)
        kind = _answer(evaluator, question, spool_file, replies)
        if kind == FAILED:
            os.ftruncate(spool_file, 0)
            os.lseek(spool_file, 0, os.SEEK_SET)
        if kind == SPOOLED or len(replies) > GATHER_BYTES or monotonic() - sent > GATHER_SECONDS:
            connection.sendall(replies)
            replies.clear()
            sent = monotonic()
        if kind == SPOOLED:
            os.close(spool_file)
            _, descriptors, _, _ = socket.recv_fds(supply, 1, 1)
            if not descriptors:
                return
            spool_file = descriptors[0]


def _answer(evaluator: Evaluator, question: dict[str, Any], spool_file: int, replies: bytearray) -> int:
    """Append the reply to a question; gives its kind."""
    try:
        header, spool = evaluator.answer(question, spool_file)
    except (KgError, MemoryError, OSError) as error:
        replies += pack_failure(_told(error))
        return FAILED
    replies += header.pack()
    replies += spool.inline
    return header.kind


def _told(error: KgError | MemoryError | OSError) -> dict[str, Any]:
    if isinstance(error, QueryError):
        return {
            "error": "format" if isinstance(error, FormatError) else "query",
            "what": error.what,
            "line": error.line,
            "column": error.column,
            "hint": error.hint,
            "refused": error.refused,
        }
    if isinstance(error, LimitError):
        told = {"what": error.what, "limit": error.limit, "value": error.value, "remedy": error.remedy}
        return {"error": "limit", **told}
    if isinstance(error, (RemoteError, ReleaseError)):
        return {"error": "remote", "what": error.what, "remedy": error.remedy}
    if isinstance(error, MemoryError):
        return {"error": "memory"}
    what = error.strerror if isinstance(error, OSError) else None
    return {"error": "machine", "what": what or str(error)}


if __name__ == "__main__":
    main()
