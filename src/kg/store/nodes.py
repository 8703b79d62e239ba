"""The nodes of the merged view in a file beside a release in the making, for the tables that join them."""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from kg.store.survey import Survey, Values, nodes_of

LISTED = frozenset(
    f"kg:{name}"
    for name in (
        *("Country", "Organization", "Document", "DiplomaticRelation", "Participation"),
        *("Agreement", "Dispute", "Mission", "Border"),
    )
)
"""The classes whose nodes can be listed."""

_CACHE_KIB = 32 << 10


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
        """The values of a node by shortened property (``kg:start``), each a sorted tuple; none if there is no node."""
        row = self._db.execute("SELECT kept FROM node WHERE iri = ?", (iri,)).fetchone()
        found: Values = marshal.loads(row[0]) if row else {}
        return found

    def of_class(self, name: str) -> Iterator[tuple[str, Values]]:
        """Every node of a listed class in order of IRI, with its values."""
        rows = self._db.execute(
            "SELECT iri, kept FROM listed JOIN node USING (iri) WHERE class = ? ORDER BY iri", (name,)
        )
        for iri, kept in rows:
            yield iri, marshal.loads(kept)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
