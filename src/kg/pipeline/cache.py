"""What earlier builds of a data folder worked out, kept in ``{out}/cache/``: one SQLite file of checked entries.

Keys are digests of all that a result depends on, so an entry is right or is not found; each has a checksum of its own,
and a damaged one counts as missing. The file is written through a log, so that a build which is killed keeps what it
has put there. The cache may be removed at any time; whatever goes wrong with it costs time and nothing else.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from types import TracebackType

FOLDER = "cache"
FILE = "entries.sqlite"
KEPT_TURNS = 3
"""Entries that so many finished builds in a row have not used are dropped."""
LARGEST = 256 << 20
"""Larger values are not kept, in bytes."""

_LOG_PAGES = 8000
_SCHEMA = """
PRAGMA auto_vacuum=INCREMENTAL; PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
CREATE TABLE IF NOT EXISTS entry (key BLOB PRIMARY KEY, digest BLOB NOT NULL, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS use (key BLOB PRIMARY KEY, turn INTEGER NOT NULL, sure INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turn (number INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value kept; ``sure`` unless the build that made it ended before it was validated."""

    value: bytes
    sure: bool


def digest(*parts: bytes | str) -> bytes:
    """A digest (32 bytes) of parts that come in order, each with its length."""
    found = sha256()
    for part in parts:
        packed = part.encode() if isinstance(part, str) else part
        found.update(len(packed).to_bytes(8, "big"))
        found.update(packed)
    return found.digest()


class Cache(AbstractContextManager["Cache"]):
    """The cache of a data folder; with ``None`` one that keeps nothing."""

    def __init__(self, out: Path | None) -> None:
        self._folder = None if out is None else out / FOLDER
        self._db: sqlite3.Connection | None = None
        self._damaged = False
        self._turn = 0
        if self._folder is not None:
            self._open(self._folder)
            if self._damaged:
                self.close()
                self._open(self._folder)

    def _open(self, folder: Path) -> None:
        self._damaged = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / FILE, isolation_level=None)
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
            self._turn = (self._db.execute("SELECT MAX(number) FROM turn").fetchone()[0] or 0) + 1
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def has(self, key: bytes) -> bool:
        """Whether there is an entry, damaged or not."""
        return self._row("SELECT 1 FROM use WHERE key = ?", key) is not None

    def get(self, key: bytes) -> Entry | None:
        """The entry; ``None`` where there is none or it is damaged."""
        row = self._row("SELECT value, digest, sure FROM entry JOIN use USING (key) WHERE key = ?", key)
        if row is None:
            return None
        value, checksum, sure = row
        if not isinstance(value, bytes) or checksum != _checksum(key, value):
            self._run([("DELETE FROM entry WHERE key = ?", (key,)), ("DELETE FROM use WHERE key = ?", (key,))])
            return None
        self._run([("UPDATE use SET turn = ? WHERE key = ? AND turn < ?", (self._turn, key, self._turn))])
        return Entry(value, bool(sure))

    def put(self, key: bytes, value: bytes, *, sure: bool = True) -> None:
        """Keeps a value; it is there as soon as this returns, also for the next build if this one is killed."""
        if len(value) <= LARGEST:
            self._run(
                [
                    ("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", (key, _checksum(key, value), value)),
                    ("INSERT OR REPLACE INTO use VALUES (?, ?, ?)", (key, self._turn, sure)),
                ]
            )

    def finish(self) -> None:
        """The build is published: what it used is sure, and what the last builds did not use is dropped."""
        stale = self._turn - KEPT_TURNS
        self._run(
            [
                ("UPDATE use SET sure = 1 WHERE sure = 0 AND turn = ?", (self._turn,)),
                ("DELETE FROM entry WHERE key IN (SELECT key FROM use WHERE turn <= ?)", (stale,)),
                ("DELETE FROM use WHERE turn <= ?", (stale,)),
                ("DELETE FROM turn", ()),
                ("INSERT INTO turn VALUES (?)", (self._turn,)),
            ]
        )
        self._turn += 1
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.execute("PRAGMA incremental_vacuum").fetchall()

    def _row(self, query: str, key: bytes) -> tuple[object, ...] | None:
        if self._db is None:
            return None
        try:
            found: tuple[object, ...] | None = self._db.execute(query, (key,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        return found

    def _run(self, statements: list[tuple[str, tuple[object, ...]]]) -> None:
        """All of the statements or none."""
        if self._db is None:
            return
        try:
            if len(statements) == 1:
                self._db.execute(*statements[0])
                return
            self._db.execute("BEGIN IMMEDIATE")
            for statement, values in statements:
                self._db.execute(statement, values)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """Do without: a full disk leaves the file as it is, a damaged file is removed."""
        self._damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
            self._db = None
        if self._damaged and self._folder is not None:
            remove(self._folder.parent)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def remove(out: Path) -> None:
    """Remove the cache of a data folder, if there is one."""
    shutil.rmtree(out / FOLDER, ignore_errors=True)


def _checksum(key: bytes, value: bytes) -> bytes:
    return blake2b(value, key=key[:64], digest_size=16).digest()
