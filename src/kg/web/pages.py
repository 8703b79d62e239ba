"""The pages for people: one thing each, found by its kind; the home page and the others are rooms of their own."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from flask.sansio.blueprints import BlueprintSetupState

from kg.store.things import Thing
from kg.web import (
    cite_page,
    document_page,
    entity_page,
    home_page,
    list_pages,
    node_pages,
    permalink_page,
    picture_data,
    query_pages,
    reconcile,
    statement_page,
    statements_csv,
    wording,
)
from kg.web.assets import asset, serve_lasting
from kg.web.editor_feed import editor_feed
from kg.web.error_pages import show_errors
from kg.web.finding import find_thing
from kg.web.links import path_of
from kg.web.marks import MARKS
from kg.web.page_cache import cache_pages
from kg.web.rendering import base_iri, context, secure, to, words

blueprint = Blueprint("pages", __name__)
for _room in (
    home_page,
    document_page,
    list_pages,
    query_pages,
    cite_page,
    reconcile,
    statements_csv,
    picture_data,
    permalink_page,
):
    blueprint.register_blueprint(_room.blueprint)


def _speak(state: BlueprintSetupState) -> None:
    """Give the templates their words."""
    state.app.jinja_env.globals.update(words() | MARKS, asset=asset, editor_feed=editor_feed)
    state.app.jinja_env.filters.update(
        MARKS,
        when=wording.when,
        extras=wording.extras,
        percent=wording.percent,
        source_and_date=wording.source_and_date,
        together_last=wording.together_last,
    )


blueprint.record_once(_speak)
show_errors(blueprint)
cache_pages(blueprint)
blueprint.app_context_processor(context)
blueprint.after_app_request(secure)
blueprint.after_app_request(serve_lasting)

_SHOWN: dict[str, Callable[[Thing], Response]] = {
    "kg:Country": entity_page.show,
    "kg:Organization": entity_page.show,
    "kg:Person": entity_page.show,
    "kg:Document": document_page.show,
    "kg:Evidence": node_pages.show_evidence,
    "kg:Pattern": node_pages.show_pattern,
    "kg:Conflict": node_pages.show_conflict,
}


@blueprint.get("/page/<path:path>")
def show(path: str) -> Response:
    """The page of the thing whose IRI ends in ``path``; an alias leads to its node."""
    thing = find_thing(path)
    if isinstance(thing, str):
        query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
        return _redirect(f"{to(path_of(thing, base_iri()) or '')}{query}")
    if thing.kind is not None:
        return statement_page.show(thing)
    view = next((_SHOWN[name] for name in thing.types if name in _SHOWN), node_pages.show_node)
    return view(thing)


def _redirect(location: str) -> Response:
    response = redirect(location, 303)
    assert isinstance(response, Response)
    return response
