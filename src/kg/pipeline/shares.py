"""The jobs of a build: documents to their shares of the graph, and claims to the merged view; N-Quads lines come out.

A document's share is its description, its evidence and its evidence graphs. Where rows lost their names, it is
written once they have been weighed in the light of all documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

from kg.documents.model import Source
from kg.graph.build import document_quads
from kg.graph.describe import DocumentFacts
from kg.graph.iris import Names
from kg.graph.mentioned import Counted, Labels
from kg.graph.merge import partition_quads
from kg.graph.shapes import validate_documents
from kg.graph.view import View
from kg.mentions.model import Entity
from kg.pipeline.extraction import Knowledge
from kg.pipeline.partitions import Packed, pack, unpack
from kg.pipeline.reading import Unread, read_and_extract
from kg.statements.lost import LostNames
from kg.statements.model import Claim


@dataclass(frozen=True, slots=True)
class Share:
    """A document's part of the graph: its ``lines``, its claims by partition, its counts of statements and names."""

    lines: bytes
    claims: Packed
    statements: Counter[str]
    names: Counted


@dataclass(frozen=True, slots=True)
class Lost:
    """A document whose share has to wait: its claims, and its rows that lost their names."""

    claims: tuple[Claim, ...]
    names: LostNames


@dataclass(frozen=True, slots=True)
class Read:
    """A document as read: what the graph says of it, its text, and its share or what this waits for."""

    facts: DocumentFacts
    genre: str
    text: str
    words: int
    outcome: Share | Lost


@dataclass(frozen=True, slots=True)
class Reading:
    """The job of reading some files; shares are validated at once, or by whoever asked."""

    files: tuple[tuple[Path, Source | None], ...]
    base: str
    validated: bool


@dataclass(frozen=True, slots=True)
class Writing:
    """The job of writing the shares of documents whose names have been weighed."""

    documents: tuple[tuple[DocumentFacts, tuple[Claim, ...]], ...]
    named: Mapping[str, str]
    base: str
    validated: bool


@dataclass(frozen=True, slots=True)
class Merging:
    """The job of merging whole partitions: ``labels`` of entities with several names, ``generated`` documents."""

    records: Sequence[tuple[str, bytes]]
    labels: Mapping[str, str]
    generated: frozenset[str]
    base: str


def read_documents(knowledge: Knowledge, job: Reading) -> list[Read | Unread]:
    """What came of each file. Raises ShapeError where a share violates the shapes."""
    shares: list[tuple[str, Sequence[Quad]]] = []
    found: list[Read | Unread] = []
    for path, source in job.files:
        document = read_and_extract(path, source, knowledge)
        if isinstance(document, Unread):
            found.append(document)
            continue
        facts, extraction = document.facts, document.extraction
        claims = (*extraction.prose, *extraction.rows.claims)
        lost = extraction.rows.lost
        outcome: Share | Lost
        if lost is not None and lost.count:
            outcome = Lost(claims, lost)
        else:
            outcome = _share(facts, claims, {}, job.base, knowledge, shares)
        found.append(Read(facts, document.genre, document.text, document.words, outcome))
    if job.validated:
        validate_documents(shares)
    return found


def write_documents(knowledge: Knowledge, job: Writing) -> list[Share]:
    """The share of each document. Raises ShapeError where one violates the shapes."""
    shares: list[tuple[str, Sequence[Quad]]] = []
    found = [_share(facts, claims, job.named, job.base, knowledge, shares) for facts, claims in job.documents]
    if job.validated:
        validate_documents(shares)
    return found


def _share(
    facts: DocumentFacts,
    claims: Sequence[Claim],
    named: Mapping[str, str],
    base: str,
    knowledge: Knowledge,
    shares: list[tuple[str, Sequence[Quad]]],
) -> Share:
    quads = list(document_quads(facts, claims, base))
    shares.append((facts.name, quads))
    statements = Counter(type(claim.statement).__name__.lower() for claim in claims)
    return Share(lines_of(quads), pack(claims, named), statements, _names(claims, facts.subjects, knowledge))


def _names(claims: Iterable[Claim], subjects: Iterable[Entity], knowledge: Knowledge) -> Counted:
    labels = Labels(knowledge.reference)
    labels.add(claims)
    for subject in subjects:
        labels.add_entity(subject)
    return labels.counted


def merge_partitions(knowledge: Knowledge, job: Merging) -> bytes:
    """The merged view of some partitions."""
    view = View(Names(job.base), Labels(knowledge.reference, job.labels), job.generated)
    return lines_of(partition_quads(unpack(job.records), view))


def lines_of(quads: Iterable[Quad]) -> bytes:
    """The quads as N-Quads."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""
