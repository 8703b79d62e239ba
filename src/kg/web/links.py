"""Where a thing is shown: turns IRIs into relative links, and paths back into IRIs.

Links are relative to the page they stand on, so that a server works behind any host, port and path.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from kg.config import ONTOLOGY_NAMESPACE

PART = 25_000
"""How many characters of a document's text one page shows."""

_SAFE = "/%:@!$&'()*+,;=~-._"


def relative(path: str, current: str) -> str:
    """The link to ``path`` (without leading slash) from the page at ``current`` (with it)."""
    depth = current.count("/") - 1
    return "../" * depth + path if depth > 0 else "./" + path


@lru_cache(maxsize=20_000)
def path_of(iri: str, base: str, *, show: str = "page") -> str | None:
    """The path below the base at which a node is shown, without leading slash; ``None`` if it is not ours.

    ``show`` is ``page``, ``data``, ``cite`` or ``id`` for nodes below ``{base}id/``.
    """
    if iri.startswith(base):
        rest = quote(iri[len(base) :], safe=_SAFE)
        return f"{show}/{rest[3:]}" if rest.startswith("id/") else rest
    if iri.startswith(ONTOLOGY_NAMESPACE):
        return f"ontology#{quote(iri[len(ONTOLOGY_NAMESPACE) :], safe=_SAFE)}"
    return None


def part_of(start: int) -> int:
    """The part of a document's text, from 1, that the character at ``start`` (from 0) is counted to."""
    return start // PART + 1


def external(iri: str) -> str | None:
    """The IRI if a browser may be sent there: http and https only, never ``javascript:`` and the like."""
    return iri if iri.lower().startswith(("http://", "https://")) else None


def iris_of(path: str, base: str) -> tuple[str, ...]:
    """The IRIs that the decoded path ``country/peru`` below ``id/`` may stand for, the likeliest first."""
    return tuple(dict.fromkeys((f"{base}id/{quote(path, safe=_SAFE)}", f"{base}id/{path}")))
