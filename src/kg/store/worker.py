"""The worker side of query evaluation: a nursery that holds the store and bears workers, and the workers.

Started by exec as ``python -m kg.store.worker CONTROL_FD``, single-threaded, so that forking it is safe: a worker is
born in a few milliseconds and shares the store's memory. The nursery reads from its control socket

    {"folder", "memory_quads", "worker_bytes", …}    once; it answers {"ready": true, …} or {"error": …}
    {"bear": N} with a socket and a spool file       it answers {"born": N, "pid": …}

and reports {"died": PID, "signal": S} (0: it ended by itself). At the control socket's end everything ends.
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
from typing import TYPE_CHECKING, Any

from pyoxigraph import Store

from kg.errors import KgError, LimitError, QueryError, ReleaseError, RemoteError
from kg.store.engine import open_store
from kg.store.evaluation import Evaluator, FormatError
from kg.store.layout import Release, open_folder
from kg.store.release import PREFIXES
from kg.store.sandbox import deny_network, die_with_parent, limit_resources
from kg.store.wire import pack, receive_question

if TYPE_CHECKING:
    from kg.store.elsewhere import Elsewhere

MESSAGE_BYTES = 65_536


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
        message, descriptors, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 2)
        if not message:
            os._exit(0)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for end in (control.fileno(), woken, wake):
                os.close(end)
            _work(socket.socket(fileno=descriptors[0]), descriptors[1], config, release, store)
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


def _work(
    connection: socket.socket,
    spool_file: int,
    config: dict[str, Any],
    release: Release,
    store: Store | Elsewhere | None,
) -> None:
    die_with_parent()
    limit_resources(config["worker_bytes"], config["file_bytes"])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    elsewhere = store is not None and not isinstance(store, Store)
    evaluator = Evaluator(
        _opened(release, store),
        release.base_iri,
        {"id": f"{release.base_iri}id/", **PREFIXES},
    )
    if not elsewhere:
        deny_network()
    while True:
        question = receive_question(connection)
        if question is None:
            return
        inline, header = _answer(evaluator, question, spool_file)
        if "error" in header:
            os.ftruncate(spool_file, 0)
            os.lseek(spool_file, 0, os.SEEK_SET)
        connection.sendall(pack(header) + inline if len(inline) < MESSAGE_BYTES else pack(header))
        if len(inline) >= MESSAGE_BYTES:
            connection.sendall(inline)
        if header.get("spooled"):
            return


def _answer(evaluator: Evaluator, question: dict[str, Any], spool_file: int) -> tuple[bytearray, dict[str, Any]]:
    try:
        header, spool = evaluator.answer(question, spool_file)
        return spool.inline, header
    except QueryError as error:
        kind = "format" if isinstance(error, FormatError) else "query"
        return bytearray(), {
            "error": kind,
            "what": error.what,
            "line": error.line,
            "column": error.column,
            "hint": error.hint,
            "refused": error.refused,
        }
    except LimitError as error:
        return bytearray(), {
            "error": "limit",
            "what": error.what,
            "limit": error.limit,
            "value": error.value,
            "remedy": error.remedy,
        }
    except (RemoteError, ReleaseError) as error:
        return bytearray(), {"error": "remote", "what": error.what, "remedy": error.remedy}
    except MemoryError:
        return bytearray(), {"error": "memory"}
    except OSError as error:
        return bytearray(), {"error": "machine", "what": error.strerror or str(error)}


if __name__ == "__main__":
    main()
