"""Makes the Flask application over a data folder: the rooms of the site, each a blueprint."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask, Response

from kg.config import Settings
from kg.web.error_pages import show_errors
from kg.web.problems import CORS
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
    show_errors(app)
    app.after_request(_share)
    return app


def _share(response: Response) -> Response:
    """Let scripts on any site read what is public here."""
    for name, value in CORS:
        response.headers.setdefault(name, value)
    return response
