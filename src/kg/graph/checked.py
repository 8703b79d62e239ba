"""The graph that is held against the shapes: an rdflib graph made for the few questions that validation asks.

rdflib's own store keeps three indexes and the contexts of every triple. Validation asks for the objects of a subject,
and now and then for the subjects of an object, always by property: two dictionaries answer that several times sooner.
Every term is converted once, so that looking it up finds the very same object and compares nothing.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import lru_cache
from typing import Any

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal | Triple
Node = rdflib.term.Node


class CheckedGraph(rdflib.Graph):
    """A graph filled by ``take`` from pyoxigraph's terms; whatever rdflib asks of it is answered from ``triples``."""

    def __init__(self) -> None:
        super().__init__()
        self._terms: dict[Term, Node] = {}
        self._said: dict[Node, dict[Node, list[Node]]] = {}
        self._sayers: dict[Node, dict[Node, list[Node]]] = {}
        self._count = 0

    def take(self, subject: Term, predicate: NamedNode, value: Term) -> None:
        """Adds a triple, unless it is there."""
        terms = self._terms
        s = terms.get(subject)
        if s is None:
            s = terms[subject] = converted(subject)
        o = terms.get(value)
        if o is None:
            o = terms[value] = converted(value)
        by_subject = self._said.setdefault(converted(predicate), {})
        values = by_subject.get(s)
        if values is None:
            by_subject[s] = [o]
        elif any(o is other for other in values):
            return
        else:
            values.append(o)
        self._count += 1
        self._sayers.clear()

    def __len__(self) -> int:
        return self._count

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Generator[Any, None, None]:
        """The values of a subject's property."""
        if subject is None or predicate is None:
            yield from super().objects(subject, predicate, unique)
        else:
            yield from self._said.get(predicate, {}).get(subject, ())

    def subjects(
        self,
        predicate: Any = None,
        object: Any = None,  # noqa: A002 - rdflib's name
        unique: bool = False,
    ) -> Generator[Any, None, None]:
        """The subjects that have a value of a property."""
        if predicate is None or object is None:
            yield from super().subjects(predicate, object, unique)
        else:
            yield from self._subjects_of(predicate).get(object, ())

    def subject_objects(self, predicate: Any = None, unique: bool = False) -> Generator[Any, None, None]:
        """Subjects and values of a property."""
        if predicate is None:
            yield from super().subject_objects(predicate, unique)
            return
        for subject, values in self._said.get(predicate, {}).items():
            for value in values:
                yield subject, value

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """The triples with the given terms; ``None`` stands for any."""
        subject, predicate, value = triple
        for known in self._said if predicate is None else (predicate,):
            by_subject = self._said.get(known, {})
            if subject is not None:
                pairs: Any = ((subject, other) for other in by_subject.get(subject, ()))
            elif value is not None:
                pairs = ((other, value) for other in self._subjects_of(known).get(value, ()))
            else:
                pairs = self.subject_objects(known)
            yield from ((s, known, o) for s, o in pairs if value is None or o == value)

    def __contains__(self, triple: Any) -> bool:
        return any(True for _ in self.triples(triple))

    def _subjects_of(self, predicate: Node) -> dict[Node, list[Node]]:
        found = self._sayers.get(predicate)
        if found is None:
            found = self._sayers[predicate] = {}
            for subject, value in self.subject_objects(predicate):
                found.setdefault(value, []).append(subject)
        return found


@lru_cache(maxsize=65536)
def converted(term: Term) -> Node:
    """The term as rdflib has it. Raises TypeError for a quoted triple, which it has not."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language is not None:
            return rdflib.Literal(term.value, lang=term.language, normalize=False)
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
    raise TypeError(f"rdflib has no such term: {term}")
