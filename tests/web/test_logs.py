"""The log of requests: a JSON object a line, gathered and written together."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor

from kg.web.logs import RequestLog


def run(ask: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run in a thread of its own: browser tests leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(ask())).result()


def test_lines_are_gathered_and_written_in_order() -> None:
    written: list[str] = []

    async def ask() -> None:
        log = RequestLog(written.append)
        log.line("query", {"status": 200, "rows": 1})
        log.line("query", {"status": 400, "detail": "ü\n"})
        assert written == []
        log.flush()
        log.flush()

    run(ask)
    assert len(written) == 1
    first, second = map(json.loads, written[0].splitlines())
    assert (first["event"], first["level"], first["status"], first["rows"]) == ("query", "info", 200, 1)
    assert second["detail"] == "ü\n"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["time"])


def test_gathered_lines_are_written_before_long() -> None:
    written: list[str] = []

    async def ask() -> None:
        RequestLog(written.append).line("query", {})
        await asyncio.sleep(0.5)

    run(ask)
    assert len(written) == 1


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    def fail(_: str) -> None:
        raise BrokenPipeError

    async def ask() -> None:
        log = RequestLog(fail)
        log.line("query", {})
        log.flush()

    run(ask)
