"""Changes the index of a release to that of another which differs little: what is found in it is the same as anew.

Rows have other numbers than in an index made anew, and no answer depends on them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from kg.store import shortlist
from kg.store.alteration import Alteration
from kg.store.search import WEIGH, rows_of

INDEX_FILE = "search.sqlite"
_WORDS = {"entry": ("words", "label, names"), "name": ("grams", "folded"), "quote": ("passages", "quote")}
"""Each table with the full-text table that stands over it, and the columns of this."""
_DROPPED = (
    ("name", "entry IN (SELECT id FROM dropped)"),
    ("entry", "id IN (SELECT id FROM dropped)"),
    ("quote", "(iri, quote) IN (SELECT iri, quote FROM old_quote)"),
)
"""Which rows go, in the order in which they have to."""
_SCHEMA = """
CREATE TEMP TABLE old (iri TEXT PRIMARY KEY);
CREATE TEMP TABLE old_quote (iri TEXT, quote TEXT, PRIMARY KEY (iri, quote));
CREATE TEMP TABLE dropped (id INTEGER PRIMARY KEY);
"""


def change_index(path: Path, found: Alteration, pointed: Mapping[str, int]) -> None:
    """Change the index at ``path``; ``pointed`` counts the triples that point to each thing now.

    Raises sqlite3.Error where it is damaged.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" + _SCHEMA)
        db.executemany("INSERT INTO old VALUES (?)", ((iri,) for iri in found.gone))
        db.executemany("INSERT INTO old_quote VALUES (?, ?)", found.quotes_gone)
        db.execute("INSERT INTO dropped SELECT id FROM entry WHERE iri IN old")
        for table, chosen in _DROPPED:
            words, columns = _WORDS[table]
            values = f"SELECT 'delete', id, {columns} FROM {table} WHERE {chosen}"
            db.execute(f"INSERT INTO {words} ({words}, rowid, {columns}) {values}")
            db.execute(f"DELETE FROM {table} WHERE {chosen}")
        first = {table: _next(db, table) for table in _WORDS}
        entries, names = rows_of(found.added(), first["entry"] - 1)
        db.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, 0)", entries)
        db.executemany("INSERT INTO name (entry, folded) VALUES (?, ?)", names)
        db.executemany("INSERT INTO quote (iri, quote) VALUES (?, ?)", sorted(found.quotes_fresh))
        for table, (words, columns) in _WORDS.items():
            values = f"SELECT id, {columns} FROM {table} WHERE id >= {first[table]}"
            db.execute(f"INSERT INTO {words} (rowid, {columns}) {values}")
        shortlist.change(db, found.gone, list(found.added()))
        touched = {*found.fresh, *(iri for iri, more in found.pointed.items() if more)}
        db.executemany(WEIGH, ((pointed.get(iri, 0), iri) for iri in sorted(touched)))
        db.execute("COMMIT")


def _next(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}").fetchone()[0])
