"""Reads the W3C's tests of protocols: the requests of each and what each must be answered with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import suite

HT = "http://www.w3.org/2011/http#"
HTS = "http://www.w3.org/2011/http-statusCodes#"
CNT = "http://www.w3.org/2011/content#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
STATUSES = {"OK": {200}, "Created": {201}, "NoContent": {204}, "NotFound": {404}}


@dataclass(frozen=True)
class Exchange:
    """One request and what it must be answered with; ``statuses`` are the allowed ones."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[int]
    boolean: bool | None
    format: str | None
    answer: bytes | None
    answer_type: str | None


@dataclass(frozen=True)
class ProtocolTest:
    """A test of a protocol: its exchanges in order and the graphs it needs, file by name."""

    name: str
    exchanges: tuple[Exchange, ...]
    graphs: dict[str, Path]


def protocol_tests(path: Path, root: Path) -> list[ProtocolTest]:
    """The tests of a manifest."""
    store = suite.manifest(path, root)
    found = []
    for entry in suite.entries(store):
        graphs = {}
        for node in suite.objects(store, entry, UT + "graphData"):
            file = suite.objects(store, node, UT + "graph")[0].value
            graphs[suite.objects(store, node, LABEL)[0].value] = suite.path_of(file, root)
        action = suite.objects(store, entry, suite.MF + "action")[0]
        requests = suite.listed(store, suite.objects(store, action, HT + "requests")[0])
        exchanges = tuple(_exchange(store, request) for request in requests)
        found.append(ProtocolTest(entry.value.rpartition("#")[2], exchanges, graphs))
    return found


def _exchange(store: ox.Store, request: Any) -> Exchange:
    response = suite.objects(store, request, HT + "resp")[0]
    boolean = _value(store, response, suite.MF + "expectedBoolean")
    headers = _headers(store, request)
    answer_headers = _headers(store, response)
    return Exchange(
        _value(store, request, HT + "methodName") or "GET",
        _value(store, request, HT + "absolutePath") or "",
        headers,
        _body(store, request),
        frozenset().union(*(_statuses(s.value) for s in suite.objects(store, response, suite.MF + "expectedStatus"))),
        None if boolean is None else boolean == "true",
        _value(store, response, suite.MF + "expectedFormat"),
        _body(store, response),
        answer_headers.get("content-type"),
    )


def _statuses(iri: str) -> set[int]:
    name = iri.removeprefix(HTS)
    if name.startswith("StatusCode"):
        first = int(name[len("StatusCode")])
        return set(range(first * 100, first * 100 + 100))
    return STATUSES[name]


def _headers(store: ox.Store, node: Any) -> dict[str, str]:
    found = {}
    for head in suite.objects(store, node, HT + "headers"):
        for header in suite.listed(store, head):
            name = _value(store, header, HT + "fieldName") or ""
            found[name.lower()] = _value(store, header, HT + "fieldValue") or ""
    return found


def _body(store: ox.Store, node: Any) -> bytes | None:
    for body in suite.objects(store, node, HT + "body"):
        encoding = _value(store, body, CNT + "characterEncoding") or "UTF-8"
        return (_value(store, body, CNT + "chars") or "").encode(encoding)
    return None


def _value(store: ox.Store, subject: Any, predicate: str) -> str | None:
    found = suite.objects(store, subject, predicate)
    return found[0].value if found else None
