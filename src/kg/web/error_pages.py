"""Errors of the pages: a page in the site's own look for a browser, ``application/problem+json`` for anything else."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from kg.errors import KgError
from kg.web.endpoint import flask_response
from kg.web.negotiation import prefers_html
from kg.web.problems import HttpError, problem, status_of
from kg.web.rendering import finish

_TOLD = {
    404: ("Nothing is known here", "No statement, thing or page of this release has this address."),
    405: ("This address only answers reading", "Use GET or HEAD."),
    406: ("No format fits", ""),
}


def show_errors(blueprint: Blueprint) -> None:
    """Show the errors of a blueprint's pages, and of those nested in it, as said above."""
    blueprint.register_error_handler(HTTPException, http_error)
    blueprint.register_error_handler(KgError, own_error)


def http_error(error: HTTPException) -> Response:
    """An error that the framework or a page raised."""
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
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
    """An error of the project's own tree, such as a damaged search index."""
    status, _ = status_of(error)
    if prefers_html(request.headers.get("Accept")):
        detail = str(error) if status < 500 else "This part of the site is not available at the moment."
        return _page(status, "This did not work", detail)
    return flask_response(problem(error))


def _page(status: int, title: str, detail: str) -> Response:
    response = make_response(render_template("problem.html", status=status, title=title, detail=detail), status)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return finish(response)
