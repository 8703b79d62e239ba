"""What holds of every build, whatever the claims: shown on generated ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode, Quad

from kg.documents.model import PassageKind, Source, SourceKind, Span
from kg.graph.build import document_quads
from kg.graph.describe import DocumentFacts
from kg.graph.iris import Key, event_keys, statement_key
from kg.graph.merge import merge_partition, merged_quads, named_rows, partition_key
from kg.graph.shapes import violations
from kg.graph.terms import KG, RDF
from kg.mentions.model import Date, Entity, EntityKind, Reference
from kg.statements.model import (
    Agreement,
    AgreementKind,
    Basis,
    Border,
    Candidate,
    Claim,
    Derivation,
    Dispute,
    DisputeKind,
    DisputeStatus,
    Event,
    EventKind,
    Evidence,
    Membership,
    Mission,
    MissionKind,
    Observation,
    Relation,
    Role,
    Tenure,
    Visit,
)

BASE = "http://localhost:8000/"
NOTHING = Reference((), ())
DOCUMENTS = ("one-11111111", "two-22222222", "three-33333333")
PREFIX = BASE + "id/"


def entities(kind: EntityKind, *slugs: str) -> st.SearchStrategy[Entity]:
    return st.sampled_from([Entity(kind, slug, slug.replace("-", " ").title()) for slug in slugs])


countries = entities(EntityKind.COUNTRY, "oz", "ev", "oz-ev", "ev-lan", "lan")
organizations = entities(EntityKind.ORGANIZATION, "club", "ev-club", "member", "lan-founding")
persons = entities(EntityKind.PERSON, "ann", "ann-lee", "bo")
pairs = st.lists(countries, min_size=2, max_size=2, unique=True)
parties = st.lists(countries | organizations, min_size=1, max_size=3, unique=True).map(
    lambda found: tuple(sorted(found, key=lambda entity: entity.key))
)
days = st.dates(date(1900, 1, 1), date(1903, 12, 31))
dates = st.one_of(
    days.map(lambda day: Date.of(day.year, day.month, day.day)),
    days.map(lambda day: Date.of(day.year, day.month)),
    days.map(lambda day: Date.of(day.year)),
    st.just(Date.between(date(1900, 1, 1), date(1909, 12, 31))),
)
maybe = st.none() | dates

events = st.builds(Event, st.sampled_from(EventKind), maybe, st.none() | countries, st.none() | countries)


@st.composite
def relations(draw: st.DrawFn) -> Relation:
    country, partner = draw(pairs)
    lost = draw(st.booleans())
    candidates = (Candidate(partner, 0.5),) if lost else ()
    return Relation(country, None if lost else partner, tuple(draw(st.lists(events, max_size=4))), candidates)


statements = st.one_of(
    st.builds(Membership, countries, organizations, st.sampled_from(Role), maybe, maybe),
    relations(),
    relations(),
    st.builds(
        Agreement,
        parties,
        st.sampled_from([AgreementKind.TREATY, AgreementKind.AGREEMENT]),
        st.sampled_from(["", "Treaty of Oz", "the Treaty of Oz", "Border Treaty", "Oz Border Treaty"]),
        maybe,
        maybe,
        maybe,
        st.none() | st.integers(1900, 1903),
        st.none() | st.integers(2, 3),
        description=st.sampled_from(["", "which ended the war of 1890"]),
    ),
    st.builds(
        Dispute,
        parties,
        st.sampled_from(DisputeKind),
        st.none() | st.sampled_from(DisputeStatus),
        start=maybe,
        end=maybe,
    ),
    st.builds(Tenure, persons, countries, st.sampled_from(["President", "Prime Minister"]), maybe, maybe),
    st.builds(Visit, persons | countries, countries, maybe),
    st.builds(Mission, countries, countries, st.sampled_from(MissionKind), st.sampled_from(["", "Lan"]), st.none()),
    pairs.map(lambda pair: Border((pair[0], pair[1]))),
    st.builds(
        Observation,
        countries,
        st.sampled_from(["exports", "trade"]),
        st.decimals(0, 10, places=1),
        st.just("USD"),
        st.none() | countries,
        start=maybe,
    ),
)


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    line = draw(st.integers(1, 4))
    return Evidence(
        draw(st.sampled_from(DOCUMENTS)),
        Span(line * 10, line * 10 + 8),
        line,
        draw(st.sampled_from(["Oz and Lan have been friends since the spring of that year.", "Oz is far."])),
        draw(st.sampled_from([PassageKind.SENTENCE, PassageKind.ROW])),
        draw(st.sampled_from(["p", "q"])),
        draw(st.sampled_from([0.5, 0.9])),
    )


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    """Claims of up to three documents; some open rows get a conclusion, and now and then one claim comes twice."""
    made = [Claim(statement, draw(evidence())) for statement in draw(st.lists(statements, max_size=8))]
    for claim in list(made):
        relation, place = claim.statement, claim.evidence
        if isinstance(relation, Relation) and relation.partner is None and draw(st.booleans()):
            named = Relation(relation.country, relation.candidates[0].entity, relation.events)
            conclusion = Evidence(
                place.document,
                place.span,
                place.line,
                place.quote,
                place.passage,
                "restored",
                0.8,
                Derivation.RESTORED,
                (Basis.ORDER,),
                (place,),
            )
            made.append(Claim(named, conclusion))
    return made + made[: draw(st.integers(0, 1))]


def facts(*keys: str) -> list[DocumentFacts]:
    generated = Source(kind=SourceKind.GENERATED)
    return [
        DocumentFacts(key.split("-")[0], key, "0" * 64, source=generated if key == DOCUMENTS[2] else Source())
        for key in keys
    ]


def merged(found: list[Claim]) -> list[Quad]:
    return list(merged_quads(found, facts(*DOCUMENTS), NOTHING, BASE))


def evidence_graphs(found: list[Claim]) -> list[Quad]:
    out = []
    for fact in facts(*DOCUMENTS):
        out += document_quads(fact, [claim for claim in found if claim.evidence.document == fact.key], BASE)
    return out


bounded = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@bounded
@given(claims(), st.randoms())
def test_the_order_of_claims_and_documents_never_matters(found: list[Claim], random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert merged(shuffled) == merged(found)
    assert set(evidence_graphs(shuffled)) == set(evidence_graphs(found))


@bounded
@given(claims(), st.sets(st.sampled_from(DOCUMENTS)))
def test_every_iri_of_an_explicit_statement_resolves_in_a_build_of_more_documents(
    found: list[Claim], chosen: set[str]
) -> None:
    fewer = [claim for claim in found if claim.evidence.document in chosen]
    explicit = [claim for claim in fewer if claim.evidence.derivation is Derivation.EXPLICIT]
    named = {quad.subject for quad in merged(explicit) if quad.predicate == KG.supportedBy}
    named |= {quad.object for quad in merged(explicit) if quad.predicate == KG.alias}
    named |= {quad.subject for quad in evidence_graphs(explicit) if quad.predicate == RDF.type and _in_graph(quad)}
    more = merged(found)
    known = {quad.subject for quad in more} | {quad.object for quad in more if quad.predicate == KG.alias}
    assert named <= known


def _in_graph(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode)


@bounded
@given(claims(), st.sets(st.sampled_from(DOCUMENTS)))
def test_what_a_document_states_does_not_depend_on_the_documents_beside_it(
    found: list[Claim], chosen: set[str]
) -> None:
    alone = evidence_graphs([claim for claim in found if claim.evidence.document in chosen])
    beside = set(evidence_graphs(found))
    assert {quad for quad in alone if _in_graph(quad)} <= beside


@bounded
@given(claims())
def test_an_alias_belongs_to_one_node_and_is_none_itself(found: list[Claim]) -> None:
    quads = merged(found)
    owners = defaultdict(set)
    for quad in quads:
        if quad.predicate == KG.alias:
            owners[quad.object].add(quad.subject)
    assert all(len(nodes) == 1 for nodes in owners.values())
    assert not set(owners) & {quad.subject for quad in quads}


@bounded
@given(claims())
def test_a_node_has_at_most_one_of_each_bound_and_they_hold_what_it_shows(found: list[Claim]) -> None:
    quads = merged(found)
    counts = Counter(
        (quad.subject, quad.predicate)
        for quad in quads
        if quad.predicate.value.endswith(("Earliest", "Latest", "startYear", "endYear"))
    )
    assert all(count == 1 for count in counts.values())
    bounds = {
        (quad.subject, quad.predicate): quad.object.value for quad in quads if (quad.subject, quad.predicate) in counts
    }
    for quad in quads:
        for role in ("start", "end"):
            if quad.predicate == KG[role]:
                assert bounds[quad.subject, KG[f"{role}Earliest"]][:4] <= quad.object.value[:4]
                assert quad.object.value[:4] <= bounds[quad.subject, KG[f"{role}Latest"]][:4]


@bounded
@given(claims())
def test_there_are_no_blank_nodes_and_no_quad_comes_twice(found: list[Claim]) -> None:
    quads = merged(found) + evidence_graphs(found)
    assert not any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object))
    assert all(count == 1 for count in Counter(quads).values())


@bounded
@given(claims())
def test_every_statement_has_label_evidence_derivation_and_confidence(found: list[Claim]) -> None:
    quads = merged(found)
    known = {(quad.subject, quad.predicate) for quad in quads}
    for quad in quads:
        if quad.predicate == KG.supportedBy:
            for predicate in ("derivation", "confidence"):
                assert (quad.subject, KG[predicate]) in known
            assert (quad.subject, NamedNode("http://www.w3.org/2000/01/rdf-schema#label")) in known


@bounded
@given(claims())
def test_a_conflict_has_two_pieces_of_evidence_and_nodes_that_exist(found: list[Claim]) -> None:
    quads = merged(found)
    subjects = {quad.subject for quad in quads}
    evidence_of = Counter(quad.subject for quad in quads if quad.predicate == KG.conflicting)
    for quad in quads:
        if quad.predicate == RDF.type and quad.object == KG.Conflict:
            assert evidence_of[quad.subject] >= 2
        if quad.predicate == KG.about and quad.subject in evidence_of:
            assert quad.object in subjects


@bounded
@given(claims())
def test_partitions_merged_one_by_one_are_the_whole(found: list[Claim]) -> None:
    """A pipeline may keep claims on disk, sorted by partition key."""
    from kg.graph.iris import Names
    from kg.graph.mentioned import Labels
    from kg.graph.view import View

    named = named_rows(found)
    labels = Labels(NOTHING)
    labels.add(found)
    view = View(Names(BASE), labels, frozenset({DOCUMENTS[2]}))
    parts: dict[str, list[Claim]] = defaultdict(list)
    for claim in found:
        parts[partition_key(claim, named)].append(claim)
    triples = {triple for part in parts.values() for triple in merge_partition(part, view)}
    assert triples <= {(quad.subject, quad.predicate, quad.object) for quad in merged(found)}


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claims())
def test_merged_view_and_evidence_graphs_keep_the_shapes(found: list[Claim]) -> None:
    documents = evidence_graphs(found)
    assert violations(documents + merged(found)) == ()


def _identity(claim: Claim) -> tuple[object, ...]:
    """What a key must tell apart."""
    statement, place = claim.statement, claim.evidence
    year = lambda value: value and (value.earliest.year, value.latest.year)  # noqa: E731
    match statement:
        case Membership():
            return (
                "membership",
                statement.member.slug,
                statement.organization.slug,
                statement.role,
                year(statement.start),
            )
        case Relation():
            if statement.partner is None:
                return "relation", statement.country.slug, place.document, place.line
            return "relation", *sorted((statement.country.slug, statement.partner.slug))
        case Dispute():
            return "dispute", *sorted(party.slug for party in statement.parties), statement.kind, year(statement.start)
        case Tenure():
            return "tenure", statement.holder.slug, statement.office_in.slug, statement.title, year(statement.start)
        case Visit():
            when = statement.start and (statement.start.iso or year(statement.start))
            return "visit", statement.visitor.slug, statement.host.slug, when
        case Mission():
            return "mission", statement.sender.slug, statement.host.slug, statement.kind, statement.city
        case Border():
            return "border", *sorted(country.slug for country in statement.between)
        case Observation():
            other = statement.counterpart and statement.counterpart.slug
            when = statement.start and (statement.start.iso or year(statement.start))
            return "observation", statement.about.slug, other, statement.measure, statement.value.normalize(), when
        case Agreement():
            name = statement.name.casefold()
            dated = statement.start or statement.in_force
            when = year(statement.start) or statement.year_in_name or year(statement.in_force)
            if isinstance(when, tuple) and when[0] == when[1]:
                when = when[0]
            there = place.document if not name and not dated and statement.year_in_name is None else ""
            slugs = sorted(party.slug for party in statement.parties)
            return "agreement", *slugs, statement.kind, name, when, statement.count, there


@settings(max_examples=80, deadline=None)
@given(statements, evidence(), statements, evidence())
def test_different_statements_never_share_a_key(one, there, other, elsewhere) -> None:
    first, second = Claim(one, there), Claim(other, elsewhere)
    if _identity(first) != _identity(second):
        assert statement_key(first) != statement_key(second)
    else:
        assert statement_key(first) == statement_key(second)


@settings(max_examples=80, deadline=None)
@given(relations(), evidence())
def test_events_of_one_claim_with_different_kinds_or_dates_have_different_keys(relation: Relation, there) -> None:
    keys: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for key, event in zip(event_keys(relation, there), relation.events, strict=True):
        assert isinstance(key, Key)
        when = event.date and (event.date.iso or (event.date.earliest, event.date.latest))
        keys[key.path].add((event.kind, when))
    assert all(len(found) == 1 for found in keys.values())


def test_figures_keep_their_exact_value() -> None:
    place = Evidence(DOCUMENTS[0], Span(0, 5), 1, "Oz is", PassageKind.SENTENCE, "p", 0.9)
    oz = Entity(EntityKind.COUNTRY, "oz", "Oz")
    found = [Claim(Observation(oz, "exports", Decimal("20.50"), "USD"), place)]
    values = [quad.object.value for quad in merged(found) if quad.predicate == KG.value]
    assert values == ["20.5"]
