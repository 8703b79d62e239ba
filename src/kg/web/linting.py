"""``/lint``: a query compared with the data, as JSON: what can find nothing, and what was perhaps meant."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, request

from kg.store.questions import Question
from kg.web.endpoint import endpoint_of
from kg.web.problems import HttpError
from kg.web.protocol import too_long

blueprint = Blueprint("linting", __name__)

LINT_SECONDS = 5.0


@blueprint.route("/lint", methods=["GET", "POST"])
def lint() -> Response:
    """The advice for the parameter ``query``: kind, line, column, length, message, suggestion."""
    endpoint = endpoint_of(current_app)
    serving = endpoint.serving
    query = request.values.get("query")
    if query is None:
        raise HttpError(400, "malformed-request", "there is no query", hint="send it as the parameter query")
    if len(query.encode()) > serving.settings.query_bytes:
        raise too_long(request.method, serving.settings)
    client = request.remote_addr or ""
    release = serving.release
    seconds = min(LINT_SECONDS, serving.settings.query_seconds)
    answer = serving.answering.ask(release.id, Question(query, lint=True, seconds=seconds, client=client))
    body = json.dumps({"release": release.id, "advice": json.loads(answer.read())}, ensure_ascii=False)
    return Response(body, content_type="application/json", headers={"Cache-Control": "no-cache"})
