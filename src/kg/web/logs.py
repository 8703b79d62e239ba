"""Logs as one JSON object per line on standard error."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
import time
from collections.abc import Callable
from functools import lru_cache

LINES_SECONDS = 0.1
"""How long the lines of requests are gathered before they are written together."""
_NUMBERS = (int, float)
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


class RequestLog:
    """The lines of requests, on an event loop: made without the logging machinery, written a few at a time."""

    def __init__(self, write: Callable[[str], object] | None = None) -> None:
        self._write = write or sys.stderr.write
        self._lines: list[str] = []

    def line(self, event: str, facts: dict[str, object]) -> None:
        """Log an event of a request with its facts; event and names are plain words."""
        if not self._lines:
            asyncio.get_running_loop().call_later(LINES_SECONDS, self.flush)
        told = "".join(
            [f', "{name}": {value if type(value) in _NUMBERS else _encode(value)}' for name, value in facts.items()]
        )
        self._lines.append(f'{{"time": "{_moment(time.time())}", "level": "info", "event": "{event}"{told}}}')

    def flush(self) -> None:
        """Write what is gathered."""
        lines, self._lines = self._lines, []
        if lines:
            with contextlib.suppress(OSError, ValueError):
                self._write("\n".join(lines) + "\n")


def _moment(seconds: float) -> str:
    """A time as UTC to the millisecond; the seconds are worked out once each."""
    return f"{_second(int(seconds))}.{int(seconds % 1 * 1000):03d}Z"


@lru_cache(maxsize=4)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


class JsonFormatter(logging.Formatter):
    """A record as a JSON object: time (UTC), level, event, and what the event says in ``facts``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record."""
        line: dict[str, object] = {
            "time": _moment(record.created),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to_stderr() -> None:
    """Send what ``kg`` logs to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("kg")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
