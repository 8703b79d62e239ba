"""The service description and VoID of a release, worked out once for each format from the counts in its manifest.

https://www.w3.org/TR/sparql11-service-description/ and https://www.w3.org/TR/void/; examples and prefixes are those of
https://www.w3.org/TR/shacl/ as the SIB's endpoints give them (sh:SPARQLExecutable, sh:declare).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.config import Settings
from kg.store.exports.files import dump_file
from kg.store.formats import FORMATS, GRAPH_FORMATS, find_format
from kg.store.layout import Release
from kg.store.release import PREFIXES
from kg.web.exchange import Reply
from kg.web.negotiation import choose
from kg.web.problems import CORS
from kg.web.protocol import not_acceptable
from kg.web.query_pages import queries

SD = "http://www.w3.org/ns/sparql-service-description#"
DCAT = "http://www.w3.org/ns/dcat#"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
VOID = PREFIXES["void"]
SH = PREFIXES["sh"]
DCTERMS = PREFIXES["dcterms"]
LABEL = NamedNode(PREFIXES["rdfs"] + "label")
COMMENT = NamedNode(PREFIXES["rdfs"] + "comment")
RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")
TITLE = "Foreign relations knowledge graph"

Term = NamedNode | BlankNode | Literal
Describe = Callable[[Release, Settings], Iterator[Triple]]


def service_description(release: Release, settings: Settings, accept: str | None) -> Reply:
    """The service description in the format that fits. Raises HttpError (406) if none does."""
    return _reply(release, settings, accept, "service")


def void_description(release: Release, settings: Settings, accept: str | None) -> Reply:
    """The VoID description in the format that fits. Raises HttpError (406) if none does."""
    return _reply(release, settings, accept, "void")


def catalog_description(release: Release, settings: Settings, accept: str | None) -> Reply:
    """The DCAT catalogue in the format that fits. Raises HttpError (406) if none does."""
    return _reply(release, settings, accept, "catalog")


def describe_all(release: Release, settings: Settings) -> None:
    """Work out every description in every format, so that nobody waits for it."""
    subject = _Subject(release, settings)
    for which in _DESCRIPTIONS:
        for format_ in GRAPH_FORMATS:
            _serialised(subject, format_.name, which)


def _reply(release: Release, settings: Settings, accept: str | None, which: str) -> Reply:
    chosen = choose(GRAPH_FORMATS, accept)
    if chosen is None:
        raise not_acceptable("none of the formats asked for can carry a description")
    body, etag = _serialised(_Subject(release, settings), chosen[0].name, which)
    headers = (
        ("content-type", chosen[1]),
        ("vary", "Accept"),
        ("etag", etag),
        ("cache-control", "public, no-cache"),
        ("release", release.id),
        *CORS,
    )
    return Reply(200, headers, body)


class _Subject:
    """What is described, as a cache key: a release under its settings."""

    def __init__(self, release: Release, settings: Settings) -> None:
        self.release = release
        self.settings = settings

    def __hash__(self) -> int:
        return hash(self.release.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Subject) and self.release.id == other.release.id and self.settings == other.settings


@lru_cache(maxsize=64)
def _serialised(subject: _Subject, format_name: str, which: str) -> tuple[bytes, str]:
    format_ = find_format(format_name, GRAPH_FORMATS)
    assert format_ is not None
    assert isinstance(format_.engine, RdfFormat)
    triples = _DESCRIPTIONS[which](subject.release, subject.settings)
    body = serialize(triples, format=format_.engine, prefixes={**PREFIXES, "sd": SD, "dcat": DCAT}) or b""
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _service(release: Release, settings: Settings) -> Iterator[Triple]:
    base = release.base_iri
    service, dataset, graph = NamedNode(f"{base}sparql"), dataset_iri(release), BlankNode("merged")
    yield from _about(
        service,
        (RDF_TYPE, NamedNode(SD + "Service")),
        (NamedNode(SD + "endpoint"), service),
        (NamedNode(SD + "supportedLanguage"), NamedNode(SD + "SPARQL11Query")),
        (NamedNode(SD + "feature"), NamedNode(SD + "EmptyGraphs")),
        (NamedNode(SD + "defaultDataset"), dataset),
        *((NamedNode(SD + "resultFormat"), NamedNode(f.iri)) for f in FORMATS),
    )
    yield from _limits(service, settings)
    yield from _about(
        dataset,
        (RDF_TYPE, NamedNode(SD + "Dataset")),
        (RDF_TYPE, NamedNode(VOID + "Dataset")),
        (NamedNode(SD + "defaultGraph"), graph),
    )
    yield from _property(dataset, "named graphs", _count(release, "graphs"))
    yield from _about(
        graph,
        (RDF_TYPE, NamedNode(SD + "Graph")),
        (RDF_TYPE, NamedNode(VOID + "Dataset")),
        *_counted(release),
    )
    yield from _partitions(graph, release.manifest.get("partitions", {}))
    yield from _examples(base, dataset, service)


def _void(release: Release, _settings: Settings) -> Iterator[Triple]:
    base = release.base_iri
    dataset = dataset_iri(release)
    document = NamedNode(f"{base}.well-known/void")
    yield from _about(
        document,
        (RDF_TYPE, NamedNode(VOID + "DatasetDescription")),
        (NamedNode(PREFIXES["foaf"] + "primaryTopic"), dataset),
    )
    yield from _about(
        dataset,
        (RDF_TYPE, NamedNode(VOID + "Dataset")),
        (NamedNode(DCTERMS + "title"), Literal(TITLE, language="en")),
        (NamedNode(DCTERMS + "identifier"), Literal(release.id)),
        (NamedNode(VOID + "sparqlEndpoint"), NamedNode(f"{base}sparql")),
        (NamedNode(VOID + "uriSpace"), Literal(f"{base}id/")),
        (NamedNode(VOID + "exampleResource"), NamedNode(f"{base}id/country/peru")),
        (NamedNode(VOID + "openSearchDescription"), NamedNode(f"{base}search")),
        *(
            (NamedNode(VOID + "dataDump"), NamedNode(f"{base}dumps/{name}"))
            for name in dump_names(release)
            if dump_file(name).rdf
        ),
        *((NamedNode(VOID + "vocabulary"), NamedNode(PREFIXES[p])) for p in ("kg", "org", "skos", "prov", "dcterms")),
        *((NamedNode(VOID + "feature"), NamedNode(f.iri)) for f in GRAPH_FORMATS),
        *_counted(release),
    )
    yield from _partitions(dataset, release.manifest.get("partitions", {}))
    yield from _examples(base, dataset, NamedNode(f"{base}sparql"))


def _catalog(release: Release, _settings: Settings) -> Iterator[Triple]:
    base = release.base_iri
    catalog, dataset, service = NamedNode(f"{base}catalog"), dataset_iri(release), NamedNode(f"{base}sparql")
    yield from _about(
        catalog,
        (RDF_TYPE, NamedNode(DCAT + "Catalog")),
        (NamedNode(DCAT + "dataset"), dataset),
        (NamedNode(DCAT + "service"), service),
    )
    yield from _about(
        service,
        (RDF_TYPE, NamedNode(DCAT + "DataService")),
        (NamedNode(DCAT + "endpointURL"), service),
        (NamedNode(DCAT + "servesDataset"), dataset),
    )
    yield from _about(
        dataset,
        (RDF_TYPE, NamedNode(DCAT + "Dataset")),
        (NamedNode(DCTERMS + "title"), Literal(TITLE, language="en")),
        (NamedNode(DCTERMS + "identifier"), Literal(release.id)),
        (NamedNode(DCAT + "landingPage"), NamedNode(base)),
    )
    for name in dump_names(release):
        file = NamedNode(f"{base}dumps/{name}")
        kind = dump_file(name)
        output = release.manifest["outputs"][f"dumps/{name}"]
        yield Triple(dataset, NamedNode(DCAT + "distribution"), file)
        yield from _about(
            file,
            (RDF_TYPE, NamedNode(DCAT + "Distribution")),
            (NamedNode(DCAT + "downloadURL"), file),
            (NamedNode(DCAT + "byteSize"), Literal(int(output["bytes"]))),
            (NamedNode(DCAT + "mediaType"), NamedNode(MEDIA_TYPES + kind.media_type)),
            (NamedNode(DCTERMS + "title"), Literal(kind.holds, language="en")),
        )
        if kind.packed:
            yield Triple(file, NamedNode(DCAT + "compressFormat"), NamedNode(MEDIA_TYPES + "application/gzip"))


_DESCRIPTIONS: Mapping[str, Describe] = {"service": _service, "void": _void, "catalog": _catalog}


def dataset_iri(release: Release) -> NamedNode:
    """The IRI of the whole dataset."""
    return NamedNode(f"{release.base_iri}.well-known/void#dataset")


def dump_names(release: Release) -> list[str]:
    """The file names of a release's dumps, from its manifest."""
    outputs = release.manifest.get("outputs", {})
    return sorted(name.removeprefix("dumps/") for name in outputs if name.startswith("dumps/"))


def _about(subject: NamedNode | BlankNode, *pairs: tuple[NamedNode, Term]) -> Iterator[Triple]:
    for predicate, object_ in pairs:
        yield Triple(subject, predicate, object_)


def _count(release: Release, name: str) -> int:
    return int(release.manifest.get("counts", {}).get(name, 0))


def _counted(release: Release) -> list[tuple[NamedNode, Term]]:
    partitions = release.manifest.get("partitions", {})
    return [
        (NamedNode(VOID + "triples"), Literal(_count(release, "merged"))),
        (NamedNode(VOID + "distinctSubjects"), Literal(_count(release, "subjects"))),
        (NamedNode(VOID + "distinctObjects"), Literal(_count(release, "objects"))),
        (NamedNode(VOID + "classes"), Literal(len(partitions.get("classes", {})))),
        (NamedNode(VOID + "properties"), Literal(len(partitions.get("properties", {})))),
    ]


def _partitions(dataset: NamedNode | BlankNode, partitions: Mapping[str, Any]) -> Iterator[Triple]:
    kinds = (
        ("classes", "classPartition", "class", "entities"),
        ("properties", "propertyPartition", "property", "triples"),
    )
    for group, partition, term, count in kinds:
        for number, (iri, counted) in enumerate(partitions.get(group, {}).items()):
            part = BlankNode(f"{term}{number}")
            yield Triple(dataset, NamedNode(VOID + partition), part)
            yield Triple(part, NamedNode(VOID + term), NamedNode(iri))
            yield Triple(part, NamedNode(VOID + count), Literal(counted))


def _limits(service: NamedNode, settings: Settings) -> Iterator[Triple]:
    limits = (
        ("query_seconds", settings.query_seconds, "s"),
        ("query_rows", settings.query_rows, "rows"),
        ("answer_bytes", settings.answer_bytes, "bytes"),
        ("query_bytes", settings.query_bytes, "bytes"),
        ("worker_bytes", settings.worker_bytes, "bytes"),
    )
    for name, value, unit in limits:
        yield from _property(service, name, value, unit)


def _property(subject: NamedNode | BlankNode, name: str, value: float, unit: str | None = None) -> Iterator[Triple]:
    schema = PREFIXES["schema"]
    node = BlankNode(f"property-{name.replace(' ', '-')}")
    yield Triple(subject, NamedNode(schema + "additionalProperty"), node)
    pairs: list[tuple[NamedNode, Term]] = [
        (RDF_TYPE, NamedNode(schema + "PropertyValue")),
        (NamedNode(schema + "name"), Literal(name)),
        (NamedNode(schema + "value"), Literal(value)),
    ]
    if unit is not None:
        pairs.append((NamedNode(schema + "unitText"), Literal(unit)))
    yield from _about(node, *pairs)


def _examples(base: str, dataset: NamedNode, service: NamedNode) -> Iterator[Triple]:
    for prefix, namespace in {**PREFIXES, "id": f"{base}id/"}.items():
        declaration = BlankNode(f"prefix-{prefix}")
        yield from _about(dataset, (NamedNode(SH + "declare"), declaration))
        yield from _about(
            declaration,
            (NamedNode(SH + "prefix"), Literal(prefix)),
            (
                NamedNode(SH + "namespace"),
                Literal(namespace, datatype=NamedNode(PREFIXES["xsd"] + "anyURI")),
            ),
        )
    for example in queries():
        node = NamedNode(f"{base}queries/{example.name}")
        yield from _about(
            node,
            (RDF_TYPE, NamedNode(SH + "SPARQLExecutable")),
            (RDF_TYPE, NamedNode(SH + "SPARQLSelectExecutable")),
            (LABEL, Literal(example.question, language="en")),
            (COMMENT, Literal(example.why, language="en")),
            (NamedNode(SH + "select"), Literal(example.text)),
            (NamedNode(PREFIXES["schema"] + "target"), service),
        )
