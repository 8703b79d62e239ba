"""``/sparql`` in the Flask application: the endpoint for machines, the editor for browsers."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, request

from kg.web.bridge import flask_response, plain_request
from kg.web.error_pages import reply_page
from kg.web.exchange import Reply
from kg.web.negotiation import prefers_html
from kg.web.rendering import page
from kg.web.serving import Serving
from kg.web.sparql import Endpoint, body_too_large, longest_body

blueprint = Blueprint("endpoint", __name__)

METHODS = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"]


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
        return _shown(body_too_large(settings))
    return _shown(endpoint.serving.answering.run(endpoint.respond(plain_request())))


def _shown(reply: Reply) -> Response:
    for_people = reply.status >= 400 and prefers_html(request.headers.get("Accept"))
    return reply_page(reply) if for_people else flask_response(reply)
