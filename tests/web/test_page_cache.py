"""The cache of rendered pages."""

from __future__ import annotations

from kg.web import page_cache
from kg.web.page_cache import Key, PageCache


def key(path: str) -> Key:
    return ("release", "", path, True)


def test_what_is_kept_is_found_and_nothing_else() -> None:
    cache = PageCache()
    cache.keep(key("/a"), b"body", [("ETag", "x")])
    assert cache.find(key("/a")) == (b"body", [("ETag", "x")])
    assert cache.find(key("/b")) is None


def test_the_longest_unused_goes_first_and_the_bound_holds() -> None:
    cache = PageCache()
    large = b"x" * page_cache.LARGEST
    number = page_cache.MOST_BYTES // page_cache.LARGEST
    for n in range(number):
        cache.keep(key(f"/{n}"), large, [])
    cache.find(key("/0"))
    cache.keep(key("/new"), large, [])
    assert cache.size <= page_cache.MOST_BYTES
    assert cache.find(key("/0")) is not None
    assert cache.find(key("/1")) is None


def test_what_is_too_large_is_not_kept() -> None:
    cache = PageCache()
    cache.keep(key("/a"), b"x" * (page_cache.LARGEST + 1), [])
    assert cache.find(key("/a")) is None
    assert cache.size == 0
