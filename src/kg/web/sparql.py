"""The endpoint: from a request to its reply, with cache, conditions and limits, whichever server carries it."""

from __future__ import annotations

import asyncio
import hashlib
import os
from time import perf_counter

from kg.config import Settings
from kg.errors import KgError
from kg.store.layout import Release
from kg.store.questions import Answer, Question
from kg.store.workers import Lanes
from kg.web.exchange import Reply, Request
from kg.web.kept import Kept
from kg.web.limits import RateLimit
from kg.web.metrics import Metrics
from kg.web.problems import CORS, HttpError, problem
from kg.web.protocol import Operation, read_operation, too_long
from kg.web.service import service_description
from kg.web.serving import Serving

ALLOWED = "GET, HEAD, POST, OPTIONS"
CACHE_BYTES = 64_000_000
"""Answers kept in memory."""
FILES_BYTES = 512_000_000
"""Answers kept in unnamed files: those beyond what a worker sends through its socket."""
KEYS = 8_192
"""Requests whose answer is known by their very letters."""
LINGER_SECONDS = 30.0
"""How long the descriptor of such a file stays open after its last use, for the server to open it for itself."""

Key = tuple[object, ...]


class Endpoint:
    """Answers requests to ``/sparql``; lives on the event loop of its lanes."""

    def __init__(self, serving: Serving, lanes: Lanes) -> None:
        self.serving = serving
        self.lanes = lanes
        self.metrics = Metrics(lanes.gauges)
        self.rate = RateLimit(serving.settings)
        self._kept: Kept[Key, Reply] = Kept(CACHE_BYTES, _weight)
        self._files: Kept[Key, Reply] = Kept(FILES_BYTES, _weight, close_later)
        self._keys: Kept[Key, Key] = Kept(KEYS)
        self._preflight = Reply(204, _preflight_headers())
        self._limits = limits_header(serving.settings)

    def repeat(self, request: Request) -> Reply | None:
        """The kept reply to a GET that was answered before, letter by letter the same, or ``None``."""
        if request.method != "GET":
            return None
        header = request.header
        raw = (self.serving.release.id, request.query_string, header("accept"), header("accept-encoding"))
        key = self._keys.get(raw)
        reply = None if key is None else self._kept.get(key)
        if reply is None:
            return None
        try:
            self.rate.check(request.client)
        except KgError as error:
            return problem(error)
        self.metrics.kept()
        return conditional(reply, header("if-none-match"))

    async def respond(self, request: Request) -> Reply:
        """The reply to any request; errors become problems, a HEAD's body is left to the server to drop."""
        began = perf_counter()
        try:
            self.rate.check(request.client)
            reply = await self._respond(request)
        except KgError as error:
            reply = problem(error)
            reply = reply._replace(headers=(*reply.headers, self._limits))
        self.metrics.query(reply.status, perf_counter() - began)
        return reply

    async def _respond(self, request: Request) -> Reply:
        if request.method == "OPTIONS":
            return self._preflight
        if request.method not in ("GET", "HEAD", "POST"):
            raise HttpError(
                405, "method-not-allowed", f"{request.method} is not answered here", headers=(("allow", ALLOWED),)
            )
        operation = read_operation(request, self.serving.settings)
        if operation is None:
            return service_description(self.serving.release, self.serving.settings, request.header("accept"))
        release = await self._release(operation)
        key = (release.id, *operation.key())
        reply = self._kept.get(key) or self._files.get(key)
        if reply is None:
            answer = await self.lanes.ask(release.id, self._question(operation, request.client))
            reply = self._reply(answer, operation, release, key)
            self._keep(key, reply, keep=not answer.volatile)
        else:
            self.metrics.kept()
        if request.method == "GET" and key in self._kept and operation.release is None:
            raw = (release.id, request.query_string, request.header("accept"), request.header("accept-encoding"))
            self._keys.put(raw, key)
        return conditional(reply, request.header("if-none-match"))

    def _keep(self, key: Key, reply: Reply, *, keep: bool) -> None:
        """Keep a reply for who asks the same, in memory or in its file; a file not kept is closed after a while."""
        if reply.spool_file < 0:
            if keep:
                self._kept.put(key, reply)
        elif keep and reply.spool_size <= FILES_BYTES // 4:
            self._files.put(key, reply)
        else:
            close_later(reply)

    async def _release(self, operation: Operation) -> Release:
        if operation.release is None:
            return self.serving.release
        release = self.serving.find_release(operation.release)
        await self.serving.open_lanes(self.lanes, release)
        return release

    def _question(self, operation: Operation, client: str) -> Question:
        settings = self.serving.settings
        return Question(
            operation.query,
            operation.default_graphs,
            operation.named_graphs,
            None if operation.results is None else operation.results[0].name,
            None if operation.graph is None else operation.graph[0].name,
            gzip=operation.gzip,
            seconds=operation.seconds,
            max_rows=settings.query_rows,
            max_bytes=settings.answer_bytes,
            client=client,
        )

    def _reply(self, answer: Answer, operation: Operation, release: Release, key: Key) -> Reply:
        chosen = operation.graph if answer.form in ("CONSTRUCT", "DESCRIBE") else operation.results
        assert chosen is not None
        pinned = operation.release is not None
        headers = self._headers(chosen[1], release.id, answer.gzip, answer.volatile, pinned)
        if not answer.volatile:
            headers = (*headers, ("etag", _etag(key, gzip=answer.gzip)))
        notes = {"rows": answer.rows, "seconds": round(answer.seconds, 4)}
        if answer.body is None:
            return Reply(200, headers, b"", answer.spool_file, answer.size, notes)
        return Reply(200, headers, answer.body, notes=notes)

    def _headers(
        self, media_type: str, release: str, gzip: bool, volatile: bool, pinned: bool
    ) -> tuple[tuple[str, str], ...]:
        """All headers of an answer but its ETag."""
        caching = "no-store" if volatile else "public, max-age=86400" if pinned else "public, no-cache"
        return (
            ("content-type", f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type),
            ("vary", "Accept, Accept-Encoding"),
            ("release", release),
            self._limits,
            *CORS,
            ("cache-control", caching),
            *((("content-encoding", "gzip"),) if gzip else ()),
        )


def limits_header(settings: Settings) -> tuple[str, str]:
    """The header that tells the limits in advance, as a structured dictionary (RFC 9651)."""
    return (
        "query-limits",
        f"seconds={settings.query_seconds:g}, rows={settings.query_rows}, bytes={settings.answer_bytes}, "
        f"text={settings.query_bytes}, memory={settings.worker_bytes}",
    )


def body_too_large(settings: Settings) -> Reply:
    """The reply to a body beyond what a query of the longest kind can take."""
    return problem(too_long("POST", settings))


def longest_body(settings: Settings) -> int:
    """The most bytes of a request body that can still hold a query within its limit: percent-encoded, and a bit."""
    return settings.query_bytes * 3 + 16_384


def _etag(key: Key, *, gzip: bool) -> str:
    digest = hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f'"{digest}{"-gzip" if gzip else ""}"'


def conditional(reply: Reply, if_none_match: str | None) -> Reply:
    """The reply, or 304 where the client has it already."""
    if if_none_match is None or reply.status != 200:
        return reply
    etag = next((value for name, value in reply.headers if name == "etag"), None)
    wanted = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    if etag is None or (etag not in wanted and "*" not in wanted):
        return reply
    kept = tuple((n, v) for n, v in reply.headers if n not in ("content-type", "content-encoding"))
    return Reply(304, kept)


def _weight(reply: Reply) -> int:
    return reply.size + 1_000


def close_later(reply: Reply) -> None:
    """Close a reply's file when whoever sends it has surely opened it for itself."""
    asyncio.get_running_loop().call_later(LINGER_SECONDS, os.close, reply.spool_file)


def _preflight_headers() -> tuple[tuple[str, str], ...]:
    return (
        *CORS,
        ("allow", ALLOWED),
        ("access-control-allow-methods", ALLOWED),
        ("access-control-allow-headers", "Accept, Content-Type, If-None-Match, Authorization, X-Requested-With"),
        ("access-control-max-age", "86400"),
        ("accept-post", "application/x-www-form-urlencoded, application/sparql-query"),
    )
