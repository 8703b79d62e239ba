"""What the files among the dumps are: format, media type and content, for those who list and send them."""

from __future__ import annotations

from dataclasses import dataclass

from kg.store.exports.codebook import TABLES
from kg.store.formats import GRAPH_FORMATS, find_format


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file among the dumps: its format in words, the media type of its unpacked content, whether it is packed with
    gzip, whether it is RDF, and what it holds."""

    format: str
    media_type: str
    packed: bool
    rdf: bool
    holds: str


_TITLES = {table.file: table.title for table in TABLES}
_OTHERS = {
    "csv": ("CSV", "text/csv"),
    "json": ("Data Package", "application/json"),
    "graphml": ("GraphML", "application/graphml+xml"),
    "geojson": ("GeoJSON", "application/geo+json"),
}
_HOLD = {
    "json": "the codebook: every table with its columns",
    "graphml": "the network: who is tied to whom",
    "geojson": "the points of countries and areas",
}


def dump_file(name: str) -> DumpFile:
    """What the file of this name is."""
    packed = name.endswith(".gz")
    extension = name.removesuffix(".gz").rpartition(".")[2]
    format_ = find_format(extension, GRAPH_FORMATS)
    if format_ is not None:
        stem, _, part = name.partition(".")[0].partition("-")
        holds = "everything, with named graphs" if stem == "kg" else "the merged view, without graphs"
        holds += f" (part {int(part)})" if part.isdecimal() else ""
        return DumpFile(format_.label, format_.media_type, packed, True, holds)
    label, media_type = _OTHERS.get(extension, ("", "application/octet-stream"))
    return DumpFile(label, media_type, packed, False, _TITLES.get(name) or _HOLD.get(extension, ""))
