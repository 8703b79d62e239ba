"""``/permalink``: a query and its release, and whether the answer still has the checksum that was cited."""

from __future__ import annotations

import re

from flask import Blueprint, Response, current_app, jsonify, request

from kg.store.permalinks import GRAPH_FORMAT, TABLE_FORMAT, Permalink, checksum
from kg.store.questions import Question
from kg.web.cite import cite_query
from kg.web.endpoint import endpoint_of
from kg.web.negotiation import prefers_html
from kg.web.problems import HttpError
from kg.web.protocol import too_long
from kg.web.rendering import base_iri, page
from kg.web.serving import Serving

blueprint = Blueprint("permalink", __name__)

MOST_BYTES = 64_000_000
"""Largest answer whose lines are sorted for a page, in bytes; ``kg query --checksum`` knows no such bound."""


@blueprint.get("/permalink")
def permalink() -> Response:
    """The query, its release, the checksum of its answer, and what that says of the one in the address."""
    query, cited = request.args.get("query", ""), request.args.get("checksum", "").lower()
    if not query.strip():
        raise HttpError(400, "malformed-request", "there is no query", hint="ask for /permalink?query=…")
    if cited and not re.fullmatch(r"[0-9a-f]{64}", cited):
        raise HttpError(400, "malformed-request", "the checksum is no SHA-256", hint="give 64 hexadecimal digits")
    serving: Serving = current_app.extensions["kg"]
    if len(query.encode()) > serving.settings.query_bytes:
        raise too_long("GET", serving.settings)
    asked = request.args.get("release", "")
    release = serving.find_release(asked) if asked else serving.release
    request.environ["kg.opened"] = serving.open(release)
    found, rows, volatile = _ask(serving, query)
    link = Permalink(query, release.id, "" if volatile else found)
    same = None if volatile or not cited else cited == found
    if not prefers_html(request.headers.get("Accept")):
        return jsonify(
            release=release.id,
            query=query,
            checksum=None if volatile else found,
            cited=cited or None,
            same=same,
            rows=rows,
            permalink=base_iri() + link.path,
        )
    title = re.search(r"^# question: *(.+)$", query, re.MULTILINE)
    return page(
        "permalink.html",
        links={"canonical": base_iri() + link.path},
        link=link,
        cited=cited,
        found=found,
        same=same,
        volatile=volatile,
        rows=rows,
        earlier=release.id != serving.release.id,
        citation=cite_query(title[1] if title else "Answer to a query", link.path),
    )


def _ask(serving: Serving, query: str) -> tuple[str, int, bool]:
    """The checksum of the answer, its rows or triples, and whether it is another one each time."""
    release = request.environ["kg.opened"].release
    settings = serving.settings
    question = Question(
        query,
        results_format=TABLE_FORMAT,
        graph_format=GRAPH_FORMAT,
        seconds=settings.query_seconds,
        max_rows=settings.query_rows,
        max_bytes=min(settings.answer_bytes, MOST_BYTES),
        client=request.remote_addr or "",
    )
    endpoint = endpoint_of(current_app)
    serving.answering.run(serving.open_lanes(endpoint.lanes, release))
    answer = serving.answering.ask(release.id, question)
    return checksum(answer.read()), answer.rows, answer.volatile
