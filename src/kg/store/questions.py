"""What is asked of the workers, what comes back, and how what goes wrong there is told."""

from __future__ import annotations

import json
import marshal
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kg.config import Settings
from kg.errors import KgError, LimitError, QueryError, RemoteError, WorkerError
from kg.store.wire import pack_question


class Question(NamedTuple):
    """A query with its dataset (``None``: that of the release), the formats that fit, and its limits."""

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    results_format: str | None = "json"
    graph_format: str | None = "turtle"
    gzip: bool = False
    seconds: float = 30.0
    max_rows: int = 1_000_000
    max_bytes: int = 256_000_000
    client: str = ""
    lint: bool = False
    """Compare the query with the data instead of evaluating it; the answer is a JSON list of advice."""

    def message(self) -> dict[str, Any]:
        """The question as an evaluator takes it."""
        return {"query": self.query, **dict(zip(_OPTIONS, self._options(), strict=True))}

    def pack(self) -> bytes:
        """The question as it travels to a worker."""
        return pack_question(self.query, _packed(*self._options()))

    def _options(self) -> tuple[object, ...]:
        return (
            self.default_graphs,
            self.named_graphs,
            self.results_format,
            self.graph_format,
            self.gzip,
            self.max_rows,
            self.max_bytes,
            self.lint,
        )


_OPTIONS = (
    "default_graphs",
    "named_graphs",
    "results_format",
    "graph_format",
    "gzip",
    "max_rows",
    "max_bytes",
    "lint",
)


@lru_cache(maxsize=256)
def _packed(*options: object) -> bytes:
    return marshal.dumps(dict(zip(_OPTIONS, options, strict=True)))


class Answer(NamedTuple):
    """A whole answer: in ``body``, or where that is ``None`` in ``spool_file``, the reader's to close.

    ``size`` is in bytes as kept (compressed if asked so), ``seconds`` the time from question to answer.
    """

    body: bytes | None
    spool_file: int
    size: int
    rows: int
    format: str
    form: str
    volatile: bool
    gzip: bool
    seconds: float

    def read(self) -> bytes:
        """The whole answer in memory; closes the spool file."""
        if self.body is not None:
            return self.body
        with os.fdopen(self.spool_file, "rb") as file:
            file.seek(0)
            return file.read()


def read_error(body: bytes, settings: Settings) -> KgError:
    """The error that a worker tells of, as JSON."""
    try:
        return _read_error(json.loads(body.decode("utf-8", "surrogatepass")), settings)
    except (ValueError, KeyError, TypeError):
        return WorkerError("the query's process said something odd", remedy="try again later")


def _read_error(told: Mapping[str, Any], settings: Settings) -> KgError:
    what = told.get("what", "")
    if told["error"] == "format":
        return UnfitFormatError(what)
    if told["error"] == "query":
        return QueryError(what, line=told["line"], column=told["column"], hint=told["hint"], refused=told["refused"])
    if told["error"] == "limit":
        return LimitError(what, limit=told["limit"], value=told["value"], remedy=told["remedy"])
    if told["error"] == "remote":
        return RemoteError(what, remedy=told["remedy"])
    if told["error"] == "memory":
        return too_much_memory(settings)
    return WorkerError(f"the answer could not be kept ({what})", remedy="try again later")


class UnfitFormatError(QueryError):
    """The kind of answer (a table or a graph) fits none of the formats asked for."""


def out_of_time(seconds: float) -> LimitError:
    """The error for a query that ran until its time limit."""
    return LimitError(
        f"the query was stopped at its time limit of {seconds:g} s",
        limit="query_seconds",
        value=f"{seconds:g} s",
        remedy="ask for less, or take a dump from /dumps/ and query it at home",
    )


def too_deep() -> LimitError:
    """The error for a query that overflowed the engine's stack."""
    return LimitError(
        "the query is nested deeper or is longer in its parts than the engine can read",
        limit="query_depth",
        value="the engine's stack",
        remedy="nest less, or use VALUES or IN instead of many alternatives",
    )


def too_much_memory(settings: Settings) -> LimitError:
    """The error for a query that ran out of its worker's memory."""
    return LimitError(
        f"the query needed more memory than the limit of {settings.worker_bytes:,} bytes",
        limit="worker_bytes",
        value=f"{settings.worker_bytes} bytes",
        remedy="ask for less: a LIMIT without ORDER BY, fewer joins without a shared variable",
    )
