"""Keeps rendered pages and data of the release being served, up to a bound; a new release empties it by its key."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from flask import Blueprint, Response, request

from kg.web.negotiation import prefers_html
from kg.web.rendering import opened

MOST_BYTES = 64_000_000
"""How many bytes of bodies are kept by one process."""

LARGEST = 1_000_000
"""A larger body, in bytes, is not kept."""

Key = tuple[str, str, str, bool]


@dataclass(slots=True)
class PageCache:
    """Bodies with their headers by release, address and form; the longest unused go first."""

    kept: OrderedDict[Key, tuple[bytes, list[tuple[str, str]]]] = field(default_factory=OrderedDict)
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: Key) -> tuple[bytes, list[tuple[str, str]]] | None:
        """What is kept under a key."""
        with self.lock:
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found

    def keep(self, key: Key, body: bytes, headers: list[tuple[str, str]]) -> None:
        """Keep a body, and let go of others to stay within the bound."""
        with self.lock:
            if key in self.kept or len(body) > LARGEST:
                return
            self.kept[key] = (body, headers)
            self.size += len(body)
            while self.size > MOST_BYTES:
                _, (old, _) = self.kept.popitem(last=False)
                self.size -= len(old)


def cache_pages(blueprint: Blueprint) -> None:
    """Answer a blueprint's repeated GETs from a cache; only whole, successful, tagged answers are kept."""
    cache = PageCache()

    def answer() -> Response | None:
        if request.method not in ("GET", "HEAD"):
            return None
        found = cache.find(_key())
        if found is None:
            return None
        response = Response(found[0])
        response.headers.clear()
        response.headers.extend(found[1])
        request.environ["kg.cached"] = True
        response.make_conditional(request)
        return response

    def keep(response: Response) -> Response:
        plain = response.status_code == 200 and not response.is_streamed and "ETag" in response.headers
        plain = plain and not response.cache_control.no_store
        if request.method == "GET" and plain and "kg.cached" not in request.environ and "Accept" not in response.vary:
            cache.keep(_key(), response.get_data(), list(response.headers))
        return response

    blueprint.before_request(answer)
    blueprint.after_request(keep)


def _key() -> Key:
    return (opened().release.id, request.script_root, request.full_path, prefers_html(request.headers.get("Accept")))
