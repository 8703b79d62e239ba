"""All statements about one thing as CSV, one row each, with their first piece of evidence."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, abort

from kg.store.about import Said
from kg.store.cells import cell
from kg.store.describe import Statement
from kg.store.kinds import KINDS
from kg.web.finding import find_thing
from kg.web.reading import describe, shortlist
from kg.web.rendering import finish
from kg.web.wording import as_of_date, last_word, when

blueprint = Blueprint("statements", __name__)

MOST_ROWS = 5000
"""The most statements in one file; the dumps have all."""

COLUMNS = (
    *("kind", "iri", "label", "when", "start_earliest", "start_latest", "end_earliest", "end_latest"),
    *("derivation", "confidence", "evidence_count"),
    *("quote", "document", "line", "source_kind", "as_of", "pattern", "evidence_iri"),
)

_BOUNDS = ("kg:startEarliest", "kg:startLatest", "kg:endEarliest", "kg:endLatest")


@blueprint.get("/statements/<path:path>.csv")
def statements(path: str) -> Response:
    """The statements about a thing, kind by kind, in order of date."""
    thing = find_thing(path)
    if isinstance(thing, str):
        abort(404)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    said = _first(thing.iri)
    found = describe([one.iri for one in said], witnesses_each=1, parts_witnessed=False, beside=False)
    by_iri = {statement.thing.iri: statement for statement in found.statements}
    for one in said:
        if one.iri in by_iri:
            writer.writerow([cell(value) for value in _row(one.kind, by_iri[one.iri])])
    return finish(Response(out.getvalue(), content_type="text/csv; charset=utf-8"), {"describes": thing.iri})


def _first(iri: str) -> list[Said]:
    """The statements about a thing, kind by kind, as many as one file has."""
    found: list[Said] = []
    totals = shortlist().count(iri)
    for kind in KINDS:
        if kind.name in totals and len(found) < MOST_ROWS:
            found += shortlist().choose(iri, kind.name, limit=MOST_ROWS - len(found))[1]
    return found


def _row(kind: str, said: Statement) -> list[str]:
    row = [kind, said.thing.iri, said.thing.label, when(said), *(said.thing.value(name) for name in _BOUNDS)]
    row += [last_word(said.thing.value("kg:derivation")), said.thing.value("kg:confidence"), str(said.witness_total)]
    for witness in said.witnesses:
        row += [witness.evidence.value("kg:quote"), witness.document.label, witness.line]
        row += [last_word(witness.document.value("kg:sourceKind")), as_of_date(witness)]
        row += [witness.pattern.label, witness.evidence.iri]
    return row
