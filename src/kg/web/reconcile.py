"""The OpenRefine reconciliation service, version 0.2, with suggest, preview and extend.

Specification: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/. Entities are the
countries and areas, organizations, persons, documents and statements of the graph; their ids are paths below ``id/``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from pyoxigraph import Literal

from kg.store.kinds import KIND_BY_NAME, KINDS, THING_KINDS
from kg.store.search import Hit, fold, suggest
from kg.store.things import Thing, curie, expand, read_labels, read_things
from kg.web.finding import find_thing
from kg.web.reconcile_scores import Scored, Wish, read_wishes, score
from kg.web.rendering import GRAPH_TITLE, base_iri, finish, opened

blueprint = Blueprint("reconcile", __name__)

MOST_QUERIES = 50
"""How many queries one request may hold; the manifest says so."""

MOST_CANDIDATES = 25
_TYPES = [*(k for k in THING_KINDS if k.name in ("country", "organization", "person", "document")), *KINDS[:4]]
_PROPERTIES = (
    ("kg:iso3166Alpha3", "ISO 3166 alpha-3"),
    ("kg:cowCode", "Correlates of War code"),
    ("kg:gwCode", "Gleditsch–Ward code"),
    ("kg:continent", "continent"),
    ("kg:abbreviation", "abbreviation"),
    ("schema:sameAs", "same as"),
    ("kg:hasRelationsWith", "has relations with (last known event)"),
    ("kg:memberOf", "member of (no known end)"),
    ("kg:partyTo", "party to"),
    ("kg:start", "start"),
    ("kg:end", "end"),
    ("skos:altLabel", "other name"),
)


@blueprint.route("/reconcile", methods=["GET", "POST"])
def reconcile() -> Response:
    """The manifest, a batch of queries, or a request to extend."""
    queries, extend = request.values.get("queries"), request.values.get("extend")
    if queries is not None:
        given = _read(queries)
        if len(given) > MOST_QUERIES:
            abort(413, description=f"At most {MOST_QUERIES} queries fit one request.")
        return _json(_answers(given))
    if extend is not None:
        return _json(_extend(_read(extend)))
    return _json(manifest())


@blueprint.get("/reconcile/suggest/entity")
def suggest_entity() -> Response:
    """Entities whose name begins so."""
    hits = _hits(request.args.get("prefix", ""), (), _cursor() + 10)[_cursor() :]
    return _json({"result": [{"id": _id(h.iri), "name": h.label, "notable": [_type(h.kind)]} for h in hits]})


@blueprint.get("/reconcile/suggest/type")
def suggest_type() -> Response:
    """Types whose name holds the text."""
    wanted = fold(request.args.get("prefix", ""))
    return _json({"result": [_type(k.name) for k in _TYPES if wanted in fold(k.label)][_cursor() :]})


@blueprint.get("/reconcile/suggest/property")
def suggest_property() -> Response:
    """Properties whose name holds the text."""
    wanted = fold(request.args.get("prefix", ""))
    found = [{"id": name, "name": label} for name, label in _PROPERTIES if wanted in fold(f"{label} {name}")]
    return _json({"result": found[_cursor() :]})


@blueprint.get("/reconcile/flyout/<kind>")
def flyout(kind: str) -> Response:
    """A few words about an entity, type or property."""
    wanted = request.args.get("id", "")
    if kind == "entity":
        label, told = _about(wanted)
    elif kind == "type":
        label = next((k.label for k in _TYPES if k.name == wanted), wanted)
        told = f"kg:{label}"
    elif kind == "property":
        label, told = dict(_PROPERTIES).get(wanted, wanted), wanted
    else:
        abort(404)
    return _json({"id": wanted, "html": render_template("flyout.html", label=label, told=told)})


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """A small page about an entity, to be shown in a frame."""
    thing = find_thing(request.args.get("id", ""))
    if isinstance(thing, str):
        thing = read_things(opened().store, (thing,))[thing]
    response = Response(render_template("preview.html", thing=thing, kind=_kind_label(thing)))
    policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors *"
    return finish(response, policy=policy)


@blueprint.get("/reconcile/properties")
def propose_properties() -> Response:
    """The properties that can be fetched for entities of a type."""
    type_ = request.args.get("type", "")
    return _json({"type": type_, "properties": [{"id": name, "name": label} for name, label in _PROPERTIES]})


def manifest() -> dict[str, Any]:
    """The service manifest; addresses in it are absolute, as the specification asks."""
    own = base_iri() + "reconcile"
    return {
        "versions": ["0.2"],
        "name": GRAPH_TITLE,
        "identifierSpace": base_iri() + "id/",
        "schemaSpace": "https://w3id.org/foreign-relations/ontology#",
        "defaultTypes": [_type("country"), _type("organization")],
        "view": {"url": base_iri() + "id/{{id}}"},
        "feature_view": {"url": "https://w3id.org/foreign-relations/ontology#{{id}}"},
        "preview": {"url": own + "/preview?id={{id}}", "width": 400, "height": 180},
        "batchSize": MOST_QUERIES,
        "suggest": {
            name: {
                "service_url": own,
                "service_path": f"/suggest/{name}",
                "flyout_service_url": own,
                "flyout_service_path": f"/flyout/{name}?id=${{id}}",
            }
            for name in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": own, "service_path": "/properties"},
            "property_settings": [],
        },
    }


@dataclass(frozen=True, slots=True)
class _Query:
    """A query of a batch: the candidates by name, how many are wanted, and what their properties should be."""

    hits: tuple[Hit, ...]
    limit: int
    wishes: tuple[Wish, ...]


def _answers(given: Mapping[str, Any]) -> dict[str, Any]:
    queries = {key: _query(query) for key, query in given.items()}
    store, ids = opened().store, base_iri() + "id/"
    things = read_things(store, (hit.iri for query in queries.values() if query.wishes for hit in query.hits))
    wished = {wish.property for query in queries.values() for wish in query.wishes}
    pointed = (
        term.value
        for thing in things.values()
        for name in wished
        for term in thing.terms(name)
        if not isinstance(term, Literal)
    )
    names = read_labels(store, pointed)
    return {
        key: {"result": _candidates(score(query.hits, query.wishes, things, names, ids)[: query.limit])}
        for key, query in queries.items()
    }


def _query(query: Any) -> _Query:
    if not isinstance(query, Mapping) or not isinstance(query.get("query"), str):
        abort(400, description="Each query needs a text under “query”.")
    try:
        wishes = read_wishes(query.get("properties", []))
    except ValueError as error:
        abort(400, description=str(error))
    types = query.get("type", [])
    names = [types] if isinstance(types, str) else [str(name) for name in types]
    wanted = query.get("limit")
    limit = min(wanted, MOST_CANDIDATES) if isinstance(wanted, int) and wanted > 0 else 10
    known = [name for name in names if _known(name)] or names
    return _Query(_hits(query["query"], known, MOST_CANDIDATES if wishes else limit), limit, wishes)


def _candidates(scored: Sequence[Scored]) -> list[dict[str, Any]]:
    certain = bool(scored) and scored[0].score == 100 and (len(scored) == 1 or scored[1].score < 100)
    return [
        {
            "id": _id(candidate.hit.iri),
            "name": candidate.hit.label,
            "type": [_type(candidate.hit.kind)],
            "score": candidate.score,
            "features": [{"id": name, "value": value} for name, value in candidate.features],
            "match": certain and rank == 0,
        }
        for rank, candidate in enumerate(scored)
    ]


def _extend(asked: Mapping[str, Any]) -> dict[str, Any]:
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list) or len(ids) > 1000 or len(properties) > 20:
        abort(400, description="“extend” needs lists of at most 1000 “ids” and 20 “properties”.")
    names = [str(entry.get("id", "")) for entry in properties if isinstance(entry, Mapping)]
    iris = {str(own): base_iri() + "id/" + str(own) for own in ids}
    try:
        things = read_things(opened().store, iris.values())
    except ValueError:
        abort(400, description="An id is not the path of an IRI.")
    pointed = {
        term.value
        for thing in things.values()
        for name in names
        for term in thing.terms(curie(expand(name)))
        if not isinstance(term, Literal)
    }
    labels = read_labels(opened().store, sorted(pointed))
    rows = {
        own: {name: [_cell(term, labels) for term in things.get(iri, Thing(iri)).terms(name)[:100]] for name in names}
        for own, iri in iris.items()
    }
    known = dict(_PROPERTIES)
    return {"meta": [{"id": name, "name": known.get(name, name)} for name in names], "rows": rows}


def _cell(term: Any, labels: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(term, Literal):
        kind = term.datatype.value.rpartition("#")[2]
        if kind in ("decimal", "integer", "double"):
            return {
                "float" if kind != "integer" else "int": float(term.value) if kind != "integer" else int(term.value)
            }
        return {"date": term.value} if kind == "date" else {"str": term.value}
    if term.value.startswith(base_iri() + "id/"):
        return {"id": _id(term.value), "name": labels.get(term.value, _id(term.value))}
    return {"str": labels.get(term.value, term.value)}


def _hits(text: str, kinds: Sequence[str], limit: int) -> tuple[Hit, ...]:
    names = list(kinds) or [k.name for k in _TYPES if k.name in ("country", "organization", "person")]
    if not any(_known(name) for name in names):
        return ()
    return suggest(opened().release.search_index, text[:300], kinds=names, limit=limit)


def _known(name: str) -> bool:
    return any(kind.name == name for kind in _TYPES)


def _type(name: str) -> dict[str, str]:
    known = next((k for k in THING_KINDS if k.name == name), None) or KIND_BY_NAME[name]
    return {"id": name, "name": known.label}


def _about(own: str) -> tuple[str, str]:
    thing = find_thing(own)
    if isinstance(thing, str):
        thing = read_things(opened().store, (thing,))[thing]
    return thing.label, _kind_label(thing)


def _kind_label(thing: Thing) -> str:
    if thing.kind is not None:
        return thing.kind.label
    return next((k.label for k in THING_KINDS if k.type in thing.types), "")


def _id(iri: str) -> str:
    return iri.removeprefix(base_iri() + "id/")


def _cursor() -> int:
    text = request.args.get("cursor", "0")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _read(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        abort(400, description="This is not JSON.")
    if not isinstance(value, dict):
        abort(400, description="This must be a JSON object.")
    return value


def _json(value: Any) -> Response:
    """The value as JSON that any site may read."""
    response = finish(jsonify(value))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
