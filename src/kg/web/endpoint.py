"""``/sparql`` in the Flask application: the endpoint for machines, the editor for browsers."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Flask, Response, current_app, request

from kg.web.exchange import Reply, Request
from kg.web.negotiation import prefers_html
from kg.web.rendering import page
from kg.web.serving import Serving
from kg.web.sparql import Endpoint, body_too_large, longest_body

blueprint = Blueprint("endpoint", __name__)

METHODS = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"]
CHUNK_BYTES = 262_144


def endpoint_of(app: Flask) -> Endpoint:
    """The application's endpoint; made, with its workers, when first asked for."""
    if "kg.endpoint" not in app.extensions:
        serving: Serving = app.extensions["kg"]
        app.extensions["kg.endpoint"] = Endpoint(serving, serving.answering.lanes)
    endpoint: Endpoint = app.extensions["kg.endpoint"]
    return endpoint


@blueprint.route("/sparql", methods=METHODS, provide_automatic_options=False)
def sparql() -> Response:
    """Answer a query, describe the service, or show the editor."""
    if (
        request.method in ("GET", "HEAD")
        and prefers_html(request.headers.get("Accept"))
        and not request.args.get("format")
    ):
        return page("sparql.html", query=request.args.get("query", ""))
    endpoint = endpoint_of(current_app)
    settings = endpoint.serving.settings
    if (request.content_length or 0) > longest_body(settings):
        return flask_response(body_too_large(settings))
    reply = endpoint.serving.answering.run(endpoint.respond(plain_request()))
    return flask_response(reply)


def plain_request() -> Request:
    """Flask's request as a plain value."""
    return Request(
        request.method,
        request.path,
        request.query_string.decode("latin-1"),
        lambda name: request.headers.get(name),
        request.get_data(cache=False, parse_form_data=False),
        request.remote_addr or "",
    )


def flask_response(reply: Reply) -> Response:
    """A reply as Flask's response."""
    body: bytes | Iterator[bytes] = reply.body if reply.spool_file < 0 else _chunks(reply.spool_path)
    response = Response(body, reply.status)
    response.headers.clear()
    response.headers.extend(reply.headers)
    if reply.spool_file >= 0:
        response.content_length = reply.spool_size
    return response


def _chunks(path: str) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
