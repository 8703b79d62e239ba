"""Citations as files: ``/cite/{what}.txt``, ``.bib``, ``.ris``, ``.json``."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort

from kg.store.things import Thing
from kg.web.cite import MOST_SOURCES, Citation, cite_query, cite_statement, cite_thing, cite_witness, write
from kg.web.finding import find_thing
from kg.web.query_pages import find_query
from kg.web.reading import describe, find_witnesses
from kg.web.rendering import finish

blueprint = Blueprint("cite", __name__)

_MEDIA = {"txt": "text/plain", "bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}


@blueprint.get("/cite/<path:path>.<any(txt, bib, ris, json):style>")
def file(path: str, style: str) -> Response:
    """A citation as a file."""
    if path == "graph":
        citation = cite_query("The graph as a whole", "")
    elif path.startswith("queries/"):
        citation = cite_query(find_query(path.removeprefix("queries/")).question, path)
    else:
        thing = find_thing(path)
        if isinstance(thing, str):
            abort(404)
        citation = _cite(thing)
    media_type = _MEDIA.get(style, "application/vnd.citationstyles.csl+json")
    response = Response(write(citation, style), mimetype=media_type)
    name = re.sub(r"[^a-z0-9-]+", "-", path.lower())[-80:].strip("-")
    response.headers["Content-Disposition"] = f'inline; filename="{name or "citation"}.{style}"'
    return finish(response)


def _cite(thing: Thing) -> Citation:
    if thing.kind is not None:
        return cite_statement(describe((thing.iri,), witnesses_each=MOST_SOURCES).statements[0])
    if "kg:Evidence" in thing.types:
        return cite_witness(find_witnesses((thing.iri,))[thing.iri], thing)
    return cite_thing(thing)
