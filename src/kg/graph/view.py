"""Merged nodes as triples of the default graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.graph.conflicts import Conflict
from kg.graph.copies import confidence, copies, links
from kg.graph.dates import date_properties
from kg.graph.express import decimal, integer, term, text
from kg.graph.iris import Names, entity_key
from kg.graph.labels import phase_label
from kg.graph.mentioned import Labels
from kg.graph.nodes import Node
from kg.graph.phases import Phase
from kg.graph.terms import KG, RDF, RDFS
from kg.statements.model import Candidate, Derivation

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]
MOST_CANDIDATES = 15


@dataclass(frozen=True, slots=True)
class View:
    """What writing the merged view needs: names, labels, and the keys of documents that a machine wrote."""

    names: Names
    labels: Labels
    generated: frozenset[str] = frozenset()

    def solid(self, node: Node) -> bool:
        """Whether explicit evidence that no machine wrote says it: only then are there short cuts."""
        return any(
            witness.claim.evidence.derivation is Derivation.EXPLICIT
            and witness.claim.evidence.document not in self.generated
            for witness in node.witnesses
        )


Copies = dict[tuple[str, ...], list[list[str]]]
"""Groups of near-identical passages by the keys of the evidence they were looked for in."""


def node_triples(node: Node, label: str, view: View, known: Copies) -> Iterator[Triple]:
    """A statement or event: types, label, properties, dates, aliases, evidence, derivation and confidence.

    ``known`` is filled and read: a relation and its events mostly rest on the same evidence.
    """
    names = view.names
    iri = names.iri(node.key)
    for type_ in dict.fromkeys(type_ for assertion in node.assertions for type_ in assertion.types):
        yield iri, RDF.type, type_
    yield iri, RDFS.label, text(label)
    for predicate, value in dict.fromkeys(link for assertion in node.assertions for link in assertion.links):
        yield iri, predicate, value
    for role in ("start", "inForce", "end"):
        for predicate, literal in date_properties(role, node.held(role)):
            yield iri, predicate, literal
    for alias in node.aliases:
        yield iri, KG.alias, names.iri(alias)
    yield iri, KG.derivation, term("derivation", Derivation.EXPLICIT if node.explicit else Derivation.RESTORED)
    evidence = node.evidence
    keys = tuple(evidence)
    groups = known.get(keys)
    if groups is None:
        groups = known[keys] = copies(evidence)
    witnesses = {witness.evidence: witness.claim.evidence for witness in node.witnesses}
    yield iri, KG.confidence, decimal(confidence(witnesses, groups))
    for key in evidence:
        yield iri, KG.supportedBy, names.iri(key)
    for one, other in links(groups, evidence):
        yield names.iri(one), KG.sharesTextWith, names.iri(other)


def phase_triples(relation: Node, phases: Sequence[Phase], view: View) -> Iterator[Triple]:
    """The phases of a relation, numbered from 1 in time."""
    owner = view.names.iri(relation.key)
    for number, phase in enumerate(phases, 1):
        iri = view.names.iri(f"{relation.key}/phase/{number}")
        yield owner, KG.hasPhase, iri
        yield iri, RDF.type, KG.Phase
        yield iri, RDFS.label, text(phase_label(phase))
        yield iri, KG.state, term("state", phase.state)
        for role, date in (("start", phase.start), ("end", phase.end)):
            if date is not None:
                for predicate, literal in date_properties(role, (date,)):
                    yield iri, predicate, literal


def candidate_triples(relation: Node, candidates: Iterable[Candidate], view: View) -> Iterator[Triple]:
    """The candidates for a lost name: at most 15, ranked from 1 by weight."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        key = entity_key(candidate.entity)
        if key not in best or candidate.weight > best[key].weight:
            best[key] = candidate
    ranked = sorted(best.values(), key=lambda candidate: (-candidate.weight, entity_key(candidate.entity)))
    owner = view.names.iri(relation.key)
    for rank, candidate in enumerate(ranked[:MOST_CANDIDATES], 1):
        iri = view.names.iri(f"{relation.key}/candidate/{rank}")
        yield owner, KG.hasCandidate, iri
        yield iri, RDF.type, KG.Candidate
        yield iri, RDFS.label, text(view.labels.label(candidate.entity))
        yield iri, KG.candidate, view.names.entity(candidate.entity)
        yield iri, KG["rank"], integer(rank)
        yield iri, KG.weight, decimal(candidate.weight)


def conflict_triples(conflict: Conflict, label: str, view: View) -> Iterator[Triple]:
    """A conflict; ``label`` is that of the first statement it is about."""
    iri = view.names.iri(conflict.key)
    yield iri, RDF.type, KG.Conflict
    yield iri, RDFS.label, text(f"Sources disagree on the {conflict.on}: {label}")
    for about in conflict.about:
        yield iri, KG.about, view.names.iri(about)
    yield iri, KG.onProperty, conflict.on_property
    for evidence in conflict.evidence:
        yield iri, KG.conflicting, view.names.iri(evidence)
