"""What documents say explicitly on the pairs of a country whose rows lost their names: dates, and silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.mentions.model import Entity
from kg.statements.lost import LostNames, RowFacts
from kg.statements.model import Claim, Derivation, EventKind, Evidence, Relation
from kg.statements.restore_dates import days_of
from kg.statements.restore_evidence import Witness

_BEGINS = frozenset({EventKind.ESTABLISHED, EventKind.RECOGNIZED, EventKind.RESTORED})
_LISTS_ALL = 80
"""A country whose documents state relations with so many others leaves few out."""
_STATED = 3.0
_SILENT = 0.2


@dataclass(frozen=True, slots=True)
class Known:
    """Explicit relations: by subject and partner the dates given with their evidence, and how many each one has.

    ``years`` are, by country, the years in which its relations began, with how many did, each pair once.
    """

    dated: Mapping[Entity, Mapping[Entity, tuple[Witness, ...]]] = field(default_factory=dict)
    pairs: frozenset[tuple[Entity, Entity]] = frozenset()
    stated: Mapping[Entity, int] = field(default_factory=dict)
    years: Mapping[Entity, Mapping[int, int]] = field(default_factory=dict)

    def witnesses(self, subject: Entity, document: str) -> Mapping[Entity, tuple[Witness, ...]]:
        """The dates given for each partner of ``subject``, by rows of other documents and by prose of any."""
        found = {}
        for partner, witnesses in self.dated.get(subject, {}).items():
            kept = tuple(w for w in witnesses if w.evidence.document != document or w.evidence.passage.value != "row")
            if kept:
                found[partner] = kept
        return found

    def listing_factor(self, subject: Entity, partner: Entity) -> float:
        """How much likelier a partner is listed: stated elsewhere, or left out where nearly all others are stated."""
        if (subject, partner) in self.pairs:
            return _STATED
        return _SILENT if self.stated.get(partner, 0) >= _LISTS_ALL else 1.0

    def used(self, lost: LostNames, row: RowFacts, partner: Entity) -> Iterator[Evidence]:
        """The evidence that gives a date compatible with the row's for its partner."""
        days = {(d.earliest, d.latest) for d in row.dates}
        for witness in self.dated.get(lost.subject, {}).get(partner, ()):
            if any(
                first.toordinal() <= witness.days.last and witness.days.first <= last.toordinal()
                for first, last in days
            ):
                yield witness.evidence
        for table in lost.tables:
            for other in table.rows:
                if other.partner == partner and other.dates and other.dates[:1] == row.dates[:1]:
                    yield other.evidence


def known_relations(claims: Iterable[Claim], subjects: set[Entity]) -> Known:
    """The explicit relations among the claims that concern ``subjects``, and how many partners each country has."""
    dated: dict[Entity, dict[Entity, dict[tuple[int, int, str], Witness]]] = {}
    pairs: set[tuple[Entity, Entity]] = set()
    partners: Counter[Entity] = Counter()
    seen: set[tuple[Entity, Entity]] = set()
    years: dict[Entity, dict[int, int]] = {}
    for claim in claims:
        relation, evidence = claim.statement, claim.evidence
        if (
            not isinstance(relation, Relation)
            or relation.partner is None
            or evidence.derivation is not Derivation.EXPLICIT
        ):
            continue
        if (relation.country, relation.partner) not in seen:
            seen.add((relation.country, relation.partner))
            partners[relation.country] += 1
            begun = next((e.date for e in relation.events if e.date is not None and e.kind in _BEGINS), None)
            if begun is not None and (relation.partner, relation.country) not in seen:
                for country in (relation.country, relation.partner):
                    in_year = years.setdefault(country, {})
                    in_year[begun.earliest.year] = in_year.get(begun.earliest.year, 0) + 1
        for subject, partner in ((relation.country, relation.partner), (relation.partner, relation.country)):
            if subject not in subjects:
                continue
            pairs.add((subject, partner))
            for event in relation.events:
                if event.date is not None and event.kind in _BEGINS:
                    days = days_of(event.date)
                    key = (days.first, days.last, evidence.document)
                    dated.setdefault(subject, {}).setdefault(partner, {}).setdefault(key, Witness(days, evidence))
    return Known(
        {s: {p: tuple(w[k] for k in sorted(w)) for p, w in by.items()} for s, by in dated.items()},
        frozenset(pairs),
        dict(partners),
        years,
    )
