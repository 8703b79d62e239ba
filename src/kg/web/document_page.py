"""The pages of a document: what it is, and its text with every supporting passage marked and linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, Response, abort, redirect
from pyoxigraph import Literal

from kg.store.describe import Witness
from kg.store.kinds import KIND_BY_TYPE, KINDS
from kg.store.things import Thing, checked, expand, read_labels, read_thing, select
from kg.web import jsonld
from kg.web.cite import cite_thing
from kg.web.links import iris_of, path_of
from kg.web.rendering import base_iri, finish, opened, page, to
from kg.web.resources import alternates

blueprint = Blueprint("document", __name__)

SHOWN_CANDIDATES = 2
"""How many candidates for a name that is lost stand beside its row."""

CONTEXT = 240
"""How many characters of the text an evidence page shows before and after the passage."""


@dataclass(frozen=True, slots=True)
class Supported:
    """A statement that a passage supports."""

    iri: str
    label: str
    kind: str
    restored: bool
    candidates: tuple[tuple[str, str, str], ...] = ()
    """For a relation whose other side is not named: (IRI, label, weight) of the likeliest."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document's text that supports statements; ``anchor`` is its fragment on the page."""

    start: int
    end: int
    line: int
    quote: str
    evidence: tuple[str, ...]
    supported: tuple[Supported, ...]

    @property
    def anchor(self) -> str:
        """``p-120-240``: the fragment that names the passage."""
        return f"p-{self.start}-{self.end}"

    @property
    def told(self) -> tuple[Supported, ...]:
        """What a note beside it names: events are left to their relations."""
        plain = tuple(said for said in self.supported if said.kind != "event")
        return plain or self.supported

    @property
    def kind(self) -> str:
        """The kind of its first statement; ``none`` if it supports none by itself."""
        return self.supported[0].kind if self.supported else "none"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, the passage it belongs to, and the passages that begin with it."""

    text: str
    inside: Passage | None
    opens: tuple[Passage, ...]


def show(thing: Thing) -> Response:
    """What a document is, and the statements it supports by kind."""
    passages = read_passages(thing.iri)
    by_kind: dict[str, list[tuple[Supported, Passage]]] = defaultdict(list)
    seen: set[str] = set()
    for passage in passages:
        for said in passage.supported:
            if said.iri not in seen:
                seen.add(said.iri)
                by_kind[said.kind].append((said, passage))
    store = opened().store
    pointed = [
        iri for name in ("kg:subjectCountry", "kg:sourceKind", "kg:redistribution") for iri in thing.values(name)
    ]
    return page(
        "document.html",
        links=alternates(thing),
        thing=thing,
        key=key_of(thing.iri),
        passages=passages,
        by_kind=[(kind, by_kind[kind.name]) for kind in KINDS if by_kind.get(kind.name)],
        labels=read_labels(store, pointed),
        quotes_only=quotes_only(thing),
        citation=cite_thing(thing),
        structured=jsonld.document(thing),
    )


@blueprint.get("/document/<key>.txt")
def text(key: str) -> Response:
    """The bare text of a document, if it may be passed on in full; else its supporting passages, one a line."""
    thing = _find(key)
    if quotes_only(thing):
        body = "\n".join(" ".join(passage.quote.split()) for passage in read_passages(thing.iri)) + "\n"
    else:
        body = opened().release.text(key) or abort(404)
    response = Response(body, content_type="text/plain; charset=utf-8")
    response.headers.add("Link", f'<{thing.iri}>; rel="describes"')
    return finish(response)


@blueprint.get("/document/<key>")
def marked(key: str) -> Response:
    """The text of a document with its supporting passages marked; a bare file stem leads to its document."""
    thing = read_thing(opened().store, _iri(key))
    if thing is None:
        query = f"SELECT ?d {{ ?d a kg:Document ; dcterms:identifier {_literal(key)} }} ORDER BY ?d"
        found = select(opened().store, query)
        if not found:
            abort(404)
        response = redirect(to(f"document/{key_of(found[0][0].value)}"), 303)
        assert isinstance(response, Response)
        return response
    passages = read_passages(thing.iri)
    body = None if quotes_only(thing) else opened().release.text(key)
    return page(
        "document_text.html",
        links={"describedby": thing.iri, "alternate text/plain": f"{base_iri()}document/{key}.txt"},
        thing=thing,
        key=key,
        passages=passages,
        pieces=pieces_of(body, passages) if body is not None else (),
        quotes_only=body is None,
        citation=cite_thing(thing),
        structured=jsonld.document(thing),
    )


def read_passages(document: str) -> tuple[Passage, ...]:
    """Every passage of a document that is evidence, in order of place, in two look-ups."""
    query = f"""SELECT ?e ?start ?end ?line ?quote ?s ?type ?label ?derivation {{
        ?e dcterms:source {checked(document)} ; a kg:Evidence ; kg:textStart ?start ; kg:textEnd ?end ;
          kg:line ?line ; kg:quote ?quote .
        OPTIONAL {{ ?s kg:supportedBy ?e ; a ?type ; rdfs:label ?label . FILTER(?type IN ({_types()}))
          OPTIONAL {{ ?s kg:derivation ?derivation }} }} }}"""
    places: dict[tuple[int, int], dict[str, set[Supported]]] = defaultdict(lambda: defaultdict(set))
    told: dict[tuple[int, int], tuple[int, str]] = {}
    names = {expand(kind.type): kind.name for kind in KINDS}
    candidates = _read_candidates(document)
    for e, start, end, line, quote, s, type_, label, derivation in select(opened().store, query):
        place = (int(start.value), int(end.value))
        told[place] = (int(line.value), quote.value)
        supported = places[place][e.value]
        if s is not None:
            restored = derivation is not None and derivation.value.endswith("-restored")
            own = candidates.get(s.value, ())
            supported.add(Supported(s.value, label.value, names[type_.value], restored, own))
    return tuple(_passage(place, told[place], places[place]) for place in sorted(places))


def _read_candidates(document: str) -> dict[str, tuple[tuple[str, str, str], ...]]:
    query = f"""SELECT DISTINCT ?r ?country ?label ?weight ?rank {{ ?e dcterms:source {checked(document)} .
        ?r kg:supportedBy ?e ; kg:hasCandidate ?c . ?c kg:candidate ?country ; kg:weight ?weight ; kg:rank ?rank .
        ?country rdfs:label ?label FILTER(?rank <= {SHOWN_CANDIDATES}) }} ORDER BY ?r ?rank ?country"""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for relation, country, label, weight, _ in select(opened().store, query):
        found[relation.value].append((country.value, label.value, weight.value))
    return {relation: tuple(rows) for relation, rows in found.items()}


def pieces_of(text: str, passages: Iterable[Passage]) -> list[Piece]:
    """The text cut at the ends of its passages; where passages overlap, each stretch belongs to the shortest."""
    held = [p for p in passages if 0 <= p.start < p.end <= len(text)]
    cuts = sorted({0, len(text), *(p.start for p in held), *(p.end for p in held)})
    opens: dict[int, list[Passage]] = defaultdict(list)
    for passage in held:
        opens[passage.start].append(passage)
    pieces = []
    active: list[Passage] = []
    for start, end in pairwise(cuts):
        active = [p for p in active if p.end > start] + opens.get(start, [])
        inside = min(active, key=lambda p: (p.end - p.start, p.start), default=None)
        pieces.append(Piece(text[start:end], inside, tuple(opens.get(start, ()))))
    return pieces


def context_of(witness: Witness) -> tuple[str, str, str]:
    """The text before, of and after a passage, as far as the document may be quoted; else only the passage."""
    quote = witness.evidence.value("kg:quote")
    body = None if quotes_only(witness.document) else opened().release.text(key_of(witness.document.iri))
    if body is None:
        return "", quote, ""
    start, end = (int(witness.evidence.number(name) or 0) for name in ("kg:textStart", "kg:textEnd"))
    before = ("…" if start > CONTEXT else "") + body[max(0, start - CONTEXT) : start]
    after = body[end : end + CONTEXT] + ("…" if end + CONTEXT < len(body) else "")
    return before, quote, after


def quotes_only(thing: Thing) -> bool:
    """Whether only passages of the document may be shown: unless its redistribution is known to be full."""
    return not thing.value("kg:redistribution").endswith("full")


def key_of(iri: str) -> str:
    """The document's key, the last part of its IRI as it stands in paths."""
    return (path_of(iri, base_iri()) or "").rpartition("/")[2]


def _find(key: str) -> Thing:
    return read_thing(opened().store, _iri(key)) or abort(404)


def _iri(key: str) -> str:
    return iris_of(f"document/{key}", base_iri())[0]


def _literal(text: str) -> str:
    return str(Literal(text))


def _types() -> str:
    return ", ".join(KIND_BY_TYPE)


def _passage(place: tuple[int, int], told: tuple[int, str], evidence: dict[str, set[Supported]]) -> Passage:
    order = {kind.name: rank for rank, kind in enumerate(KINDS)}
    merged = {said for supported in evidence.values() for said in supported}
    supported = sorted(merged, key=lambda said: (said.restored, order[said.kind], said.iri))
    return Passage(*place, *told, tuple(sorted(evidence)), tuple(supported))
