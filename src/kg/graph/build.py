"""Claims of one document as RDF: an evidence graph per place and rule, and descriptions in the default graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import NamedNode, Quad

from kg.graph.dates import date_properties
from kg.graph.describe import DocumentFacts, describe_document, describe_evidence, describe_pattern, document_facts
from kg.graph.express import Assertion, assertions
from kg.graph.iris import Names, evidence_key
from kg.graph.rows import PlainQuad, quad
from kg.graph.shortcuts import statement_shortcuts
from kg.graph.terms import KG, RDF
from kg.statements.model import Border, Claim, Derivation, Dispute, Evidence, PatternRecord, Relation

__all__ = ["DocumentFacts", "document_facts", "document_quads", "pattern_quads", "plain_quads"]


def document_quads(facts: DocumentFacts, claims: Iterable[Claim], base: str) -> Iterator[Quad]:
    """The quads of ``plain_quads``."""
    return map(quad, plain_quads(facts, claims, base))


def plain_quads(facts: DocumentFacts, claims: Iterable[Claim], base: str) -> Iterator[PlainQuad]:
    """The document's description, its evidence and its evidence graphs.

    Depends on this document's claims alone, not on their order. Quads come grouped by evidence, in order of its IRI,
    each once.
    """
    names = Names(base)
    for subject, predicate, value in describe_document(facts, names):
        yield subject, predicate, value, None
    by_evidence: dict[str, list[Claim]] = {}
    for claim in claims:
        by_evidence.setdefault(evidence_key(claim.evidence), []).append(claim)
    described = {key: _joined([claim.evidence for claim in group]) for key, group in by_evidence.items()}
    for evidence in [used for whole in described.values() for used in whole.used]:
        if evidence.document == facts.key:
            described.setdefault(evidence_key(evidence), evidence)
    for key in sorted(described):
        for subject, predicate, value in describe_evidence(described[key], facts, names):
            yield subject, predicate, value, None
        if key in by_evidence:
            yield from _evidence_graph(names.iri(key), by_evidence[key], facts, names)


def _joined(pieces: list[Evidence]) -> Evidence:
    """One description of evidence that several claims share: the highest confidence, every basis, all that is used."""
    first = pieces[0]
    if all(piece == first for piece in pieces):
        return first
    return replace(
        min(pieces, key=lambda piece: (piece.line, piece.quote, piece.passage, piece.derivation)),
        confidence=max(piece.confidence for piece in pieces),
        basis=tuple(sorted({basis for piece in pieces for basis in piece.basis})),
        used=tuple({evidence_key(used): used for piece in pieces for used in piece.used}.values()),
    )


def _evidence_graph(graph: NamedNode, claims: list[Claim], facts: DocumentFacts, names: Names) -> Iterable[PlainQuad]:
    said: dict[PlainQuad, None] = {}
    for claim in claims:
        explicit = claim.evidence.derivation is Derivation.EXPLICIT and not facts.generated
        found = _claim_quads(claim, graph, names, shortcuts=explicit)
        if len(claims) == 1 and not isinstance(claim.statement, _REPEATING):
            return found
        said.update(dict.fromkeys(found))
    return said


_REPEATING = (Relation, Dispute, Border)
"""Statements whose events or short cuts may say the same twice."""


def _claim_quads(claim: Claim, graph: NamedNode, names: Names, *, shortcuts: bool) -> Iterator[PlainQuad]:
    whole, *events = assertions(claim, names)
    node = names.iri(whole.key.path)
    yield from _assertion_quads(whole, node, graph)
    for event in events:
        event_node = names.iri(event.key.path)
        yield node, KG.hasEvent, event_node, graph
        yield from _assertion_quads(event, event_node, graph)
    if shortcuts:
        yield from ((*triple, graph) for triple in statement_shortcuts(claim.statement, node, names))


def _assertion_quads(assertion: Assertion, node: NamedNode, graph: NamedNode) -> Iterator[PlainQuad]:
    for type_ in assertion.types:
        yield node, RDF.type, type_, graph
    for predicate, value in assertion.links:
        yield node, predicate, value, graph
    for role, date in assertion.dates:
        for predicate, literal in date_properties(role, (date,)):
            yield node, predicate, literal, graph


def pattern_quads(records: Iterable[PatternRecord], base: str) -> Iterator[Quad]:
    """The descriptions of patterns, in order of their ids."""
    names = Names(base)
    for record in sorted(records, key=lambda record: record.id):
        yield from (Quad(*triple) for triple in describe_pattern(record, names))
