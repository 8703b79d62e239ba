"""The home page: what this graph is, where to begin, what it holds; and robots, sitemap, quality, coverage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort
from pyoxigraph import Store

from kg.store.kinds import KINDS, THING_KINDS
from kg.store.things import curie, read_things, select, values
from kg.web import jsonld
from kg.web.cite import cite_query
from kg.web.query_pages import answers_soon, queries
from kg.web.rendering import base_iri, finish, number_argument, opened, page, per_release
from kg.web.subjects import subjects
from kg.web.wording import date_words, source_kind

blueprint = Blueprint("home", __name__)

PAGE_DOCUMENTS = 100
"""How many documents the page of sources lists at once."""

SHOWN_QUERIES = (8, 9, 10, 17, 24)
"""The numbers of the questions that stand on the home page with their answers."""

SITEMAP_URLS = 50_000
"""The most addresses one sitemap may hold (https://www.sitemaps.org/protocol.html)."""


@blueprint.get("/")
def home() -> Response:
    """What this is, and where to begin."""
    counts = count_things()
    named = subjects()
    shown = [query for query in queries() if query.number in SHOWN_QUERIES] or queries()[: len(SHOWN_QUERIES)]
    answers = answers_soon(shown)
    response = page(
        "home.html",
        links={"canonical": base_iri(), "describedby text/turtle": base_iri() + ".well-known/void"},
        counts=counts,
        thing_kinds=THING_KINDS,
        subjects=named,
        decades=_decades(),
        answers=answers,
        pictured=any(subject.place and subject.relations for subject in named),
        query_total=len(queries()),
        citation=cite_query("The graph as a whole", ""),
        structured=jsonld.dataset(counts),
    )
    if not all(in_time for _, _, in_time in answers):
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/quality")
def quality() -> Response:
    """How good the extraction is, measured by the evaluation of this release."""
    release = opened().release
    path = release.folder.with_name(f"{release.id}.evaluation.json")
    evaluation = json.loads(path.read_bytes()) if path.is_file() else None
    patterns = select(
        opened().store,
        """SELECT ?p ?label ?confidence ?n { { SELECT ?p (COUNT(?e) AS ?n) { ?e kg:pattern ?p } GROUP BY ?p }
        OPTIONAL { ?p rdfs:label ?label } OPTIONAL { ?p kg:confidence ?confidence } } ORDER BY DESC(?n) ?p LIMIT 500""",
    )
    rows = [
        (p.value, label.value if label else "", float(confidence.value) if confidence else None, int(n.value))
        for p, label, confidence, n in patterns
    ]
    response = page("quality.html", evaluation=evaluation, patterns=rows)
    response.headers["Cache-Control"] = "no-store"  # an evaluation may arrive while the release is served
    return response


@blueprint.get("/coverage")
def coverage() -> Response:
    """What was read: documents, and what each gave."""
    number = number_argument("page", 1, least=1, most=100_000)
    manifest = opened().release.manifest
    return page(
        "coverage.html",
        links={"canonical": base_iri() + "coverage"},
        documents=_documents(number),
        total=count_things()["document"],
        number=number,
        page_rows=PAGE_DOCUMENTS,
        counts=manifest["counts"],
        rows=flat(_told(manifest)),
    )


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read: pages and data, not the endpoint and the searches."""
    lines = [
        "User-agent: *",
        *(f"Disallow: /{path}" for path in ("sparql", "search", "suggest", "reconcile", "lint", "store", "relations")),
        f"Sitemap: {base_iri()}sitemap.xml",
    ]
    return finish(Response("\n".join(lines) + "\n", mimetype="text/plain"))


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The addresses of documents and things, or of the parts of a long list; persons are left out."""
    addresses = _addresses()
    if len(addresses) <= SITEMAP_URLS:
        return _sitemap("urlset", "url", addresses)
    parts = range(1, 1 + -(-len(addresses) // SITEMAP_URLS))
    return _sitemap("sitemapindex", "sitemap", [f"{base_iri()}sitemap-{number}.xml" for number in parts])


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """One part, from 1, of a list that is longer than a sitemap may be."""
    addresses = _addresses()[SITEMAP_URLS * (number - 1) : SITEMAP_URLS * number] if number else []
    return _sitemap("urlset", "url", addresses) if addresses else abort(404)


def _addresses() -> list[str]:
    base = base_iri()
    pages = [base + path for path in ("", "queries/", "quality", "coverage", "conflicts", "ontology")]
    return pages + [iri.replace(f"{base}id/", f"{base}page/", 1) for iri in _listed() if iri.startswith(f"{base}id/")]


def _sitemap(root: str, entry: str, addresses: list[str]) -> Response:
    entries = "".join(f"<{entry}><loc>{_escaped(address)}</loc></{entry}>" for address in addresses)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{namespace}">{entries}</{root}>\n'
    return finish(Response(body, mimetype="application/xml"))


@per_release
def _listed(store: Store) -> list[str]:
    personal = ("event", "tenure", "visit")
    types = [k.type for k in KINDS if k.name not in personal]
    types += ["kg:Country", "kg:Organization", "kg:Document", "kg:Pattern"]
    query = f"""SELECT DISTINCT ?s {{ ?s a ?type FILTER(?type IN ({", ".join(types)})) }}
        ORDER BY ?s"""
    return [row[0].value for row in select(store, query)]


@per_release
def _documents(store: Store, number: int) -> list[dict[str, Any]]:
    offset = PAGE_DOCUMENTS * (number - 1)
    query = f"SELECT ?d {{ ?d a kg:Document }} ORDER BY ?d LIMIT {PAGE_DOCUMENTS} OFFSET {offset}"
    things = read_things(store, [row[0].value for row in select(store, query)])
    counted = f"""SELECT ?d (COUNT(?e) AS ?n) {{ VALUES ?d {{ {values(things)} }}
        ?e dcterms:source ?d ; kg:pattern ?p }} GROUP BY ?d"""
    evidence = {d.value: int(n.value) for d, n in select(store, counted) if d is not None}
    return [
        {
            "iri": iri,
            "title": thing.label,
            "publisher": thing.value("dcterms:publisher"),
            "kind": source_kind(thing),
            "speaks": date_words((thing.value("dcterms:modified") or thing.value("dcterms:issued"))[:10]),
            "full": thing.value("kg:redistribution").endswith("full"),
            "evidence": evidence.get(iri, 0),
        }
        for iri, thing in sorted(things.items())
    ]


@per_release
def count_things(store: Store) -> Mapping[str, int]:
    """How many things of each kind the release holds, by the kind's name."""
    types = {k.type: k.name for k in THING_KINDS} | {k.type: k.name for k in KINDS}
    query = f"""SELECT ?type (COUNT(DISTINCT ?s) AS ?n) {{ VALUES ?type {{ {" ".join(types)} }} ?s a ?type }}
        GROUP BY ?type"""
    counted = {types[curie(t.value)]: int(n.value) for t, n in select(store, query)}
    return {name: counted.get(name, 0) for name in types.values()}


def flat(value: Any, prefix: str = "") -> list[tuple[str, str]]:
    """A nested mapping as rows of (name, value), lists by their length where they hold mappings."""
    if isinstance(value, Mapping):
        return [row for name in value for row in flat(value[name], f"{prefix} · {name}" if prefix else str(name))]
    if isinstance(value, list):
        if all(not isinstance(entry, (list, Mapping)) for entry in value):
            return [(prefix, ", ".join(str(entry) for entry in value))]
        return [row for number, entry in enumerate(value, 1) for row in flat(entry, f"{prefix} {number}")]
    return [(prefix, str(value))]


def _told(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {name: manifest[name] for name in manifest if name not in ("outputs", "inputs", "files", "partitions")}


@per_release
def _decades(store: Store) -> list[tuple[int, int]]:
    query = """SELECT ?year (COUNT(?s) AS ?n) { ?s a kg:RelationEvent ; kg:eventKind kg:event-established ;
        kg:startYear ?year } GROUP BY ?year"""
    counted: dict[int, int] = {}
    for year, n in select(store, query):
        decade = int(year.value) // 10 * 10
        counted[decade] = counted.get(decade, 0) + int(n.value)
    return sorted(counted.items())


def _escaped(url: str) -> str:
    return url.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;").replace('"', "&quot;")
