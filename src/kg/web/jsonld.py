"""What pages say about themselves to machines: JSON-LD in schema.org's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.store.describe import Statement
from kg.store.kinds import ThingKind
from kg.store.things import Thing
from kg.web.rendering import GRAPH_TITLE, base_iri, opened
from kg.web.wording import shorten

_TYPES = {"country": "Place", "organization": "Organization", "person": "Person"}


def entity(thing: Thing, kind: ThingKind) -> dict[str, Any]:
    """A page about a country or area, organization or person."""
    about = {
        "@type": _TYPES[kind.name],
        "@id": thing.iri,
        "name": shorten(thing.label),
        "alternateName": [shorten(value) for value in thing.values("skos:altLabel")[:20]],
        "sameAs": list(thing.values("schema:sameAs")),
    }
    return _page(thing, about)


def statement(said: Statement) -> dict[str, Any]:
    """A page about a statement: a claim that appears in its sources."""
    about = {
        "@type": "Claim",
        "@id": said.thing.iri,
        "name": shorten(said.thing.label),
        "appearance": [
            {
                "@type": "CreativeWork",
                "@id": witness.document.iri,
                "name": shorten(witness.document.label),
                "text": shorten(witness.evidence.value("kg:quote"), 500),
            }
            for witness in said.witnesses[:10]
        ],
    }
    return _page(said.thing, about)


def document(thing: Thing) -> dict[str, Any]:
    """A page about a source document."""
    about = {
        "@type": "CreativeWork",
        "@id": thing.iri,
        "name": shorten(thing.label),
        "publisher": thing.value("dcterms:publisher"),
        "datePublished": thing.value("dcterms:issued"),
        "dateModified": thing.value("dcterms:modified"),
        "license": thing.value("dcterms:license"),
        "url": thing.value("dcterms:source"),
    }
    return _page(thing, {name: value for name, value in about.items() if value})


def dataset(counts: Mapping[str, int]) -> dict[str, Any]:
    """The graph as a whole, for the home page."""
    base = base_iri()
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": base + ".well-known/void#dataset",
        "name": GRAPH_TITLE,
        "description": "Statements on the foreign relations of countries, each with the sentence it was read from.",
        "version": opened().release.id,
        "url": base,
        "isAccessibleForFree": True,
        "measurementTechnique": "rule-based information extraction",
        "variableMeasured": [f"{name}: {number}" for name, number in counts.items()],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": f"{base}dumps/{name}"}
            for name, media_type in (("kg.nq.gz", "application/n-quads"), ("kg.trig.gz", "application/trig"))
        ],
    }


def _page(thing: Thing, about: dict[str, Any]) -> dict[str, Any]:
    base = base_iri()
    return {
        "@context": "https://schema.org/",
        "@type": "WebPage",
        "@id": thing.iri.replace(f"{base}id/", f"{base}page/", 1),
        "isPartOf": {"@type": "Dataset", "@id": base + ".well-known/void#dataset", "name": GRAPH_TITLE},
        "mainEntity": about,
    }
