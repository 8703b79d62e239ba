"""What is asked of the workers, what comes back, and how what goes wrong there is told."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.config import Settings
from kg.errors import KgError, LimitError, QueryError, RemoteError, WorkerError


@dataclass(frozen=True, slots=True)
class Question:
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
        """The question as it travels to a worker."""
        return {
            "query": self.query,
            "default_graphs": self.default_graphs,
            "named_graphs": self.named_graphs,
            "results_format": self.results_format,
            "graph_format": self.graph_format,
            "gzip": self.gzip,
            "max_rows": self.max_rows,
            "max_bytes": self.max_bytes,
            "lint": self.lint,
        }


@dataclass(frozen=True, slots=True)
class Answer:
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


def read_error(header: Mapping[str, Any], settings: Settings) -> KgError:
    """The error that a worker's header tells of."""
    if header["error"] in ("query", "format"):
        error = QueryError(
            header["what"],
            line=header["line"],
            column=header["column"],
            hint=header["hint"],
            refused=header["refused"],
        )
        if header["error"] == "format":
            return UnfitFormatError(header["what"])
        return error
    if header["error"] == "limit":
        return LimitError(header["what"], limit=header["limit"], value=header["value"], remedy=header["remedy"])
    if header["error"] == "remote":
        return RemoteError(header["what"], remedy=header["remedy"])
    if header["error"] == "memory":
        return too_much_memory(settings)
    return WorkerError(f"the answer could not be kept ({header['what']})", remedy="try again later")


class UnfitFormatError(QueryError):
    """The kind of answer (a table or a graph) fits none of the formats asked for."""


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
