"""Quads as rows: their terms as N-Quads writes them, ready to be joined to lines.

A release has millions of lines and far fewer terms, so terms are written once and remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad
from pyoxigraph import Triple as QuotedTriple

Term = NamedNode | BlankNode | Literal | QuotedTriple
PlainQuad = tuple[NamedNode, NamedNode, NamedNode | Literal, NamedNode | None]
"""Subject, predicate, object, and graph: ``None`` is the default graph. The engine's own quads take longer to make."""
Row = tuple[str, str, str, str]
"""The same as N-Quads writes it, the default graph as an empty text."""

MOST_TERMS = 100_000
"""Terms remembered at once."""


class Written(dict[Term | None, str]):
    """Terms as they are written; asking for a term writes it."""

    def __missing__(self, term: Term | None) -> str:
        if len(self) >= MOST_TERMS:
            self.clear()
        found = self[term] = "" if term is None else str(term)
        return found


def batches(quads: Iterable[PlainQuad], written: Written, size: int) -> Iterator[list[Row]]:
    """The rows of the quads, up to ``size`` at a time."""
    source = iter(quads)
    while rows := [(written[s], written[p], written[o], written[g]) for s, p, o, g in islice(source, size)]:
        yield rows


def lines(rows: Iterable[Row]) -> bytes:
    """The rows as N-Quads."""
    return "".join([f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n" for s, p, o, g in rows]).encode()


def quad(plain: PlainQuad) -> Quad:
    """The quad as the engine has it."""
    subject, predicate, value, graph = plain
    return Quad(subject, predicate, value, graph or DefaultGraph())
