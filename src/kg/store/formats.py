"""The one table of formats: negotiation, dumps, ``--format`` and the service description all read it.

A *results* format carries SELECT and ASK answers, a *graph* format triples, a *dataset* format quads.
Order is preference: the first format that fits is the answer to ``*/*``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import QueryResultsFormat, RdfFormat


class FormatKind(StrEnum):
    """What a format can carry."""

    RESULTS = "results"
    GRAPH = "graph"
    DATASET = "dataset"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its ``name`` for ``--format`` and ``format=``, its ``extension`` without dot, its media types."""

    name: str
    label: str
    extension: str
    kind: FormatKind
    media_types: tuple[str, ...]
    iri: str
    engine: QueryResultsFormat | RdfFormat
    aliases: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        """The media type it is sent as."""
        return self.media_types[0]

    @property
    def content_type(self) -> str:
        """The Content-Type header: text formats say that they are UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_FORMAT_NS = "http://www.w3.org/ns/formats/"

FORMATS: tuple[Format, ...] = (
    Format(
        "json",
        "JSON",
        "json",
        FormatKind.RESULTS,
        ("application/sparql-results+json", "application/json"),
        _FORMAT_NS + "SPARQL_Results_JSON",
        QueryResultsFormat.JSON,
        ("srj",),
    ),
    Format(
        "xml",
        "XML",
        "xml",
        FormatKind.RESULTS,
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        _FORMAT_NS + "SPARQL_Results_XML",
        QueryResultsFormat.XML,
        ("srx",),
    ),
    Format(
        "csv",
        "CSV",
        "csv",
        FormatKind.RESULTS,
        ("text/csv",),
        _FORMAT_NS + "SPARQL_Results_CSV",
        QueryResultsFormat.CSV,
    ),
    Format(
        "tsv",
        "TSV",
        "tsv",
        FormatKind.RESULTS,
        ("text/tab-separated-values",),
        _FORMAT_NS + "SPARQL_Results_TSV",
        QueryResultsFormat.TSV,
    ),
    Format(
        "turtle",
        "Turtle",
        "ttl",
        FormatKind.GRAPH,
        ("text/turtle", "application/turtle", "application/x-turtle"),
        _FORMAT_NS + "Turtle",
        RdfFormat.TURTLE,
        ("ttl",),
    ),
    Format(
        "ntriples",
        "N-Triples",
        "nt",
        FormatKind.GRAPH,
        ("application/n-triples", "text/plain"),
        _FORMAT_NS + "N-Triples",
        RdfFormat.N_TRIPLES,
        ("nt", "n-triples"),
    ),
    Format(
        "jsonld",
        "JSON-LD",
        "jsonld",
        FormatKind.GRAPH,
        ("application/ld+json", "application/json"),
        _FORMAT_NS + "JSON-LD",
        RdfFormat.JSON_LD,
        ("json-ld",),
    ),
    Format(
        "rdfxml",
        "RDF/XML",
        "rdf",
        FormatKind.GRAPH,
        ("application/rdf+xml", "application/xml", "text/xml"),
        _FORMAT_NS + "RDF_XML",
        RdfFormat.RDF_XML,
        ("rdf", "rdf-xml"),
    ),
    Format(
        "nquads",
        "N-Quads",
        "nq",
        FormatKind.DATASET,
        ("application/n-quads",),
        _FORMAT_NS + "N-Quads",
        RdfFormat.N_QUADS,
        ("nq", "n-quads"),
    ),
    Format(
        "trig",
        "TriG",
        "trig",
        FormatKind.DATASET,
        ("application/trig",),
        _FORMAT_NS + "TriG",
        RdfFormat.TRIG,
    ),
)

RESULTS_FORMATS: tuple[Format, ...] = tuple(f for f in FORMATS if f.kind is FormatKind.RESULTS)
GRAPH_FORMATS: tuple[Format, ...] = tuple(f for f in FORMATS if f.kind is not FormatKind.RESULTS)
"""Formats that can carry triples: dataset formats can too."""


def find_format(name: str, among: Iterable[Format] = FORMATS) -> Format | None:
    """The format with this name, extension, alias or media type, whatever its case; ``None`` if there is none."""
    wanted = name.strip().lower()
    for format_ in among:
        if wanted in (format_.name, format_.extension, *format_.aliases, *format_.media_types):
            return format_
    return None
