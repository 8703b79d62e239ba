"""A release's store on a server elsewhere, where ``kg publish`` put it: the part of ``pyoxigraph.Store`` readers use.

Servers differ in what a query without FROM sees. Where that is all graphs together (Virtuoso, RDF4J, GraphDB …), the
merged view lies in a graph with a name, ``{base}graph/merged``, and is asked for as the default graph. What was
published is written in ``{base}graph/publication``:

    dcterms:identifier   the id of the release
    dcterms:extent       how many of its quads, in the order of its dump, have arrived
    dcterms:hasPart      the graph that holds the merged view, where that has a name
    dcterms:replaces     what is being removed to make place
    dcterms:conformsTo   the release's address, once everything is there and counted
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import IO, Any, cast

import pyoxigraph
from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from kg.config import Settings
from kg.errors import QueryError, ReleaseError, RemoteError
from kg.store.engine import open_store
from kg.store.layout import Release
from kg.store.sparql_answers import Dataset, read_table, read_triples
from kg.store.sparql_client import Place, SparqlClient, find_place, split_credentials

FRESH_SECONDS = 5.0
"""How long it is taken for granted that the server still holds the same release."""
_DCTERMS = "http://purl.org/dc/terms/"
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_ASIDE = re.compile(r'<[^<>"{}|^`\\\s]*>|#[^\n]*|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')


@dataclass(frozen=True, slots=True)
class Marker:
    """What a server says of a publication; see above. ``merged`` is empty where the merged view has no name.

    ``release`` is empty where one was being put in the place of another and that was cut short.
    """

    release: str
    extent: int
    merged: str = ""
    replaces: str = ""
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a release is published: enough to open it again in another process without asking anew."""

    place: Place
    user: str
    password: str = field(repr=False)
    base_iri: str
    release: str
    merged: str
    shows_graphs: bool

    def open(self) -> StoreElsewhere:
        """The store, with connections of its own."""
        _, credentials = split_credentials(self.place.query, self.user, self.password)
        return StoreElsewhere(SparqlClient(self.place, credentials), self)

    def open_as_store(self) -> Store:
        """The store for readers of the engine's: they use no more of it than there is."""
        return cast(Store, self.open())


class StoreElsewhere:
    """Reads like a ``pyoxigraph.Store``; every call is one request.

    Raises RemoteError where the server does not answer whole, or no longer holds the release.
    """

    def __init__(self, client: SparqlClient, where: Elsewhere) -> None:
        self.where = where
        self._client = client
        self._reader = Store()
        self._seen = monotonic()

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        default_graph: Any = None,
        named_graphs: Any = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """The result of a query, as the engine's own ``query`` gives it. Raises SyntaxError as that does.

        The engine here reads the query first: what it does not understand, or breaks at, goes no further.
        """
        self._reader.query(query, base_iri=base_iri, prefixes=dict(prefixes or {}))
        self._assure()
        head = "".join(f"PREFIX {p}: <{iri}> " for p, iri in (prefixes or {}).items() if f"{p}:" in query)
        if base_iri:
            head = f"BASE <{base_iri}> {head}"
        plain = _ASIDE.sub(" ", query)
        dataset = None
        if default_graph is not None or named_graphs is not None:
            dataset = (_names(default_graph), _names(named_graphs))
        elif self.where.merged:
            if not self.where.shows_graphs and re.search(r"\bGRAPH\b", plain, re.IGNORECASE):
                raise QueryError(
                    "the store elsewhere shows no graphs beside the merged view",
                    hint="name them in FROM NAMED, or take kg.trig.gz from /dumps/",
                )
            dataset = ([self.where.merged], [])
        found = _FORM.search(plain)
        form = found[0].upper() if found else "SELECT"
        return self._result(head + query, form, dataset)

    def quads_for_pattern(self, subject: Any, predicate: Any, object: Any, graph_name: Any = None) -> Iterator[Quad]:  # noqa: A002
        """The quads that match; ``None`` stands for any term, as a graph for any graph and the merged view."""
        given = zip((subject, predicate, object), ("?s", "?p", "?o"), strict=True)
        spo = " ".join(name if term is None else str(term) for term, name in given)
        named = isinstance(graph_name, NamedNode)
        if graph_name is None:
            where = f"{{ {spo} }} UNION {{ GRAPH ?g {{ {spo} }} }}"
        else:
            where = f"GRAPH {graph_name} {{ {spo} }}" if named else spo
        query = f"SELECT ?s ?p ?o ?g {{ {where} }}"
        rows = self.query(query, default_graph=[], named_graphs=[graph_name]) if named else self.query(query)
        assert isinstance(rows, QuerySolutions)
        for s, p, o, g in rows:
            yield Quad(subject or s, predicate or p, object or o, graph_name or g or DefaultGraph())

    def contains_named_graph(self, graph_name: NamedNode) -> bool:
        """Whether there is a graph with this name."""
        query = f"ASK {{ GRAPH {graph_name} {{ ?s ?p ?o }} }}"
        return bool(self.query(query, default_graph=[], named_graphs=[graph_name]))

    def dump(self, output: IO[bytes], format: RdfFormat, *, from_graph: Any, prefixes: Mapping[str, str]) -> None:  # noqa: A002
        """Write a graph as the engine would."""
        quads = self.quads_for_pattern(None, None, None, from_graph)
        triples = (pyoxigraph.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
        pyoxigraph.serialize(triples, output, format, prefixes=dict(prefixes))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _result(self, query: str, form: str, dataset: Dataset | None) -> QuerySolutions | QueryBoolean | QueryTriples:
        if form in ("CONSTRUCT", "DESCRIBE"):
            return read_triples(self._client, query, dataset)
        return read_table(self._client, query, dataset)

    def _assure(self) -> None:
        """See from time to time that the release has not been replaced by another one."""
        if monotonic() - self._seen < FRESH_SECONDS:
            return
        marker = read_marker(self._client, self.where.base_iri)
        if marker is None or not marker.complete or marker.release != self.where.release:
            raise _not_there(self.where.place.query, marker, self.where.release)
        self._seen = monotonic()


def find_elsewhere(address: str, release: Release, user: str = "", password: str = "") -> Elsewhere:
    """Where the server at an address holds a release, and how it shows it.

    Raises RemoteError where it does not answer or cuts answers short, ReleaseError where it holds another release.
    """
    address, credentials = split_credentials(address, user, password)
    place = find_place(address, credentials)
    client = SparqlClient(place, credentials)
    marker = read_marker(client, release.base_iri)
    if marker is None or not marker.complete or marker.release != release.id:
        raise _not_there(address, marker, release.id)
    shows = not marker.merged
    if marker.merged:
        query = f"ASK {{ GRAPH <{publication_graph(release.base_iri)}> {{ ?s ?p ?o }} }}"
        shows = bool(read_table(client, query, ([marker.merged], [])))
    name, secret = (credentials.user, credentials.password) if credentials is not None else ("", "")
    where = Elsewhere(place, name, secret, release.base_iri, release.id, marker.merged, shows)
    client.close()
    return where


def check_limits(where: Elsewhere, rows: int, triples: int) -> None:
    """See that the server gives so many rows in one answer, or all of the release's triples if those are fewer.

    Some servers cut long answers without a word. Raises RemoteError if this one does.
    """
    wanted = min(rows, triples)
    store = where.open()
    given = 0
    for _ in cast(QuerySolutions, store.query(f"SELECT (1 AS ?x) {{ ?s ?p ?o }} LIMIT {wanted}")):
        given += 1
    store.close()
    if given < wanted:
        raise RemoteError(
            f"the server gives {given:,} of {wanted:,} rows",
            path=where.place.query,
            remedy=f"raise its limit (of Virtuoso: ResultSetMaxRows) to {rows:,} rows",
        )


def open_for(release: Release, settings: Settings, *, current: bool = True) -> Store:
    """The store to serve a release from: the server elsewhere if the settings name one, else the one in its folder.

    An earlier release (not ``current``) comes from its folder. Raises ReleaseError and RemoteError.
    """
    if not settings.remote or not current:
        return open_store(release, settings.memory_quads)
    where = find_elsewhere(settings.remote, release, settings.remote_user, settings.remote_password)
    return where.open_as_store()


def check_for(release: Release, settings: Settings) -> None:
    """See that the release can be served: its store opens, and a server elsewhere gives as many rows as we promise.

    Raises as ``open_for``.
    """
    if settings.remote:
        where = find_elsewhere(settings.remote, release, settings.remote_user, settings.remote_password)
        check_limits(where, settings.query_rows, int(release.manifest["counts"]["merged"]))
    else:
        open_store(release)


def find_if_remote(release: Release, address: str, user: str, password: str) -> Elsewhere | None:
    """Where the server holds the release, or ``None`` for an earlier one, which has its store in its folder.

    Raises as ``find_elsewhere``.
    """
    try:
        return find_elsewhere(address, release, user, password)
    except ReleaseError:
        if release.store.is_dir():
            return None
        raise


def publication_graph(base_iri: str) -> str:
    """The graph that says what was published."""
    return f"{base_iri}graph/publication"


def merged_graph(base_iri: str) -> str:
    """The name of the merged view on servers whose default graph is not its own."""
    return f"{base_iri}graph/merged"


def read_marker(client: SparqlClient, base_iri: str) -> Marker | None:
    """What a server says of a publication under a base, or ``None``."""
    graph = publication_graph(base_iri)
    rows = read_table(client, f"SELECT ?p ?o {{ GRAPH <{graph}> {{ <{graph}> ?p ?o }} }}", None)
    assert isinstance(rows, QuerySolutions)
    said: dict[str, list[str]] = {}
    for p, o in rows:
        said.setdefault(p.value.removeprefix(_DCTERMS), []).append(str(o.value))
    if "identifier" not in said:
        return None
    if len(said["identifier"]) > 1:
        return Marker("", 0, said.get("hasPart", [""])[0])
    return Marker(
        said["identifier"][0],
        max((int(extent) for extent in said.get("extent", ())), default=0),
        said.get("hasPart", [""])[0],
        said.get("replaces", [""])[0],
        "conformsTo" in said,
    )


def _names(graphs: Any) -> list[str]:
    """The names of graphs as the engine takes them: none, one or several."""
    if graphs is None:
        return []
    several: Iterable[Any] = graphs if isinstance(graphs, (list, tuple)) else [graphs]
    return [graph.value for graph in several if isinstance(graph, NamedNode)]


def _not_there(address: str, marker: Marker | None, wanted: str) -> ReleaseError:
    if marker is None:
        what = "no release was published here"
    elif not marker.complete:
        what = f"release {marker.release[:16]}… is not whole here"
    else:
        what = f"the server holds release {marker.release[:16]}…, not {wanted[:16]}…"
    return ReleaseError(what, path=address, remedy="run `kg publish --to` with this address")
