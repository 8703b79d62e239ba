"""Asks a server over HTTP/1.1 with keep-alive from one thread, and tells how long answers took."""

from __future__ import annotations

import math
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.processes import cpu_seconds

PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Load:
    """What a load gave: answers a second, percentiles in milliseconds, bytes of one answer, answers other than 200.

    ``cpu`` and ``own_cpu`` are milliseconds of processor time for each answer: the server's with all its processes (0
    if not asked for) and the load generator's own; ``answers`` is how many there were.
    """

    per_second: float
    p50: float
    p99: float
    size: int
    failed: int
    cpu: float = 0.0
    own_cpu: float = 0.0
    answers: int = 0


class _Client:
    def __init__(self, port: int, source: str) -> None:
        self.port, self.source = port, source
        self.held = bytearray()
        self.asked = 0.0
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), source_address=(self.source, 0), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> None:
        self.held.clear()
        self.asked = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Take what has come; whether that is a whole answer."""
        chunk = self.socket.recv(1 << 20)
        if not chunk:
            self.socket.close()
            return True
        self.held += chunk
        end = self.held.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self.held[:end]).lower()
        if b"transfer-encoding: chunked" in head:
            return self.held.endswith(b"0\r\n\r\n")
        at = head.find(b"content-length:")
        return at >= 0 and len(self.held) >= end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])


def load(
    port: int,
    request: Callable[[int], bytes],
    *,
    clients: int,
    seconds: float,
    source: str = "127.0.0.1",
    server: int | None = None,
) -> Load:
    """Send requests (each made from its number) from so many clients for so many seconds, each client one at a time.

    What is under way then is waited for, for PATIENCE_SECONDS at most. ``server`` is the process whose processor time
    counts.
    """
    cpu, own_cpu = 0.0 if server is None else cpu_seconds(server), time.process_time()
    poll = select.epoll()
    asking = {}
    took: list[float] = []
    failed = size = number = 0
    for _ in range(clients):
        client = _Client(port, source)
        asking[client.socket.fileno()] = client
        poll.register(client.socket, select.EPOLLIN)
    began = time.perf_counter()
    for client in asking.values():
        client.ask(request(number))
        number += 1
    open_ends = clients
    while open_ends and time.perf_counter() - began < seconds + PATIENCE_SECONDS:
        for descriptor, _ in poll.poll(1):
            client = asking[descriptor]
            if not client.is_answered():
                continue
            now = time.perf_counter()
            took.append(now - client.asked)
            failed += not client.held.startswith(b"HTTP/1.1 200")
            size = len(client.held)
            if client.socket.fileno() < 0:
                client.connect()
                asking[client.socket.fileno()] = client
                poll.register(client.socket, select.EPOLLIN)
            if now - began < seconds:
                client.ask(request(number))
                number += 1
            else:
                open_ends -= 1
    elapsed = time.perf_counter() - began
    for client in asking.values():
        client.socket.close()
    number = len(took)
    took = sorted(took) or [math.inf]
    p50, p99 = took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000
    cpu = 0.0 if server is None else (cpu_seconds(server) - cpu) * 1000 / max(number, 1)
    own_cpu = (time.process_time() - own_cpu) * 1000 / max(number, 1)
    return Load(number / elapsed, p50, p99, size, failed, cpu, own_cpu, number)


def get(path: str, accept: str) -> bytes:
    """A GET request as it travels."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode()
