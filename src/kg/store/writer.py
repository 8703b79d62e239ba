"""Writes a publication to a server, patiently: by SPARQL 1.1 Update, or graph by graph by the Graph Store Protocol.

Specifications: https://www.w3.org/TR/sparql11-update/, https://www.w3.org/TR/sparql11-http-rdf-update/.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from urllib.parse import quote

from urllib3 import BaseHTTPResponse

from kg.errors import RemoteError
from kg.store.arrival import split_quad
from kg.store.elsewhere import Marker, publication_graph
from kg.store.sparql_client import SparqlClient, refusal

PATIENCE = (1.0, 2.0, 4.0, 8.0)
"""Seconds between tries where a server does not answer or is busy."""
_DCTERMS = "http://purl.org/dc/terms/"
_TOO_MUCH = (400, 413, 500)
_BUSY = (429, 502, 503, 504)


class Writer(ABC):
    """Puts lines of N-Quads and the note of how far that got on a server; ``progress`` tells how far, for errors.

    Every method raises RemoteError where the server does not answer or refuses.
    """

    def __init__(self, client: SparqlClient, address: str, base: str, progress: Callable[[], str]) -> None:
        self.client = client
        self.address = address
        self.graph = publication_graph(base)
        self.base = base
        self._progress = progress

    @abstractmethod
    def insert(self, lines: list[bytes], before: Marker, after: Marker) -> bool:
        """Add the quads, then note ``after`` in place of ``before``; gives whether that was too much at once."""

    @abstractmethod
    def note(self, now: Marker, before: Marker | None = None) -> None:
        """Note ``now`` in place of ``before``, or of whatever stands there."""

    @abstractmethod
    def drop(self, graphs: Iterable[str]) -> None:
        """Remove named graphs, those that are there."""

    @abstractmethod
    def clear_default(self) -> None:
        """Empty the default graph."""

    def _patiently(self, send: Callable[[], BaseHTTPResponse], *, split: bool = False, absent: bool = False) -> bool:
        """Send until it is taken; with ``split`` gives whether it is too much. With ``absent`` a 404 is as good."""
        for seconds in (*PATIENCE, None):
            try:
                response = send()
            except RemoteError:
                if seconds is None:
                    raise self._stopped() from None
                time.sleep(seconds)
                continue
            if response.status < 300 or (absent and response.status == 404):
                return False
            error = refusal(self.address, response)
            if response.status in _BUSY and seconds is not None:
                time.sleep(seconds)
                continue
            if split and response.status in _TOO_MUCH and "let us in" not in error.what:
                return True
            if response.status in (404, 405, 415):
                raise RemoteError(
                    f"the server takes nothing here ({response.status})",
                    path=self.address,
                    remedy="name the address for updates with --update, or for graphs with --graph-store",
                )
            raise error
        raise AssertionError

    def _stopped(self) -> RemoteError:
        reason = f"stopped: it does not answer; {self._progress()}"
        return RemoteError(reason, path=self.address, remedy="run the command again to go on from here")


class UpdateWriter(Writer):
    """Writes by SPARQL 1.1 Update: a batch and its note are one request."""

    def insert(self, lines: list[bytes], before: Marker, after: Marker) -> bool:
        parts = [b"INSERT DATA {\n"]
        for graph, triples in _by_graph(lines, after.merged).items():
            parts += [b"GRAPH ", graph, b" {\n", *triples, b"}\n"] if graph else triples
        update = b"".join((*parts, b"} ;\n", self._noted(before, after)))
        return self._update(update, split=len(lines) > 1)

    def note(self, now: Marker, before: Marker | None = None) -> None:
        if before is not None:
            self._update(self._noted(before, now))
            return
        facts = sorted(_facts(now, self.base))
        kept = " || ".join(f"(?p = <{_DCTERMS}{name}> && ?o = {value})" for name, value in facts)
        where = f"WHERE {{ GRAPH <{self.graph}> {{ <{self.graph}> ?p ?o }} FILTER(!({kept})) }}"
        insert = f"INSERT DATA {{ GRAPH <{self.graph}> {{\n{_lines(facts, self.graph)}}} }}"
        self._update(f"{insert} ;\nDELETE {{ GRAPH <{self.graph}> {{ <{self.graph}> ?p ?o }} }} {where}".encode())

    def drop(self, graphs: Iterable[str]) -> None:
        self._update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs).encode())

    def clear_default(self) -> None:
        self._update(b"CLEAR SILENT DEFAULT")

    def _noted(self, before: Marker, now: Marker) -> bytes:
        """The update from one note to the next: the new facts come before the old ones go."""
        came, gone = _facts(now, self.base), _facts(before, self.base) - _facts(now, self.base)
        insert = f"INSERT DATA {{ GRAPH <{self.graph}> {{\n{_lines(sorted(came), self.graph)}}} }}"
        delete = f" ;\nDELETE DATA {{ GRAPH <{self.graph}> {{\n{_lines(sorted(gone), self.graph)}}} }}" if gone else ""
        return (insert + delete).encode()

    def _update(self, update: bytes, *, split: bool = False) -> bool:
        return self._patiently(lambda: self.client.update(update), split=split)


class GraphStoreWriter(Writer):
    """Writes by the Graph Store Protocol: a request for each graph of a batch, and one for its note."""

    def insert(self, lines: list[bytes], before: Marker, after: Marker) -> bool:
        for graph, triples in _by_graph(lines, after.merged).items():
            if self._send("POST", graph.decode()[1:-1], b"".join(triples), split=len(lines) > 1):
                return True
        self.note(after, before)
        return False

    def note(self, now: Marker, before: Marker | None = None) -> None:
        del before  # the graph is put whole
        self._send("PUT", self.graph, _lines(sorted(_facts(now, self.base)), self.graph).encode())

    def drop(self, graphs: Iterable[str]) -> None:
        for graph in graphs:
            self._send("DELETE", graph)

    def clear_default(self) -> None:
        self._send("DELETE", "")

    def _send(self, method: str, graph: str, body: bytes = b"", *, split: bool = False) -> bool:
        joint = "&" if "?" in self.address else "?"
        address = f"{self.address}{joint}" + (f"graph={quote(graph, safe='')}" if graph else "default")
        return self._patiently(
            lambda: self.client.write_graph(method, address, body), split=split, absent=method == "DELETE"
        )


def _by_graph(lines: list[bytes], merged: str) -> dict[bytes, list[bytes]]:
    """The triples of lines of N-Quads by graph in angle brackets; the merged view's under ``merged`` or nothing."""
    name = f"<{merged}>".encode() if merged else b""
    by_graph: dict[bytes, list[bytes]] = {}
    for line in lines:
        triple, graph = split_quad(line)
        by_graph.setdefault(graph or name, []).append(triple)
    return by_graph


def _lines(facts: Iterable[tuple[str, str]], graph: str) -> str:
    return "".join(f"<{graph}> <{_DCTERMS}{name}> {value} .\n" for name, value in facts)


def _facts(marker: Marker, base: str) -> set[tuple[str, str]]:
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    facts = {("identifier", f'"{marker.release}"'), ("extent", f'"{marker.extent}"^^<{integer}>')}
    if marker.merged:
        facts.add(("hasPart", f"<{marker.merged}>"))
    if marker.replaces:
        facts.add(("replaces", f'"{marker.replaces}"'))
    if marker.complete:
        facts.add(("conformsTo", f"<{base}releases/{marker.release}/>"))
    return facts
