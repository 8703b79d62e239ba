"""What the query editor is fed with, all from the release itself: prefixes, terms with counts, examples."""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from kg.store.things import PREFIXES
from kg.web.ontology_page import terms
from kg.web.query_pages import queries
from kg.web.rendering import base_iri, opened

FED_PREFIXES = ("kg", "rdf", "rdfs", "skos", "org", "dcterms", "geo", "schema", "prov", "xsd", "owl", "foaf")


def editor_feed() -> dict[str, Any]:
    """The editor's feed as plain JSON values; ``pinned`` is the release that the address asks for, if any."""
    return {
        "base": base_iri(),
        "prefixes": {prefix: PREFIXES[prefix] for prefix in FED_PREFIXES},
        "terms": [{"name": t.name, "label": t.label, "count": t.count} for _, group in terms() for t in group],
        "examples": [{"name": q.name, "question": q.question, "text": q.text} for q in queries()],
        "release": opened().release.id,
        "pinned": request.args.get("release", "")[:64],
        "lint": any(rule.rule == "/lint" for rule in current_app.url_map.iter_rules()),
        "run": bool(request.args.get("query")),
    }
