"""Publishes a release: pushes it to a SPARQL 1.1 server in batches, resumes where it was stopped, counts what arrived.

How far it got stands on the server (see ``kg.store.elsewhere``) and moves on with every batch, so that a publication
cut short is taken up again from any machine. A batch that arrived without being noted is sent again, which changes
nothing: the data has no blank nodes.
"""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from pyoxigraph import QuerySolutions

from kg.errors import ReleaseError, RemoteError
from kg.store.arrival import Passed, compare, split_quad
from kg.store.elsewhere import Marker, merged_graph, publication_graph, read_marker
from kg.store.layout import Release
from kg.store.sparql_answers import read_table
from kg.store.sparql_client import Credentials, SparqlClient, find_place, refusal

BATCH_QUADS = 10_000
BATCH_BYTES = 1_000_000
"""Most quads and bytes in one update; a server that refuses one gets halves from then on."""
DROPPED = 400
"""How many graphs one update removes."""
PATIENCE = (1.0, 2.0, 4.0, 8.0)
"""Seconds between tries where a server does not answer or is busy."""
_DCTERMS = "http://purl.org/dc/terms/"
_TOO_MUCH = (400, 413, 500)
_BUSY = (429, 502, 503, 504)
_UNCLEAR = "what was begun there"
_UNPREPARED = "not yet looked at"
"""Stands for what is removed until it is known whether anything must be."""

Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published where: ``quads`` in all, ``sent`` of them this time, in ``graphs`` named graphs.

    ``merged`` is the graph of the merged view, empty where that is the default graph.
    """

    address: str
    release: str
    quads: int
    sent: int
    graphs: int
    merged: str


def publish(
    release: Release,
    address: str,
    credentials: Credentials | None = None,
    *,
    update: str | None = None,
    replace_all: bool = False,
    batch_quads: int = BATCH_QUADS,
    batch_bytes: int = BATCH_BYTES,
    advance: Advance | None = None,
) -> Publication:
    """Push a release to the SPARQL server at ``address``, or the rest of it, and compare what is there with it.

    ``update`` is the server's address for updates where it cannot be told from the other. An earlier release published
    there under the same base is removed first; other data in our graphs or in the default graph only with
    ``replace_all``. ``advance`` is told how many quads of how many are there. Raises RemoteError where the server does
    not answer, refuses or does not hold in the end what was sent, ReleaseError where the dump is damaged.
    """
    client = SparqlClient(find_place(address, credentials, update), credentials)
    publisher = _Publisher(client, release, batch_quads, batch_bytes, advance or (lambda _done, _all: None))
    try:
        return publisher.publish(replace_all=replace_all)
    finally:
        client.close()


class _Publisher:
    """One publication: where it goes, how far it is, what has passed."""

    def __init__(
        self, client: SparqlClient, release: Release, batch_quads: int, batch_bytes: int, advance: Advance
    ) -> None:
        self.client = client
        self.release = release
        self.base = release.base_iri
        self.marker = Marker(release.id, 0)
        self.batch_quads = batch_quads
        self.batch_bytes = batch_bytes
        self.advance = advance
        self.passed = Passed(int(release.manifest["counts"].get("merged", 0)))

    def publish(self, *, replace_all: bool) -> Publication:
        """Prepare the place, send what is missing, compare."""
        self._prepare(replace_all=replace_all)
        started_at = self.marker.extent
        lines = self._lines()
        for _ in islice(lines, started_at):
            pass
        self.advance(started_at, self.release.quads)
        held: list[bytes] = []
        size = 0
        for line in lines:
            held.append(line)
            size += len(line)
            if len(held) >= self.batch_quads or size >= self.batch_bytes:
                self._send(held)
                held, size = [], 0
        if held:
            self._send(held)
        compare(self.client, self.passed, self.marker.merged)
        if not self.marker.complete:
            self._note(replace(self.marker, complete=True))
        sent = self.marker.extent - started_at
        return Publication(
            self.client.place.query,
            self.release.id,
            self.marker.extent,
            sent,
            len(self.passed.graphs),
            self.marker.merged,
        )

    def _prepare(self, *, replace_all: bool) -> None:
        """Find out how far an earlier run got, and make place."""
        marker = read_marker(self.client, self.base)
        if marker is None or marker.replaces == _UNPREPARED:
            self.marker = marker or self.marker
            self._note(Marker(self.release.id, 0, replaces=_UNPREPARED))
            union = bool(read_table(self.client, f"ASK {{ <{publication_graph(self.base)}> ?p ?o }}", None))
            self.marker = replace(self.marker, merged=merged_graph(self.base) if union else "")
            found = self._foreign()
            if found and not replace_all:
                self._update(f"DROP SILENT GRAPH <{publication_graph(self.base)}>".encode())
                remedy = "choose an empty dataset, or remove what is there with --replace"
                raise RemoteError(f"{found} holds other data", path=self.client.place.query, remedy=remedy)
            self._note(replace(self.marker, replaces="other data" if found else ""))
        elif marker.release != self.release.id or (replace_all and not marker.replaces):
            self._note_instead(Marker(self.release.id, 0, marker.merged, marker.release or _UNCLEAR))
        else:
            self.marker = marker
        if self.marker.replaces:
            self._clear()
            self._note(replace(self.marker, replaces="", extent=0, complete=False))

    def _foreign(self) -> str:
        """A graph that should be empty and is not."""
        if not self.marker.merged and read_table(self.client, "ASK { ?s ?p ?o }", None):
            return "the default graph"
        names = [merged_graph(self.base), *(f"{self.base}graph/{name}" for name in ("ontology", "reference"))]
        listed = " ".join(f"<{name}>" for name in names)
        if read_table(self.client, f"ASK {{ VALUES ?g {{ {listed} }} GRAPH ?g {{ ?s ?p ?o }} }}", None):
            return f"the graph {self.base}graph/…"
        return ""

    def _clear(self) -> None:
        """Remove every graph under the base but the one that says so, and the merged view."""
        own = f'FILTER(STRSTARTS(STR(?g), "{self.base}") && ?g != <{publication_graph(self.base)}>)'
        query = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} {own} }} LIMIT {DROPPED}"
        while True:
            rows = read_table(self.client, query, None)
            assert isinstance(rows, QuerySolutions)
            graphs = [row[0].value for row in rows]
            if not graphs:
                break
            self._update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs).encode())
        if not self.marker.merged:
            self._update(b"CLEAR SILENT DEFAULT")

    def _send(self, lines: list[bytes]) -> None:
        """Send some quads and note how far that goes; where the server finds them too many, in halves."""
        while lines:
            part = lines[: self.batch_quads]
            after = replace(self.marker, extent=self.marker.extent + len(part))
            refused = self._update(self._insertion(part) + b" ;\n" + self._noted(after), split=len(part) > 1)
            if refused:
                self.batch_quads = max(1, len(part) // 2)
                continue
            self.marker = after
            lines = lines[len(part) :]
            self.advance(self.marker.extent, self.release.quads)

    def _insertion(self, lines: list[bytes]) -> bytes:
        by_graph: dict[bytes, list[bytes]] = {}
        for line in lines:
            triple, graph = split_quad(line)
            by_graph.setdefault(graph, []).append(triple)
        parts = [b"INSERT DATA {\n"]
        for graph, triples in by_graph.items():
            name = graph or (f"<{self.marker.merged}>".encode() if self.marker.merged else b"")
            parts += [b"GRAPH ", name, b" {\n", *triples, b"}\n"] if name else triples
        return b"".join((*parts, b"}"))

    def _note(self, marker: Marker) -> None:
        """Write down how far it is."""
        self._update(self._noted(marker))
        self.marker = marker

    def _note_instead(self, marker: Marker) -> None:
        """Write down that another release comes, whatever stands there: first the new facts, then away with the old."""
        graph = publication_graph(self.base)
        facts = sorted(_facts(marker, self.base))
        came = "".join(f"<{graph}> <{_DCTERMS}{name}> {value} .\n" for name, value in facts)
        kept = " || ".join(f"(?p = <{_DCTERMS}{name}> && ?o = {value})" for name, value in facts)
        insert = f"INSERT DATA {{ GRAPH <{graph}> {{\n{came}}} }}"
        where = f"WHERE {{ GRAPH <{graph}> {{ <{graph}> ?p ?o }} FILTER(!({kept})) }}"
        self._update(f"{insert} ;\nDELETE {{ GRAPH <{graph}> {{ <{graph}> ?p ?o }} }} {where}".encode())
        self.marker = marker

    def _noted(self, marker: Marker) -> bytes:
        """The update from the last marker to this one: the new facts come before the old ones go."""
        graph = publication_graph(self.base)
        now, before = _facts(marker, self.base), _facts(self.marker, self.base)
        came = "".join(f"<{graph}> <{_DCTERMS}{name}> {value} .\n" for name, value in sorted(now))
        gone = "".join(f"<{graph}> <{_DCTERMS}{name}> {value} .\n" for name, value in sorted(before - now))
        insert = f"INSERT DATA {{ GRAPH <{graph}> {{\n{came}}} }}"
        delete = f" ;\nDELETE DATA {{ GRAPH <{graph}> {{\n{gone}}} }}" if gone else ""
        return (insert + delete).encode()

    def _update(self, update: bytes, *, split: bool = False) -> bool:
        """Send an update, patiently; with ``split`` gives whether the server found it too much."""
        for seconds in (*PATIENCE, None):
            try:
                response = self.client.update(update)
            except RemoteError:
                if seconds is None:
                    raise self._stopped("it does not answer") from None
                time.sleep(seconds)
                continue
            if response.status < 300:
                return False
            error = refusal(self.client.place.update, response)
            if response.status in _BUSY and seconds is not None:
                time.sleep(seconds)
                continue
            if split and response.status in _TOO_MUCH and "let us in" not in error.what:
                return True
            if response.status in (404, 405, 415):
                raise RemoteError(
                    f"the server takes no updates here ({response.status})",
                    path=self.client.place.update,
                    remedy="name the address for updates with --update",
                )
            raise error
        raise AssertionError

    def _stopped(self, reason: str) -> RemoteError:
        done = f"{self.marker.extent:,} of {self.release.quads:,} quads are there"
        return RemoteError(
            f"stopped: {reason}; {done}",
            path=self.client.place.update,
            remedy="run the command again to go on from here",
        )

    def _lines(self) -> Iterator[bytes]:
        """The lines of the dump, taken note of as they pass."""
        paths = self.release.dump_parts("kg.nq")
        if not paths:
            raise ReleaseError("there is no dump", path=self.release.dumps, remedy="run `kg build` again")
        for path in paths:
            try:
                with gzip.open(path, "rb") as dump:
                    for line in dump:
                        self.passed.add(line)
                        yield line
            except (OSError, EOFError, zlib.error) as error:
                raise ReleaseError(f"the dump is damaged ({error})", path=path, remedy="run `kg build` again") from None


def _facts(marker: Marker, base: str) -> set[tuple[str, str]]:
    facts = {("identifier", f'"{marker.release}"'), ("extent", str(marker.extent))}
    if marker.merged:
        facts.add(("hasPart", f"<{marker.merged}>"))
    if marker.replaces:
        facts.add(("replaces", f'"{marker.replaces}"'))
    if marker.complete:
        facts.add(("conformsTo", f"<{base}releases/{marker.release}/>"))
    return facts
