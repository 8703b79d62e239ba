"""The claims of all documents as one view: each thing once, in the default graph.

Claims that may speak of one thing share a partition (``partition_key``); each partition is merged by itself
(``merge_partition``), so memory is bounded by the largest one where claims arrive sorted by partition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import NamedNode, Quad

from kg.graph.agreements import cluster_agreements
from kg.graph.clusters import cluster_events, cluster_periods
from kg.graph.conflicts import membership_conflicts, node_conflicts, sequence_conflicts
from kg.graph.dates import envelope
from kg.graph.describe import DocumentFacts, describe_entity
from kg.graph.express import assertions
from kg.graph.iris import Names, entity_key, entity_slug, relation_key, row_key, statement_key
from kg.graph.labels import event_label, node_label
from kg.graph.mentioned import Labels
from kg.graph.nodes import Node, by_key, node
from kg.graph.phases import phases
from kg.graph.rows import PlainQuad, quad
from kg.graph.shortcuts import Happening, dispute_shortcuts, relation_shortcuts, statement_shortcuts
from kg.graph.slugs import slugify
from kg.graph.terms import KG
from kg.graph.view import Copies, Triple, View, candidate_triples, conflict_triples, node_triples, phase_triples
from kg.mentions.model import Entity, Reference
from kg.statements.model import (
    Agreement,
    Border,
    Claim,
    Derivation,
    Dispute,
    DisputeStatus,
    Event,
    Membership,
    Mission,
    Relation,
    Role,
    Tenure,
    Visit,
)


def merged_quads(
    claims: Iterable[Claim], documents: Iterable[DocumentFacts], reference: Reference, base: str
) -> Iterator[Quad]:
    """The merged view of all claims as quads of the default graph, each once, in an order that claims do not change.

    ``reference`` gives the labels of listed entities; the others (persons, unlisted organizations) are described here.
    """
    kept = list(claims)
    named = named_rows(kept)
    partitions: dict[str, list[Claim]] = {}
    for claim in kept:
        partitions.setdefault(partition_key(claim, named), []).append(claim)
    labels = Labels(reference)
    labels.add(kept)
    facts = list(documents)
    for subject in (subject for document in facts for subject in document.subjects):
        labels.add_entity(subject)
    view = View(Names(base), labels, frozenset(document.key for document in facts if document.generated))
    yield from map(quad, plain_partition_quads((partitions[key] for key in sorted(partitions)), view))
    yield from entity_quads(labels, base)


def plain_partition_quads(partitions: Iterable[Sequence[Claim]], view: View) -> Iterator[PlainQuad]:
    """The merged view of some partitions as quads of the default graph, each once.

    Other partitions may say the same of pairs of entities (short cuts) and of passages (shared text).
    """
    seen: set[Triple] = set()
    for claims in partitions:
        for subject, predicate, value in merge_partition(claims, view):
            if predicate in _REPEATED:
                if (subject, predicate, value) in seen:
                    continue
                seen.add((subject, predicate, value))
            yield subject, predicate, value, None


def entity_quads(labels: Labels, base: str) -> Iterator[Quad]:
    """The descriptions of entities that no reference data has, in order of key."""
    names = Names(base)
    for key, kind, found in labels.unlisted():
        yield from (Quad(*triple) for triple in describe_entity(key, kind, found, names))


_REPEATED: frozenset[NamedNode] = frozenset(
    {KG.sharesTextWith, KG.memberOf, KG.inDisputeWith, KG.hasRelationsWith, KG.recognizes, KG.sharesBorderWith}
)
"""What several partitions (or nodes of one) may say alike."""


def named_rows(claims: Iterable[Claim]) -> dict[str, str]:
    """For each row whose lost name was restored: the key of its open relation -> that of the named one.

    The row is where the conclusion stands; of several conclusions about one row the surest counts.
    """
    best: dict[str, tuple[float, str]] = {}
    for claim in claims:
        statement, evidence = claim.statement, claim.evidence
        if (
            evidence.derivation is Derivation.RESTORED
            and isinstance(statement, Relation)
            and statement.partner is not None
        ):
            named = relation_key(statement, evidence).path
            for country in (statement.country, statement.partner):
                key = row_key(country, evidence.document, evidence.line)
                if key not in best or (-evidence.confidence, named) < (-best[key][0], best[key][1]):
                    best[key] = (evidence.confidence, named)
    return {key: named for key, (_, named) in best.items()}


def partition_key(claim: Claim, named: Mapping[str, str]) -> str:
    """What claims that may merge have in common: kind and participants. ``named`` comes from ``named_rows``."""
    match claim.statement:
        case Relation() as relation:
            key = relation_key(relation, claim.evidence).path
            return named.get(key, key)
        case Membership() as membership:
            return _partition("membership", membership.member, membership.organization)
        case Agreement() as agreement:
            return _partition(f"agreement/{slugify(agreement.kind)}", *sorted(agreement.parties, key=entity_key))
        case Dispute() as dispute:
            return _partition(f"dispute/{slugify(dispute.kind)}", *sorted(dispute.parties, key=entity_key))
        case Tenure() as tenure:
            return _partition("tenure", tenure.holder, tenure.office_in)
        case Visit() as visit:
            return _partition("visit", visit.visitor, visit.host)
        case Mission() as mission:
            return _partition("mission", mission.sender, mission.host)
        case _:
            return statement_key(claim).path


def _partition(kind: str, *entities: Entity) -> str:
    return "/".join((kind, *map(entity_slug, entities)))


def merge_partition(claims: Sequence[Claim], view: View) -> Iterator[Triple]:
    """The merged view of claims that share a partition key: triples of the default graph, some perhaps twice."""
    if isinstance(claims[0].statement, Relation):
        yield from _merge_relation(claims, view)
        return
    found = [assertion for claim in claims for assertion in assertions(claim, view.names)]
    agreements = isinstance(claims[0].statement, Agreement)
    nodes = sorted(cluster_agreements(found) if agreements else cluster_periods(found), key=lambda node: node.key)
    labels = {}
    known: Copies = {}
    for merged in nodes:
        labels[merged.key] = node_label(merged, view.labels.label)
        yield from node_triples(merged, labels[merged.key], view, known)
        for conflict in node_conflicts(merged):
            yield from conflict_triples(conflict, labels[merged.key], view)
        if view.solid(merged):
            yield from _shortcuts(merged, nodes, view)
    for conflict in membership_conflicts(nodes):
        yield from conflict_triples(conflict, labels[conflict.about[0]], view)


def _shortcuts(merged: Node, partition: Sequence[Node], view: View) -> Iterator[Triple]:
    """The short cuts of a merged statement that is no relation."""
    said = [witness.said for witness in merged.witnesses]
    names = view.names
    match said[0]:
        case Membership() as membership:
            left = any(
                isinstance(other, Membership) and other.role is Role.FORMER_MEMBER
                for other in (node.witnesses[0].said for node in partition)
            )
            full = membership.role in (Role.MEMBER, Role.FOUNDING_MEMBER)
            if full and not merged.held("end") and not left:
                yield names.entity(membership.member), KG.memberOf, names.entity(membership.organization)
        case Agreement():
            for predicate, party in dict.fromkeys(link for witness in merged.witnesses for link in witness.links):
                if predicate == KG.party and isinstance(party, NamedNode):
                    yield party, KG.partyTo, names.iri(merged.key)
        case Dispute():
            disputes = [dispute for dispute in said if isinstance(dispute, Dispute)]
            if merged.held("end") or any(dispute.status is DisputeStatus.SETTLED for dispute in disputes):
                return
            yield from dispute_shortcuts(
                _distinct(party for dispute in disputes for party in dispute.parties),
                claimants=_distinct(party for dispute in disputes for party in dispute.claimants),
                respondents=_distinct(party for dispute in disputes for party in dispute.respondents),
                names=names,
            )
        case Border() as border:
            yield from statement_shortcuts(border, names.iri(merged.key), names)
        case _:
            return


def _distinct(entities: Iterable[Entity]) -> list[Entity]:
    found = {entity_key(entity): entity for entity in entities}
    return [found[key] for key in sorted(found)]


def _merge_relation(claims: Sequence[Claim], view: View) -> Iterator[Triple]:
    whole, events = [], []
    for claim in claims:
        first, *rest = assertions(claim, view.names)
        whole.append(first)
        events += rest
    relation = node(by_key(whole))
    said = relation.witnesses[0].said
    assert isinstance(said, Relation)
    label = node_label(relation, view.labels.label)
    known: Copies = {}
    yield from node_triples(relation, label, view, known)
    nodes = sorted(cluster_events(events), key=lambda event: event.key)
    for event in nodes:
        yield view.names.iri(relation.key), KG.hasEvent, view.names.iri(event.key)
        of_event = event_label(event, said, view.labels.label)
        yield from node_triples(event, of_event, view, known)
        for conflict in node_conflicts(event):
            yield from conflict_triples(conflict, of_event, view)
    for conflict in sequence_conflicts(relation.key, nodes):
        yield from conflict_triples(conflict, label, view)
    happenings = [_happening(event, view) for event in nodes]
    yield from phase_triples(relation, phases(happenings), view)
    if said.partner is None:
        statements = [assertion.said for assertion in relation.assertions]
        candidates = [c for statement in statements if isinstance(statement, Relation) for c in statement.candidates]
        yield from candidate_triples(relation, candidates, view)
    elif view.solid(relation):
        yield from relation_shortcuts(_distinct((said.country, said.partner)), happenings, view.names)


def _happening(event: Node, view: View) -> Happening:
    said = [assertion.said for assertion in event.assertions if isinstance(assertion.said, Event)]
    return Happening(
        said[0].kind,
        envelope(event.held("start")),
        frozenset(event.actor for event in said if event.actor is not None),
        frozenset(event.as_state for event in said if event.as_state is not None),
        solid=view.solid(event),
    )
