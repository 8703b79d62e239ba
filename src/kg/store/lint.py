"""Compares a query with the data it asks: what can find nothing, and what was perhaps meant instead.

Runs in a worker process, like every query. It is advice, in order of place; none of it says that a query is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import lru_cache

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from kg.config import ONTOLOGY_NAMESPACE
from kg.store.query_patterns import TriplePattern, after_bracket, expressions, optional_spans, triple_patterns
from kg.store.query_text import QueryText, Token, TokenKind, expand, position

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
DATED = {
    ONTOLOGY_NAMESPACE + "start": "kg:startEarliest, kg:startLatest or kg:startYear",
    ONTOLOGY_NAMESPACE + "end": "kg:endEarliest, kg:endLatest or kg:endYear",
    ONTOLOGY_NAMESPACE + "inForceFrom": "kg:inForceEarliest or kg:inForceLatest",
}
_NEIGHBOURS = 5_000
"""How many terms of a namespace are looked at for the nearest one."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: its kind, place (1-based, code points) and length, what is odd, what to write instead."""

    kind: str
    line: int
    column: int
    length: int
    message: str
    suggestion: str | None = None

    def as_json(self) -> dict[str, object]:
        """The advice as plain JSON values."""
        return asdict(self)


def lint(query: QueryText, store: Store) -> list[Advice]:
    """What to tell the writer of a query over a store, in order of place."""
    patterns = triple_patterns(query.tokens)
    found = [
        *_absent_terms(query, patterns, store),
        *_empty_classes(query, patterns, store),
        *_unfit_properties(query, patterns, store),
        *_bare_literals(query, patterns, store),
        *_lonely_variables(query, patterns),
        *_compared_dates(query, patterns),
    ]
    return sorted(found, key=lambda advice: (advice.line, advice.column))


def _advice(query: QueryText, token: Token, kind: str, message: str, suggestion: str | None = None) -> Advice:
    line, column = position(query.text, token.start)
    return Advice(kind, line, column, len(token.text), message, suggestion)


def _absent_terms(query: QueryText, patterns: list[TriplePattern], store: Store) -> Iterable[Advice]:
    """Terms of patterns that occur nowhere in the data, neither in a triple nor as the name of a graph."""
    seen: set[str] = set()
    for pattern in patterns:
        for token, is_predicate in (
            (pattern.subject, False),
            *((step, True) for step in pattern.path),
            (pattern.object, False),
        ):
            iri = expand(token, query.prefixes, query.base)
            if iri is None or token.text in seen or iri == RDF_TYPE:
                continue
            seen.add(token.text)
            if _occurs(store, iri):
                continue
            predicate = pattern.predicate
            is_class = token is pattern.object and predicate is not None and _is_type(query, predicate)
            near = _nearest(query, store, iri, is_predicate=is_predicate, is_class=is_class)
            role = "property" if is_predicate else "class" if is_class else "term"
            yield _advice(query, token, "absent-term", f"the {role} {token.text} occurs nowhere in the data", near)


def _occurs(store: Store, iri: str) -> bool:
    try:
        node = NamedNode(iri)
    except ValueError:
        return True
    for triple in ((node, None, None), (None, node, None), (None, None, node)):
        if next(iter(store.quads_for_pattern(*triple)), None) is not None:
            return True
    return store.contains_named_graph(node)


def _nearest(query: QueryText, store: Store, iri: str, *, is_predicate: bool, is_class: bool) -> str | None:
    if is_predicate:
        candidates = _terms(store, "SELECT DISTINCT ?t { ?s ?t ?o }")
    elif is_class:
        candidates = _terms(store, "SELECT DISTINCT ?t { ?s a ?t }")
    else:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        start = iri[:cut].replace("\\", "").replace('"', "")
        filtered = f'SELECT DISTINCT ?t {{ ?t a ?c FILTER(STRSTARTS(STR(?t), "{start}")) }} LIMIT {_NEIGHBOURS}'
        candidates = _terms(store, filtered)
    near = _by_local_name(iri, candidates)
    return shorten(near[0], query.prefixes) if near else None


def _by_local_name(iri: str, candidates: Iterable[str]) -> list[str]:
    """The candidate whose last part is nearest: whole IRIs would all be near each other."""
    by_name = {_local(candidate).lower(): candidate for candidate in candidates}
    near = get_close_matches(_local(iri).lower(), list(by_name), n=1, cutoff=0.75)
    return [by_name[name] for name in near]


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _terms(store: Store, query: str) -> tuple[str, ...]:
    return _terms_of(_Kept(store), query)


class _Kept:
    """A store as a cache key: itself only."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __hash__(self) -> int:
        return id(self.store)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.store is self.store


@lru_cache(maxsize=64)
def _terms_of(kept: _Kept, query: str) -> tuple[str, ...]:
    solutions = kept.store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return tuple(s["t"].value for s in solutions if isinstance(s["t"], NamedNode))


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """The IRI with one of the query's prefixes, or in angle brackets."""
    for prefix, namespace in prefixes.items():
        local = iri.removeprefix(namespace)
        if local != iri and re.fullmatch(r"[\w\-]+", local):
            return f"{prefix}:{local}"
    return f"<{iri}>"


def _is_type(query: QueryText, predicate: Token) -> bool:
    return predicate.text == "a" or expand(predicate, query.prefixes, query.base) == RDF_TYPE


def _empty_classes(query: QueryText, patterns: list[TriplePattern], store: Store) -> Iterable[Advice]:
    """Classes that the vocabulary has and no thing is stated to be of, such as one that only its subclasses fill."""
    for pattern in patterns:
        iri = expand(pattern.object, query.prefixes, query.base)
        if pattern.predicate is None or iri is None or not _is_type(query, pattern.predicate):
            continue
        if _has_instances(store, iri) or not _occurs(store, iri):
            continue
        named = pattern.object.text
        filled = _terms(store, f"SELECT DISTINCT ?t {{ ?t <{SUBCLASS}>+ <{iri}> FILTER EXISTS {{ ?s a ?t }} }}")
        if filled:
            shown = ", ".join(sorted(shorten(class_, query.prefixes) for class_ in filled))
            message = f"nothing is stated to be a {named} itself, only of its subclasses ({shown})"
            suggestion = f"{pattern.predicate.text}/{shorten(SUBCLASS, query.prefixes)}* {named}"
            yield _advice(query, pattern.object, "empty-class", message, suggestion)
        else:
            yield _advice(query, pattern.object, "empty-class", f"the data has no {named}")


def _has_instances(store: Store, iri: str) -> bool:
    try:
        pattern = (None, NamedNode(RDF_TYPE), NamedNode(iri), None)
    except ValueError:
        return True
    return next(iter(store.quads_for_pattern(*pattern)), None) is not None


def _unfit_properties(query: QueryText, patterns: list[TriplePattern], store: Store) -> Iterable[Advice]:
    """Properties that no instance of the class asked for has; in an OPTIONAL only where another one was meant."""
    classes: dict[str, list[str]] = {}
    optional = optional_spans(query.tokens)
    for pattern in patterns:
        predicate = pattern.predicate
        iri = expand(pattern.object, query.prefixes, query.base)
        if predicate is not None and iri is not None and _is_type(query, predicate) and _has_instances(store, iri):
            classes.setdefault(pattern.subject.text, []).append(iri)
    for pattern in patterns:
        predicate = pattern.predicate
        iri = None if predicate is None else expand(predicate, query.prefixes, query.base)
        if predicate is None or iri is None or iri == RDF_TYPE or not _occurs(store, iri):
            continue
        for class_ in classes.get(pattern.subject.text, []):
            used = _terms(store, f"SELECT DISTINCT ?t {{ ?s a <{class_}> ; ?t ?o }}")
            if iri in used:
                continue
            near = _by_local_name(iri, used)
            if not near and any(start < predicate.start < end for start, end in optional):
                continue
            named = shorten(class_, query.prefixes)
            yield _advice(
                query,
                predicate,
                "unfit-property",
                f"no {named} has the property {predicate.text}",
                shorten(near[0], query.prefixes) if near else None,
            )


def _bare_literals(query: QueryText, patterns: list[TriplePattern], store: Store) -> Iterable[Advice]:
    """Plain strings that the data has with a language tag only."""
    after = {token.start: query.tokens[i + 1 : i + 2] for i, token in enumerate(query.tokens)}
    for pattern in patterns:
        token = pattern.object
        following = after.get(token.start, ())
        tagged = bool(following) and (following[0].kind is TokenKind.LANGUAGE or following[0].text == "^^")
        if token.kind is not TokenKind.STRING or tagged or "\\" in token.text or token.text[:3] in ('"""', "'''"):
            continue
        text = token.text[1:-1]
        if next(iter(store.quads_for_pattern(None, None, Literal(text), None)), None) is not None:
            continue
        tagged_literal = Literal(text, language="en")
        if next(iter(store.quads_for_pattern(None, None, tagged_literal, DefaultGraph())), None) is not None:
            message = f"{token.text} occurs with a language tag only"
            yield _advice(query, token, "bare-literal", message, f"{token.text}@en")


def _lonely_variables(query: QueryText, patterns: list[TriplePattern]) -> Iterable[Advice]:
    """Variables used once, where the query shows columns of its choice."""
    variables = [token for token in query.tokens if token.kind is TokenKind.VARIABLE]
    if not _names_its_columns(query):
        return
    counted = Counter(token.text[1:] for token in variables)
    counted.update({p.subject.text[1:] for p in patterns if _has_several(p.subject, patterns)})
    made = _made_columns(query)
    for token in variables:
        if counted[token.text[1:]] == 1 and token.start not in made:
            near = get_close_matches(token.text[1:], [n for n, c in counted.items() if c > 1], n=1, cutoff=0.8)
            suggestion = f"?{near[0]}" if near else "[]"
            yield _advice(query, token, "lonely-variable", f"{token.text} is used only once", suggestion)


def _made_columns(query: QueryText) -> set[int]:
    """Where the SELECT clause names a column that it makes itself, with AS."""
    made: set[int] = set()
    at = 1
    while at < len(query.tokens):
        token, before = query.tokens[at], query.tokens[at - 1].text.upper()
        if token.text == "{" and before != "EXISTS":
            break
        if before == "AS":
            made.add(token.start)
        at = after_bracket(query.tokens, at) if token.text == "{" else at + 1
    return made


def _has_several(subject: Token, patterns: list[TriplePattern]) -> bool:
    """Whether one mention of a subject serves several patterns, as with ``;``."""
    return sum(pattern.subject is subject for pattern in patterns) > 1


def _names_its_columns(query: QueryText) -> bool:
    for index, token in enumerate(query.tokens):
        if token.kind is TokenKind.WORD and token.text.upper() == "SELECT":
            following = query.tokens[index + 1 : index + 3]
            if any(t.text == "*" for t in following):
                return False
    return query.form in ("SELECT", "CONSTRUCT")


def _compared_dates(query: QueryText, patterns: list[TriplePattern]) -> Iterable[Advice]:
    """Dates as precise as their source has them, compared or sorted by: a year is not before or after its days."""
    dated: dict[str, str] = {}
    for pattern in patterns:
        predicate = pattern.predicate
        iri = None if predicate is None else expand(predicate, query.prefixes, query.base)
        if iri in DATED and pattern.object.kind is TokenKind.VARIABLE:
            dated[pattern.object.text[1:]] = DATED[iri]
    for word, tokens in expressions(query.tokens):
        compares = word == "BY" or any(t.text in ("<", ">", "<=", ">=") for t in tokens)
        for token in tokens if compares else ():
            if token.kind is TokenKind.VARIABLE and token.text[1:] in dated:
                verb = "sorted by" if word == "BY" else "compared"
                message = f"{token.text} is {verb}, but years, months and days do not compare with each other"
                yield _advice(query, token, "compared-date", message, f"use {dated[token.text[1:]]}")
