"""The full-text index of a release: built with it, read by the pages and by reconciliation.

One SQLite file holds every thing's label and other names, and every quote of the evidence. Three FTS5 tables stand
over them: ``words`` and ``passages`` ignore case and accents; ``grams`` holds three-letter pieces of names, so that a
name with a typing error is still found (similarity by Dice's coefficient over padded trigrams).
The same release gives the same file.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from kg.errors import ReleaseError
from kg.store import shortlist
from kg.store.kinds import KINDS, THING_KINDS
from kg.store.survey import Survey, Values, nodes_of

LONGEST_NAME = 300
"""Names longer than this many characters are cut in the index (not in the graph)."""

ALIKE = 0.45
"""The least similarity, 0 to 1, at which a name with typing errors counts as found."""

_INDEXED = ("country", "organization", "person", "document", *(k.name for k in KINDS if k.name != "event"), "pattern")
_KIND_OF = {k.type: _INDEXED.index(k.name) for k in (*THING_KINDS, *KINDS) if k.name in _INDEXED}
WEIGHTED = ("country", "organization", "person")
"""Kinds of things that are the weightier the more points to them."""
_WEIGHTED = ", ".join(str(_INDEXED.index(kind)) for kind in WEIGHTED)
WEIGH = f"UPDATE entry SET weight = ? WHERE iri = ? AND kind IN ({_WEIGHTED})"
_NAMES = ("rdfs:label", "skos:altLabel", "skos:prefLabel", "kg:abbreviation", "dcterms:title", "dcterms:identifier")

_BETWEEN = re.compile(r"[\W_]+")

_SCHEMA = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, kind INTEGER, label TEXT, names TEXT, weight INTEGER);
CREATE TABLE name (id INTEGER PRIMARY KEY, entry INTEGER, folded TEXT);
CREATE INDEX name_folded ON name (folded);
CREATE TABLE quote (id INTEGER PRIMARY KEY, iri TEXT, quote TEXT);
CREATE VIRTUAL TABLE words USING fts5(label, names, content='entry', content_rowid='id',
    tokenize="unicode61 remove_diacritics 2", prefix='1 2 3');
CREATE VIRTUAL TABLE grams USING fts5(folded, content='name', content_rowid='id', tokenize='trigram');
CREATE VIRTUAL TABLE passages USING fts5(quote, content='quote', content_rowid='id',
    tokenize="unicode61 remove_diacritics 2");
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found: ``score`` is 1.0 for its very name, less for parts of it or for a similar name."""

    iri: str
    kind: str
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of evidence whose quote holds the words."""

    iri: str
    quote: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of things and of quotes, and how many of each there are."""

    things: tuple[Hit, ...]
    thing_total: int
    quotes: tuple[Quote, ...]
    quote_total: int


def fold(text: str) -> str:
    """The text in lower case, without accents, marks and doubled blanks: what comparing names compares."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _BETWEEN.sub(" ", text.casefold()).strip()


Entry = tuple[int, str, int, str, str]
"""Number, IRI, kind, label, and all names one to a line."""


def rows_of(nodes: Iterable[tuple[str, Values]], count: int) -> tuple[list[Entry], list[tuple[int, str]]]:
    """The entries that nodes make, numbered on from ``count``, and their names in the form that is compared."""
    entries: list[Entry] = []
    folded: list[tuple[int, str]] = []
    for iri, values in nodes:
        kinds = [_KIND_OF[type_] for type_ in values.get("rdf:type", ()) if type_ in _KIND_OF]
        names = list(dict.fromkeys(text[:LONGEST_NAME] for name in _NAMES for text in values.get(name, ())))
        if kinds and names:
            count += 1
            entries.append((count, iri, min(kinds), names[0], "\n".join(names)))
            texts = dict.fromkeys(map(fold, "\n".join(names).split("\n")))
            folded += [(count, f"  {text} ") for text in texts if text]
    return entries, folded


class Index(AbstractContextManager["Index"]):
    """The index in the making at ``path``, which must not exist: ``add`` surveys in their order, then ``finish``."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" + _SCHEMA)
        for statement in f"{shortlist.SCHEMA};{shortlist.LOOSE}".split(";"):
            self._db.execute(statement)
        self._count = 0
        self._weights: Counter[str] = Counter()

    def add(self, found: Survey) -> None:
        """Take in the names and quotes of a survey."""
        entries, names = rows_of(nodes_of(found), self._count)
        self._count += len(entries)
        self._db.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, 0)", entries)
        self._db.executemany("INSERT INTO name (entry, folded) VALUES (?, ?)", names)
        self._db.executemany("INSERT INTO quote (iri, quote) VALUES (?, ?)", found.quotes)
        shortlist.add(self._db, nodes_of(found))
        self._weights.update(found.pointed)

    def finish(self) -> None:
        """Make what was added searchable."""
        self._db.executemany(WEIGH, ((number, iri) for iri, number in sorted(self._weights.items())))
        shortlist.finish(self._db)
        for table in ("words", "grams", "passages"):
            self._db.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")
            self._db.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")
        self._db.execute("COMMIT")
        self._db.execute("VACUUM")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()


def search(
    path: Path, text: str, *, kinds: Sequence[str] = (), limit: int = 20, offset: int = 0, quotes: bool = True
) -> Found:
    """Things and quotes that hold all the words; where no thing does, things with a similar name.

    Raises ReleaseError if the index is missing or damaged.
    """
    tokens = fold(text).split()
    if not tokens:
        return Found((), 0, (), 0)
    with closing(_open(path)) as db:
        try:
            things = _by_words(db, tokens, kinds) or _by_likeness(db, fold(text), kinds)
            found, total = _quotes(db, tokens, limit, offset) if quotes else ((), 0)
        except sqlite3.Error as error:
            raise _damaged(path, error) from None
    return Found(tuple(things[offset : offset + limit]), len(things), found, total)


def suggest(path: Path, text: str, *, kinds: Sequence[str] = (), limit: int = 10) -> tuple[Hit, ...]:
    """The things whose name begins with, holds, or nearly is what has been typed so far, best first."""
    return search(path, text, kinds=kinds, limit=limit, quotes=False).things


def _open(path: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: sqlite3.Error) -> ReleaseError:
    return ReleaseError(f"the search index cannot be read ({error})", path=path, remedy="run `kg build` again")


def _by_words(db: sqlite3.Connection, tokens: Sequence[str], kinds: Sequence[str]) -> list[Hit]:
    match = " ".join(f'"{token}"' for token in tokens[:-1]) + f' "{tokens[-1]}"*'
    wanted = " ".join(tokens)
    rows = db.execute(
        f"""SELECT e.iri, e.kind, e.label, e.names FROM words JOIN entry e ON e.id = words.rowid
        WHERE words MATCH ? {_kind_filter(kinds)} ORDER BY e.kind, e.weight DESC, e.iri LIMIT 2000""",
        (match,),
    )
    hits = [Hit(iri, _INDEXED[kind], label, _closeness(wanted, names)) for iri, kind, label, names in rows]
    return sorted(hits, key=lambda hit: -hit.score)


def _closeness(wanted: str, names: str) -> float:
    folded = [fold(name) for name in names.split("\n")]
    if wanted in folded:
        return 1.0
    if any(name.startswith(wanted) for name in folded):
        return 0.8
    return 0.6


def _by_likeness(db: sqlite3.Connection, wanted: str, kinds: Sequence[str]) -> list[Hit]:
    pieces = _trigrams(wanted)
    match = " OR ".join(f'"{piece}"' for piece in sorted(pieces))
    rows = db.execute(
        f"""SELECT e.iri, e.kind, e.label, name.folded, e.weight FROM grams JOIN name ON name.id = grams.rowid
        JOIN entry e ON e.id = name.entry WHERE grams MATCH ? {_kind_filter(kinds)} ORDER BY rank, e.iri LIMIT 300""",
        (match,),
    )
    best: dict[str, tuple[Hit, int]] = {}
    for iri, kind, label, name, weight in rows:
        likeness = _likeness(pieces, _trigrams(name.strip()))
        if likeness >= ALIKE and (iri not in best or likeness > best[iri][0].score):
            best[iri] = (Hit(iri, _INDEXED[kind], label, round(min(likeness, 0.99) * 0.6, 4)), weight)
    ordered = sorted(best.values(), key=lambda b: (-b[0].score, _INDEXED.index(b[0].kind), -b[1], b[0].iri))
    return [hit for hit, _ in ordered]


def _trigrams(folded: str) -> frozenset[str]:
    padded = f"  {folded} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _quotes(db: sqlite3.Connection, tokens: Iterable[str], limit: int, offset: int) -> tuple[tuple[Quote, ...], int]:
    match = " ".join(f'"{token}"' for token in tokens)
    (total,) = db.execute("SELECT COUNT(*) FROM passages WHERE passages MATCH ?", (match,)).fetchone()
    rows = db.execute(
        """SELECT q.iri, q.quote FROM passages JOIN quote q ON q.id = passages.rowid
        WHERE passages MATCH ? ORDER BY rank, q.iri LIMIT ? OFFSET ?""",
        (match, limit, offset),
    )
    return tuple(Quote(iri, quote) for iri, quote in rows), total


def _kind_filter(kinds: Sequence[str]) -> str:
    ranks = [str(_INDEXED.index(kind)) for kind in kinds if kind in _INDEXED]
    return f"AND e.kind IN ({', '.join(ranks)})" if kinds else ""
