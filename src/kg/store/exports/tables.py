"""Writes the tables of a release with their data package, the network and the points, always the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from kg.store.cells import write_rows
from kg.store.exports.chunks import Chunk, Earlier, cut, number
from kg.store.exports.codebook import (
    AGREEMENTS,
    DISPUTES,
    DOCUMENTS,
    DYAD_YEARS,
    EVENTS,
    MEMBERSHIPS,
    MISSIONS,
    RELATIONS,
    TABLES,
    Table,
)
from kg.store.exports.dyad_years import dyad_years, write_years
from kg.store.exports.facts import NA, Facts, Reader
from kg.store.exports.network import FOOT, edges, write_head, write_points
from kg.store.exports.rows import ROWS
from kg.store.nodes import AnyNodes
from kg.store.pieces import pack

PACKAGE = "datapackage.json"
NETWORK = "network.graphml"
POINTS = "points.geojson"

CLASSES: Mapping[str, tuple[Table, ...]] = {
    "kg:DiplomaticRelation": (RELATIONS, EVENTS, DYAD_YEARS),
    "kg:Participation": (MEMBERSHIPS,),
    "kg:Agreement": (AGREEMENTS,),
    "kg:Dispute": (DISPUTES,),
    "kg:Border": (),
    "kg:Mission": (MISSIONS,),
    "kg:Document": (DOCUMENTS,),
}
"""The classes whose nodes make rows and edges, in the order of the edges, and the tables they make rows of."""

DESCRIPTION = (
    "What sources say of the foreign relations of countries and areas. A missing row means that no statement was "
    "found, not that there is nothing. The listing of a country or area implies no opinion on its status. "
    "Unknown values are NA; cells that a spreadsheet would take for a formula begin with an apostrophe."
)


def write_tables(nodes: AnyNodes, folder: Path, earlier: Earlier | None = None) -> list[Chunk]:
    """Write every table of the codebook, ``datapackage.json``, ``network.graphml`` and ``points.geojson``.

    Chunks that ``earlier`` has are copied; gives all of them, as they are kept for the next release. The tables follow
    the Data Package standard (https://specs.frictionlessdata.io/), with sizes and checksums.
    """
    read = Reader(nodes)
    chunks: list[Chunk] = []
    rows: Counter[str] = Counter()
    with ExitStack() as stack:
        network = stack.enter_context((folder / NETWORK).open("wb"))
        ends = write_head(read, network)
        files: dict[str, IO[bytes]] = {NETWORK: network}
        for table in TABLES:
            files[table.file] = stack.enter_context((folder / table.file).open("wb"))
            head = ",".join(column.name for column in table.columns) + "\n"
            files[table.file].write(pack(head.encode()) if table.packed else head.encode())
        for class_ in CLASSES:
            for digest, iris in cut(class_, nodes.listed(class_)):
                written = earlier.copy(digest) if earlier is not None else None
                if earlier is not None and written is not None:
                    chunk = Chunk(digest, earlier.chunks[digest].read)
                else:
                    read.noted()
                    written = _written(read, class_, [read.facts(iri) for iri in iris], ends)
                    chunk = Chunk(digest, array("I", sorted(set(map(number, read.noted())))))
                for name, (content, count) in written.items():
                    chunk.places[name] = (files[name].tell(), len(content), count)
                    files[name].write(content)
                    rows[name] += count
                chunks.append(chunk)
        network.write(FOOT)
    write_points(read, folder / POINTS)
    _write_package(folder, rows)
    return chunks


def _written(read: Reader, class_: str, ones: Sequence[Facts], ends: frozenset[str]) -> dict[str, tuple[bytes, int]]:
    """What is written of some statements of a class: bytes and rows by file."""
    found = {NETWORK: edges(read, class_, ones, ends)}
    for table in CLASSES[class_]:
        text = io.StringIO(newline="")
        if table is DYAD_YEARS:
            count = write_years(text, dyad_years(read, ones))
        else:
            count = write_rows(text, ROWS[table.name](read, ones))
        content = text.getvalue().encode()
        found[table.file] = (pack(content) if table.packed else content, count)
    return {name: (content, count) for name, (content, count) in found.items() if count}


def _write_package(folder: Path, rows: Counter[str]) -> None:
    package = {
        "profile": "tabular-data-package",
        "name": "foreign-relations",
        "title": "Foreign relations",
        "description": DESCRIPTION,
        "resources": [_resource(folder, table, rows[table.file]) for table in TABLES],
    }
    (folder / PACKAGE).write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _resource(folder: Path, table: Table, rows: int) -> dict[str, Any]:
    content = folder / table.file
    with content.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    fields = [{"name": c.name, "type": c.type, "description": c.description} for c in table.columns]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.file,
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **({"compression": "gz"} if table.packed else {}),
        "bytes": content.stat().st_size,
        "hash": f"sha256:{digest}",
        "rowCount": rows,
        "schema": {"fields": fields, "missingValues": [NA]},
    }
