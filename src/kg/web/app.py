"""Makes the Flask application over a data folder: the rooms of the site, each a blueprint."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from kg.config import Settings
from kg.errors import KgError
from kg.web.endpoint import flask_response
from kg.web.problems import CORS, HttpError, problem
from kg.web.serving import Serving

BLUEPRINTS = (
    "kg.web.endpoint",
    "kg.web.store_protocol",
    "kg.web.descriptions",
    "kg.web.dumps",
    "kg.web.status",
    "kg.web.linting",
    "kg.web.resources",
    "kg.web.pages",
)


def create_app(data: Path, settings: Settings) -> Flask:
    """The application serving the current release of ``data``.

    ``app.extensions["kg"]`` is its Serving. Raises ReleaseError if there is no release or it is damaged.
    """
    app = Flask("kg.web", static_folder="static", template_folder="templates")
    app.extensions["kg"] = Serving(data, settings)
    for module in BLUEPRINTS:
        app.register_blueprint(import_module(module).blueprint)
    app.register_error_handler(KgError, _show_error)
    app.register_error_handler(HTTPException, _show_http_error)
    app.after_request(_share)
    return app


def _show_error(error: KgError) -> Response:
    return flask_response(problem(error, request.headers.get("Accept")))


def _show_http_error(error: HTTPException) -> Response:
    """Flask's own errors (no such page, no such method …) in the one shape all errors have."""
    if error.response is not None or error.code is None or error.code < 400:
        response = error.get_response()
        assert isinstance(response, Response)
        return response
    headers = tuple((n.lower(), v) for n, v in error.get_headers() if n.lower() in ("allow", "retry-after"))
    kind = (error.name or "error").lower().replace(" ", "-")
    what = error.name if error.description is None else error.description.split("\n")[0]
    return _show_error(HttpError(error.code, kind, str(what), headers=headers))


def _share(response: Response) -> Response:
    """Let scripts on any site read what is public here."""
    for name, value in CORS:
        response.headers.setdefault(name, value)
    return response
