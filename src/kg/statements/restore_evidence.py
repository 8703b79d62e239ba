"""How well each candidate explains a row by itself: its dates, how it is counted, its note and its references.

Every kind of evidence is a factor; their product is the row's evidence for a candidate, up to a constant per row.
What is more than a faint hint is kept apart, so that a conclusion can say what it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.mentions.model import AreaKind, Entity
from kg.statements.lost import Ordinal, RowFacts
from kg.statements.model import Evidence
from kg.statements.restore_candidates import Possible
from kg.statements.restore_dates import Days, chronology, days_of, witnessed
from kg.statements.restore_parameters import Parameters
from kg.statements.restore_references import Link, named_with_date

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
    """A row's evidence: the factor of each candidate, and by candidate the factors of references and witnesses."""

    factors: list[float]
    named: dict[int, float] = field(default_factory=dict)
    witness: dict[int, float] = field(default_factory=dict)


def weigh_row(
    row: RowFacts,
    candidates: Sequence[Possible],
    subject: Possible,
    *,
    links: Sequence[Link],
    witnesses: Mapping[Entity, Sequence[Witness]],
    counted: bool,
    parameters: Parameters,
) -> RowWeights:
    """The evidence of a row without a partner. ``counted`` is whether its table counts its rows with numbers."""
    weights = RowWeights([1.0] * len(candidates))
    days = days_of(row.dates[0]) if row.dates else None
    total = sum(count for _, count in row.named)
    counts = dict(row.named)
    for j, candidate in enumerate(candidates):
        factor = 1.0
        if days is not None:
            daily = chronology(days, candidate, subject, parameters)
            factor = daily
            given = witnesses.get(candidate.entity)
            if given:
                factor = witnessed(days, [w.days for w in given], daily, parameters, same=parameters.same)
                weights.witness[j] = factor / daily
        if counted and row.ordinal is not Ordinal.NONE:
            dash = parameters.dash[KIND[candidate.area]]
            factor *= dash if row.ordinal is Ordinal.DASH else 1.0 - dash
        named = 1.0
        if total and candidate.entity in counts:
            named += parameters.note * counts[candidate.entity] / total
        named *= _reference_factor(row, candidate.entity, links, parameters)
        if named > 1.0:
            weights.named[j] = named
        weights.factors[j] = factor * named
    return weights


def _reference_factor(row: RowFacts, entity: Entity, links: Sequence[Link], parameters: Parameters) -> float:
    best = 1.0
    for link in links:
        reference = link.reference
        if entity not in reference.named:
            continue
        if named_with_date(reference, entity, row.dates):
            ratio = parameters.cited * (1.0 if link.cited else parameters.uncited / parameters.cited)
        else:
            strength = parameters.cited if link.cited or link.dated else parameters.elsewhere
            ratio = strength / len(reference.named)
        best = max(best, 1.0 + ratio)
    return best
