"""Every error as HTTP: the status it has and its body as ``application/problem+json``.

Problem details are those of https://www.rfc-editor.org/rfc/rfc9457, with ``line``, ``column``, ``hint``, ``limit``
and ``value`` where they are known.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from kg.errors import (
    BusyError,
    InputError,
    KgError,
    LimitError,
    MachineError,
    QueryError,
    ReleaseError,
    RemoteError,
    WorkerError,
)
from kg.store.questions import UnfitFormatError
from kg.web.exchange import Reply

PROBLEMS = "https://w3id.org/foreign-relations/problems#"

CORS = (
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "ETag, Link, Location, Retry-After, Query-Limits, Release, RateLimit"),
)


class HttpError(KgError):
    """An error of the request itself: ``status`` is its HTTP status, ``kind`` the end of its problem type."""

    def __init__(
        self,
        status: int,
        kind: str,
        what: str,
        *,
        hint: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        members: dict[str, object] | None = None,
    ) -> None:
        self.status = status
        self.kind = kind
        self.hint = hint
        self.headers = headers
        self.members = members or {}
        super().__init__(what, remedy=hint)


def status_of(error: KgError) -> tuple[int, str]:
    """The HTTP status of an error and the end of its problem type."""
    if isinstance(error, HttpError):
        return error.status, error.kind
    if isinstance(error, UnfitFormatError):
        return 406, "not-acceptable"
    if isinstance(error, QueryError):
        return (403, "refused") if error.refused else (400, "malformed-query")
    if isinstance(error, LimitError):
        return 503, {"query_seconds": "time-limit", "worker_bytes": "memory-limit", "query_depth": "depth-limit"}.get(
            error.limit, "size-limit"
        )
    if isinstance(error, BusyError):
        return 503, "busy"
    if isinstance(error, (WorkerError, ReleaseError, MachineError)):
        return 503, "unavailable"
    if isinstance(error, InputError):
        return 400, "bad-input"
    return 500, "internal"


_TITLES = {
    "malformed-query": "The query is malformed",
    "refused": "This endpoint only reads",
    "not-acceptable": "No format fits",
    "time-limit": "The query was stopped at its time limit",
    "memory-limit": "The query was stopped at its memory limit",
    "depth-limit": "The query is too deep for the engine",
    "size-limit": "The answer is too large",
    "content-too-large": "The query is too long",
    "uri-too-long": "The query is too long",
    "busy": "Too busy",
    "unavailable": "Not available at the moment",
}


def problem(error: KgError) -> Reply:
    """The reply that tells of an error to a program; ``notes`` are its members. See ``error_pages`` for browsers."""
    status, kind = status_of(error)
    title = _TITLES.get(kind, HTTPStatus(status).phrase)
    members: dict[str, object] = {"type": PROBLEMS + kind, "title": title, "status": status, "detail": str(error)}
    headers = [*CORS, ("cache-control", "no-store"), ("vary", "Accept")]
    if isinstance(error, HttpError):
        members |= error.members
        headers += error.headers
        if error.hint is not None:
            members["hint"] = error.hint
    elif isinstance(error, QueryError):
        known = {"line": error.line, "column": error.column, "hint": error.hint}
        members |= {name: value for name, value in known.items() if value is not None}
    elif isinstance(error, LimitError):
        members |= {"limit": error.limit, "value": error.value, "hint": error.remedy}
    elif isinstance(error, BusyError):
        headers.append(("retry-after", str(error.retry_after)))
    elif status >= 500:
        headers.append(("retry-after", "5"))
        members["detail"] = error.what if isinstance(error, (WorkerError, RemoteError)) else title
    if isinstance(error, QueryError) and error.line is not None:
        members["detail"] = f"{error.what} (line {error.line}, column {error.column})"
    body = json.dumps(members, ensure_ascii=False).encode()
    return Reply(status, (("content-type", "application/problem+json"), *headers), body, notes=members)
