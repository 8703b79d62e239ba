"""Goes through sorted lines once and takes from them what statistics, index and tables need of the merged view.

Lines are those of whole subjects, so that surveys of the stretches of a file add up.
"""

from __future__ import annotations

import marshal
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

from kg.store.things import curie

KEPT_FROM_TABLES = frozenset({"kg:quote", "kg:alias", "kg:textStart", "kg:textEnd", "kg:passageKind", "kg:pattern"})
"""Properties that no table shows, and which are much of a release."""

_QUOTE = "kg:quote"
_ESCAPED = re.compile(r"\\(?:([tbnrf\"'\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_MEANS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

Values = dict[str, tuple[str, ...]]


@dataclass(slots=True)
class Survey:
    """What a stretch of lines holds of the merged view.

    ``subjects`` and ``triples`` are numbers; ``classes`` and ``properties`` count by IRI; ``objects`` and ``graphs``
    are the sorted 64-bit digests of the distinct ones. ``nodes`` are subjects with their values by shortened property
    (classes shortened too), marshalled, in the order of the lines; ``quotes`` are evidence with its quote; ``pointed``
    counts the triples that point to each country, organization and person.
    """

    subjects: int = 0
    triples: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    objects: array[int] = field(default_factory=lambda: array("Q"))
    graphs: array[int] = field(default_factory=lambda: array("Q"))
    nodes: list[tuple[str, bytes]] = field(default_factory=list)
    quotes: list[tuple[str, str]] = field(default_factory=list)
    pointed: Counter[str] = field(default_factory=Counter)


def graph_and_object(rest: bytes) -> tuple[bytes, bytes]:
    """The graph (empty for the default graph) and the object, from what follows the predicate in a line of N-Quads."""
    if rest.startswith(b'"'):
        end = rest.rfind(b'"') + 1
        kind, blank, graph = rest[end:-2].partition(b" ")
        return (graph.rstrip(), rest[:end] + kind) if blank else (b"", rest[:end] + kind.rstrip())
    if rest.startswith(b"<<"):
        end = rest.rfind(b">>") + 2
        return rest[end:-2].strip(), rest[:end]
    value, _, graph = rest[:-2].partition(b" ")
    return graph.rstrip(), value


def value(term: bytes) -> str:
    """The IRI or the lexical form of a term of N-Quads."""
    if not term.startswith(b'"'):
        return term.decode().removeprefix("<").removesuffix(">")
    text = term[1 : term.rfind(b'"')].decode()
    return _ESCAPED.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    letter, short, long = match.groups()
    return _MEANS.get(letter, letter) if letter else chr(int(short or long, 16))


def survey(lines: Iterable[bytes], weighted: tuple[bytes, ...]) -> Survey:
    """Survey sorted lines of N-Quads; ``weighted`` are the beginnings of the objects to be counted as pointed to.

    This is done for every quad of every release, so it takes the common case apart without a call.
    """
    found = Survey()
    graphs: set[bytes] = set()
    predicates: list[bytes] = []
    terms: list[bytes] = []
    classes: list[bytes] = []
    short: dict[bytes, str] = {}
    current = b""
    values: dict[str, list[str]] = {}
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        named = rest.startswith(b"<h")
        if named:
            term, _, graph = rest.partition(b" ")
            graph = graph[:-3]
        else:
            graph, term = graph_and_object(rest.rstrip(b"\n"))
        if graph:
            graphs.add(graph)
            continue
        if subject != current:
            _keep(found, current, values)
            current, values = subject, {}
        predicates.append(predicate)
        terms.append(term)
        if predicate == _TYPE:
            classes.append(term)
        name = short.get(predicate)
        if name is None:
            name = short[predicate] = _kept_name(curie(value(predicate)))
        if not name:
            continue
        text = term[1:-1].decode() if named else value(term)
        if name in values:
            values[name].append(text)
        else:
            values[name] = [text]
    _keep(found, current, values)
    found.triples = len(predicates)
    found.properties = _by_iri(Counter(predicates))
    found.classes = _by_iri(Counter(classes))
    objects = Counter(terms)
    found.pointed = _by_iri(Counter({term: number for term, number in objects.items() if term.startswith(weighted)}))
    found.objects, found.graphs = _digests(objects), _digests(graphs)
    return found


def _kept_name(name: str) -> str:
    """The name of a property that index or tables need, else nothing."""
    return "" if name in KEPT_FROM_TABLES and name != _QUOTE else name


def _keep(found: Survey, subject: bytes, values: dict[str, list[str]]) -> None:
    if not subject:
        return
    iri = value(subject)
    found.subjects += 1
    if _QUOTE in values:
        found.quotes += ((iri, quote) for quote in sorted(values[_QUOTE]))
    found.nodes.append((iri, marshal.dumps(kept(values))))


def kept(values: Mapping[str, Sequence[str]]) -> Values:
    """The values of a node, by shortened property, as tables and index have them."""
    found: Values = {
        name: (own[0],) if len(own) == 1 else tuple(sorted(own))
        for name, own in values.items()
        if name not in KEPT_FROM_TABLES
    }
    found["rdf:type"] = tuple(sorted(map(_short_class, found.get("rdf:type", ()))))
    return found


_short_class = lru_cache(1024)(curie)


def _by_iri(counted: Counter[bytes]) -> Counter[str]:
    return Counter({value(term): number for term, number in counted.items() if term.startswith(b"<")})


def _digests(terms: Iterable[bytes]) -> array[int]:
    digests = (int.from_bytes(blake2b(term, digest_size=8).digest(), "big") for term in terms)
    return array("Q", sorted(digests))


def nodes_of(found: Survey) -> Iterator[tuple[str, Values]]:
    """The nodes of a survey with their values."""
    for iri, values in found.nodes:
        yield iri, marshal.loads(values)
