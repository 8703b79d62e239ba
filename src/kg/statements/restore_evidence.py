"""How well each candidate explains a row by itself: its dates, how it is counted, its note and its references.

Every kind of evidence is a factor; their product is the row's evidence for a candidate, up to a constant per row.
What is more than a faint hint is kept apart, so that a conclusion can say what it rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.mentions.model import AreaKind, Entity
from kg.statements.lost import Ordinal, RowFacts
from kg.statements.model import Evidence
from kg.statements.restore_candidates import Possible
from kg.statements.restore_dates import Chronology, Days, days_of, undated_ratio, witnessed
from kg.statements.restore_parameters import Parameters
from kg.statements.restore_references import Link, Tie, named_with_date

KIND = {
    AreaKind.STATE: "state",
    AreaKind.CONTESTED: "contested",
    AreaKind.TERRITORY: "territory",
    AreaKind.OTHER: "other",
    AreaKind.FORMER: "territory",
}


@dataclass(frozen=True, slots=True)
class Witness:
    """A date given elsewhere for the pair of the subject and a candidate, and the evidence that gives it."""

    days: Days
    evidence: Evidence


@dataclass(slots=True)
class RowWeights:
    """A row's evidence: the factor of each candidate, and what chance gives its date (per day, empty without a date).

    ``named`` are the factors of notes and references, ``witness`` those of dates elsewhere, both by candidate.
    """

    factors: list[float]
    chance: list[float] = field(default_factory=list)
    named: dict[int, float] = field(default_factory=dict)
    witness: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scales:
    """What the rows of one table are weighed with; indices run over ``candidates``.

    ``witnesses`` are the dates that others give for candidates, ``undated`` the candidates whose relations others state
    without a date; ``counted`` is whether the table counts its rows and puts a dash to some.
    """

    candidates: tuple[Possible, ...]
    chronology: Chronology
    witnesses: tuple[tuple[int, tuple[Witness, ...]], ...]
    undated: tuple[int, ...]
    counted: bool
    parameters: Parameters


def weigh_row(row: RowFacts, links: Sequence[Link], scales: Scales) -> RowWeights:
    """The evidence of a row without a partner; ``links`` are the references tied to it."""
    candidates, parameters = scales.candidates, scales.parameters
    if row.dates:
        days = days_of(row.dates[0])
        weights = RowWeights(scales.chronology.daily(days))
        weights.chance = list(weights.factors)
        for j, given in scales.witnesses:
            chance = weights.chance[j]
            ratio = witnessed(days, [w.days for w in given], chance, parameters) / chance
            weights.witness[j] = ratio
            weights.factors[j] *= ratio
    else:
        weights = RowWeights([1.0] * len(candidates))
        for j, _ in scales.witnesses:
            weights.witness[j] = undated_ratio(parameters, dated=True)
            weights.factors[j] *= weights.witness[j]
        for j in scales.undated:
            weights.witness[j] = undated_ratio(parameters, dated=False)
            weights.factors[j] *= weights.witness[j]
    if scales.counted and row.ordinal is not Ordinal.NONE:
        dash = row.ordinal is Ordinal.DASH
        shares = {k: share if dash else 1.0 - share for k, share in parameters.dash.items()}
        weights.factors = [f * shares[KIND[c.area]] for f, c in zip(weights.factors, candidates, strict=True)]
    total = sum(count for _, count in row.named)
    counts = dict(row.named)
    hinted = counts.keys() | {entity for link in links for entity in link.reference.named}
    for j, candidate in enumerate(candidates):
        if candidate.entity in hinted:
            named = 1.0 + parameters.note * counts.get(candidate.entity, 0) / max(total, 1)
            named *= _reference_factor(row, candidate.entity, links, parameters)
            weights.named[j] = named
            weights.factors[j] *= named
    return weights


def _reference_factor(row: RowFacts, entity: Entity, links: Sequence[Link], parameters: Parameters) -> float:
    """How much better the references tied to a row explain a candidate that they name; the strongest one counts."""
    strengths = {Tie.CITED: parameters.cited, Tie.DATED: parameters.cited, Tie.LATER: parameters.later}
    best = 1.0
    for link in links:
        named = link.reference.named
        if entity in named:
            share = 1.0 if named_with_date(link.reference, entity, row.dates) else 1.0 / len(named)
            best = max(best, 1.0 + strengths.get(link.tie, parameters.placed) * share)
    return best
