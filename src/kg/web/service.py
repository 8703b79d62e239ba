"""The service description and VoID of a release, worked out once when it is opened.

https://www.w3.org/TR/sparql11-service-description/ and https://www.w3.org/TR/void/
"""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from kg.config import Settings
from kg.store.formats import FORMATS, GRAPH_FORMATS
from kg.store.release import PREFIXES
from kg.web.exchange import Reply
from kg.web.negotiation import choose
from kg.web.problems import CORS
from kg.web.protocol import not_acceptable
from kg.web.serving import Opened

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def service_description(opened: Opened, settings: Settings, accept: str | None) -> Reply:
    """The description in the format that fits. Raises HttpError (406) if none does."""
    chosen = choose(GRAPH_FORMATS, accept)
    if chosen is None:
        raise not_acceptable("none of the formats asked for can carry the service description")
    body = _serialised(opened.release.id, chosen[0].name, _Described(opened, settings))
    headers = (("content-type", chosen[1]), ("vary", "Accept"), ("release", opened.release.id), *CORS)
    return Reply(200, headers, body)


class _Described:
    """Opened release and settings as a cache argument: equal for the same release."""

    def __init__(self, opened: Opened, settings: Settings) -> None:
        self.opened = opened
        self.settings = settings

    def __hash__(self) -> int:
        return hash(self.opened.release.id)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Described)
            and self.opened.release.id == other.opened.release.id
            and self.settings == other.settings
        )


@lru_cache(maxsize=32)
def _serialised(_release: str, format_name: str, described: _Described) -> bytes:
    format_ = next(f for f in FORMATS if f.name == format_name)
    triples = _service(described.opened)
    return serialize(triples, format=format_.engine, prefixes={**PREFIXES, "sd": SD}) or b""  # type: ignore[arg-type]


def _service(opened: Opened) -> list[Triple]:
    base = opened.release.base_iri
    service, dataset, default = NamedNode(f"{base}sparql"), BlankNode("dataset"), BlankNode("default")
    triples = [
        Triple(service, RDF_TYPE, NamedNode(SD + "Service")),
        Triple(service, NamedNode(SD + "endpoint"), service),
        Triple(service, NamedNode(SD + "supportedLanguage"), NamedNode(SD + "SPARQL11Query")),
        Triple(service, NamedNode(SD + "feature"), NamedNode(SD + "EmptyGraphs")),
        Triple(service, NamedNode(SD + "defaultDataset"), dataset),
        Triple(dataset, RDF_TYPE, NamedNode(SD + "Dataset")),
        Triple(dataset, RDF_TYPE, NamedNode(VOID + "Dataset")),
        Triple(dataset, NamedNode(SD + "defaultGraph"), default),
        Triple(default, RDF_TYPE, NamedNode(SD + "Graph")),
    ]
    triples += [Triple(service, NamedNode(SD + "resultFormat"), NamedNode(f.iri)) for f in FORMATS]
    merged = opened.release.manifest["counts"].get("merged")
    if merged is not None:
        triples.append(Triple(default, NamedNode(VOID + "triples"), Literal(merged)))
    return triples
