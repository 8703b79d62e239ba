"""Restores the names that rows of tables lost, and says on what each restored name rests.

One model for all evidence: every row has a weight for every candidate (``restore_evidence``), a table's rows are
weighed together (``restore_tables``), and the tables of a document support or exclude each other. Only what nearly all
of the weight agrees on is asserted; the rest keeps its candidates. docs/restoration.md explains the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.mentions.model import AreaKind, Entity, Reference
from kg.statements.lost import LostNames, LostTable, Ordinal
from kg.statements.model import Claim
from kg.statements.restore_candidates import Possible, all_possible, possible_partners
from kg.statements.restore_conclusions import conclude
from kg.statements.restore_dates import Agreement, Chronology, Days, days_of
from kg.statements.restore_digest import Digest
from kg.statements.restore_evidence import RowWeights, Scales, weigh_row
from kg.statements.restore_parameters import Parameters, load_parameters
from kg.statements.restore_problem import Problem, Weighed
from kg.statements.restore_references import link_references
from kg.statements.restore_tables import (
    TableShape,
    listing_odds,
    on_other_continents,
    shape_of,
    stands_under,
    table_posterior,
)
from kg.statements.witnesses import Known, known_relations

_IN_ANOTHER_TABLE = 0.05
_FAINT = 1e-4


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
    second = []
    for t, weighed in enumerate(first):
        others = [other for k, other in enumerate(first) if k != t]
        weights = supported_rows(problem, weighed, others)
        elsewhere = listed_elsewhere(weighed, others)
        odds = table_odds(problem, weighed.table, weighed.shape, weighed.candidates, elsewhere)
        posterior = table_posterior(weights, odds, weighed.shape, weighed.candidates, problem.parameters)
        second.append(replace(weighed, odds=odds, weights=weights, posterior=posterior))
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
    elsewhere = [on_other_continents(c, shape) for c in candidates]
    odds = table_odds(problem, table, shape, candidates, elsewhere)
    scales = Scales(
        candidates,
        Chronology.of(problem.subject, candidates, known.years, parameters),
        tuple((index[entity], given) for entity, given in witnesses.items() if entity in index),
        tuple(j for j, c in enumerate(candidates) if (subject, c.entity) in known.pairs and c.entity not in witnesses),
        counted=any(row.ordinal is Ordinal.DASH for row in table.rows),
        parameters=parameters,
    )
    weights: list[RowWeights | None] = []
    for i, row in enumerate(table.rows):
        if row.partner is None:
            own = weigh_row(row, problem.links.get((t, i), ()), scales)
            weights.append(own)
        elif row.partner in index:
            weights.append(RowWeights([1.0 if c.entity == row.partner else 0.0 for c in candidates]))
        else:
            weights.append(None)
    posterior = table_posterior(weights, odds, shape, candidates, parameters)
    return Weighed(table, shape, candidates, odds, weights, posterior)


def supported_rows(problem: Problem, weighed: Weighed, others: Sequence[Weighed]) -> list[RowWeights | None]:
    """Each row's evidence in the light of the document's other tables.

    Between a list by date and a table by continent, a name that has the same date in the other supports.
    """
    kind = weighed.shape.alphabetical
    digests = [Digest.of(other, weighed.candidates) for other in others if other.shape.alphabetical != kind]
    weights: list[RowWeights | None] = []
    for row, own in zip(weighed.table.rows, weighed.weights, strict=True):
        if own is None or row.partner is not None:
            weights.append(own)
            continue
        factors = list(own.factors)
        witness = dict(own.witness)
        if row.dates and digests:
            for j, ratio in support(days_of(row.dates[0]), own, digests, problem.parameters):
                factors[j] *= ratio
                witness[j] = witness.get(j, 1.0) * ratio
        weights.append(RowWeights(factors, own.chance, own.named, witness))
    return weights


def listed_elsewhere(weighed: Weighed, others: Sequence[Weighed]) -> list[float]:
    """For each candidate, the probability that it stands in another table of the same kind; it hardly does in both."""
    listed = [0.0] * len(weighed.candidates)
    for other in others:
        if other.shape.alphabetical == weighed.shape.alphabetical:
            there = Digest.of(other, weighed.candidates).listed
            listed = [max(a, b * (1.0 - _IN_ANOTHER_TABLE)) for a, b in zip(listed, there, strict=True)]
    return listed


def table_odds(
    problem: Problem,
    table: LostTable,
    shape: TableShape,
    candidates: Sequence[Possible],
    elsewhere: Sequence[float],
) -> list[float]:
    """The odds that each candidate is listed in a table, with what other documents state or leave out."""
    odds = listing_odds(table, shape, candidates, elsewhere, problem.parameters)
    subject = problem.lost.subject
    return [o * problem.known.listing_factor(subject, c.entity) for o, c in zip(odds, candidates, strict=True)]


def support(
    days: Days, own: RowWeights, digests: Sequence[Digest], parameters: Parameters
) -> Iterator[tuple[int, float]]:
    """For each candidate that stands in other tables, how much better its dates there explain a row's date.

    Where it stands with another date, the row's date is what it would be by chance, times the share of such cases.
    """
    listed = [sum(column) for column in zip(*(d.listed for d in digests), strict=True)]
    fits = [0.0] * len(listed)
    rests = [0.0] * len(listed)
    seen = [0.0] * len(listed)
    for digest in digests:
        for there, probabilities in digest.near(days):
            agreement = Agreement.of(days, there, parameters, same=parameters.same_document)
            for j, probability in probabilities:
                fits[j] += probability * agreement.fit
                rests[j] += probability * agreement.rest
                seen[j] += probability
    other_date = 1.0 - parameters.same_document
    for j, total in enumerate(listed):
        if total > _FAINT:
            far = max(total - seen[j], 0.0) * other_date
            chance = max(own.chance[j], 1e-12) if own.chance else 1.0
            yield j, max(1.0 - total, 0.0) + (far + rests[j] + fits[j] / chance) / max(total, 1.0)
