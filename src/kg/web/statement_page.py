"""The page of one statement: what is said, by whom, on what evidence; for a relation its history."""

from __future__ import annotations

from flask import Response, request

from kg.store.things import Thing, read_labels
from kg.web import jsonld
from kg.web.cite import cite_statement
from kg.web.reading import describe, find_witnesses
from kg.web.rendering import labels_of, opened, page
from kg.web.resources import alternates

MOST_WITNESSES = 50
"""How many pieces of evidence one page shows; the rest is in the data."""

FIELDS: tuple[tuple[str, str], ...] = (
    ("kg:between", "Between"),
    ("org:member", "Member"),
    ("org:organization", "Organization"),
    ("org:role", "Role"),
    ("kg:party", "Parties named"),
    ("kg:grantor", "Granted by"),
    ("kg:beneficiary", "Granted to"),
    ("kg:claimant", "Claimant, according to the sources"),
    ("kg:respondent", "Respondent, according to the sources"),
    ("kg:agreementKind", "Kind"),
    ("kg:disputeKind", "Kind"),
    ("kg:status", "Described as"),
    ("kg:subjectMatter", "About"),
    ("kg:eventKind", "What happened"),
    ("kg:actor", "Done by"),
    ("kg:asState", "Then acting as"),
    ("kg:holder", "Holder"),
    ("kg:officeTitle", "Office"),
    ("kg:officeIn", "Of"),
    ("kg:visitor", "Visitor"),
    ("kg:sender", "Sent by"),
    ("kg:host", "Host"),
    ("kg:missionKind", "Kind"),
    ("kg:city", "City"),
    ("kg:accreditedFrom", "Accredited from"),
    ("kg:about", "About"),
    ("kg:counterpart", "With"),
    ("kg:measure", "Measure"),
    ("kg:qualifier", "Hedged as"),
    ("kg:value", "Value"),
    ("kg:unit", "Unit"),
    ("kg:figureSource", "Figure from"),
    ("kg:count", "Number of agreements this stands for"),
    ("kg:yearInName", "Year in its name"),
)


def show(thing: Thing) -> Response:
    """The page of the statement."""
    store = opened().store
    described = describe((thing.iri,), witnesses_each=MOST_WITNESSES)
    statement = described.statements[0]
    candidates = read_labels(store, [iri for c in statement.candidates for iri in c.values("kg:candidate")])
    used = {iri for w in statement.witnesses for iri in w.evidence.values("kg:usedEvidence")}
    disputed = {iri for c in statement.conflicts for iri in c.values("kg:conflicting")}
    beside = find_witnesses(used | disputed)
    return page(
        "statement.html",
        links=alternates(thing),
        thing=thing,
        statement=statement,
        labels=labels_of(described.labels, candidates),
        fields=FIELDS,
        beside=beside,
        citation=cite_statement(statement),
        structured=jsonld.statement(statement),
        embedded="bare" in request.args,
    )
