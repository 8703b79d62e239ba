"""Descriptions in the default graph: documents, evidence, patterns, and entities that no reference data has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.documents.model import Document, Source, SourceKind
from kg.graph.dates import date_literal, read_iso
from kg.graph.express import decimal, integer, term, text
from kg.graph.iris import Names, document_key, evidence_key, pattern_key
from kg.graph.terms import DCTERMS, FOAF, KG, ORG, PROV, RDF, RDFS, SKOS
from kg.mentions.model import Entity, EntityKind
from kg.statements.model import Evidence, PatternRecord

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


_UNKNOWN_SOURCE = Source()


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the graph says of a document, without its text: ``name`` is the file's stem, ``key`` its name in IRIs."""

    name: str
    key: str
    sha256: str
    title: str = ""
    source: Source = _UNKNOWN_SOURCE
    subjects: tuple[Entity, ...] = ()

    @property
    def generated(self) -> bool:
        """Whether a machine wrote the text: its statements get no short cuts."""
        return self.source.kind is SourceKind.GENERATED


def document_facts(document: Document, subjects: Iterable[Entity] = ()) -> DocumentFacts:
    """The facts of a document and the countries it is about."""
    title = document.source.title or document.title
    return DocumentFacts(document.name, document.key, document.sha256, title, document.source, tuple(subjects))


def describe_document(facts: DocumentFacts, names: Names) -> Iterator[Triple]:
    """The document's own triples."""
    node, source = names.kept(document_key(facts.key)), facts.source
    yield node, RDF.type, KG.Document
    yield node, RDF.type, PROV.Entity
    yield node, DCTERMS.identifier, Literal(facts.name)
    title = facts.title or facts.name
    yield node, RDFS.label, text(title)
    yield node, DCTERMS.title, text(title)
    if source.publisher:
        yield node, DCTERMS.publisher, Literal(source.publisher)
    if source.address:
        yield node, DCTERMS.source, _address(source.address)
    for predicate, written in ((DCTERMS.issued, source.issued), (DCTERMS.modified, source.modified)):
        if written:
            value = read_iso(written)
            yield node, predicate, Literal(written) if value is None else date_literal(value)
    if source.license:
        yield node, DCTERMS.license, _address(source.license)
    if source.rights:
        yield node, DCTERMS.rights, text(source.rights)
    yield node, KG.sourceKind, term("source", source.kind)
    yield node, KG.redistribution, term("redistribution", source.redistribution)
    yield node, KG.sha256, Literal(facts.sha256)
    for subject in names.entities(facts.subjects):
        yield node, KG.subjectCountry, subject


def _address(written: str) -> NamedNode | Literal:
    """An http(s) address as a node, anything else as a text."""
    if written.startswith(("http://", "https://")) and not any(char in written for char in ' <>"{}|\\^`\n\t'):
        try:
            return NamedNode(written)
        except ValueError:
            return Literal(written)
    return Literal(written)


def describe_evidence(evidence: Evidence, facts: DocumentFacts, names: Names) -> Iterator[Triple]:
    """The triples of one piece of evidence: place, quote, rule, and for restored names what it rests on."""
    node = names.iri(evidence_key(evidence))
    yield node, RDF.type, KG.Evidence
    yield node, DCTERMS.source, names.kept(document_key(evidence.document))
    yield node, KG.quote, Literal(evidence.quote)
    yield node, KG.textStart, integer(evidence.span.start)
    yield node, KG.textEnd, integer(evidence.span.end)
    yield node, KG.line, integer(evidence.line)
    yield node, KG.passageKind, term("passage", evidence.passage)
    yield node, KG.pattern, names.kept(pattern_key(evidence.pattern))
    yield node, KG.confidence, decimal(evidence.confidence)
    yield node, KG.derivation, term("derivation", evidence.derivation)
    for basis in sorted(set(evidence.basis)):
        yield node, KG.basis, term("basis", basis)
    for key in sorted({evidence_key(used) for used in evidence.used}):
        yield node, KG.usedEvidence, names.iri(key)
    as_of = read_iso(facts.source.modified or facts.source.issued)
    if as_of is not None:
        yield node, KG.asOf, date_literal(as_of)


def describe_pattern(record: PatternRecord, names: Names) -> Iterator[Triple]:
    """The triples of a pattern: what it reads, its examples and its record."""
    node = names.kept(pattern_key(record.id))
    yield node, RDF.type, KG.Pattern
    yield node, DCTERMS.identifier, Literal(record.id)
    yield node, RDFS.label, text(record.id.replace("-", " "))
    yield node, RDFS.comment, text(record.comment or record.id)
    for example in sorted(set(record.examples)):
        yield node, SKOS.example, text(example)
    for example in sorted(set(record.counter_examples)):
        yield node, KG.counterExample, text(example)
    yield node, KG.rightCount, integer(record.right)
    yield node, KG.wrongCount, integer(record.wrong)
    yield node, KG.confidence, decimal(record.confidence)


def describe_entity(key: str, kind: EntityKind, labels: Sequence[str], names: Names) -> Iterator[Triple]:
    """The triples of a person or organization that no reference data has; its first name is the label."""
    node = names.kept(key)
    for type_ in _ENTITY_TYPES[kind]:
        yield node, RDF.type, type_
    yield node, RDFS.label, text(labels[0])
    for label in sorted(labels[1:]):
        yield node, SKOS.altLabel, text(label)


_ENTITY_TYPES = {
    EntityKind.COUNTRY: (KG.Country,),
    EntityKind.ORGANIZATION: (KG.Organization, ORG.Organization),
    EntityKind.PERSON: (KG.Person, FOAF.Person),
}
