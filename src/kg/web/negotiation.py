"""Finds the format that fits an Accept header best (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.store.formats import Format

MOST_RANGES = 64
"""Ranges read from one Accept header; what comes after is left unread."""


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One range of an Accept header, such as ``text/*;q=0.5``; ``quality`` from 0 (refused) to 1."""

    main: str
    sub: str
    quality: float

    def fits(self, media_type: str) -> int:
        """How closely the range fits: 0 not at all, 1 ``*/*``, 2 ``type/*``, 3 exactly."""
        main, _, sub = media_type.partition("/")
        if self.main == "*":
            return 1
        if self.main != main:
            return 0
        return 2 if self.sub == "*" else 3 if self.sub == sub else 0


@lru_cache(maxsize=1024)
def read_accept(header: str | None) -> tuple[MediaRange, ...]:
    """The ranges of an Accept header; malformed ones are left out, and no usable range means that all is welcome."""
    ranges = []
    for part in (header or "").split(",", MOST_RANGES)[:MOST_RANGES]:
        pieces = [piece.strip() for piece in part.split(";")]
        main, slash, sub = pieces[0].lower().partition("/")
        if not slash or not main or not sub or (main == "*" and sub != "*"):
            continue
        quality = _quality(pieces[1:])
        if quality is not None:
            ranges.append(MediaRange(main, sub, quality))
    return tuple(ranges) or (MediaRange("*", "*", 1.0),)


def _quality(parameters: Iterable[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                return None
            return quality if 0 <= quality <= 1 else None
    return 1.0


def quality_of(media_type: str, ranges: Sequence[MediaRange]) -> float:
    """The quality of a media type: that of the range which fits it most closely, 0 if none does."""
    best, quality = 0, 0.0
    for media_range in ranges:
        closeness = media_range.fits(media_type)
        if closeness > best:
            best, quality = closeness, media_range.quality
    return quality


def choose(formats: Sequence[Format], accept: str | None) -> tuple[Format, str] | None:
    """The format that fits best and the media type to send it as, or ``None``; at equal quality the first wins.

    A format's further media types count only where they are named exactly.
    """
    ranges = read_accept(accept)
    best: tuple[float, Format, str] | None = None
    for format_ in formats:
        for media_type in format_.media_types:
            named = any(media_range.fits(media_type) == 3 for media_range in ranges)
            quality = quality_of(media_type, ranges) if named or media_type == format_.media_type else 0
            if quality > 0 and (best is None or quality > best[0]):
                best = (quality, format_, media_type)
    return None if best is None else (best[1], best[2])


def prefers_html(accept: str | None) -> bool:
    """Whether the header comes from a browser: it names HTML, and likes it at least as much as anything else."""
    if not accept or "html" not in accept:
        return False
    ranges = read_accept(accept)
    html = max(
        (r.quality for r in ranges if (r.main, r.sub) in (("text", "html"), ("application", "xhtml+xml"))), default=0
    )
    return html > 0 and html >= max(r.quality for r in ranges)


@lru_cache(maxsize=1024)
def accepts_gzip(header: str | None) -> bool:
    """Whether an Accept-Encoding header welcomes gzip."""
    if not header:
        return False
    for part in header.lower().split(","):
        coding, _, parameters = part.strip().partition(";")
        if coding.strip() in ("gzip", "x-gzip", "*"):
            quality = _quality([parameters]) if parameters else 1.0
            return bool(quality)
    return False
