"""Reads what a SPARQL server answers: whole or not at all, with the peculiarities of Virtuoso put right."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import IO, cast

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from kg.errors import RemoteError
from kg.store.sparql_client import SparqlClient, no_answer

Dataset = tuple[list[str], list[str]]
"""The graphs that make the default graph, and the named ones."""

Read = Callable[[int], bytes]

_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
_TRIPLES = "application/n-triples, text/plain;q=0.5"
_TABLES = {_JSON: QueryResultsFormat.JSON, _XML: QueryResultsFormat.XML}
_GEOMETRY = b"http://www.openlinksw.com/schemas/virtrdf#Geometry"
_WKT = b"http://www.opengis.net/ont/geosparql#wktLiteral"
_POINT = re.compile(rb"POINT\((-?[\d.]+) (-?[\d.]+)\)")
_YES_OR_NO = "__ASK_RETVAL"


def read_triples(client: SparqlClient, query: str, dataset: Dataset | None) -> QueryTriples:
    """The triples of a CONSTRUCT or DESCRIBE, each once. Raises RemoteError where the answer breaks off."""
    store = Store()
    try:
        _, read = _ask(client, query, _TRIPLES, dataset)
        store.bulk_load(cast(IO[bytes], _Readable(read)), RdfFormat.N_TRIPLES, lenient=True)
    except (SyntaxError, ValueError) as error:
        raise RemoteError(f"the answer cannot be read ({error})", path=client.place.query) from None
    triples = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(triples, QueryTriples)
    return triples


def _ask(client: SparqlClient, query: str, accept: str, dataset: Dataset | None) -> tuple[str, Read]:
    """The media type of the answer to a query, and its reader, which raises RemoteError where it breaks off."""
    response = client.query(query, accept, dataset)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    read = _whole(response, client.place.query, {_JSON: b"}", _XML: b">"}.get(kind, b""))
    return kind, _geometry_restored(read) if client.place.virtuoso else read


def read_table(client: SparqlClient, query: str, dataset: Dataset | None) -> QuerySolutions | QueryBoolean:
    """The rows of a SELECT, read as they are asked for, or the answer to an ASK.

    Virtuoso's JSON knows no booleans, and its ASK gives a row or none. Raises RemoteError, also while rows are read.
    """
    kind, read = _ask(client, query, _XML if client.place.virtuoso else f"{_JSON}, {_XML};q=0.9", dataset)
    if kind not in _TABLES:
        raise RemoteError(f"the answer is of type {kind or 'unknown'}", path=client.place.query)
    try:
        parsed = pyoxigraph.parse_query_results(cast(IO[bytes], _Readable(read)), _TABLES[kind])
    except (SyntaxError, ValueError) as error:
        raise RemoteError(f"the answer cannot be read ({error})", path=client.place.query) from None
    if isinstance(parsed, QuerySolutions) and [v.value for v in parsed.variables] == [_YES_OR_NO]:
        row = next(parsed, None)
        yes = row is not None and row[0].value in ("1", "true")
        body = b'{"head":{},"boolean":true}' if yes else b'{"head":{},"boolean":false}'
        parsed = pyoxigraph.parse_query_results(body, QueryResultsFormat.JSON)
    assert isinstance(parsed, (QuerySolutions, QueryBoolean))
    return parsed


class _Readable:
    """A file with nothing but ``read``."""

    def __init__(self, read: Read) -> None:
        self.read = read


def _whole(response: BaseHTTPResponse, address: str, end: bytes) -> Read:
    """The reader of an answer that must come to its end: by HTTP's own measure and, of tables, by its last byte."""
    tail = b""

    def read(size: int = -1) -> bytes:
        nonlocal tail
        try:
            chunk = response.read(size if size and size > 0 else None)
        except HTTPError as error:
            raise no_answer(address, error) from None
        if chunk:
            tail = (tail + chunk[-64:])[-64:]
        elif end and not tail.rstrip().endswith(end):
            raise RemoteError("the answer breaks off", path=address, remedy="try again")
        return chunk

    return read


def _geometry_restored(read: Read) -> Read:
    """The reader with Virtuoso's geometries as they were: under GeoSPARQL's name, with the digits that were given.

    Virtuoso keeps coordinates in four bytes and prints them in eight; what was meant is the shortest number that has
    the same four. It ends every row with a line's end.
    """
    held = b""

    def read_restored(size: int = -1) -> bytes:
        nonlocal held
        while True:
            chunk = read(size)
            held += chunk
            cut = held.rfind(b"\n") + 1 if chunk else len(held)
            if cut or not chunk:
                lines, held = held[:cut], held[cut:]
                if _GEOMETRY in lines:
                    lines = _POINT.sub(_shortest_point, lines).replace(_GEOMETRY, _WKT)
                return lines

    return read_restored


def _shortest_point(match: re.Match[bytes]) -> bytes:
    return b"POINT(%s %s)" % (_shortest(match[1]), _shortest(match[2]))


def _shortest(number: bytes) -> bytes:
    kept = struct.pack("f", float(number))
    texts = (f"{float(number):.{digits}g}" for digits in range(1, 10))
    return next((text.encode() for text in texts if struct.pack("f", float(text)) == kept and "e" not in text), number)
