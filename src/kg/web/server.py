"""Serves a data folder over HTTP with granian: one process with an event loop, and the query workers beside it."""

from __future__ import annotations

import resource
import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes
from granian.http import HTTP1Settings
from granian.server import Server

from kg.config import Settings
from kg.errors import PortError
from kg.store.elsewhere import check_for
from kg.store.layout import open_release
from kg.web.front import Front
from kg.web.logs import log_to_stderr

CONNECTIONS = 4_096
"""Most connections at once, half-open ones included; more wait in the kernel's queue."""
HEADER_SECONDS = 10
"""A client has so long to send its request's header."""
REMOTE_WORKERS = 8
"""Query workers where the store is on another server, unless the settings say otherwise."""
STOP_SECONDS = 35
"""Requests in flight have so long to end when the server stops."""


def serve(data: Path, settings: Settings) -> None:
    """Serve until a signal (INT, TERM) ends it.

    Raises ReleaseError if there is no whole release in ``data`` and PortError if the port cannot be had.
    """
    check_for(open_release(data), settings)
    if settings.remote:
        settings = _many_workers(settings)
    _try_port(settings.host, settings.port)
    _raise_descriptor_limit()
    log_to_stderr()
    server = Server(
        "kg",
        settings.host,
        settings.port,
        interface=Interfaces.RSGI,
        workers=1,
        runtime_mode=RuntimeModes.mt,
        loop=Loops.auto,
        http=HTTPModes.http1,
        websockets=False,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, keep_alive=True),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_enabled=False,
    )
    loader: Callable[..., Any] = partial(_front, data, settings)
    server.serve(target_loader=loader, wrap_loader=False)


def _many_workers(settings: Settings) -> Settings:
    """More places for queries where the work is done elsewhere and a worker only waits."""
    return settings if settings.workers else replace(settings, workers=REMOTE_WORKERS)


def _front(data: Path, settings: Settings) -> Front:
    """Make the application in the web process: until its loop runs, a signal simply ends it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    return Front(data, settings)


def _try_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise PortError(
                f"cannot listen on {host} port {port} ({reason})", remedy="choose another with --port or --host"
            ) from None


def _raise_descriptor_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS * 2 + 1_024
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard > 0 else wanted, hard))
