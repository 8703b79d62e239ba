"""Draws the conclusions from weighed tables: which lost names are asserted, on what, and which stay open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.mentions.model import AreaKind, Entity
from kg.statements.lost import LostTable, RowFacts
from kg.statements.model import Basis, Candidate, Claim, Derivation, Evidence, Relation
from kg.statements.restore_evidence import RowWeights
from kg.statements.restore_problem import Problem, Weighed
from kg.statements.restore_references import Tie

_DECISIVE = 5.0
_FEW = 5
_TELLING = 0.5
"""Where the first few candidates hold less of the weight than this, further ones tell nothing."""


def conclude(solved: tuple[Problem, list[Weighed]]) -> Iterator[Claim]:
    """The conclusion for every lost name, in order: asserted, or open with its candidates."""
    problem, tables = solved
    for t, weighed in enumerate(tables):
        sure = _sure(weighed, problem.parameters.threshold)
        for i, (row, probabilities) in enumerate(zip(weighed.table.rows, weighed.posterior, strict=True)):
            if row.partner is not None or probabilities is None:
                continue
            if i in sure:
                yield asserted(problem, weighed, (t, i), *sure[i])
            else:
                yield left_open(problem, weighed, row, probabilities)


def _sure(weighed: Weighed, threshold: float) -> dict[int, tuple[int, float]]:
    """The rows whose name is asserted: its candidate and how sure it is. No name is asserted twice in a table.

    Rows that say the same are one question: that Chad and Mali stand in two rows of one day may be certain where
    either could be in either row. Each name then goes to a row that says so, the likelier one first.
    """
    best: dict[int, tuple[float, list[int]]] = {}
    for rows in _alike(weighed):
        totals = [min(total, 1.0) for total in map(sum, zip(*(weighed.posterior[i] or () for i in rows), strict=True))]
        for j, total in enumerate(totals):
            if total >= threshold and total > best.get(j, (0.0, rows))[0]:
                best[j] = (total, rows)
    ranked = [(-(weighed.posterior[i] or ())[j], j, i) for j, (_, rows) in best.items() for i in rows]
    sure: dict[int, tuple[int, float]] = {}
    placed: set[int] = set()
    for _, j, i in sorted(ranked):
        if i not in sure and j not in placed and may_assert(weighed, i, j):
            sure[i] = (j, best[j][0])
            placed.add(j)
    return sure


def _alike(weighed: Weighed) -> Iterator[list[int]]:
    """The rows with lost names, by themselves; in a list without order, those of one date and one telling together."""
    groups: dict[object, list[int]] = {}
    for i, row in enumerate(weighed.table.rows):
        if row.partner is None and weighed.posterior[i] is not None:
            apart = weighed.shape.alphabetical or not row.dates
            groups.setdefault(i if apart else (row.events, row.dates, row.named), []).append(i)
    yield from groups.values()


def may_assert(weighed: Weighed, i: int, j: int) -> bool:
    """Whether a name may be asserted at all: a contested state's never by order alone."""
    own = weighed.weights[i]
    assert own is not None
    hinted = max(own.named.get(j, 1.0), own.witness.get(j, 1.0)) > _DECISIVE
    return hinted or weighed.candidates[j].area is AreaKind.STATE


def asserted(problem: Problem, weighed: Weighed, place: tuple[int, int], j: int, sure: float) -> Claim:
    """The claim that a row, at its ``place`` (table, row), is about candidate ``j``."""
    i = place[1]
    row, own = weighed.table.rows[i], weighed.weights[i]
    assert own is not None
    entity = weighed.candidates[j].entity
    basis: list[Basis] = []
    used: list[Evidence] = []
    if own.named.get(j, 1.0) > _DECISIVE:
        basis.append(Basis.NAMED_IN_REFERENCE)
        used += naming(problem, row, place, entity)
    if own.witness.get(j, 1.0) > _DECISIVE:
        basis.append(Basis.CORROBORATION)
        used += problem.known.used(problem.lost, row, entity)
    if weighed.shape.alphabetical and (not basis or _alone(own, weighed.odds, j) < problem.parameters.threshold):
        basis.append(Basis.ORDER)
        used += anchors(weighed.table, i)
    evidence = conclusion(row, "row-restored", sure, tuple(basis), tuple(dict.fromkeys(used)))
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
        if entity in link.reference.named or link.tie is Tie.DATED:
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
    telling = sum(probabilities[j] for j in ranked[:_FEW]) >= _TELLING
    for j in ranked[: problem.parameters.most if telling else _FEW]:
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
