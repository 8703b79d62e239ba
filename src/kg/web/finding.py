"""Finds the node that a path of the site speaks of, whatever alias it is called by."""

from __future__ import annotations

from flask import abort

from kg.store.things import Thing, find_alias, read_things
from kg.web.links import iris_of
from kg.web.rendering import base_iri, opened


def find_thing(path: str) -> Thing | str:
    """The thing at a path below ``id/``, or the IRI of the node it is an alias of; 404 where nothing is known."""
    store, base = opened().store, base_iri()
    try:
        iris = iris_of(path, base)
        things = read_things(store, iris)
    except ValueError:
        abort(404)
    for iri in iris:
        if iri in things:
            return things[iri]
    return find_alias(store, iris[0]) or abort(404)
