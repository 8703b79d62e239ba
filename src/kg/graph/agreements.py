"""Which agreements of the same parties and kind are one: by proper name, or by date and something else.

"Treaty of Peace" says little; "Treaty of Lima" says which. A generic name therefore needs a date that agrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.graph.dates import compatible
from kg.graph.express import Assertion
from kg.graph.nodes import KeyGroup, Node, by_key, node
from kg.graph.slugs import slugify
from kg.mentions.model import Date
from kg.statements.model import Agreement

GENERIC = frozenset(
    """
    the a an of on and for in to with between by treaty treaties agreement agreements accord accords pact
    convention protocol declaration statement memorandum understanding armistice act joint general final
    bilateral mutual common comprehensive framework basic interim new free trade trading economic partnership
    cooperation friendship commerce commercial navigation peace alliance amity border boundary boundaries
    frontier limits maritime land sea delimitation extradition investment tax double taxation visa waiver air
    services fisheries fishing security defense defence military nonaggression non aggression good neighbour
    neighbor neighbourliness settlement arbitration cultural scientific technical relations diplomatic
    establishment recognition preference preferences preferential programme program system
    """.split()  # noqa: SIM905
)
"""Words that many agreements share in their names."""


def cluster_agreements(assertions: Iterable[Assertion]) -> list[Node]:
    """Nodes of agreements with the same parties and kind.

    Agreements that stand for a number of agreements, and those without name, meet only under the same key.
    """
    groups = by_key(assertions)
    named = [_Named(group) for group in groups if _name(group)]
    nodes = [node([group]) for group in groups if not _name(group)]
    return nodes + [node([one.group for one in cluster]) for cluster in _clusters(named)]


def _name(group: KeyGroup) -> str:
    return next((slugify(a.name) for a in _agreements(group) if a.name.strip() and a.count is None), "")


def _agreements(group: KeyGroup) -> list[Agreement]:
    return [assertion.said for assertion in group.assertions if isinstance(assertion.said, Agreement)]


class _Named:
    """A key group as naming sees it."""

    __slots__ = ("descriptions", "group", "in_force", "name", "start", "words", "year_in_name", "years")

    def __init__(self, group: KeyGroup) -> None:
        said = _agreements(group)
        self.group = group
        self.name = _name(group).removeprefix("the-")
        self.words = tuple(self.name.split("-"))
        self.start = group.envelope("start")
        self.in_force = group.envelope("inForce")
        self.year_in_name = frozenset(a.year_in_name for a in said if a.year_in_name is not None)
        self.years = self.year_in_name | _years(self.start) | _years(self.in_force)
        self.descriptions = frozenset(filter(None, map(_description, group.assertions)))

    @property
    def generic(self) -> bool:
        parties = {word for a in _agreements(self.group) for p in a.parties for word in slugify(p.label).split("-")}
        return all(word in GENERIC or word in parties or len(word) == 1 for word in self.words)


_CLAUSE = re.compile(r"[\s,]*((?:which|that|whose)\b[^.;:()]*)", re.IGNORECASE)
_LEAST_WORDS = 4


def _description(assertion: Assertion) -> str:
    """What the claim says of the agreement: its description, else the relative clause after its name in the quote."""
    said = assertion.said
    if not isinstance(said, Agreement):
        return ""
    if said.description.strip():
        return slugify(said.description)
    quote, name = assertion.claim.evidence.quote, said.name.strip()
    at = quote.find(name) if name else -1
    clause = _CLAUSE.match(quote, at + len(name)) if at >= 0 else None
    return slugify(clause[1]) if clause is not None and len(clause[1].split()) >= _LEAST_WORDS else ""


def _years(date: Date | None) -> frozenset[int]:
    return frozenset() if date is None or date.earliest.year != date.latest.year else frozenset({date.earliest.year})


def _clusters(named: Sequence[_Named]) -> list[list[_Named]]:
    """Clusters by name first, then those that a date and a containing name or the same description bring together."""
    by_name: dict[str, list[_Named]] = {}
    for one in named:
        by_name.setdefault(one.name, []).append(one)
    clusters: list[list[_Named]] = []
    for name in sorted(by_name):
        clusters += _of_one_name(by_name[name])
    return _by_date(clusters)


def _of_one_name(named: Sequence[_Named]) -> list[list[_Named]]:
    """Agreements of one name: undated ones join the only dated one (of several the one that their own documents date).

    Years within names keep agreements apart.
    """
    clusters: list[list[_Named]] = []
    for one in sorted(named, key=lambda one: (not one.years, one.group.key.path)):
        fitting = [cluster for cluster in clusters if all(_same_name_fits(one, other) for other in cluster)]
        if len(fitting) > 1:
            fitting = [cluster for cluster in fitting if one.group.documents <= cluster[0].group.documents]
        if len(fitting) == 1:
            fitting[0].append(one)
        else:
            clusters.append([one])
    return clusters


def _same_name_fits(one: _Named, other: _Named) -> bool:
    if one.year_in_name and other.year_in_name and not one.year_in_name & other.year_in_name:
        return False
    if not one.years or not other.years:
        return True
    return _dates_agree(one, other) or not one.generic


def _dates_agree(one: _Named, other: _Named) -> bool:
    if one.start is not None and other.start is not None:
        return compatible(one.start, other.start)
    if one.in_force is not None and other.in_force is not None:
        return compatible(one.in_force, other.in_force)
    return bool(one.years & other.years)


def _by_date(clusters: list[list[_Named]]) -> list[list[_Named]]:
    """Joins clusters of different names whose dates agree, where a description is the same, or where one name contains
    the other and no second name does."""
    parents = list(range(len(clusters)))

    def root(index: int) -> int:
        while parents[index] != index:
            index = parents[index]
        return index

    years: dict[int, list[int]] = {}
    for index, cluster in enumerate(clusters):
        for year in sorted({year for one in cluster for year in one.years}):
            years.setdefault(year, []).append(index)
    for year in sorted(years):
        for index in years[year]:
            others = [other for other in years[year] if other != index and _agree(clusters[index], clusters[other])]
            same = [other for other in others if _described_alike(clusters[index], clusters[other])]
            wider = [other for other in others if _within(clusters[index][0].words, clusters[other][0].words)]
            for other in same + (wider if len(wider) == 1 else []):
                first, second = sorted((root(index), root(other)))
                parents[second] = first
    joined: dict[int, list[_Named]] = {}
    for index, cluster in enumerate(clusters):
        joined.setdefault(root(index), []).extend(cluster)
    return list(joined.values())


def _agree(one: Sequence[_Named], other: Sequence[_Named]) -> bool:
    return any(_dates_agree(a, b) for a in one for b in other) and all(
        a.start is None or b.start is None or compatible(a.start, b.start) for a in one for b in other
    )


def _described_alike(one: Sequence[_Named], other: Sequence[_Named]) -> bool:
    return any(a.descriptions & b.descriptions for a in one for b in other)


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether the words of one name stand in a row within a longer one."""
    width = len(short)
    return width < len(long) and any(long[at : at + width] == short for at in range(len(long) - width + 1))
