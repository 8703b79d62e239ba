"""Errors of the pages: a page in the site's own look for a browser, ``application/problem+json`` for anything else."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from kg.errors import KgError
from kg.web.bridge import flask_response
from kg.web.exchange import Reply
from kg.web.negotiation import prefers_html
from kg.web.problems import HttpError, problem
from kg.web.rendering import finish

_CARRIED = ("allow", "retry-after", "ratelimit", "query-limits", "accept-post")
"""Headers of an error that its page has too."""
_TOLD = {
    404: ("Nothing is known here", "No statement, thing or page of this release has this address."),
    405: ("This address only answers reading", "Use GET or HEAD."),
    406: ("No format fits", ""),
}


def show_errors(scaffold: Flask | Blueprint) -> None:
    """Show the errors of an application, or of a blueprint and those nested in it, as said above."""
    scaffold.register_error_handler(HTTPException, http_error)
    scaffold.register_error_handler(KgError, own_error)


def http_error(error: HTTPException) -> Response:
    """An error that the framework or a page raised."""
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    status = error.code
    title, detail = _TOLD.get(status, (error.name, ""))
    detail = detail or (error.description or "")
    if prefers_html(request.headers.get("Accept")):
        response = _page(status, title, detail)
    else:
        response = flask_response(problem(HttpError(status, error.name.lower().replace(" ", "-"), detail or title)))
    if isinstance(error.get_headers(), list):
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
    return response


def own_error(error: KgError) -> Response:
    """An error of the project's own tree, such as a damaged search index or a dump that is not there."""
    reply = problem(error)
    if not prefers_html(request.headers.get("Accept")):
        return flask_response(reply)
    return reply_page(reply)


def reply_page(reply: Reply) -> Response:
    """The reply to an error as a page; within a request."""
    told = reply.notes
    detail, hint = str(told["detail"]), str(told.get("hint", ""))
    told_already = not hint or hint in detail
    response = _page(reply.status, str(told["title"]), f"{detail}." if told_already else f"{detail}; {hint}.")
    for name, value in reply.headers:
        if name in _CARRIED:
            response.headers[name] = value
    return response


def problem_page(app: Flask, reply: Reply) -> Reply:
    """The reply to an error of the endpoint as a page; anywhere."""
    with app.test_request_context("/sparql"):
        page = app.process_response(reply_page(reply))
    headers = [(name.lower(), value) for name, value in page.headers.items() if name != "Content-Length"]
    return Reply(reply.status, tuple(headers), page.get_data(), notes=reply.notes)


def _page(status: int, title: str, detail: str) -> Response:
    response = make_response(render_template("problem.html", status=status, title=title, detail=detail), status)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return finish(response)
