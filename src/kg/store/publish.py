"""Publishes a release: pushes it to a SPARQL 1.1 server in batches, resumes where it was stopped, counts what arrived.

How far it got stands on the server (see ``kg.store.elsewhere``) and moves on with every batch, so that a publication
cut short is taken up again from any machine. A batch that arrived without being noted is sent again, which changes
nothing: the data has no blank nodes.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from pyoxigraph import QuerySolutions

from kg.errors import ReleaseError, RemoteError
from kg.store.arrival import Passed, compare
from kg.store.elsewhere import Marker, merged_graph, publication_graph, read_marker
from kg.store.layout import Release
from kg.store.sparql_answers import read_table
from kg.store.sparql_client import Credentials, SparqlClient, check_address, find_place
from kg.store.writer import GraphStoreWriter, UpdateWriter, Writer

BATCH_QUADS = 10_000
BATCH_BYTES = 1_000_000
"""Most quads and bytes in one update; a server that refuses one gets halves from then on."""
DROPPED = 400
"""How many graphs one update removes."""
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
    graph_store: str | None = None,
    replace_all: bool = False,
    batch_quads: int = BATCH_QUADS,
    batch_bytes: int = BATCH_BYTES,
    advance: Advance | None = None,
) -> Publication:
    """Push a release to the SPARQL server at ``address``, or the rest of it, and compare what is there with it.

    ``update`` is the server's address for updates where it cannot be told from the other; with ``graph_store``, the
    address of a Graph Store, graphs are sent there and no updates. An earlier release published there under the same
    base is removed first; other data in our graphs or in the default graph only with ``replace_all``. ``advance`` is
    told how many quads of how many are there. Raises SettingError for what is no address, RemoteError where the server
    does not answer, refuses or does not hold in the end what was sent, ReleaseError where the dump is damaged.
    """
    if graph_store is not None:
        check_address(graph_store)
    client = SparqlClient(find_place(address, credentials, update), credentials)
    publisher = _Publisher(client, release, batch_quads, batch_bytes, advance or (lambda _done, _all: None))
    if graph_store is not None:
        publisher.writer = GraphStoreWriter(client, graph_store, release.base_iri, publisher.progress)
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
        self.writer: Writer = UpdateWriter(client, client.place.update, self.base, self.progress)

    def progress(self) -> str:
        """How far it is, in words."""
        return f"{self.marker.extent:,} of {self.release.quads:,} quads are there"

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
                self.writer.drop((publication_graph(self.base),))
                remedy = "choose an empty dataset, or remove what is there with --replace"
                raise RemoteError(f"{found} holds other data", path=self.client.place.query, remedy=remedy)
            self._note(replace(self.marker, replaces="other data" if found else ""))
        elif marker.release != self.release.id or (replace_all and not marker.replaces):
            self.marker = Marker(self.release.id, 0, marker.merged, marker.release or _UNCLEAR)
            self.writer.note(self.marker)
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
            self.writer.drop(graphs)
        if not self.marker.merged:
            self.writer.clear_default()

    def _send(self, lines: list[bytes]) -> None:
        """Send some quads and note how far that goes; where the server finds them too many, in halves."""
        while lines:
            part = lines[: self.batch_quads]
            after = replace(self.marker, extent=self.marker.extent + len(part))
            if self.writer.insert(part, self.marker, after):
                self.batch_quads = max(1, len(part) // 2)
                continue
            self.marker = after
            lines = lines[len(part) :]
            self.advance(self.marker.extent, self.release.quads)

    def _note(self, marker: Marker) -> None:
        """Write down how far it is."""
        self.writer.note(marker, self.marker)
        self.marker = marker

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
