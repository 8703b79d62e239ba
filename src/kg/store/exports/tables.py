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
from kg.store.exports.network import NETWORK_ENDS, POINTS_ENDS, edges, nodes, points
from kg.store.exports.rows import ROWS
from kg.store.nodes import AnyNodes
from kg.store.pieces import pack

PACKAGE = "datapackage.json"
NETWORK = "network.graphml"
POINTS = "points.geojson"

ENDS = ("kg:Country", "kg:Organization")
"""The classes whose nodes are those of the network."""
CLASSES: Mapping[str, tuple[Table, ...]] = {
    **dict.fromkeys(ENDS, ()),
    "kg:DiplomaticRelation": (RELATIONS, EVENTS, DYAD_YEARS),
    "kg:Participation": (MEMBERSHIPS,),
    "kg:Agreement": (AGREEMENTS,),
    "kg:Dispute": (DISPUTES,),
    "kg:Border": (),
    "kg:Mission": (MISSIONS,),
    "kg:Document": (DOCUMENTS,),
}
"""The classes that anything is written of, in the order of the network, and the tables they make rows of."""

DESCRIPTION = (
    "What sources say of the foreign relations of countries and areas. A missing row means that no statement was "
    "found, not that there is nothing. The listing of a country or area implies no opinion on its status. "
    "Unknown values are NA; cells that a spreadsheet would take for a formula begin with an apostrophe."
)


def _head(table: Table) -> bytes:
    head = (",".join(column.name for column in table.columns) + "\n").encode()
    return pack(head) if table.packed else head


_ENDS_OF_FILES = {
    NETWORK: NETWORK_ENDS,
    POINTS: POINTS_ENDS,
    **{table.file: (_head(table), b"") for table in TABLES},
}
"""What comes first and last in each file."""


def write_tables(merged: AnyNodes, folder: Path, earlier: Earlier | None = None) -> list[Chunk]:
    """Write every table of the codebook, ``datapackage.json``, ``network.graphml`` and ``points.geojson``.

    Chunks that ``earlier`` has are copied; gives all of them, as they are kept for the next release. The tables follow
    the Data Package standard (https://specs.frictionlessdata.io/), with sizes and checksums.
    """
    read = Reader(merged)
    chunks: list[Chunk] = []
    rows: Counter[str] = Counter()
    ends = frozenset(iri for class_ in ENDS for iri in merged.listed(class_))
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {}
        for name, (head, _) in _ENDS_OF_FILES.items():
            files[name] = stack.enter_context((folder / name).open("wb"))
            files[name].write(head)
        for class_ in CLASSES:
            for digest, iris in cut(class_, merged.listed(class_)):
                written = earlier.copy(digest) if earlier is not None else None
                if earlier is not None and written is not None:
                    chunk = Chunk(digest, earlier.chunks[digest].read)
                else:
                    read.noted()
                    written = _written(read, class_, [read.facts(iri) for iri in iris], ends)
                    chunk = Chunk(digest, array("I", sorted(set(map(number, read.noted())))))
                for name, (content, count) in written.items():
                    if name == POINTS and rows[name]:
                        files[name].write(b",")
                    chunk.places[name] = (files[name].tell(), len(content), count)
                    files[name].write(content)
                    rows[name] += count
                chunks.append(chunk)
        for name, (_, foot) in _ENDS_OF_FILES.items():
            files[name].write(foot)
    _write_package(folder, rows)
    return chunks


def _written(read: Reader, class_: str, ones: Sequence[Facts], ends: frozenset[str]) -> dict[str, tuple[bytes, int]]:
    """What is written of some nodes of a class: bytes and rows by file."""
    found = {NETWORK: nodes(read, class_, ones) if class_ in ENDS else edges(read, class_, ones, ends)}
    if class_ == "kg:Country":
        found[POINTS] = points(read, ones)
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
