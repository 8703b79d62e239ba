"""Merged nodes: what several assertions under one or more keys come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.graph.dates import envelope, held
from kg.graph.express import Assertion
from kg.graph.iris import Key
from kg.mentions.model import Date
from kg.statements.model import Derivation, Evidence


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """All assertions under one key."""

    key: Key
    assertions: tuple[Assertion, ...]

    def envelope(self, role: str) -> Date | None:
        """The span of all their dates in a role."""
        return envelope(_dates(self.assertions, role))

    @property
    def claims(self) -> frozenset[int]:
        """Identities of the claims behind them."""
        return frozenset(id(assertion.claim) for assertion in self.assertions)

    @property
    def documents(self) -> frozenset[str]:
        """Keys of the documents behind them."""
        return frozenset(assertion.claim.evidence.document for assertion in self.assertions)


def _dates(assertions: Iterable[Assertion], role: str) -> list[Date]:
    return [date for assertion in assertions for name, date in assertion.dates if name == role]


def by_key(assertions: Iterable[Assertion]) -> list[KeyGroup]:
    """The assertions gathered by key, in order of path."""
    groups: dict[str, list[Assertion]] = {}
    for assertion in assertions:
        groups.setdefault(assertion.key.path, []).append(assertion)
    return [KeyGroup(groups[path][0].key, tuple(groups[path])) for path in sorted(groups)]


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the merged view: its key, the other keys it goes by, and what is asserted of it.

    Assertions are in order of evidence; ``witnesses`` are those that count for its confidence: where some name the
    node and others (rows that lost a name) do not, only the former.
    """

    key: str
    aliases: tuple[str, ...]
    assertions: tuple[Assertion, ...]
    witnesses: tuple[Assertion, ...]

    def held(self, role: str) -> tuple[Date, ...]:
        """The most precise dates in a role, incompatible ones side by side."""
        dates = _dates(self.assertions, role)
        return held(dates) if len(dates) > 1 else tuple(dates)

    @property
    def explicit(self) -> bool:
        """Whether some evidence says it in so many words."""
        return any(witness.claim.evidence.derivation is Derivation.EXPLICIT for witness in self.witnesses)

    @property
    def evidence(self) -> dict[str, Evidence]:
        """All evidence by key, in order of key."""
        return {assertion.evidence: assertion.claim.evidence for assertion in self.assertions}


def _place(assertion: Assertion) -> tuple[str, str]:
    return assertion.evidence, assertion.key.path


def node(groups: Sequence[KeyGroup]) -> Node:
    """The node of one or more keys: the best names it (named before open, dated before undated, then code points)."""
    if len(groups) == 1 and len(groups[0].assertions) == 1:
        return Node(groups[0].key.path, (), groups[0].assertions, groups[0].assertions)
    keys = sorted((group.key for group in groups), key=lambda key: key.rank)
    assertions = sorted((assertion for group in groups for assertion in group.assertions), key=_place)
    if any(_place(one) == _place(other) for one, other in pairwise(assertions)):
        assertions.sort(key=lambda assertion: (*_place(assertion), repr(assertion.said)))
    named = tuple(assertion for assertion in assertions if not assertion.key.open)
    aliases = tuple(sorted(key.path for key in keys[1:]))
    return Node(keys[0].path, aliases, tuple(assertions), named or tuple(assertions))
