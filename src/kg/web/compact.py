"""Writes JSON-LD as people read it: one context, short names, links as paths, each node once.

Compaction after https://www.w3.org/TR/json-ld11-api/#compaction-algorithm, as far as it needs no choice: a property
whose values are all links, or all of one datatype, is told so in the context and has plain strings.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_WHOLE = re.compile(r"-?[1-9][0-9]{0,14}|0")

Node = dict[str, Any]


def write_jsonld(quads: Iterable[Quad], *, base: str, prefixes: Mapping[str, str]) -> bytes:
    """The quads as a JSON-LD 1.1 document in UTF-8: nodes in the order they come in, named graphs after them."""
    graphs: dict[str, list[Quad]] = defaultdict(list)
    kinds: dict[str, set[str]] = defaultdict(set)
    schemes: set[str] = set()
    for quad in quads:
        graphs["" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value].append(quad)
        if quad.predicate.value != _RDF_TYPE:
            kinds[quad.predicate.value].add(_kind(quad.object))
        schemes |= {n.value.partition(":")[0] for n in (quad.subject, quad.object) if isinstance(n, NamedNode)}
    names = _Names(base, {prefix: iri for prefix, iri in prefixes.items() if prefix not in schemes})
    coerced = {p: kind for p, own in kinds.items() for kind in own if len(own) == 1 and kind not in ("", "number")}
    nodes: list[Node] = []
    for name, own in graphs.items():
        described = _nodes(own, names, coerced)
        nodes += [{"@id": names.link(NamedNode(name)), "@graph": described}] if name else described
    told = {names.term(p): _coercion(kind, names) for p, kind in sorted(coerced.items())}
    context = {"@base": base, **{p: iri for p, iri in sorted(prefixes.items()) if p in names.used}, **told}
    text = json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False, indent=1)
    return text.encode("utf-8")


class _Names:
    """Short names of IRIs, and which prefixes they used."""

    def __init__(self, base: str, prefixes: Mapping[str, str]) -> None:
        self.base = base
        self.used: set[str] = set()
        self._by_length = sorted(((iri, prefix) for prefix, iri in prefixes.items()), key=lambda pair: -len(pair[0]))
        self._terms: dict[str, str] = {}

    def term(self, iri: str) -> str:
        """``kg:start``; the IRI itself if no prefix fits."""
        found = self._terms.get(iri)
        if found is None:
            found = self._terms[iri] = self._find(iri)
        return found

    def link(self, node: Any) -> str:
        """A node as the value of ``@id``: below the base a path, else as a term."""
        if isinstance(node, BlankNode):
            return f"_:{node.value}"
        path = node.value[len(self.base) :] if node.value.startswith(self.base) else ""
        plain = path and ":" not in path and "/." not in path and path[0] not in "/?#."
        return path if plain else self.term(node.value)

    def _find(self, iri: str) -> str:
        for namespace, prefix in self._by_length:
            if iri.startswith(namespace) and not iri[len(namespace) :].startswith("//"):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri


def _kind(term: Any) -> str:
    """What a property must be told of its values: ``@id``, ``@en``, a datatype, ``number``; nothing for plain text."""
    if not isinstance(term, Literal):
        return "@id"
    if term.language:
        return f"@{term.language}"
    datatype = str(term.datatype.value)
    if datatype == _XSD + "integer" and _WHOLE.fullmatch(term.value):
        return "number"
    return "" if datatype == _XSD + "string" else datatype


def _coercion(kind: str, names: _Names) -> Node:
    if kind.startswith("@") and kind != "@id":
        return {"@language": kind[1:]}
    return {"@type": kind if kind == "@id" else names.term(kind)}


def _nodes(quads: Iterable[Quad], names: _Names, coerced: Mapping[str, str]) -> list[Node]:
    nodes: dict[str, Node] = {}
    for quad in quads:
        own = names.link(quad.subject)
        node = nodes.setdefault(own, {"@id": own})
        predicate = quad.predicate.value
        if predicate == _RDF_TYPE and isinstance(quad.object, NamedNode):
            node.setdefault("@type", []).append(names.term(quad.object.value))
        else:
            node.setdefault(names.term(predicate), []).append(_value(quad.object, names, predicate in coerced))
    return [{key: _single(node[key]) for key in sorted(node, key=_first)} for node in nodes.values()]


def _first(key: str) -> tuple[bool, bool, str]:
    return (not key.startswith("@"), not key.endswith("label") and not key.endswith("Label"), key)


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _value(term: Any, names: _Names, plain: bool) -> Any:
    if not isinstance(term, Literal):
        link = names.link(term)
        return link if plain else {"@id": link}
    kind = _kind(term)
    if kind == "number":
        return int(term.value)
    if plain or not kind:
        return term.value
    if term.language:
        return {"@language": term.language, "@value": term.value}
    return {"@type": names.term(kind), "@value": term.value}
