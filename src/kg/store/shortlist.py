"""The statements about each thing, in the order of its page, kept with the index of a release.

A page then costs what it shows, however many statements there are about its thing. ``read_about`` reads the same from
the store; releases that were written without these tables are read so.

    about       a statement about a thing: its kind, label, first day, and the other side of a relation
    happened    the events of a relation
    moment      what happened in an event, or when another statement began, with the bounds of its date
    witnessed   how many pieces of evidence a statement or event has, and the first of them
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pyoxigraph import Store

from kg.store.about import Moment, Said, count_kinds, event_words, ordered, read_about
from kg.store.kinds import KIND_BY_NAME, KIND_BY_TYPE, KINDS, LINKS
from kg.store.survey import Values
from kg.store.things import read_labels

SCHEMA = """
CREATE TABLE about (thing TEXT, kind INTEGER, undated INTEGER, first TEXT, label TEXT, statement TEXT,
    restored INTEGER, partner TEXT, PRIMARY KEY (thing, kind, undated, first, label, statement)) WITHOUT ROWID;
CREATE TABLE happened (relation TEXT, event TEXT, PRIMARY KEY (relation, event)) WITHOUT ROWID;
CREATE TABLE moment (event TEXT, what TEXT, earliest TEXT, latest TEXT,
    PRIMARY KEY (event, what, earliest, latest)) WITHOUT ROWID;
CREATE TABLE witnessed (statement TEXT PRIMARY KEY, total INTEGER, evidence TEXT) WITHOUT ROWID;
"""
LOOSE = "CREATE TEMP TABLE loose (thing TEXT, kind INTEGER, label TEXT, statement TEXT, restored INTEGER, partner TEXT)"
"""Rows of ``about`` whose first day is still to be found."""
_RELATION = 0
_BIND = f"""INSERT INTO about SELECT thing, kind, first = '', first, label, statement, restored, partner FROM
    (SELECT *, COALESCE(CASE kind WHEN {_RELATION}
        THEN (SELECT MIN(earliest) FROM happened JOIN moment USING (event)
            WHERE relation = loose.statement AND earliest != '')
        ELSE (SELECT MIN(earliest) FROM moment WHERE event = loose.statement AND earliest != '') END, '') AS first
    FROM loose)"""
Support = tuple[Mapping[str, Sequence[str]], Mapping[str, int]]
WITNESSES_KEPT = 3
"""How many pieces of evidence of each statement are kept."""
LONGEST_LABEL = 300
"""Labels longer than this many characters are cut in the list (not in the graph)."""
_RANK = {kind.name: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is narrowed to: a moment between two days (ISO, inclusive, empty if open), restored or explicit."""

    first: str = ""
    last: str = ""
    restored: bool | None = None

    def hold(self, said: Said) -> bool:
        """Whether a statement is among those; the days of a relation are those of its events."""
        if self.restored is not None and said.restored is not self.restored:
            return False
        if not self.first and not self.last:
            return True
        return any(
            (not self.first or m.latest >= self.first)
            and (not self.last or (bool(m.earliest) and m.earliest <= self.last))
            for m in said.moments
        )


class AnyList(Protocol):
    """The statements about things, wherever they are read from."""

    def count(self, thing: str) -> dict[str, int]:
        """How many statements there are about a thing, by kind; kinds without any are left out."""
        ...

    def choose(
        self, thing: str, kind: str, narrowed: Narrowing = Narrowing(), *, limit: int, offset: int = 0
    ) -> tuple[int, tuple[Said, ...]]:
        """How many statements of a kind are among the narrowed ones, and a stretch of them.

        Dated ones come first, by date, then by label.
        """
        ...

    def support(self, statements: Sequence[str], each: int) -> Support | None:
        """The first pieces of evidence of statements and events, and how many they have; ``None`` if not kept."""
        ...


class PlainList:
    """The statements about things read from the store, all of them for every answer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: tuple[str, tuple[Said, ...]] = ("", ())

    def count(self, thing: str) -> dict[str, int]:
        """As in ``AnyList``."""
        return count_kinds(self._all(thing))

    def choose(
        self, thing: str, kind: str, narrowed: Narrowing = Narrowing(), *, limit: int, offset: int = 0
    ) -> tuple[int, tuple[Said, ...]]:
        """As in ``AnyList``."""
        found = [said for said in self._all(thing) if said.kind == kind and narrowed.hold(said)]
        return len(found), tuple(found[offset : offset + limit])

    def support(self, _: Sequence[str], __: int) -> None:
        """As in ``AnyList``."""

    def _all(self, thing: str) -> tuple[Said, ...]:
        kept, said = self._last
        if kept != thing:
            said = read_about(self._store, thing)
            self._last = (thing, said)
        return said


class Shortlist:
    """The statements about things read from the index at ``path``; names of partners come from the store."""

    def __init__(self, path: Path, store: Store) -> None:
        self._path = path
        self._store = store

    def count(self, thing: str) -> dict[str, int]:
        """As in ``AnyList``."""
        with closing(_open(self._path)) as db:
            rows = db.execute("SELECT kind, COUNT(*) FROM about WHERE thing = ? GROUP BY kind ORDER BY kind", (thing,))
            return {KINDS[kind].name: number for kind, number in rows}

    def choose(
        self, thing: str, kind: str, narrowed: Narrowing = Narrowing(), *, limit: int, offset: int = 0
    ) -> tuple[int, tuple[Said, ...]]:
        """As in ``AnyList``."""
        within = f"FROM about WHERE thing = :thing AND kind = :kind {_condition(kind, narrowed)}"
        given = {"thing": thing, "kind": _RANK[kind], "first": narrowed.first, "last": narrowed.last}
        given |= {"restored": narrowed.restored, "limit": limit, "offset": offset}
        order = "ORDER BY undated, first, label, statement LIMIT :limit OFFSET :offset"
        with closing(_open(self._path)) as db:
            (total,) = db.execute(f"SELECT COUNT(*) {within}", given).fetchone()
            rows = db.execute(f"SELECT statement, label, restored, partner {within} {order}", given).fetchall()
            moments = _moments(db, kind, [row[0] for row in rows])
        labels = read_labels(self._store, {row[3] for row in rows if row[3]})
        return total, tuple(
            Said(iri, kind, label, bool(restored), moments.get(iri, ()), labels.get(partner, partner))
            for iri, label, restored, partner in rows
        )

    def support(self, statements: Sequence[str], each: int) -> Support | None:
        """As in ``AnyList``."""
        if each > WITNESSES_KEPT:
            return None
        query = f"SELECT statement, total, evidence FROM witnessed WHERE statement IN ({_places(statements)})"
        with closing(_open(self._path)) as db:
            rows = db.execute(query, statements).fetchall()
        first = {iri: evidence.split("\n")[:each] for iri, _, evidence in rows}
        return first, {iri: total for iri, total, _ in rows}


def open_list(index: Path, store: Store) -> AnyList:
    """The statements about things, from the index if it has them."""
    try:
        with closing(_open(index)) as db:
            db.execute("SELECT undated, evidence FROM about, witnessed LIMIT 1")
        return Shortlist(index, store)
    except sqlite3.Error:
        return PlainList(store)


def add(db: sqlite3.Connection, nodes: Iterable[tuple[str, Values]]) -> None:
    """Take in the statements and events among some nodes."""
    about, happened, moments, witnessed = [], [], [], []
    for iri, values in nodes:
        kinds = [KIND_BY_TYPE[type_].name for type_ in values.get("rdf:type", ()) if type_ in KIND_BY_TYPE]
        if not kinds:
            continue
        about += [row for kind in kinds for row in _about(iri, kind, values)]
        happened += [(iri, event) for event in values.get("kg:hasEvent", ())]
        if evidence := values.get("kg:supportedBy"):
            witnessed.append((iri, len(evidence), "\n".join(evidence[:WITNESSES_KEPT])))
        if "relation" not in kinds:
            moments += [(iri, *moment) for moment in _dates(values)]
    db.executemany("INSERT INTO loose VALUES (?, ?, ?, ?, ?, ?)", about)
    db.executemany("INSERT OR IGNORE INTO happened VALUES (?, ?)", happened)
    db.executemany("INSERT OR IGNORE INTO moment VALUES (?, ?, ?, ?)", moments)
    db.executemany("INSERT OR IGNORE INTO witnessed VALUES (?, ?, ?)", witnessed)


def finish(db: sqlite3.Connection) -> None:
    """Bring what was taken in, all of it, into order."""
    db.execute(_BIND)
    db.execute("DROP TABLE loose")


def change(db: sqlite3.Connection, gone: Iterable[str], nodes: Sequence[tuple[str, Values]]) -> None:
    """Take out what is no more or has changed, and in what is new or has changed."""
    db.execute(LOOSE)
    db.execute("CREATE TEMP TABLE touched (iri TEXT PRIMARY KEY)")
    db.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((iri,) for iri in gone))
    for table, name in (
        ("about", "statement"),
        ("happened", "relation"),
        ("witnessed", "statement"),
        ("moment", "event"),
    ):
        db.execute(f"DELETE FROM {table} WHERE {name} IN (SELECT iri FROM touched)")
    add(db, nodes)
    db.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((iri,) for iri, _ in nodes))
    # relations that have not changed themselves, but one of their events has
    dated = "SELECT relation FROM happened WHERE event IN (SELECT iri FROM touched)"
    columns = "thing, kind, label, statement, restored, partner"
    db.execute(f"INSERT INTO loose SELECT {columns} FROM about WHERE kind = {_RELATION} AND statement IN ({dated})")
    db.execute(f"DELETE FROM about WHERE kind = {_RELATION} AND statement IN ({dated})")
    finish(db)


def _about(iri: str, kind: str, values: Values) -> Iterator[tuple[object, ...]]:
    links = KIND_BY_NAME[kind].links if kind == "relation" else LINKS
    things = sorted({thing for link in links for thing in values.get(link, ())})
    label = (*values.get("rdfs:label", ()), "")[0][:LONGEST_LABEL]
    restored = any(one.endswith("-restored") for one in values.get("kg:derivation", ()))
    for thing in things:
        other = next((one for one in things if one != thing), "") if kind == "relation" else ""
        yield thing, _RANK[kind], label, iri, restored, other


def _dates(values: Values) -> Iterator[tuple[str, str, str]]:
    earliest, latest = values.get("kg:startEarliest", ()), values.get("kg:startLatest", ())
    kinds = tuple(event_words(kind) for kind in values.get("kg:eventKind", ()))
    if kinds:
        yield from ((kind, a, b) for kind in kinds for a in earliest or ("",) for b in latest or ("",))
    elif earliest or latest:
        yield "", (*earliest, "")[0], (*latest, "")[0]


def _moments(db: sqlite3.Connection, kind: str, statements: Sequence[str]) -> dict[str, tuple[Moment, ...]]:
    found: dict[str, set[Moment]] = defaultdict(set)
    source = "happened JOIN moment USING (event) WHERE relation" if kind == "relation" else "moment WHERE event"
    name = "relation" if kind == "relation" else "event"
    query = f"SELECT {name}, what, earliest, latest FROM {source} IN ({_places(statements)})"
    for statement, what, earliest, latest in db.execute(query, statements):
        if kind == "relation" or earliest or latest:
            found[statement].add(Moment(what if kind == "relation" else "", earliest, latest))
    return {statement: ordered(moments) for statement, moments in found.items()}


def _condition(kind: str, narrowed: Narrowing) -> str:
    said = "" if narrowed.restored is None else " AND restored = :restored"
    bounds = []
    if narrowed.first:
        bounds.append("latest >= :first")
    if narrowed.last:
        bounds.append("earliest != '' AND earliest <= :last")
    if bounds:
        source = "happened JOIN moment USING (event) WHERE relation" if kind == "relation" else "moment WHERE event"
        said += f" AND EXISTS (SELECT 1 FROM {source} = about.statement AND {' AND '.join(bounds)})"
    return said


def _places(statements: Sequence[str]) -> str:
    return ", ".join("?" * len(statements))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
