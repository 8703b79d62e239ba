"""The nodes of the merged view for the tables that join them: in a file of their own, or in a release's store."""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Protocol

from pyoxigraph import DefaultGraph, NamedNode, Store

from kg.store.survey import Survey, Values, kept, nodes_of
from kg.store.things import curie, expand

LISTED = frozenset(
    f"kg:{name}"
    for name in (
        *("Country", "Organization", "Document", "DiplomaticRelation", "Participation"),
        *("Agreement", "Dispute", "Mission", "Border"),
    )
)
"""The classes whose nodes can be listed."""

_CACHE_KIB = 32 << 10
_TYPE = NamedNode(expand("rdf:type"))


class AnyNodes(Protocol):
    """Nodes with their values, wherever they are."""

    def values(self, iri: str) -> Values:
        """The values of a node by shortened property (``kg:start``), each a sorted tuple; none if there is no node."""
        ...

    def listed(self, name: str) -> Iterator[str]:
        """The nodes of a listed class (``kg:Dispute``) in order of IRI."""
        ...


class StoredNodes:
    """The nodes of the merged view in a store: slower to read, but nothing has to be written first."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def values(self, iri: str) -> Values:
        """As in ``AnyNodes``."""
        found: dict[str, list[str]] = {}
        for quad in self._store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()):
            found.setdefault(_short(quad.predicate.value), []).append(_text(quad.object))
        return kept(found) if found else {}

    def listed(self, name: str) -> Iterator[str]:
        """As in ``AnyNodes``."""
        quads = self._store.quads_for_pattern(None, _TYPE, NamedNode(expand(name)), DefaultGraph())
        yield from sorted(_text(quad.subject) for quad in quads)


_short = lru_cache(1024)(curie)


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


class Nodes(AbstractContextManager["Nodes"]):
    """Nodes with their values, by IRI; ``None`` for the path keeps them in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._db.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{_CACHE_KIB};"
            "CREATE TABLE IF NOT EXISTS node (iri TEXT PRIMARY KEY, kept BLOB) WITHOUT ROWID;"
            "CREATE TABLE IF NOT EXISTS listed (class TEXT, iri TEXT, PRIMARY KEY (class, iri)) WITHOUT ROWID;"
        )

    def add(self, found: Survey) -> None:
        """Take in the nodes of a survey."""
        listed = [
            (class_, iri)
            for iri, values in nodes_of(found)
            for class_ in values.get("rdf:type", ())
            if class_ in LISTED
        ]
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO node VALUES (?, ?)", found.nodes)
        self._db.executemany("INSERT OR REPLACE INTO listed VALUES (?, ?)", listed)
        self._db.execute("COMMIT")

    def values(self, iri: str) -> Values:
        """As in ``AnyNodes``."""
        row = self._db.execute("SELECT kept FROM node WHERE iri = ?", (iri,)).fetchone()
        found: Values = marshal.loads(row[0]) if row else {}
        return found

    def listed(self, name: str) -> Iterator[str]:
        """As in ``AnyNodes``."""
        for (iri,) in self._db.execute("SELECT iri FROM listed WHERE class = ? ORDER BY iri", (name,)):
            yield iri

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
