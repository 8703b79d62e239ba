"""Validation: every built graph is held against ``ontology/shapes.ttl``, in shares, by pySHACL where there is doubt.

The reference data is one share, each document's description and evidence graphs another, so that the cost grows with
what is checked and memory does not grow with the whole. The shares of documents are screened first (``screening``);
what is not cleared, and the reference data, pySHACL decides. Within a share each evidence graph stands for itself: its
statements are renamed while they are checked, so that what two passages say of one node is not taken together.

pySHACL walks from a shape to its property shapes one focus node at a time, making every constraint anew each time.
Property shapes with targets of their own it checks for all their focus nodes at once, so before checking the targets
of each shape are handed down to its property shapes: the same results, several times sooner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.config import Settings, resource_folder
from kg.errors import ReferenceDataError, ShapeError
from kg.graph.reference import read_turtle
from kg.graph.terms import KG, RDF, SKOS, Namespace

if TYPE_CHECKING:
    import rdflib

SH = Namespace("http://www.w3.org/ns/shacl#")
_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
_MARK = "#in="
_EVIDENCE = "/id/evidence/"
_EVIDENCE_CLASS = KG.Evidence
PIECE_QUADS = 20_000
"""About as many quads are checked at once."""
_MOST_SHOWN = 3

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Violation:
    """A ``node`` does not keep a ``shape``: ``message`` says how, ``evidence`` is its evidence graph if it has one."""

    node: str
    shape: str
    message: str
    evidence: str = ""


def validate_reference(quads: Iterable[Quad], folders: Sequence[Path] = ()) -> None:
    """Checks the reference data. Raises ReferenceDataError: people write it, so a violation is an error of input."""
    found = violations(quads)
    if found:
        folder = folders[-1] if folders else resource_folder("ontology") / "reference"
        raise ReferenceDataError(_told(found), path=folder, remedy="correct the description of this thing")


def validate_document(quads: Iterable[Quad], document: str) -> None:
    """Checks a document's share: its description, and its evidence with the graphs. Raises ShapeError.

    The quads come as ``document_quads`` gives them. A long share is checked piece by piece: checking takes many times
    the memory of what is checked.
    """
    for piece in pieces(quads):
        validate(piece, document)


def pieces(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    """Pieces of a share, each with the description of the document and whole evidence with its graphs.

    A piece has little more than ``PIECE_QUADS``, and can be checked by itself.
    """
    described: list[Quad] | None = None
    piece: list[Quad] = []
    for quad in quads:
        if quad.object == _EVIDENCE_CLASS and quad.predicate == RDF.type:
            described = piece[:] if described is None else described
            if len(piece) >= PIECE_QUADS:
                yield piece
                piece = described[:]
        piece.append(quad)
    yield piece


def validate(quads: Iterable[Quad], path: str | None = None) -> None:
    """Checks any quads. Raises ShapeError with the violations; ``path`` names where the quads come from."""
    found = violations(quads)
    if found:
        facts = tuple((violation.node, violation.shape, violation.message) for violation in found)
        raise ShapeError(_told(found), violations=facts, path=path)


def _told(found: Sequence[Violation]) -> str:
    """The first violations in one sentence."""
    shown = [
        f"<{violation.node}> violates {violation.shape.rpartition('#')[2]}: {violation.message.rstrip('.')}"
        + (f" (evidence <{violation.evidence}>)" if violation.evidence else "")
        for violation in found[:_MOST_SHOWN]
    ]
    more = f", and {len(found) - _MOST_SHOWN} more" if len(found) > _MOST_SHOWN else ""
    return " / ".join(shown) + more


def violations(quads: Iterable[Quad]) -> tuple[Violation, ...]:
    """What the quads violate, sorted. Quads of reference data may come in one graph or in two: each counts once."""
    from pyshacl import validate as check

    from kg.graph.checked import CheckedGraph

    shapes = read_shapes()
    data = CheckedGraph()
    for triple in shapes.schemes:
        data.take(triple.subject, triple.predicate, triple.object)
    present: set[Term] = set()
    for subject, predicate, value in _apart(quads, shapes.relevant):
        present.add(value if predicate == RDF.type else predicate)
        data.take(subject, predicate, value)
    conforms, results, _ = check(
        data,
        shacl_graph=_shapes_graph(frozenset(present & shapes.targets)),
        inference="none",
        inplace=True,
        do_owl_imports=False,
    )
    return () if conforms else tuple(sorted(_violations(results), key=lambda found: (found.node, found.shape)))


def _apart(quads: Iterable[Quad], relevant: frozenset[Term]) -> Iterator[tuple[Term, NamedNode, Term]]:
    """The triples, of ``relevant`` properties, of the default graph and of evidence graphs, with names of their own for
    what each of these types.

    Other graphs (reference data, vocabulary) repeat triples of the default graph.
    """
    default = DefaultGraph()
    graphs: dict[NamedNode | BlankNode, list[tuple[Term, NamedNode, Term]]] = {}
    for subject, predicate, value, graph in quads:
        if predicate not in relevant:
            continue
        if graph == default:
            yield subject, predicate, value
        elif isinstance(graph, NamedNode) and _EVIDENCE in graph.value:
            graphs.setdefault(graph, []).append((subject, predicate, value))
    for graph, said in graphs.items():
        typed = {s for s, p, _ in said if p == RDF.type and isinstance(s, NamedNode)}
        own: dict[Term, Term] = {s: NamedNode(f"{s.value}{_MARK}{graph.value}") for s in typed}
        for subject, predicate, value in said:
            yield own.get(subject, subject), predicate, own.get(value, value)


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes (targets handed down), the properties they look at, the classes and properties that they target, and
    which controlled term is in which scheme."""

    triples: tuple[Triple, ...]
    relevant: frozenset[Term]
    targets: frozenset[Term]
    schemes: tuple[Triple, ...]


@lru_cache(maxsize=1)
def read_shapes() -> Shapes:
    """The project's shapes."""
    folder = resource_folder("ontology")
    base = Settings().base_iri
    shapes = tuple(_handed_down(read_turtle(folder / "shapes.ttl", base)))
    concepts = read_turtle(folder / "concepts.ttl", base)
    compared = {triple.object for triple in shapes if triple.predicate in (SH.path, SH.lessThan, SH.lessThanOrEquals)}
    targets = frozenset(triple.object for triple in shapes if triple.predicate in _TARGETS)
    schemes = tuple(triple for triple in concepts if triple.predicate == SKOS.inScheme)
    return Shapes(shapes, frozenset(compared | targets | {RDF.type, SKOS.inScheme}), targets, schemes)


@lru_cache(maxsize=64)
def _shapes_graph(present: frozenset[Term]) -> rdflib.Graph:
    """The shapes that target something present: pySHACL prepares every shape it is given on every call."""
    import rdflib

    from kg.graph.checked import converted

    triples = read_shapes().triples
    targeting = {triple.subject for triple in triples if triple.predicate in _TARGETS}
    wanted = {triple.subject for triple in triples if triple.predicate in _TARGETS and triple.object in present}
    graph = rdflib.Graph()
    for triple in triples:
        if triple.subject in wanted or triple.subject not in targeting:
            graph.add((converted(triple.subject), converted(triple.predicate), converted(triple.object)))
    return graph


def _handed_down(triples: Sequence[Triple]) -> Iterator[Triple]:
    """The shapes, with property shapes linked by targets of their own instead of by ``sh:property``."""
    targets: dict[Term, list[Triple]] = {}
    for triple in triples:
        if triple.predicate in _TARGETS:
            targets.setdefault(triple.subject, []).append(triple)
    for triple in triples:
        if triple.predicate != SH.property or triple.subject not in targets:
            yield triple
            continue
        for target in targets[triple.subject]:
            yield Triple(triple.object, target.predicate, target.object)  # type: ignore[arg-type]


def _violations(results: rdflib.Graph) -> Iterator[Violation]:
    from rdflib.namespace import RDF as RDF_NAMES
    from rdflib.namespace import SH as SH_NAMES

    for result in results.subjects(RDF_NAMES.type, SH_NAMES.ValidationResult):
        focus = str(results.value(result, SH_NAMES.focusNode))
        node, _, evidence = focus.partition(_MARK)
        shape = str(results.value(result, SH_NAMES.sourceShape))
        message = str(results.value(result, SH_NAMES.resultMessage))
        yield Violation(node, shape, message, evidence)
