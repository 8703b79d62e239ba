"""The pages of a document: what it is, and its text with every supporting passage marked and linked.

A long text is shown in parts of ``PART`` characters. A part begins and ends with a line where one is near, so that the
ends of neighbouring parts overlap; a passage is always in the part that its first character is counted to.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, Response, abort, redirect, request
from pyoxigraph import Literal, Store

from kg.store.describe import Witness
from kg.store.kinds import KINDS, Kind
from kg.store.passages import Passage, Place, Supported, read_passages, read_places
from kg.store.things import Thing, read_labels, read_thing, select
from kg.web import jsonld
from kg.web.cite import cite_thing
from kg.web.links import PART, iris_of, part_of, path_of
from kg.web.rendering import base_iri, finish, number_argument, opened, page, per_release, to
from kg.web.resources import alternates

blueprint = Blueprint("document", __name__)

CONTEXT = 240
"""How many characters of the text an evidence page shows before and after the passage."""

FIRST_ROWS = 100
"""How many statements of each kind the page of a document lists; its text leads to all of them."""

LINE_END_WITHIN = 1000
"""How far, in characters, a part reaches for the beginning and end of its lines."""

PLAIN_AT_ONCE = 2000
"""How many passages are read at once for the plain text of a document that may only be quoted."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, the passage it belongs to, and the passages that begin with it."""

    text: str
    inside: Passage | None
    opens: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The statements of one kind that a document supports: how many, and the first with their passages."""

    kind: Kind
    total: int
    rows: Sequence[tuple[Supported, Passage]]


def show(thing: Thing) -> Response:
    """What a document is, and the statements it supports by kind."""
    store = opened().store
    places = places_of(thing.iri)
    pointed = [
        iri for name in ("kg:subjectCountry", "kg:sourceKind", "kg:redistribution") for iri in thing.values(name)
    ]
    return page(
        "document.html",
        links=alternates(thing),
        thing=thing,
        key=key_of(thing.iri),
        passage_total=len({(place.start, place.end) for place in places}),
        by_kind=_by_kind(store, places),
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
        places = places_of(thing.iri)
        parts = [places[at : at + PLAIN_AT_ONCE] for at in range(0, len(places), PLAIN_AT_ONCE)]
        passages = {(p.start, p.end): p.quote for part in parts for p in read_passages(opened().store, part)}
        body = "\n".join(" ".join(quote.split()) for quote in passages.values()) + "\n"
    else:
        body = opened().release.text(key) or abort(404)
    response = Response(body, content_type="text/plain; charset=utf-8")
    response.headers.add("Link", f'<{thing.iri}>; rel="describes"')
    return finish(response)


@blueprint.get("/document/<key>")
def marked(key: str) -> Response:
    """The text of a document with its supporting passages marked; a bare file stem leads to its document.

    ``?part=2`` is the second part of a long text, ``?line=1200`` the part with that line.
    """
    thing = read_thing(opened().store, _iri(key))
    if thing is None:
        return _to_document(key)
    places = places_of(thing.iri)
    body = None if quotes_only(thing) else opened().release.text(key)
    length = len(body) if body is not None else max((place.start + 1 for place in places), default=0)
    total = max(1, part_of(max(0, length - 1)))
    line = number_argument("line", 0, least=1, most=99_999_999)
    if line and body is not None and "part" not in request.args:
        part = min(part_of(_line_start(body, line)), total)
    else:
        part = min(number_argument("part", 1, least=1, most=99_999_999), total)
    start, end = _bounds(body, part) if body is not None else ((part - 1) * PART, part * PART)
    starts = [place.start for place in places]
    shown = read_passages(opened().store, places[bisect_left(starts, start) : bisect_left(starts, end)])
    return page(
        "document_text.html",
        links={"describedby": thing.iri, "alternate text/plain": f"{base_iri()}document/{key}.txt"},
        thing=thing,
        key=key,
        passage_total=len({(place.start, place.end) for place in places}),
        passages=shown,
        pieces=pieces_of(body, shown, start, end) if body is not None else (),
        kinds_shown={said.kind for passage in shown for said in passage.supported},
        quotes_only=body is None,
        part=part,
        parts=total,
        part_characters=PART,
        citation=cite_thing(thing),
        structured=jsonld.document(thing),
    )


@per_release
def places_of(store: Store, document: str) -> tuple[Place, ...]:
    """Where the evidence in a document stands."""
    return read_places(store, document)


def pieces_of(text: str, passages: Iterable[Passage], start: int = 0, end: int | None = None) -> list[Piece]:
    """The text from ``start`` to ``end`` cut at the ends of its passages; an overlap belongs to the shortest."""
    last = len(text) if end is None else end
    held = [p for p in passages if start <= p.start < p.end <= len(text) and p.start < last]
    cuts = sorted({start, last, *(p.start for p in held), *(min(p.end, last) for p in held)})
    opens: dict[int, list[Passage]] = defaultdict(list)
    for passage in held:
        opens[passage.start].append(passage)
    pieces = []
    active: list[Passage] = []
    for one, other in pairwise(cuts):
        active = [p for p in active if p.end > one] + opens.get(one, [])
        inside = min(active, key=lambda p: (p.end - p.start, p.start), default=None)
        pieces.append(Piece(text[one:other], inside, tuple(opens.get(one, ()))))
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


def _by_kind(store: Store, places: Sequence[Place]) -> list[Listed]:
    first: dict[str, dict[str, Place]] = defaultdict(dict)
    for place in places:
        for iri, kind in place.supports:
            first[kind].setdefault(iri, place)
    rows = {kind: list(own.items())[:FIRST_ROWS] for kind, own in first.items()}
    read = read_passages(store, sorted({p for own in rows.values() for _, p in own}, key=lambda p: p.start))
    passages = {(passage.start, passage.end): passage for passage in read}
    said = {s.iri: s for passage in read for s in passage.supported}
    return [
        Listed(k, len(first[k.name]), [(said[iri], passages[p.start, p.end]) for iri, p in rows[k.name]])
        for k in KINDS
        if k.name in rows
    ]


def _bounds(text: str, part: int) -> tuple[int, int]:
    """The start and end of a part, moved to the beginning and the end of their lines if those are near."""
    start, end = (part - 1) * PART, min(part * PART, len(text))
    line = text.rfind("\n", max(0, start - LINE_END_WITHIN), start) + 1
    start = line if line or start < LINE_END_WITHIN else start
    after = text.find("\n", end, end + LINE_END_WITHIN)
    return start, after + 1 if after >= 0 else min(end + LINE_END_WITHIN, len(text)) if end < len(text) else end


def _line_start(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        found = text.find("\n", at)
        if found < 0:
            break
        at = found + 1
    return min(at, max(0, len(text) - 1))


def _to_document(key: str) -> Response:
    query = f"SELECT ?d {{ ?d a kg:Document ; dcterms:identifier {Literal(key)} }} ORDER BY ?d"
    found = select(opened().store, query)
    if not found:
        abort(404)
    response = redirect(to(f"document/{key_of(found[0][0].value)}"), 303)
    assert isinstance(response, Response)
    return response


def _find(key: str) -> Thing:
    return read_thing(opened().store, _iri(key)) or abort(404)


def _iri(key: str) -> str:
    return iris_of(f"document/{key}", base_iri())[0]
