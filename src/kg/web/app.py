"""Makes the Flask application over a data folder: the rooms of the site, each a blueprint."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Flask

from kg.config import Settings
from kg.web.serving import Serving

BLUEPRINTS = ("kg.web.endpoint", "kg.web.resources", "kg.web.pages")


def create_app(data: Path, settings: Settings) -> Flask:
    """The application serving the current release of ``data``.

    ``app.extensions["kg"]`` is its Serving. Raises ReleaseError if there is no release or it is damaged.
    """
    app = Flask("kg.web", static_folder="static", template_folder="templates")
    app.extensions["kg"] = Serving(data, settings)
    for module in BLUEPRINTS:
        if find_spec(module) is not None:
            app.register_blueprint(import_module(module).blueprint)
    return app
