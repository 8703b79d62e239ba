"""What differs between the nodes of two releases, from the surveys of those pieces that only one of them has."""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.store.survey import Survey, Values


@dataclass(slots=True)
class Alteration:
    """Nodes and quotes that are no more and that are new; a changed node is among both.

    ``pointed`` counts how many triples more, or less, point to each country, organization and person.
    """

    gone: dict[str, bytes] = field(default_factory=dict)
    fresh: dict[str, bytes] = field(default_factory=dict)
    quotes_gone: set[tuple[str, str]] = field(default_factory=set)
    quotes_fresh: set[tuple[str, str]] = field(default_factory=set)
    pointed: Counter[str] = field(default_factory=Counter)

    def remove(self, found: Survey) -> None:
        """Take in the survey of a piece that is no more."""
        self.gone.update(found.nodes)
        self.quotes_gone.update(found.quotes)
        self.pointed.subtract(found.pointed)

    def add(self, found: Survey) -> None:
        """Take in the survey of a new piece."""
        self.fresh.update(found.nodes)
        self.quotes_fresh.update(found.quotes)
        self.pointed.update(found.pointed)

    def finish(self) -> None:
        """Let go of what is in both, once all are taken in."""
        for iri in [iri for iri, values in self.gone.items() if self.fresh.get(iri) == values]:
            del self.gone[iri], self.fresh[iri]
        both = self.quotes_gone & self.quotes_fresh
        self.quotes_gone -= both
        self.quotes_fresh -= both

    def iris(self) -> set[str]:
        """Every node that is new, changed or no more."""
        return self.gone.keys() | self.fresh.keys()

    def added(self) -> Iterator[tuple[str, Values]]:
        """The new and changed nodes with their values, in order of IRI."""
        for iri in sorted(self.fresh):
            yield iri, marshal.loads(self.fresh[iri])
