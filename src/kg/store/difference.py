"""What one release says that another does not: statements added, removed and changed, each with its evidence.

Both sorted dumps are read side by side, a node at a time, so memory grows with what changed and not with the releases.
IRIs are compared without their base. Left out are what is derived at build (labels, aliases, phases, candidates,
confidence) and evidence that only moved within its document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pyoxigraph
from pyoxigraph import Literal, RdfFormat

from kg.store.describe import Witness, curie, read_witnesses
from kg.store.dump import open_dump
from kg.store.engine import open_store
from kg.store.kinds import KIND_BY_TYPE
from kg.store.layout import Release

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
EVIDENCE = "kg:supportedBy"
_DERIVED = frozenset({"rdfs:label", "kg:alias", "kg:hasPhase", "kg:hasCandidate", "kg:confidence", EVIDENCE})
_DATES = {"kg:start": "kg:start", "kg:end": "kg:end", "kg:inForceFrom": "kg:inForce"}
_BOUNDS = ("Earliest", "Latest", "Year", "Edtf")
_NO_STATEMENTS = (b"evidence/", b"country/", b"organization/", b"person/", b"document/", b"pattern/", b"source/")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence that speaks for a statement: the document's name, the text, the pattern's id and the 1-based line,
    which does not count when two are compared."""

    document: str
    quote: str
    pattern: str
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A property with the values that went and those that came."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One statement ``added``, ``removed`` or ``changed``.

    ``path`` is its IRI without the base, ``was`` the one it had before where that is another. ``gained`` and ``lost``
    is its evidence that came and went; an added statement has gained, a removed one lost all it has.
    """

    change: str
    kind: str
    path: str
    label: str
    was: str = ""
    properties: tuple[PropertyChange, ...] = ()
    gained: tuple[Quoted, ...] = ()
    lost: tuple[Quoted, ...] = ()


@dataclass(slots=True)
class _Node:
    path: str
    kind: str
    label: str
    aliases: set[str] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)
    facts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    quoted: set[Quoted] = field(default_factory=set)


def difference(before: Release, after: Release) -> list[Change]:
    """What the release ``after`` added, removed and changed, in order of kind and IRI.

    A statement that goes by another IRI now, because more is known of it, counts as changed. Raises ReleaseError where
    a release is damaged.
    """
    old, new = _differing_nodes(before, after)
    _read_quoted(before, old)
    _read_quoted(after, new)
    aliases_before, aliases_after = _by_alias(old), _by_alias(new)
    changes, met = [], set()
    for node in old.values():
        there = _same(node, new, aliases_after)
        changes.append(_alone(REMOVED, node) if there is None else _compared(node, there))
        met.add(there.path if there is not None else "")
    for node in new.values():
        if node.path not in met:
            was = _same(node, old, aliases_before)
            changes.append(_alone(ADDED, node) if was is None else _compared(was, node))
    return sorted((change for change in changes if change is not None), key=lambda c: (c.kind, c.path, c.was))


def _by_alias(nodes: Mapping[str, _Node]) -> dict[str, str]:
    return {alias: node.path for node in nodes.values() for alias in node.aliases}


def _same(node: _Node, others: Mapping[str, _Node], by_alias: Mapping[str, str]) -> _Node | None:
    """The node of the other release that has this one's path, or knows it as an alias, or is an alias of it."""
    paths = (node.path, by_alias.get(node.path, ""), *sorted(node.aliases))
    return next((others[path] for path in paths if path in others), None)


def _alone(change: str, node: _Node) -> Change:
    quoted = _in_order(node.quoted)
    if change == ADDED:
        return Change(change, node.kind, node.path, node.label, gained=quoted)
    return Change(change, node.kind, node.path, node.label, lost=quoted)


def _compared(old: _Node, new: _Node) -> Change | None:
    names = {name for name in (*old.facts, *new.facts) if old.facts.get(name) != new.facts.get(name)}
    names -= {stem + bound for name, stem in _DATES.items() if name in names for bound in _BOUNDS}
    properties = tuple(
        PropertyChange(name, tuple(sorted(was - now)), tuple(sorted(now - was)))
        for name in sorted(names)
        for was, now in ((old.facts.get(name, set()), new.facts.get(name, set())),)
    )
    gained, lost = _in_order(new.quoted - old.quoted), _in_order(old.quoted - new.quoted)
    was_called = old.path if old.path != new.path else ""
    if not (properties or gained or lost or was_called):
        return None
    return Change(CHANGED, new.kind, new.path, new.label, was_called, properties, gained, lost)


def _in_order(quoted: Iterable[Quoted]) -> tuple[Quoted, ...]:
    return tuple(sorted(quoted, key=lambda q: (q.document, q.line, q.quote, q.pattern)))


def _differing_nodes(before: Release, after: Release) -> tuple[dict[str, _Node], dict[str, _Node]]:
    """The statements that differ in any triple, as they are in the one and in the other release."""
    old: dict[str, _Node] = {}
    new: dict[str, _Node] = {}
    for path, there, here in _side_by_side(_nodes(before), _nodes(after)):
        if there == here and before.base_iri == after.base_iri:
            continue
        for lines, release, nodes in ((there, before, old), (here, after, new)):
            node = _parse(path, lines, release.base_iri)
            if node is not None:
                nodes[node.path] = node
    return old, new


def _side_by_side(
    old: Iterator[tuple[bytes, bytes]], new: Iterator[tuple[bytes, bytes]]
) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Two sorted sequences of (key, content) as (key, old content, new content), with nothing where one has none."""
    left, right = next(old, None), next(new, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None
            yield left[0], left[1], b""
            left = next(old, None)
        elif left is None or right[0] < left[0]:
            yield right[0], b"", right[1]
            right = next(new, None)
        else:
            yield left[0], left[1], right[1]
            left, right = next(old, None), next(new, None)


def _nodes(release: Release) -> Iterator[tuple[bytes, bytes]]:
    """Of each node under ``{base}id/`` that may be a statement its path with ``>``, and its lines in the merged view.

    Paths come in the order of the dump, which is that of their bytes with ``>`` behind.
    """
    prefix = f"<{release.base_iri}id/".encode()
    no_statements = tuple(prefix + name for name in _NO_STATEMENTS)
    start = len(prefix)
    with open_dump(release, "nquads") as dump:
        own = (line for line in dump if line.startswith(prefix) and not line.startswith(no_statements))
        for key, lines in groupby(own, key=lambda line: line[start : line.index(b" ")]):
            yield key, b"".join(line for line in lines if _in_merged_view(line))


def _in_merged_view(line: bytes) -> bool:
    """Whether an N-Quads line names no graph: then its last term is the object, the third."""
    head, _, last = line.rstrip(b" .\n").rpartition(b" ")
    return not last.startswith(b"<") or b'"' in last or head.count(b" ") == 1


def _parse(key: bytes, lines: bytes, base: str) -> _Node | None:
    path = key.removesuffix(b">").decode()
    node = _Node(path, "", path)
    for quad in pyoxigraph.parse(lines, RdfFormat.N_QUADS, lenient=True):
        name, value = curie(quad.predicate.value), _short(quad.object, base)
        if name == "rdf:type":
            node.kind = KIND_BY_TYPE[value].name if value in KIND_BY_TYPE else node.kind
        if name == "rdfs:label":
            node.label = value
        elif name == "kg:alias":
            node.aliases.add(value)
        elif name == EVIDENCE:
            node.evidence.add(str(quad.object.value))
        elif name not in _DERIVED:
            node.facts[name].add(value)
    return node if node.kind else None


def _short(term: Any, base: str) -> str:
    if isinstance(term, Literal):
        return str(term.value)
    value = str(term.value)
    return value.removeprefix(f"{base}id/") if value.startswith(base) else curie(value)


def _read_quoted(release: Release, nodes: dict[str, _Node]) -> None:
    """Fill in what the evidence of the nodes says, a thousand nodes at a time."""
    store = open_store(release)
    held = list(nodes.values())
    for start in range(0, len(held), 1000):
        part = held[start : start + 1000]
        witnesses = read_witnesses(store, {iri for node in part for iri in node.evidence})
        for node in part:
            node.quoted = {_quoted(witnesses[iri]) for iri in node.evidence if iri in witnesses}


def _quoted(witness: Witness) -> Quoted:
    evidence = witness.evidence
    document = witness.document.value("dcterms:identifier") or witness.document.iri.rsplit("/", 1)[-1]
    pattern = witness.pattern.iri.rsplit("/", 1)[-1]
    return Quoted(document, evidence.value("kg:quote"), pattern, int(evidence.number("kg:line") or 0))
