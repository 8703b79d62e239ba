"""``/.well-known/void``, ``/void`` and ``/catalog``: the dataset described for machines that look for data."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, current_app, redirect, request

from kg.config import Settings
from kg.store.layout import Release
from kg.web.bridge import flask_response
from kg.web.exchange import Reply
from kg.web.service import catalog_description, void_description
from kg.web.serving import Serving
from kg.web.sparql import conditional

blueprint = Blueprint("descriptions", __name__)


@blueprint.get("/.well-known/void")
def well_known_void() -> Response:
    """The VoID description."""
    return _described(void_description)


@blueprint.get("/void")
def void() -> Response:
    """The way to the VoID description."""
    response = redirect(".well-known/void", 303)
    assert isinstance(response, Response)
    return response


@blueprint.get("/catalog")
def catalog() -> Response:
    """The dataset and its distributions in DCAT."""
    return _described(catalog_description)


def _described(describe: Callable[[Release, Settings, str | None], Reply]) -> Response:
    serving: Serving = current_app.extensions["kg"]
    accept = request.headers.get("Accept")
    if accept is not None and "html" in accept:
        accept = f"{accept},text/turtle;q=0.001"
    reply = describe(serving.release, serving.settings, accept)
    return flask_response(conditional(reply, request.headers.get("If-None-Match")))
