"""What maps and timelines are drawn from, as JSON that the scripts of a page fetch once the page is shown."""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort

from kg.store.partners import Partner, point
from kg.store.things import Thing, read_things
from kg.web.finding import find_thing
from kg.web.links import path_of
from kg.web.reading import PICTURED, partners_of
from kg.web.rendering import base_iri, finish, opened
from kg.web.subjects import subjects
from kg.web.wording import shorten

blueprint = Blueprint("picture", __name__)


@blueprint.get("/picture/<path:path>.json")
def of_thing(path: str) -> Response:
    """The relations of one country or area: ``items`` with events and phases, and where it lies."""
    thing = find_thing(path)
    if isinstance(thing, str):
        abort(404)
    items = [_item(partner) for partner in partners_of(thing.iri, PICTURED)]
    return _json({"subject": shorten(thing.label, 120), "place": place_of(thing), "items": items})


@blueprint.get("/picture.json")
def of_all() -> Response:
    """The relations of the countries and areas that documents are about, as far as both sides have a place."""
    items: dict[str, dict[str, object]] = {}
    for subject in subjects():
        if subject.place is None or len(items) >= PICTURED:
            continue
        for partner in partners_of(subject.iri, PICTURED):
            if partner.place is not None and partner.relation not in items:
                item = _item(partner) | {"from": subject.place}
                item["name"] = shorten(f"{subject.label} and {partner.label}", 100)
                del item["phases"]
                items[partner.relation] = item
    return _json({"subject": "", "place": None, "items": list(items.values())[:PICTURED]})


def place_of(thing: Thing) -> tuple[float, float] | None:
    """Longitude and latitude of a country or area, if the release has them."""
    points = read_things(opened().store, thing.values("geo:hasCentroid")).values()
    return next((point(found.value("geo:asWKT")) for found in points), None)


def _item(partner: Partner) -> dict[str, object]:
    """One relation; ``path`` is below the root of the site."""
    name = partner.label if partner.country else "a country or area the source does not name"
    return {
        "name": shorten(name, 120),
        "path": path_of(partner.relation, base_iri()),
        "at": partner.place,
        "events": partner.events,
        "phases": partner.phases,
    }


def _json(value: object) -> Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return finish(Response(body, content_type="application/json; charset=utf-8"))
