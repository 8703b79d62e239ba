"""The pages of what stands beside statements: evidence, patterns, conflicts, phases, candidates, periods."""

from __future__ import annotations

from flask import Response
from pyoxigraph import NamedNode

from kg.store.things import Thing, checked, count_incoming, expand, list_incoming, read_labels, read_thing, select
from kg.web.cite import cite_thing, cite_witness
from kg.web.document_page import context_of
from kg.web.reading import describe, find_witnesses
from kg.web.rendering import number_argument, opened, page
from kg.web.resources import alternates

PAGE_ROWS = 50
MOST_STATEMENTS = 100


def show_evidence(thing: Thing) -> Response:
    """A passage as one pattern read it: its place, what it supports, what it rests on."""
    store = opened().store
    witness = find_witnesses((thing.iri,))[thing.iri]
    query = f"SELECT DISTINCT ?s {{ ?s kg:supportedBy {checked(thing.iri)} }} ORDER BY ?s LIMIT {MOST_STATEMENTS}"
    described = describe([row[0].value for row in select(store, query)], witnesses_each=1)
    beside = find_witnesses([*thing.values("kg:usedEvidence"), *thing.values("kg:sharesTextWith")[:20]])
    return page(
        "evidence.html",
        links=alternates(thing),
        thing=thing,
        witness=witness,
        described=described,
        beside=beside,
        context=context_of(witness),
        citation=cite_witness(witness, thing),
    )


def show_pattern(thing: Thing) -> Response:
    """A rule: what it reads, how often it was right, what it produced."""
    store = opened().store
    number = number_argument("page", 1, least=1, most=100_000)
    total = next((i.total for i in count_incoming(store, thing.iri) if i.property == "kg:pattern"), 0)
    offset = PAGE_ROWS * (number - 1)
    rows = list_incoming(store, thing.iri, total=total, limit=PAGE_ROWS, offset=offset)
    iris = [iri for iri, name in rows if name == "kg:pattern"]
    witnesses = find_witnesses(iris)
    supported = _supported(iris)
    return page(
        "pattern.html",
        links=alternates(thing),
        thing=thing,
        witnesses=[witnesses[iri] for iri in iris if iri in witnesses],
        supported=supported,
        total=total,
        number=number,
        page_rows=PAGE_ROWS,
        citation=cite_thing(thing),
    )


def show_conflict(thing: Thing) -> Response:
    """What sources disagree on, both sides quoted."""
    described = describe(thing.values("kg:about"), witnesses_each=1)
    beside = find_witnesses(thing.values("kg:conflicting"))
    return page(
        "conflict.html",
        links=alternates(thing),
        thing=thing,
        described=described,
        beside=beside,
        supported=_supported(list(beside)),
        citation=cite_thing(thing),
    )


def show_node(thing: Thing) -> Response:
    """Any other node: its properties, and what points to it, counted and paged."""
    store = opened().store
    number = number_argument("page", 1, least=1, most=100_000)
    incoming = count_incoming(store, thing.iri)
    total = sum(link.total for link in incoming)
    rows = list_incoming(store, thing.iri, total=total, limit=PAGE_ROWS, offset=PAGE_ROWS * (number - 1))
    pointed = [t.value for terms in thing.properties.values() for t in terms if isinstance(t, NamedNode)]
    named = [expand(name) for name in (*thing.properties, *(link.property for link in incoming))]
    parent = read_thing(store, _parent(thing.iri))
    return page(
        "node.html",
        links=alternates(thing),
        thing=thing,
        incoming=incoming,
        rows=rows,
        labels=read_labels(store, [*pointed, *named, *(iri for iri, _ in rows)]),
        expand=expand,
        parent=parent,
        number=number,
        page_rows=PAGE_ROWS,
        citation=cite_thing(thing),
    )


def _supported(evidence: list[str]) -> dict[str, list[tuple[str, str]]]:
    if not evidence:
        return {}
    wanted = " ".join(checked(iri) for iri in evidence)
    query = f"""SELECT DISTINCT ?e ?s ?label {{ VALUES ?e {{ {wanted} }} ?s kg:supportedBy ?e ; rdfs:label ?label }}
        ORDER BY ?e ?s"""
    found: dict[str, list[tuple[str, str]]] = {}
    for e, s, label in select(opened().store, query):
        found.setdefault(e.value, []).append((s.value, label.value))
    return found


def _parent(iri: str) -> str:
    for part in ("/phase/", "/conflict/", "/candidate/", "/existence/", "/system/", "/point"):
        if part in iri:
            return iri[: iri.rindex(part)]
    return iri
