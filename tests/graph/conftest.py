"""Short ways to make claims and to look at what is merged from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from pyoxigraph import Literal, Quad, Store

from kg.documents.model import PassageKind, Source, SourceKind, Span
from kg.graph.build import document_quads
from kg.graph.describe import DocumentFacts
from kg.graph.merge import merged_quads
from kg.mentions.model import Date, Entity, EntityKind, Reference
from kg.statements.model import Basis, Claim, Derivation, Evidence, Relation, Statement

BASE = "http://localhost:8000/"
PREFIXES = (
    f"PREFIX id: <{BASE}id/> PREFIX kg: <https://w3id.org/foreign-relations/ontology#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX org: <http://www.w3.org/ns/org#> PREFIX dcterms: <http://purl.org/dc/terms/> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)


class Making:
    """Entities, dates, claims by document and line; and what becomes of them."""

    base = BASE

    def country(self, label: str) -> Entity:
        return Entity(EntityKind.COUNTRY, label.lower().replace(" ", "-"), label)

    def organization(self, label: str) -> Entity:
        return Entity(EntityKind.ORGANIZATION, label.lower().replace(" ", "-"), label)

    def person(self, label: str) -> Entity:
        return Entity(EntityKind.PERSON, label.lower().replace(" ", "-"), label)

    def date(self, text: str) -> Date:
        """``1998-11``; ``1980..1989`` for a coarse one."""
        first, _, last = text.partition("..")
        if last:
            return Date.between(date(int(first), 1, 1), date(int(last), 12, 31))
        return Date.of(*map(int, first.split("-")))

    def evidence(self, place: str, **given: Any) -> Evidence:
        """Evidence at ``document:line``."""
        document, _, line = place.partition(":")
        start = int(line) * 100
        fields: dict[str, Any] = {
            "quote": f"Sentence {line} of document {document}.",
            "passage": PassageKind.SENTENCE,
            "pattern": "rule",
            "confidence": 0.9,
        }
        return Evidence(self.key(document), Span(start, start + 50), int(line), **fields | given)

    def key(self, document: str) -> str:
        return f"{document}-00000000"

    def claim(self, place: str, statement: Statement, **given: Any) -> Claim:
        return Claim(statement, self.evidence(place, **given))

    def conclusion(self, row: Claim, partner: Entity, confidence: float = 0.95) -> Claim:
        """The restored claim about a row that lost its name."""
        place = row.evidence
        assert isinstance(row.statement, Relation)
        restored = Evidence(
            *(place.document, place.span, place.line, place.quote, place.passage, "restored", confidence),
            derivation=Derivation.RESTORED,
            basis=(Basis.ORDER,),
            used=(place,),
        )
        return Claim(Relation(row.statement.country, partner, row.statement.events), restored)

    def facts(self, document: str, *, generated: bool = False, **source: Any) -> DocumentFacts:
        kind = SourceKind.GENERATED if generated else SourceKind.UNKNOWN
        return DocumentFacts(document, self.key(document), "0" * 64, source=Source(**{"kind": kind} | source))

    def merge(self, claims: Iterable[Claim], *documents: DocumentFacts) -> Merged:
        return Merged(list(merged_quads(claims, documents, Reference((), ()), BASE)))

    def graphs(self, claims: Iterable[Claim], *documents: DocumentFacts) -> Merged:
        found = list(claims)
        keys = {claim.evidence.document for claim in found}
        known = {document.key: document for document in documents}
        quads: list[Quad] = []
        for key in sorted(keys):
            facts = known.get(key) or self.facts(key.rpartition("-")[0])
            quads += document_quads(facts, [c for c in found if c.evidence.document == key], BASE)
        return Merged(quads)


class Merged:
    """Quads, and questions to them."""

    def __init__(self, quads: list[Quad]) -> None:
        self.quads = quads
        self.store = Store()
        self.store.extend(quads)

    def ask(self, pattern: str) -> bool:
        return bool(self.store.query(f"{PREFIXES} ASK {{ {pattern} }}"))

    def select(self, pattern: str, *names: str) -> list[tuple[str, ...]]:
        """Solutions of ``names`` as short texts, sorted; IRIs below ``id/`` and terms of ``kg:`` without their base."""
        heads = " ".join(f"?{name}" for name in names)
        rows = self.store.query(f"{PREFIXES} SELECT {heads} WHERE {{ {pattern} }}")
        return sorted(tuple(short(row[name]) for name in names) for row in rows)


def short(term: Any) -> str:
    if term is None:
        return ""
    value = str(term.value)
    return value if isinstance(term, Literal) else value.removeprefix(f"{BASE}id/").rpartition("#")[2]


@pytest.fixture
def make() -> Making:
    return Making()
