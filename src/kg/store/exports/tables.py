"""Writes the tables of a release with their data package, the network and the points, always the same bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

from kg.store.cells import write_csv
from kg.store.exports.codebook import DYAD_YEARS, TABLES, Table
from kg.store.exports.dyad_years import dyad_years
from kg.store.exports.facts import NA, Reader
from kg.store.exports.network import write_network, write_points
from kg.store.exports.rows import ROWS
from kg.store.nodes import Nodes

PACKAGE = "datapackage.json"
NETWORK = "network.graphml"
POINTS = "points.geojson"
_GZIP_LEVEL = 3

DESCRIPTION = (
    "What sources say of the foreign relations of countries and areas. A missing row means that no statement was "
    "found, not that there is nothing. The listing of a country or area implies no opinion on its status. "
    "Unknown values are NA; cells that a spreadsheet would take for a formula begin with an apostrophe."
)


def write_tables(nodes: Nodes, folder: Path) -> None:
    """Write every table of the codebook, ``datapackage.json``, ``network.graphml`` and ``points.geojson``.

    The tables follow the Data Package standard (https://specs.frictionlessdata.io/), with sizes and checksums.
    """
    read = Reader(nodes)
    resources = []
    for table in TABLES:
        rows = dyad_years(read) if table is DYAD_YEARS else ROWS[table.name](read)
        with _text_file(folder / table.file, packed=table.packed) as file:
            count = write_csv(file, [column.name for column in table.columns], rows)
        resources.append(_resource(folder, table, count))
    write_network(read, folder / NETWORK)
    write_points(read, folder / POINTS)
    package = {
        "profile": "tabular-data-package",
        "name": "foreign-relations",
        "title": "Foreign relations",
        "description": DESCRIPTION,
        "resources": resources,
    }
    (folder / PACKAGE).write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@contextmanager
def _text_file(path: Path, *, packed: bool) -> Iterator[TextIO]:
    with path.open("wb") as raw:
        if not packed:
            with io.TextIOWrapper(raw, "utf-8", newline="") as text:
                yield text
            return
        with gzip.GzipFile("", "wb", _GZIP_LEVEL, raw, mtime=0) as file:
            buffered = io.BufferedWriter(cast(io.RawIOBase, file), 1 << 18)
            with io.TextIOWrapper(buffered, "utf-8", newline="") as text:
                yield text


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
