"""The jobs of a build: documents to their shares of the graph, and claims to the merged view; N-Quads lines come out.

A document's share is its description, its evidence and its evidence graphs. Where rows lost their names, it is
written once they have been weighed in the light of all documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Quad, RdfFormat, parse, serialize

from kg.graph.build import plain_quads
from kg.graph.describe import DocumentFacts
from kg.graph.iris import Names
from kg.graph.mentioned import Counted, Labels
from kg.graph.merge import named_rows, plain_partition_quads
from kg.graph.rows import Written, batches, lines
from kg.graph.screening import Screening
from kg.graph.shapes import validate_document
from kg.graph.view import View
from kg.pipeline.dealing import packed
from kg.pipeline.extraction import Knowledge
from kg.pipeline.partitions import Packed, Record, pack, unpack
from kg.pipeline.reading import Given, Unread, read_and_extract
from kg.statements.lost import LostNames
from kg.statements.model import Claim, Derivation, Relation
from kg.statements.restore import solve
from kg.statements.restore_conclusions import conclude
from kg.statements.witnesses import Known

BATCH_QUADS = 10_000
"""Quads of a share that are screened and written at once."""


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
    """The job of reading some files."""

    files: tuple[Given, ...]
    base: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that lost names, and what others state that bears on them."""

    facts: DocumentFacts
    lost: Lost
    known: Known


@dataclass(frozen=True, slots=True)
class Restoring:
    """The job of weighing the lost names of some documents and writing their shares."""

    documents: tuple[Waiting, ...]
    base: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A share whose lost names have been weighed: how many were restored, and how many are left open."""

    share: Share
    restored: int
    open_rows: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """Whole partitions, with the labels of entities with several names that they name."""

    records: Sequence[Record]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merging:
    """The job of merging some buckets."""

    buckets: tuple[Bucket, ...]
    base: str


def read_documents(knowledge: Knowledge, job: Reading) -> list[bytes | Exception]:
    """What came of each file: a packed ``Read``, or the DocumentError. Raises ShapeError for a share that is wrong."""
    written = Written()
    found: list[bytes | Exception] = []
    for given in job.files:
        document = read_and_extract(given, knowledge)
        if isinstance(document, Unread):
            found.append(document.error)
            continue
        facts, extraction = document.facts, document.extraction
        claims = (*extraction.prose, *extraction.rows.claims)
        lost = extraction.rows.lost
        outcome: Share | Lost
        if lost is not None and lost.count:
            outcome = Lost(claims, lost)
        else:
            outcome = _share(facts, claims, job.base, knowledge, written)
        found.append(packed(Read(facts, document.genre, document.text, document.words, outcome)))
    return found


def restore_documents(knowledge: Knowledge, job: Restoring) -> list[bytes | Exception]:
    """What came of each document: a packed ``Restored``. Raises ShapeError where one violates the shapes."""
    written = Written()
    found: list[bytes | Exception] = []
    for one in job.documents:
        concluded = tuple(conclude(solve(one.lost.names, one.known, knowledge.reference)))
        share = _share(one.facts, (*one.lost.claims, *concluded), job.base, knowledge, written, named_rows(concluded))
        derived = [c.statement for c in concluded if c.evidence.derivation is Derivation.RESTORED]
        open_rows = sum(isinstance(said, Relation) and said.partner is None for said in derived)
        found.append(packed(Restored(share, len(derived) - open_rows, open_rows)))
    return found


def _share(
    facts: DocumentFacts,
    claims: Sequence[Claim],
    base: str,
    knowledge: Knowledge,
    written: Written,
    named: Mapping[str, str] | None = None,
) -> Share:
    """Raises ShapeError where it violates the shapes."""
    screening = Screening()
    chunks = []
    for rows in batches(plain_quads(facts, claims, base), written, BATCH_QUADS):
        screening.take(rows)
        chunks.append(lines(rows))
    share = b"".join(chunks)
    if not screening.finish():
        validate_document(parse(share, format=RdfFormat.N_QUADS), facts.name)
    statements = Counter(type(claim.statement).__name__.lower() for claim in claims)
    labels = Labels(knowledge.reference)
    labels.add(claims)
    for subject in facts.subjects:
        labels.add_entity(subject)
    records = pack(claims, named or {}, facts.key, generated=facts.generated, listed=labels.lists)
    return Share(share, records, statements, labels.counted)


def merge_buckets(knowledge: Knowledge, job: Merging) -> list[bytes | Exception]:
    """The merged view of each bucket: packed N-Quads."""
    written = Written()
    return [packed(_merged(bucket, knowledge, job.base, written)) for bucket in job.buckets]


def _merged(bucket: Bucket, knowledge: Knowledge, base: str, written: Written) -> bytes:
    generated = frozenset(record.document for record in bucket.records if record.generated)
    view = View(Names(base), Labels(knowledge.reference, bucket.labels), generated)
    return b"".join(map(lines, batches(plain_partition_quads(unpack(bucket.records), view), written, BATCH_QUADS)))


def lines_of(quads: Iterable[Quad]) -> bytes:
    """The quads as N-Quads."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""
