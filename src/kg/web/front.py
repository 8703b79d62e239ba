"""The server's RSGI application: queries on the event loop, everything else by Flask in a few threads.

A kept answer goes out without another line of Python than ``Endpoint.repeat``. Answers in files are handed over by
name: a stream of chunks would be taken in whole, however slowly the client reads.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Any

from kg.config import Settings
from kg.errors import KgError
from kg.store.answering import Answering
from kg.web.app import create_app
from kg.web.compression import compressed, plain_etags
from kg.web.error_pages import problem_page
from kg.web.exchange import Reply, Request
from kg.web.limits import client_of
from kg.web.logs import RequestLog
from kg.web.negotiation import accepts_gzip, prefers_html
from kg.web.problems import HttpError, problem
from kg.web.ranges import part_of
from kg.web.service import describe_all
from kg.web.serving import Serving
from kg.web.sparql import LINGER_SECONDS, Endpoint, body_too_large, longest_body
from kg.web.wsgi import WsgiResponse, call, environ

log = logging.getLogger("kg.web")

THREADS = 16
FOLLOW_SECONDS = 1.0
"""How often the pointer to the current release is looked at."""
BODILESS = ("GET", "HEAD", "OPTIONS")
UNLIMITED = ("/static/", "/healthz", "/readyz", "/metrics")
"""Paths that count against no rate."""
PATIENCE_SECONDS = 0.05
"""From when on the client of a running query is watched for disconnecting."""


@dataclass(slots=True, eq=False)
class _UnderWay:
    """A query under way, and whether its client has left."""

    asking: asyncio.Task[Any]
    protocol: Any
    began: float
    watcher: asyncio.Task[None] | None = None
    left: bool = False

    async def watch(self) -> None:
        """Cancel the query when its client leaves."""
        await self.protocol.client_disconnect()
        self.left = True
        self.asking.cancel()


class Front:
    """The application as granian calls it (https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md)."""

    def __init__(self, data: Path, settings: Settings) -> None:
        self._settings = settings
        self._flask = create_app(data, settings)
        self._serving: Serving = self._flask.extensions["kg"]
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")
        self._longest_body = longest_body(settings)
        self._under_way: dict[_UnderWay, None] = {}
        self._watching = False
        self._requests = RequestLog()
        self._endpoint: Endpoint

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server's call before the first request."""
        answering = Answering(self._settings, loop)
        self._serving.attach(answering)
        self._endpoint = Endpoint(self._serving, answering.lanes)
        self._flask.extensions["kg.endpoint"] = self._endpoint
        self._opened = loop.create_task(answering.lanes.open(self._serving.release))
        self._following = loop.create_task(self._follow())
        self._describe()
        gc.collect()
        gc.freeze()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server's call after the last request."""
        self._following.cancel()
        self._requests.flush()
        loop.run_until_complete(self._endpoint.lanes.close())
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.path == "/sparql":
            header, method = scope.headers.get, scope.method
            request = Request(method, scope.path, scope.query_string, header, b"", self._client(scope))
            reply = self._endpoint.repeat(request)
            if reply is not None:
                protocol.response_bytes(reply.status, list(reply.headers), reply.body)
                return
            if method not in ("GET", "HEAD") or not prefers_html(header("accept")):
                await self._answer(request, protocol)
                return
        await self._show(scope, protocol)

    async def _answer(self, request: Request, protocol: Any) -> None:
        began = perf_counter()
        body = b"" if request.method in BODILESS else await self._body(protocol)
        if body is None:
            reply = body_too_large(self._settings)
        else:
            if body:
                request = request._replace(body=body)
            if not self._opened.done() and (body or request.query_string):
                await asyncio.wait([self._opened])
            answered = await self._unless_gone(request, protocol)
            if answered is None:
                self._requests.line("client left", {"ms": _ms(began)})
                return
            reply = answered
        if reply.status >= 400:
            reply = await self._for_people(reply, request.header("accept"))
        _send(protocol, reply)
        self._requests.line("query", {"status": reply.status, "ms": _ms(began), **reply.notes})

    async def _for_people(self, reply: Reply, accept: str | None) -> Reply:
        """The reply to an error as a page of the site, where the client shows it to someone."""
        if not prefers_html(accept):
            return reply
        return await asyncio.get_running_loop().run_in_executor(self._pool, problem_page, self._flask, reply)

    async def _unless_gone(self, request: Request, protocol: Any) -> Reply | None:
        """The reply, or ``None`` when the client left before it was ready: its worker is then free again."""
        asking = asyncio.current_task()
        assert asking is not None
        under_way = _UnderWay(asking, protocol, perf_counter())
        self._under_way[under_way] = None
        if len(self._under_way) == 1 and not self._watching:
            self._watching = True
            asking.get_loop().call_later(PATIENCE_SECONDS, self._watch)
        try:
            return await self._endpoint.respond(request)
        except asyncio.CancelledError:
            if under_way.left:
                return None
            raise
        finally:
            del self._under_way[under_way]
            if under_way.watcher is not None:
                under_way.watcher.cancel()

    def _watch(self) -> None:
        """Watch the clients of queries that take a while for disconnecting: most queries are over before."""
        loop = asyncio.get_running_loop()
        begun = perf_counter() - PATIENCE_SECONDS
        for under_way in self._under_way:
            if under_way.watcher is None and under_way.began <= begun:
                under_way.watcher = loop.create_task(under_way.watch())
        self._watching = bool(self._under_way)
        if self._watching:
            loop.call_later(PATIENCE_SECONDS, self._watch)

    async def _show(self, scope: Any, protocol: Any) -> None:
        client, headers = self._client(scope), dict(scope.headers.items())
        body: bytes | None = b""
        refused: Reply | None = None
        try:
            if not scope.path.startswith(UNLIMITED):
                self._endpoint.rate.check(client)
        except HttpError as error:
            refused = problem(error)
        if refused is None and scope.method not in BODILESS:
            body = await self._body(protocol)
        if refused is not None or body is None:
            reply = refused or body_too_large(self._settings)
            _send(protocol, await self._for_people(reply, headers.get("accept")))
            return
        packs = accepts_gzip(headers.get("accept-encoding"))
        if packs and "if-none-match" in headers:
            headers["if-none-match"] = plain_etags(headers["if-none-match"])
        authority = scope.authority or scope.server
        whole = {name: value for name, value in headers.items() if name not in ("range", "if-range")}
        made = environ(scope.method, scope.path, scope.query_string, whole, client, authority, body)
        response = await asyncio.get_running_loop().run_in_executor(self._pool, self._call, made, packs)
        self._endpoint.metrics.page(response.status)
        if response.file is None:
            protocol.response_bytes(response.status, response.headers, response.body)
            return
        _send_file(protocol, response, headers)
        asyncio.get_running_loop().call_later(LINGER_SECONDS, response.file.close)

    def _call(self, made: dict[str, Any], packs: bool) -> WsgiResponse:
        application: Callable[..., Iterable[bytes]] = self._flask
        response = call(application, made)
        return compressed(response) if packs and made["REQUEST_METHOD"] == "GET" else response

    def _client(self, scope: Any) -> str:
        """The address that asks: the peer's, or with trusted proxies in front the one they name."""
        peer = _address(scope.client)
        proxies = self._settings.proxies
        return client_of(peer, scope.headers.get("x-forwarded-for"), proxies) if proxies else peer

    async def _body(self, protocol: Any) -> bytes | None:
        """The request's body, or ``None`` if it is longer than any request may be."""
        held = bytearray()
        async for chunk in protocol:
            held += chunk
            if len(held) > self._longest_body:
                return None
        return bytes(held)

    def _describe(self) -> None:
        """Work out the descriptions before anyone asks for them."""
        self._pool.submit(describe_all, self._serving.release, self._settings)

    async def _follow(self) -> None:
        """Move to new releases as they come."""
        await asyncio.wait([self._opened])
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            try:
                if await self._serving.follow(self._endpoint.lanes):
                    self._describe()
                    log.info("release", extra={"facts": {"release": self._serving.release.id}})
            except (KgError, OSError) as error:
                log.warning("release not opened", extra={"facts": {"error": str(error)}})


def _send(protocol: Any, reply: Reply) -> None:
    """Send a reply; a file is read by the server itself as the client takes it, so that nothing piles up in memory."""
    if reply.spool_file < 0:
        protocol.response_bytes(reply.status, list(reply.headers), reply.body)
    else:
        headers = [*reply.headers, ("content-length", str(reply.spool_size))]
        protocol.response_file(reply.status, headers, reply.spool_path)


def _send_file(protocol: Any, response: WsgiResponse, asked: Mapping[str, str]) -> None:
    """Send an open file, or the part of it that is asked for, without taking it into memory."""
    assert response.file is not None
    path = f"/dev/fd/{response.file.fileno()}"
    answered = {name.lower(): value for name, value in response.headers}
    size = os.fstat(response.file.fileno()).st_size
    part = part_of(asked, answered, size) if response.status == 200 else None
    kept = [(name, value) for name, value in response.headers if name.lower() != "content-length"]
    if part is None:
        protocol.response_file(response.status, [*kept, ("content-length", str(size))], path)
        return
    if part.span is None:
        protocol.response_bytes(416, [*kept, part.header], b"")
        return
    start, end = part.span
    headers = [*kept, part.header, ("content-length", str(end - start))]
    protocol.response_file_range(206, headers, path, start, end)


@lru_cache(maxsize=4096)
def _address(client: str) -> str:
    """The address of ``address:port``, IPv6 in brackets or not."""
    return client.rpartition(":")[0].strip("[]")


def _ms(began: float) -> float:
    return round((perf_counter() - began) * 1000, 2)
