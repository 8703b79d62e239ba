"""For those who run it: ``/healthz`` (alive), ``/readyz`` (able to answer queries), ``/metrics``."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from kg.web.endpoint import endpoint_of
from kg.web.metrics import CONTENT_TYPE
from kg.web.serving import Serving

blueprint = Blueprint("status", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Alive, and which release is served."""
    serving: Serving = current_app.extensions["kg"]
    return _uncached(jsonify(status="ok", release=serving.release.id))


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Whether a query would find a worker."""
    endpoint = endpoint_of(current_app)
    ready = endpoint.lanes.is_open(endpoint.serving.release.id)
    return _uncached(jsonify(status="ready" if ready else "starting")), 200 if ready else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Counters and gauges for Prometheus."""
    return _uncached(Response(endpoint_of(current_app).metrics.text(), content_type=CONTENT_TYPE))


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
