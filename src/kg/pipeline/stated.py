"""What a release states, read back from its evidence graphs for evaluation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.config import ONTOLOGY_NAMESPACE
from kg.pipeline.gold import fold

PREFIXES = f"""
PREFIX kg: <{ONTOLOGY_NAMESPACE}>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""

#: Per kind: the class, the properties of its participants in order, its role's property, and the properties of dates.
SHAPES: dict[str, tuple[str, tuple[str, ...], str, tuple[str, ...]]] = {
    "membership": ("kg:Participation", ("org:member", "org:organization"), "org:role", ("kg:start",)),
    "agreement": ("kg:Agreement", ("kg:party",), "kg:agreementKind", ("kg:start", "kg:inForceFrom", "kg:yearInName")),
    "dispute": ("kg:Dispute", ("kg:party",), "kg:disputeKind", ("kg:start",)),
    "office": ("kg:Tenure", ("kg:holder", "kg:officeIn"), "kg:officeTitle", ("kg:start",)),
    "visit": ("kg:Visit", ("kg:visitor", "kg:host"), "", ("kg:start",)),
    "border": ("kg:Border", ("kg:between",), "", ()),
    "mission": ("kg:Mission", ("kg:sender", "kg:host"), "kg:missionKind", ("kg:start",)),
    "observation": ("kg:Observation", ("kg:about", "kg:counterpart"), "kg:measure", ("kg:start",)),
}
TOGETHER = frozenset({"agreement", "dispute", "border", "relation"})


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement as one piece of evidence makes it; participants are IRIs, ``line`` is 1-based."""

    kind: str
    document: str
    participants: tuple[str, ...]
    role: str
    starts: tuple[str, ...]
    evidence: str
    pattern: str
    line: int
    quote: str

    @property
    def identity(self) -> tuple[object, ...]:
        """What it says, without where."""
        return self.kind, self.document, self.participants, self.role, self.starts


@dataclass(slots=True)
class Names:
    """Folded names by IRI."""

    by_iri: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def called(self, iri: str, folded: str) -> bool:
        """Whether the thing has exactly this folded name."""
        return folded in self.by_iri.get(iri, ())

    def surname(self, iri: str, folded: str) -> bool:
        """Whether the last word of one of the thing's names is that of the folded name."""
        last = folded.split()[-1:]
        return any(name.split()[-1:] == last for name in self.by_iri.get(iri, ()))


def _select(store: ox.Store, query: str) -> ox.QuerySolutions:
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, ox.QuerySolutions)
    return solutions


def read_names(store: ox.Store) -> Names:
    """Every label, alias and abbreviation in the default graph."""
    names = Names()
    query = "SELECT ?s ?l { ?s rdfs:label|skos:altLabel|skos:prefLabel|kg:abbreviation ?l }"
    for iri, label in _select(store, query):
        names.by_iri[iri.value].add(fold(label.value))
    return names


def read_stated(store: ox.Store) -> Iterator[Stated]:
    """Every explicit statement that is not a table row, once per piece of evidence."""
    places = _places(store)
    terms = {t.value: p.value.casefold() for t, p in _select(store, "SELECT ?t ?p { ?t skos:prefLabel ?p }")}
    for kind, (cls, properties, role, dates) in SHAPES.items():
        yield from _of_kind(store, kind, _query(cls, properties, role, dates), places, terms)
    yield from _of_kind(store, "relation", RELATIONS, places, terms)


RELATIONS = """SELECT ?g ?n ?p0 ?p1 ?r ?d0 { GRAPH ?g { ?s a kg:DiplomaticRelation ; kg:between ?p0 , ?p1 .
  FILTER(STR(?p0) < STR(?p1)) OPTIONAL { ?s kg:hasEvent ?e . ?e kg:eventKind ?r OPTIONAL { ?e kg:start ?d0 } } }
  BIND(IF(BOUND(?e), ?e, ?s) AS ?n) }"""


def _query(cls: str, properties: tuple[str, ...], role: str, dates: tuple[str, ...]) -> str:
    lines = [f"?n {p} ?p{i} ." for i, p in enumerate(properties) if p != "kg:counterpart"]
    lines += [f"OPTIONAL {{ ?n {p} ?p{i} }}" for i, p in enumerate(properties) if p == "kg:counterpart"]
    lines += [f"OPTIONAL {{ ?n {role} ?r }}"] if role else []
    lines += [f"OPTIONAL {{ ?n {p} ?d{i} }}" for i, p in enumerate(dates)]
    return f"SELECT * {{ GRAPH ?g {{ ?n a {cls} . {' '.join(lines)} }} }}"


def _places(store: ox.Store) -> dict[str, tuple[str, str, int, str]]:
    query = """SELECT ?e ?d ?p ?l ?q { ?e a kg:Evidence ; dcterms:source/dcterms:identifier ?d ; kg:pattern ?p ;
      kg:line ?l ; kg:quote ?q ; kg:derivation kg:derivation-explicit ; kg:passageKind ?k
      FILTER(?k != kg:passage-row) }"""
    return {
        e.value: (d.value, p.value.rsplit("/", 1)[-1], int(line.value), q.value)
        for e, d, p, line, q in _select(store, query)
    }


def _of_kind(
    store: ox.Store,
    kind: str,
    query: str,
    places: dict[str, tuple[str, str, int, str]],
    terms: dict[str, str],
) -> Iterator[Stated]:
    found: dict[tuple[str, str], tuple[dict[str, None], set[str], str]] = {}
    solutions = _select(store, query)
    variables = [v.value for v in solutions.variables]
    for solution in solutions:
        row = {v: solution[v].value for v in variables if solution[v] is not None}
        if row["g"] not in places:
            continue
        role = terms.get(row.get("r", ""), row.get("r", "")).casefold()
        people, starts, _ = found.setdefault((row["g"], row["n"]), ({}, set(), role))
        people.update({row[v]: None for v in ("p0", "p1") if v in row})
        starts.update(row[v] for v in ("d0", "d1", "d2") if v in row)
    for (graph, _), (people, starts, role) in found.items():
        if kind in TOGETHER and len(people) < 2:
            continue
        document, pattern, line, quote = places[graph]
        participants = tuple(sorted(people)) if kind in TOGETHER else tuple(people)
        yield Stated(kind, document, participants, role, tuple(sorted(starts)), graph, pattern, line, quote)
