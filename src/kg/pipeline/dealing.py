"""Deals pieces of work out to a crew, save those whose results an earlier build has kept.

Results come in the order of the pieces, packed as they are kept, so that a build which finds them and one which makes
them go the same way from here on.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kg.pipeline.cache import Cache
from kg.pipeline.crew import Crew
from kg.pipeline.extraction import Knowledge

Tag = TypeVar("Tag")
Work = TypeVar("Work")
Job = TypeVar("Job")

_QUICK = 1
"""The level of compression: what is kept shrinks to a tenth, at some 100 MB a second."""


def packed(value: Any) -> bytes:
    """A value as it is kept and as it travels."""
    return zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), _QUICK)


def unpacked(value: bytes) -> Any:
    """The value again."""
    return pickle.loads(zlib.decompress(value))


@dataclass(frozen=True, slots=True)
class Piece(Generic[Tag, Work]):
    """A piece of work: ``key`` is that of its result, ``size`` about its bytes, ``work`` makes it when it is needed.

    A piece without a key is not kept.
    """

    tag: Tag
    key: bytes
    size: int
    work: Callable[[], Work]


@dataclass(frozen=True, slots=True)
class Result(Generic[Tag]):
    """What came of a piece: packed, or the error it gave; whether an earlier build had ``kept`` it."""

    tag: Tag
    value: bytes | Exception
    kept: bool


@dataclass(frozen=True, slots=True)
class Portion(Generic[Work, Job]):
    """How pieces are put together: ``job`` makes one of several, up to ``most`` of them or ``most_bytes``."""

    do: Callable[[Knowledge, Job], Sequence[bytes | Exception]]
    job: Callable[[tuple[Work, ...]], Job]
    most: int
    most_bytes: int


def deal(
    pieces: Iterable[Piece[Tag, Work]],
    portion: Portion[Work, Job],
    crew: Crew,
    cache: Cache,
    knowledge: Knowledge,
) -> Iterator[Result[Tag]]:
    """The result of each piece, in order. Raises what the work raises."""
    jobs = _portions(pieces, portion, cache)
    for dealt, made in crew.map(portion.do, jobs, knowledge):
        results = iter(made or ())
        for piece, known in dealt:
            if known and (entry := cache.get(piece.key)) is not None:
                yield Result(piece.tag, entry.value, kept=True)
                continue
            value = portion.do(knowledge, portion.job((piece.work(),)))[0] if known else next(results)
            if piece.key and isinstance(value, bytes):
                cache.put(piece.key, value)
            yield Result(piece.tag, value, kept=False)


def _portions(
    pieces: Iterable[Piece[Tag, Work]], portion: Portion[Work, Job], cache: Cache
) -> Iterator[tuple[list[tuple[Piece[Tag, Work], bool]], Job | None]]:
    """Pieces in order, each with whether its result is known; and the job of those whose is not."""
    dealt: list[tuple[Piece[Tag, Work], bool]] = []
    works: list[Work] = []
    size = 0
    for piece in pieces:
        known = bool(piece.key) and cache.has(piece.key)
        dealt.append((piece, known))
        if not known:
            works.append(piece.work())
            size += piece.size
        if len(dealt) >= portion.most or size >= portion.most_bytes:
            yield dealt, portion.job(tuple(works)) if works else None
            dealt, works, size = [], [], 0
    if dealt:
        yield dealt, portion.job(tuple(works)) if works else None
