"""Linked data: ``/id/…`` leads to a page or to data, ``/data/…`` is one thing in every RDF format.

Also ``/ontology`` and ``/graph/…`` for machines. Follows Cool URIs for the Semantic Web
(https://www.w3.org/TR/cooluris/, 303 redirects) and FAIR Signposting (https://signposting.org/FAIR/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, abort, redirect, request
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.config import ONTOLOGY_NAMESPACE
from kg.store.formats import GRAPH_FORMATS, Format, FormatKind, find_format
from kg.store.surroundings import PAGE_NODES, merged, read_evidence_graphs, read_surroundings
from kg.store.things import PREFIXES, Thing
from kg.web.compact import write_jsonld
from kg.web.error_pages import show_errors
from kg.web.finding import find_thing
from kg.web.links import iris_of, path_of, relative
from kg.web.negotiation import choose, quality_of, read_accept
from kg.web.ontology_page import terms
from kg.web.page_cache import cache_pages
from kg.web.rendering import base_iri, finish, number_argument, opened, page

blueprint = Blueprint("resources", __name__)
show_errors(blueprint)
cache_pages(blueprint)

HYDRA = "http://www.w3.org/ns/hydra/core#"
_HTML = ("text/html", "application/xhtml+xml")


@blueprint.get("/id/<path:path>")
def identify(path: str) -> Response:
    """Sends a visitor from a thing to what is known of it, in the form asked for."""
    iri = _resolve(path)
    own = path_of(iri, base_iri(), show="id") or ""
    chosen = negotiate()
    rest = own.removeprefix("id/")
    target = f"page/{rest}" if chosen is None else f"data/{rest}.{chosen.extension}"
    response = redirect(relative(target, request.path), 303)
    assert isinstance(response, Response)
    response.vary.add("Accept")
    return response


@blueprint.get("/data/<path:path>.<extension>")
def describe(path: str, extension: str) -> Response:
    """One thing's triples, its statements with labels, and what points to it, counted and paged."""
    format_ = find_format(extension, GRAPH_FORMATS)
    if format_ is None or format_.extension != extension:
        abort(404)
    iri = _resolve(path)
    if iri not in iris_of(path, base_iri()):
        target = (path_of(iri, base_iri(), show="data") or "") + f".{extension}"
        response = redirect(relative(target, request.path), 303)
        assert isinstance(response, Response)
        return response
    number = number_argument("page", 1, least=1, most=1_000_000)
    quads = list(_quads(iri, number, with_graphs=format_.kind is FormatKind.DATASET))
    return _send(quads, format_, links=_data_links(iri, format_))


@blueprint.get("/graph/<path:path>")
def graph(path: str) -> Response:
    """A named graph of the project's own: reference data or vocabulary."""
    stem, dot, extension = path.rpartition(".")
    named = find_format(extension, GRAPH_FORMATS) if dot else None
    if named is not None and named.extension == extension:
        chosen: Format | None = named
    else:
        stem, chosen = path, negotiate(html=False)
    assert chosen is not None
    name = NamedNode(f"{base_iri()}graph/{stem}")
    quads = list(opened().store.quads_for_pattern(None, None, None, name))
    if not quads:
        abort(404)
    if chosen.kind is not FormatKind.DATASET:
        quads = [Quad(q.subject, q.predicate, q.object) for q in quads]
    return _vary(_send(quads, chosen, links={"canonical": name.value}))


@blueprint.get("/ontology")
def ontology() -> Response:
    """The vocabulary: a page for people, or RDF."""
    chosen = negotiate()
    if chosen is not None:
        return _vary(_ontology_as(chosen))
    return _vary(page("ontology.html", links=_ontology_links(), terms=terms()))


@blueprint.get("/ontology.<extension>")
def ontology_file(extension: str) -> Response:
    """The vocabulary in one format."""
    format_ = find_format(extension, GRAPH_FORMATS)
    if format_ is None or format_.extension != extension:
        abort(404)
    return _ontology_as(format_)


def negotiate(*, html: bool = True) -> Format | None:
    """The format the client prefers, ``None`` meaning a page for people. 406 if nothing fits.

    A page wins where the client likes it as much as anything else.
    """
    header = request.headers.get("Accept")
    ranges = read_accept(header)
    chosen = choose(GRAPH_FORMATS, header)
    liked = quality_of(chosen[1], ranges) if chosen is not None else 0.0
    page_liked = max(quality_of(media_type, ranges) for media_type in _HTML) if html else 0.0
    if chosen is None and page_liked == 0:
        forms = ", ".join([*_HTML[:1], *(f.media_type for f in GRAPH_FORMATS)])
        abort(406, description=f"This is served as {forms}.")
    return None if page_liked >= liked and html and page_liked > 0 else chosen[0] if chosen else None


def alternates(thing: Thing) -> dict[str, str]:
    """The Link headers of a thing's page: its IRI, its data in every format, what it is (FAIR Signposting)."""
    base = base_iri()
    path = path_of(thing.iri, base, show="data") or ""
    own = path_of(thing.iri, base) or ""
    links = {"canonical": base + own, "cite-as": thing.iri, "describes": thing.iri}
    for format_ in GRAPH_FORMATS:
        links[f"alternate {format_.media_type}"] = f"{base}{path}.{format_.extension}"
        links[f"describedby {format_.media_type}"] = f"{base}{path}.{format_.extension}"
    links["type"] = "https://schema.org/AboutPage"
    return links


def _resolve(path: str) -> str:
    thing = find_thing(path)
    return thing if isinstance(thing, str) else thing.iri


def _quads(iri: str, number: int, *, with_graphs: bool) -> Iterator[Quad]:
    store = opened().store
    found = read_surroundings(store, iri, number)
    yield from merged(found.triples)
    yield from _paging(iri, number, found.total)
    if with_graphs:
        yield from read_evidence_graphs(store, iri, found.triples)


def _paging(iri: str, number: int, total: int) -> Iterator[Quad]:
    page_of = f"{base_iri()}{path_of(iri, base_iri(), show='data')}"
    view = NamedNode(page_of if number == 1 else f"{page_of}?page={number}")
    yield Quad(view, NamedNode(PREFIXES["foaf"] + "primaryTopic"), NamedNode(iri))
    yield Quad(view, NamedNode(HYDRA + "totalItems"), Literal(total))
    if number * PAGE_NODES < total:
        yield Quad(view, NamedNode(HYDRA + "next"), NamedNode(f"{page_of}?page={number + 1}"))


def _send(quads: Iterable[Quad], format_: Format, *, links: dict[str, str]) -> Response:
    prefixes = {**PREFIXES, "hydra": HYDRA}
    if format_.engine == RdfFormat.JSON_LD:
        document = write_jsonld(quads, base=base_iri(), prefixes=prefixes)
        return finish(Response(document, content_type=format_.content_type), links)
    graph_only = format_.kind is not FormatKind.DATASET
    given = [Triple(q.subject, q.predicate, q.object) for q in quads] if graph_only else list(quads)
    assert isinstance(format_.engine, RdfFormat)
    body = serialize(given, format=format_.engine, prefixes=prefixes)
    return finish(Response(body, content_type=format_.content_type), links)


def _data_links(iri: str, format_: Format) -> dict[str, str]:
    base = base_iri()
    path = path_of(iri, base, show="data") or ""
    others = {f"alternate {f.media_type}": f"{base}{path}.{f.extension}" for f in GRAPH_FORMATS if f is not format_}
    return {
        "canonical": f"{base}{path}.{format_.extension}",
        "describes": iri,
        "alternate text/html": f"{base}{path_of(iri, base)}",
        **others,
    }


def _ontology_links() -> dict[str, str]:
    base = base_iri()
    forms = {f"alternate {f.media_type}": f"{base}ontology.{f.extension}" for f in GRAPH_FORMATS}
    return {"canonical": f"{base}ontology", "describes": ONTOLOGY_NAMESPACE.rstrip("#"), **forms}


def _ontology_as(format_: Format) -> Response:
    name = NamedNode(f"{base_iri()}graph/ontology")
    quads = sorted(opened().store.quads_for_pattern(None, None, None, name), key=str)
    given = quads if format_.kind is FormatKind.DATASET else [Quad(q.subject, q.predicate, q.object) for q in quads]
    return _send(given, format_, links=_ontology_links())


def _vary(response: Response) -> Response:
    response.vary.add("Accept")
    return response
