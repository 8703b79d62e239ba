"""``/store``: the reading half of the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/: ``?default`` is the merged view, ``?graph=IRI`` one named graph.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from typing import IO
from urllib.parse import urljoin

from flask import Blueprint, Response, current_app, request, send_file
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from kg.store.dump import open_dump
from kg.store.formats import GRAPH_FORMATS, Format, FormatKind
from kg.store.release import PREFIXES
from kg.web.negotiation import choose
from kg.web.problems import HttpError
from kg.web.protocol import not_acceptable
from kg.web.serving import Opened, Serving

blueprint = Blueprint("store", __name__)

ALLOWED = "GET, HEAD, OPTIONS"
TRIPLES_FORMATS = tuple(f for f in GRAPH_FORMATS if f.kind is FormatKind.GRAPH)


@blueprint.route(
    "/store", methods=["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"], provide_automatic_options=False
)
def store() -> Response:
    """One graph in the format that fits."""
    if request.method == "OPTIONS":
        return Response(status=204, headers={"Allow": ALLOWED, "Access-Control-Allow-Methods": ALLOWED})
    if request.method not in ("GET", "HEAD"):
        raise HttpError(405, "method-not-allowed", "graphs are read here, not changed", headers=(("allow", ALLOWED),))
    serving: Serving = current_app.extensions["kg"]
    opened = _opened(serving)
    graph = _graph(opened)
    chosen = choose(TRIPLES_FORMATS, request.headers.get("Accept"))
    if chosen is None:
        raise not_acceptable("none of the formats asked for can carry a graph")
    return _send(opened, graph, chosen)


def _opened(serving: Serving) -> Opened:
    name = request.args.get("release")
    return serving.opened if not name else serving.open(serving.find_release(name))


def _graph(opened: Opened) -> NamedNode | None:
    """The graph named in the address, ``None`` for the default one."""
    names = request.args.getlist("graph")
    is_default = "default" in request.args
    if len(names) + is_default != 1:
        raise HttpError(
            400, "malformed-request", "exactly one graph must be named", hint="ask for /store?default or ?graph=IRI"
        )
    if is_default:
        return None
    try:
        graph = NamedNode(urljoin(f"{opened.release.base_iri}store", names[0]))
    except ValueError:
        raise HttpError(400, "malformed-request", f"{names[0][:200]!r} is not an IRI") from None
    if not opened.store.contains_named_graph(graph):
        raise HttpError(404, "no-such-graph", f"there is no graph <{graph.value}>", hint="GRAPH ?g { } lists them")
    return graph


def _send(opened: Opened, graph: NamedNode | None, chosen: tuple[Format, str]) -> Response:
    format_, media_type = chosen
    name = "default" if graph is None else graph.value
    etag = hashlib.sha256(f"{opened.release.id} {name} {media_type}".encode()).hexdigest()[:32]
    response = send_file(
        _content(opened, graph, format_),
        mimetype=media_type,
        etag=etag,
        conditional=True,
    )
    response.vary.add("Accept")
    response.headers["Release"] = opened.release.id
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _content(opened: Opened, graph: NamedNode | None, format_: Format) -> IO[bytes]:
    """The serialised graph as an unnamed file: the merged view from its dump, a named graph from the store."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
    if graph is None and opened.release.dump_parts(f"merged.{format_.extension}"):
        with open_dump(opened.release, format_.name) as dump:
            shutil.copyfileobj(dump, file, 1 << 20)
    else:
        assert isinstance(format_.engine, RdfFormat)
        prefixes = {"id": f"{opened.release.base_iri}id/", **PREFIXES}
        opened.store.dump(file, format_.engine, from_graph=graph or DefaultGraph(), prefixes=prefixes)
    file.seek(0)
    return file
