"""Restores the names that rows of tables lost, and says on what each restored name rests.

One model for all evidence: every row has a weight for every candidate (``restore_evidence``), a table's rows are
weighed together (``restore_tables``), and the tables of a document support or exclude each other. Only what nearly all
of the weight agrees on is asserted; the rest keeps its candidates. docs/restoration.md explains the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.mentions.model import AreaKind, Entity, Reference
from kg.statements.lost import LostNames, LostTable, RowFacts
from kg.statements.model import Basis, Candidate, Claim, Derivation, Evidence, Relation
from kg.statements.restore_candidates import Possible, all_possible, possible_partners
from kg.statements.restore_dates import Days, days_of, witnessed
from kg.statements.restore_evidence import RowWeights, weigh_row
from kg.statements.restore_parameters import Parameters, load_parameters
from kg.statements.restore_references import Link, link_references
from kg.statements.restore_tables import (
    TableShape,
    listing_odds,
    shape_of,
    stands_under,
    table_posterior,
)
from kg.statements.witnesses import Known, known_relations

_DECISIVE = 5.0
_IN_ANOTHER_TABLE = 0.05
_SAME_DOCUMENT = 0.8
_SUPPORT = 0.02

Posterior = list[list[float] | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """A document's lost names with everything that bears on them."""

    lost: LostNames
    candidates: tuple[Possible, ...]
    subject: Possible
    known: Known
    links: Mapping[tuple[int, int], Sequence[Link]]
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Weighed:
    """A table with its rows' evidence and the probability of each of its candidates in each row.

    Candidates are those of the table's continents and any that a row's evidence names; indices run over them.
    """

    table: LostTable
    shape: TableShape
    candidates: tuple[Possible, ...]
    odds: list[float]
    weights: list[RowWeights | None]
    posterior: Posterior


def restore(lost: LostNames, reference: Reference) -> tuple[Claim, ...]:
    """The conclusions about one document's lost names from the document alone; see ``corroborate``."""
    return tuple(corroborate([lost], (), reference))


def corroborate(lost: Sequence[LostNames | None], explicit: Sequence[Claim], reference: Reference) -> Iterator[Claim]:
    """The conclusions about every lost name of every document, in order, each document with what others say.

    ``explicit`` are the claims of all documents; relations among them whose pair and date are known are witnesses.
    For each lost name one claim: a relation with the restored partner, or one without a partner and with candidates,
    best first, their weights probabilities. Evidence is the row's, derived; its confidence is the conclusion's weight.
    Time grows with the claims, and for each table with rows × candidates.
    """
    problems = [one for one in lost if one is not None and one.count]
    if not problems:
        return
    known = known_relations(explicit, {one.subject for one in problems})
    for one in problems:
        yield from conclude(solve(one, known, reference))


def solve(lost: LostNames, known: Known, reference: Reference) -> tuple[Problem, list[Weighed]]:
    """Weigh all readings of a document's tables, each by itself and then in the light of the others."""
    subject = next((p for p in all_possible(reference) if p.entity == lost.subject), _unknown_subject(lost.subject))
    candidates = possible_partners(reference, lost.subject)
    problem = Problem(lost, candidates, subject, known, link_references(lost), load_parameters())
    first = [weigh_table(problem, t, table) for t, table in enumerate(lost.tables)]
    if len(first) == 1:
        return problem, first
    digests = [digest(weighed) for weighed in first]
    second = []
    for t, weighed in enumerate(first):
        others = [other for k, other in enumerate(digests) if k != t]
        weights = supported_rows(problem, weighed, others)
        posterior = table_posterior(weights, weighed.odds, weighed.shape, weighed.candidates, problem.parameters)
        second.append(replace(weighed, weights=weights, posterior=posterior))
    return problem, second


def _unknown_subject(entity: Entity) -> Possible:
    return Possible(entity, AreaKind.STATE, frozenset(), (), 1, 1, None)


def weigh_table(problem: Problem, t: int, table: LostTable) -> Weighed:
    """A table weighed by itself.

    A row that names its partner allows that one only, or is left out if it is no candidate.
    """
    parameters, known = problem.parameters, problem.known
    subject, document = problem.lost.subject, problem.lost.document
    shape = shape_of(table, problem.candidates, parameters)
    witnesses = known.witnesses(subject, document)
    hinted = {row.partner for row in table.rows} | witnesses.keys()
    for i, row in enumerate(table.rows):
        hinted |= {entity for entity, _ in row.named}
        hinted |= {entity for link in problem.links.get((t, i), ()) for entity in link.reference.named}
    candidates = tuple(c for c in problem.candidates if c.entity in hinted or stands_under(c, shape))
    index = {c.entity: j for j, c in enumerate(candidates)}
    odds = listing_odds(table, shape, candidates, parameters)
    odds = [o * known.listing_factor(subject, c.entity) for o, c in zip(odds, candidates, strict=True)]
    counted = any(row.ordinal.value == "dash" for row in table.rows)
    weights: list[RowWeights | None] = []
    for i, row in enumerate(table.rows):
        if row.partner is None:
            weights.append(
                weigh_row(
                    row,
                    candidates,
                    problem.subject,
                    links=problem.links.get((t, i), ()),
                    witnesses=witnesses,
                    counted=counted,
                    parameters=parameters,
                )
            )
        elif row.partner in index:
            weights.append(RowWeights([1.0 if c.entity == row.partner else 1e-9 for c in candidates]))
        else:
            weights.append(None)
    posterior = table_posterior(weights, odds, shape, candidates, parameters)
    return Weighed(table, shape, candidates, odds, weights, posterior)


@dataclass(frozen=True, slots=True)
class Digest:
    """What a table says to the others: whether it is alphabetical, and who stands in it, with what date."""

    alphabetical: bool
    listed: Mapping[Entity, float]
    dated: Mapping[Entity, Sequence[tuple[float, Days]]]


def digest(weighed: Weighed) -> Digest:
    """Who stands in a table with more than a faint probability, and with which dates."""
    listed: dict[Entity, float] = {}
    dated: dict[Entity, list[tuple[float, Days]]] = {}
    for row, probabilities in zip(weighed.table.rows, weighed.posterior, strict=True):
        for candidate, probability in zip(weighed.candidates, probabilities or (), strict=False):
            if probability >= _SUPPORT:
                listed[candidate.entity] = min(listed.get(candidate.entity, 0.0) + probability, 1.0)
                if row.dates:
                    dated.setdefault(candidate.entity, []).append((probability, days_of(row.dates[0])))
    return Digest(weighed.shape.alphabetical, listed, dated)


def supported_rows(problem: Problem, weighed: Weighed, others: Sequence[Digest]) -> list[RowWeights | None]:
    """Each row's evidence in the light of the document's other tables.

    Between a list by date and a table by continent, a name that has the same date in the other supports; between two
    tables of the same kind a name that stands in the other is unlikely to stand here too.
    """
    alphabetical = weighed.shape.alphabetical
    excluded = [1.0] * len(weighed.candidates)
    for j, candidate in enumerate(weighed.candidates):
        for other in others:
            if other.alphabetical == alphabetical:
                excluded[j] *= 1.0 - (1.0 - _IN_ANOTHER_TABLE) * other.listed.get(candidate.entity, 0.0)
    elsewhere = [
        (j, [pair for other in others if other.alphabetical != alphabetical for pair in other.dated.get(c.entity, ())])
        for j, c in enumerate(weighed.candidates)
    ]
    elsewhere = [(j, pairs) for j, pairs in elsewhere if pairs]
    weights: list[RowWeights | None] = []
    for row, own in zip(weighed.table.rows, weighed.weights, strict=True):
        if own is None or row.partner is not None:
            weights.append(own)
            continue
        factors = [f * x for f, x in zip(own.factors, excluded, strict=True)]
        witness = dict(own.witness)
        if row.dates:
            days = days_of(row.dates[0])
            for j, pairs in elsewhere:
                daily = max(own.factors[j] / own.named.get(j, 1.0) / own.witness.get(j, 1.0), 1e-12)
                ratio = 1.0
                for probability, there in pairs:
                    given = witnessed(days, [there], daily, problem.parameters, same=_SAME_DOCUMENT)
                    ratio += probability * (given / daily - 1.0)
                ratio = max(ratio, 0.05)
                factors[j] *= ratio
                witness[j] = witness.get(j, 1.0) * ratio
        weights.append(RowWeights(factors, own.named, witness))
    return weights


def conclude(solved: tuple[Problem, list[Weighed]]) -> Iterator[Claim]:
    """The conclusion for every lost name, in order: asserted, or open with its candidates."""
    problem, tables = solved
    for t, weighed in enumerate(tables):
        best = _best_rows(weighed)
        for i, (row, probabilities) in enumerate(zip(weighed.table.rows, weighed.posterior, strict=True)):
            if row.partner is not None or probabilities is None:
                continue
            j = max(range(len(probabilities)), key=probabilities.__getitem__)
            sure = probabilities[j] >= problem.parameters.threshold and best.get(j) == i
            if sure and may_assert(weighed, i, j):
                yield asserted(problem, weighed, t, i, j)
            else:
                yield left_open(problem, weighed, row, probabilities)


def _best_rows(weighed: Weighed) -> dict[int, int]:
    """For each candidate the row in which it is likeliest: no name is asserted twice in a table."""
    best: dict[int, tuple[float, int]] = {}
    for i, probabilities in enumerate(weighed.posterior):
        for j, probability in enumerate(probabilities or ()):
            if probability > best.get(j, (0.0, 0))[0]:
                best[j] = (probability, i)
    return {j: i for j, (_, i) in best.items()}


def may_assert(weighed: Weighed, i: int, j: int) -> bool:
    """Whether a name may be asserted at all: a contested state's never by order alone."""
    own = weighed.weights[i]
    assert own is not None
    hinted = max(own.named.get(j, 1.0), own.witness.get(j, 1.0)) > _DECISIVE
    return hinted or weighed.candidates[j].area is AreaKind.STATE


def asserted(problem: Problem, weighed: Weighed, t: int, i: int, j: int) -> Claim:
    """The claim that row ``i`` is about candidate ``j``."""
    row, own, probabilities = weighed.table.rows[i], weighed.weights[i], weighed.posterior[i]
    assert own is not None
    assert probabilities is not None
    entity = weighed.candidates[j].entity
    basis: list[Basis] = []
    used: list[Evidence] = []
    if own.named.get(j, 1.0) > _DECISIVE:
        basis.append(Basis.NAMED_IN_REFERENCE)
        used += naming(problem, row, (t, i), entity)
    if own.witness.get(j, 1.0) > _DECISIVE:
        basis.append(Basis.CORROBORATION)
        used += problem.known.used(problem.lost, row, entity)
    if weighed.shape.alphabetical and (not basis or _alone(own, weighed.odds, j) < problem.parameters.threshold):
        basis.append(Basis.ORDER)
        used += anchors(weighed.table, i)
    evidence = conclusion(row, "row-restored", probabilities[j], tuple(basis), tuple(dict.fromkeys(used)))
    return Claim(Relation(problem.lost.subject, entity, row.events), evidence)


def _alone(own: RowWeights, odds: Sequence[float], j: int) -> float:
    """The probability of a candidate by the row's own evidence, were there no other rows."""
    scores = [o * f for o, f in zip(odds, own.factors, strict=True)]
    return scores[j] / sum(scores)


def naming(problem: Problem, row: RowFacts, place: tuple[int, int], entity: Entity) -> Iterator[Evidence]:
    """The references, or the row's own note, that name a restored partner or carry the row's dates."""
    if entity in dict(row.named):
        yield row.evidence
    for link in problem.links.get(place, ()):
        if entity in link.reference.named or link.dated:
            yield link.reference.evidence


def anchors(table: LostTable, i: int) -> Iterator[Evidence]:
    """The nearest rows above and below that name their partner."""
    above = (row for row in reversed(table.rows[:i]) if row.partner is not None)
    below = (row for row in table.rows[i + 1 :] if row.partner is not None)
    for found in (next(above, None), next(below, None)):
        if found is not None:
            yield found.evidence


def left_open(problem: Problem, weighed: Weighed, row: RowFacts, probabilities: Sequence[float]) -> Claim:
    """The claim that a row's partner is one of some candidates."""
    ranked = sorted(range(len(probabilities)), key=lambda j: -probabilities[j])
    candidates: list[Candidate] = []
    covered = 0.0
    for j in ranked[: problem.parameters.most]:
        if covered >= problem.parameters.covered or probabilities[j] < 0.002:
            break
        covered += probabilities[j]
        candidates.append(Candidate(weighed.candidates[j].entity, round(probabilities[j], 4)))
    evidence = conclusion(row, "row-candidates", min(covered, 1.0), (), ())
    return Claim(Relation(problem.lost.subject, None, row.events, tuple(candidates)), evidence)


def conclusion(
    row: RowFacts, pattern: str, confidence: float, basis: tuple[Basis, ...], used: tuple[Evidence, ...]
) -> Evidence:
    """The evidence of a conclusion about a row."""
    return replace(
        row.evidence,
        pattern=pattern,
        confidence=round(confidence, 4),
        derivation=Derivation.RESTORED,
        basis=basis,
        used=used,
    )
