"""Reads a dump with rdflib, keeping of each quad its hash only; and hashes the engine's quads in the same way.

Decimals and integers are hashed by value, since the engine's store writes them in their canonical form; other literals
by lexical form and datatype, as written: rdflib's normalisation is switched off meanwhile.
"""

from __future__ import annotations

import warnings
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import IO, Any

import pyoxigraph
import rdflib
from pyoxigraph import DefaultGraph, RdfFormat
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID, Dataset, Graph
from rdflib.store import Store as RdflibStore

_XSD = "http://www.w3.org/2001/XMLSchema#"
_XSD_STRING = _XSD + "string"
_NUMBERS = frozenset({_XSD + "decimal", _XSD + "integer"})
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


class Hashes:
    """Hashes of quads, 8 bytes each, in as many buckets as one wants to compare at once."""

    def __init__(self, buckets: int, wanted: int | None = None) -> None:
        self.buckets = [array("Q") for _ in range(buckets)]
        self.wanted = wanted
        self.text = ""

    def add(self, subject: str, predicate: str, value: str, graph: str) -> None:
        """Take note of a quad; if it is the one ``wanted``, of its text."""
        key = "\n".join((subject, predicate, value, graph))
        hashed = int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        self.buckets[hashed % len(self.buckets)].append(hashed)
        if hashed == self.wanted:
            self.text = " ".join(part.replace("\0", "|")[:120] for part in (subject, predicate, value, graph) if part)


def hash_with_engine(content: IO[bytes], everything: Hashes, merged: Hashes) -> None:
    """Hash every quad of N-Quads as the engine reads them, and those of the merged view."""
    for quad in pyoxigraph.parse(content, RdfFormat.N_QUADS, lenient=True):
        graph = "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
        parts = (quad.subject.value, quad.predicate.value, _engine_term(quad.object), graph)
        everything.add(*parts)
        if not graph:
            merged.add(*parts)


def hash_with_rdflib(content: IO[bytes], format_name: str, found: Hashes, *, everything: bool) -> None:
    """Hash every quad of a dump as rdflib reads it; ``everything`` says that it has named graphs."""
    sink = _Sink(found)
    graph: Graph = Dataset(store=sink) if everything else Graph(store=sink, identifier=DATASET_DEFAULT_GRAPH_ID)
    with _literals_as_written(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="rdflib")
        graph.parse(content, format=format_name, publicID="http://localhost/")


def _engine_term(term: Any) -> str:
    if not isinstance(term, pyoxigraph.Literal):
        return str(term.value)
    return _literal(term.value, term.datatype.value, term.language or "")


def _rdflib_term(term: Any) -> str:
    if not isinstance(term, rdflib.Literal):
        return str(term)
    datatype = _LANG_STRING if term.language else str(term.datatype or _XSD_STRING)
    return _literal(str(term), datatype, term.language or "")


def _literal(text: str, datatype: str, language: str) -> str:
    if datatype in _NUMBERS:
        with suppress(InvalidOperation):
            text = f"{Decimal(text).normalize():f}"
    return f"{text}\0{datatype}\0{language.lower()}"


class _Sink(RdflibStore):
    """A store that keeps of each quad its hash only."""

    context_aware = True
    graph_aware = True

    def __init__(self, found: Hashes) -> None:
        super().__init__()
        self._found = found
        self._namespaces: dict[str, Any] = {}

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:  # noqa: ARG002
        """Take note of a triple."""
        graph = "" if context.identifier == DATASET_DEFAULT_GRAPH_ID else str(context.identifier)
        self._found.add(str(triple[0]), str(triple[1]), _rdflib_term(triple[2]), graph)

    def remove(self, triple: Any, context: Any = None) -> None:
        """Nothing is kept."""

    def add_graph(self, graph: Any) -> None:
        """Graphs are there by their triples."""

    def remove_graph(self, graph: Any) -> None:
        """Graphs are there by their triples."""

    def contexts(self, triple: Any = None) -> Any:  # noqa: ARG002
        """None: nothing is kept."""
        return iter(())

    def bind(self, prefix: str, namespace: Any, override: bool = True) -> None:  # noqa: ARG002
        """Take note of a prefix."""
        self._namespaces[prefix] = namespace

    def namespace(self, prefix: str) -> Any:
        """What a prefix stands for."""
        return self._namespaces.get(prefix)

    def prefix(self, namespace: Any) -> Any:
        """The prefix of a namespace, if it has one."""
        return next((p for p, n in self._namespaces.items() if str(n) == str(namespace)), None)

    def namespaces(self) -> Iterator[Any]:
        """Every prefix with what it stands for."""
        return iter(list(self._namespaces.items()))


@contextmanager
def _literals_as_written() -> Iterator[None]:
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before
