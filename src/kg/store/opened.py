"""A release as a Python program sees it: ``kg.open`` on a folder or a server, queries answered as rows, a DataFrame or
a graph, tables by name. Queries on a folder run in the program's own process, without limits.

    with kg.open("data") as graph:
        for row in graph.query("SELECT ?label { ?c a kg:Country ; rdfs:label ?label }"):
            print(row["label"])
"""

from __future__ import annotations

import csv
import gzip
import importlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, overload

import pyoxigraph
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from kg.errors import QueryError, ReleaseError, SettingError
from kg.store.describe import PREFIXES
from kg.store.engine import open_store
from kg.store.exports.codebook import TABLES, Table
from kg.store.exports.facts import NA
from kg.store.layout import MANIFEST, Release, open_folder
from kg.store.remote import Remote
from kg.store.shelf import find_release

Row = dict[str, Any]
Result = QuerySolutions | QueryBoolean | QueryTriples

_XSD = "http://www.w3.org/2001/XMLSchema#"
_WHOLE = ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
_READ: Mapping[str, Callable[[str], Any]] = {
    **{_XSD + name: int for name in _WHOLE},
    _XSD + "decimal": Decimal,
    _XSD + "double": float,
    _XSD + "float": float,
    _XSD + "boolean": lambda text: text in ("true", "1"),
}
_MEMORY_QUADS = 200_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query.

    Of SELECT the rows: iterate, index or count them; each is a dict by column, with ``None`` where nothing is bound.
    Whole numbers are ``int``, decimals ``Decimal``; IRIs, texts and dates are ``str``, dates as precise as the source
    (``1998``, ``1998-11``, ``1998-11-02``), so that a column of them sorts. Of ASK ``boolean``. Of CONSTRUCT and
    DESCRIBE ``triples`` as N-Triples, see ``graph``.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    triples: bytes = b""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return self.boolean if self.boolean is not None else bool(self.rows or self.triples)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        return self.rows[index]

    def dataframe(self) -> Any:
        """The rows as a ``pandas.DataFrame``, decimals as floats. Raises SettingError where pandas is missing."""
        pandas = _optional("pandas")
        plain = [[_plain(row[name]) for name in self.columns] for row in self.rows]
        return pandas.DataFrame(plain, columns=list(self.columns))

    def graph(self) -> Any:
        """The triples as an ``rdflib.Graph``."""
        graph = _optional("rdflib").Graph()
        graph.parse(data=self.triples, format="nt")
        return graph


@dataclass(slots=True)
class OpenGraph:
    """An open release, in a folder or on a server. ``release`` is its id, for citing."""

    release: str
    base_iri: str
    _ask: Callable[[str], Result]
    _read: Callable[[str], bytes]
    _store: Store | None = field(default=None, repr=False)

    def __enter__(self) -> OpenGraph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self._store = None
        self._ask = _closed

    def query(self, query: str) -> Answer:
        """The answer to a SPARQL query; the usual prefixes (``kg:``, ``rdfs:`` …) need not be declared.

        Raises QueryError for a malformed query, and what a server answers: LimitError past a limit, BusyError.
        """
        try:
            return _answer(self._ask(with_prefixes(query)))
        except SyntaxError as error:
            raise QueryError(str(error)) from None

    def table(self, name: str) -> Answer:
        """A table of the data package (``dyad-year``, ``relations`` …) with its columns as the codebook has them.

        Raises SettingError for an unknown name, ReleaseError where the release has no such table.
        """
        table = next((table for table in TABLES if table.name == name), None)
        if table is None:
            raise SettingError(
                f"there is no table {name!r}", remedy=f"choose one of {', '.join(t.name for t in TABLES)}"
            )
        return _read_table(table, self._read(table.file))


def open_graph(where: str | Path, release: str | None = None) -> OpenGraph:
    """Open the data folder, release folder or server (``http://…``) named; ``release`` picks an earlier release by id.

    Raises ReleaseError where there is none.
    """
    if isinstance(where, str) and where.startswith(("http://", "https://")):
        remote = Remote.connect(where, release)
        return OpenGraph(remote.release, remote.base_iri, remote.ask, remote.read_dump)
    folder = Path(where).expanduser()
    found = open_folder(folder.resolve()) if (folder / MANIFEST).is_file() else find_release(folder, release)
    store = open_store(found, _MEMORY_QUADS)
    ask = partial(_ask_store, store, found.base_iri)
    return OpenGraph(found.id, found.base_iri, ask, partial(_read_file, found), store)


def with_prefixes(query: str) -> str:
    """The query with a declaration of every usual prefix that it uses and does not declare, on its first line."""
    used = [p for p in PREFIXES if re.search(rf"(?<![\w:?$<]){p}:", query)]
    missing = [p for p in used if not re.search(rf"\bPREFIX\s+{p}:", query, re.IGNORECASE)]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in missing) + query


def _ask_store(store: Store, base_iri: str, query: str) -> Result:
    return store.query(query, base_iri=base_iri)


def _read_file(release: Release, name: str) -> bytes:
    try:
        return (release.dumps / name).read_bytes()
    except FileNotFoundError:
        raise ReleaseError(f"the release has no {name}", path=release.dumps, remedy="run `kg build` again") from None


def _closed(_: str) -> Result:
    raise ReleaseError("the release was closed", remedy="open it again")


def _answer(result: Result) -> Answer:
    if isinstance(result, QueryBoolean):
        return Answer(boolean=bool(result))
    if isinstance(result, QueryTriples):
        return Answer(triples=pyoxigraph.serialize(result, format=RdfFormat.N_TRIPLES) or b"")
    columns = tuple(variable.value for variable in result.variables)
    return Answer(columns, tuple({name: _value(row[name]) for name in columns} for row in result))


def _value(term: Any) -> Any:
    if term is None:
        return None
    if not isinstance(term, pyoxigraph.Literal):
        return term.value if isinstance(term, (pyoxigraph.NamedNode, pyoxigraph.BlankNode)) else str(term)
    read = _READ.get(term.datatype.value)
    try:
        return term.value if read is None else read(term.value)
    except (ValueError, ArithmeticError):
        return term.value


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _read_table(table: Table, content: bytes) -> Answer:
    text = (gzip.decompress(content) if table.packed else content).decode("utf-8")
    reads: list[Callable[[str], Any]] = [_CELLS.get(column.type, str) for column in table.columns]
    rows = csv.reader(io.StringIO(text, newline=""))
    columns = tuple(next(rows))
    return Answer(columns, tuple(dict(zip(columns, _cells(reads, row), strict=True)) for row in rows))


_CELLS: Mapping[str, Callable[[str], Any]] = {"integer": int, "number": Decimal}


def _cells(reads: Iterable[Callable[[str], Any]], row: Iterable[str]) -> Iterator[Any]:
    return (None if cell == NA else read(cell) for read, cell in zip(reads, row, strict=True))


def _optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise SettingError(f"{name} is not installed", remedy=f"run `pip install {name}`") from None
