"""Reference data, read from Turtle: the plain values that reading and merging need, and what is wrong between them.

Files have IRIs relative to the base of the release (``<id/country/peru>``), so that both pyoxigraph and rdflib read
them with any base. A researcher's own folder is read like the project's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.config import ONTOLOGY_NAMESPACE, Settings, resource_folder
from kg.errors import ReferenceDataError
from kg.graph.dates import date_properties, read_iso
from kg.graph.terms import DCTERMS, KG, ORG, RDF, RDFS, SKOS, concept
from kg.mentions.model import AreaKind, Country, Date, Entity, EntityKind, Organization, Period, Reference

_BASE = Settings().base_iri
_ONTOLOGY = NamedNode(ONTOLOGY_NAMESPACE.removesuffix("#"))
_TOLD_AGAIN = {SKOS.prefLabel: RDFS.label, SKOS.definition: RDFS.comment}
_AREAS = {concept("area", kind): kind for kind in AreaKind}

Term = NamedNode | BlankNode | Literal


def reference_folder() -> Path:
    """The folder of the project's own reference data."""
    return resource_folder("ontology") / "reference"


def turtle_files(folders: Sequence[Path]) -> list[Path]:
    """The Turtle files of the folders, in order. Raises ReferenceDataError for a folder that is not there."""
    files: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise ReferenceDataError("there is no such folder of reference data", path=folder, remedy="check its name")
        files += sorted(folder.glob("*.ttl"))
    return files


def read_turtle(path: Path, base: str) -> list[Triple]:
    """The triples of one Turtle file, its relative IRIs against ``base``.

    Raises ReferenceDataError with path and line if the file cannot be read or is no Turtle.
    """
    try:
        return list(parse(path=path, format=RdfFormat.TURTLE, base_iri=base))
    except SyntaxError as error:
        place = f" (column {error.offset})" if error.offset else ""
        what = f"this is not Turtle{place}: {error.msg.splitlines()[0]}"
        raise ReferenceDataError(what, path=path, line=error.lineno, remedy="correct this line") from None
    except (OSError, ValueError) as error:
        raise ReferenceDataError(f"cannot be read: {error}", path=path, remedy="check the file") from None


def load_reference(folders: Sequence[Path] | None = None) -> Reference:
    """Countries and organizations of the Turtle files in ``folders`` (default: the project's own), sorted by slug.

    A thing that has two English labels comes twice: ``check_reference`` reports it. Raises ReferenceDataError, with
    path and line where known, if a file is malformed or a thing cannot be read.
    """
    described = _Described.of(turtle_files((reference_folder(),) if folders is None else folders))
    countries = [value for node in described.of_class(KG.Country) for value in _countries(node, described)]
    bodies = [value for node in described.of_class(KG.Organization) for value in _organizations(node, described)]
    return Reference(
        tuple(sorted(countries, key=lambda country: country.entity)),
        tuple(sorted(bodies, key=lambda organization: organization.entity)),
    )


@dataclass(frozen=True, slots=True)
class _Described:
    """The triples of all files by subject and property, and the file that speaks of each subject first."""

    values: dict[NamedNode | BlankNode, dict[NamedNode, list[Term]]]
    files: dict[NamedNode | BlankNode, Path]

    @classmethod
    def of(cls, files: Iterable[Path]) -> _Described:
        described = cls(defaultdict(lambda: defaultdict(list)), {})
        for path in files:
            for triple in read_turtle(path, _BASE):
                values = described.values[triple.subject][triple.predicate]  # type: ignore[index]
                if triple.object not in values:
                    values.append(triple.object)  # type: ignore[arg-type]
                if triple.predicate == RDF.type:
                    described.files.setdefault(triple.subject, path)  # type: ignore[arg-type]
        return described

    def of_class(self, class_: NamedNode) -> list[NamedNode | BlankNode]:
        return [node for node, values in self.values.items() if class_ in values.get(RDF.type, ())]

    def texts(self, node: NamedNode | BlankNode, predicate: NamedNode) -> tuple[str, ...]:
        """The English or plain texts of a property, in the order of the file."""
        return tuple(
            value.value
            for value in self.values[node].get(predicate, ())
            if isinstance(value, Literal) and value.language in (None, "en")
        )

    def links(self, node: NamedNode | BlankNode, predicate: NamedNode) -> tuple[NamedNode, ...]:
        return tuple(value for value in self.values[node].get(predicate, ()) if isinstance(value, NamedNode))

    def error(self, node: NamedNode | BlankNode, what: str, remedy: str) -> ReferenceDataError:
        """The error that a thing is described wrongly, with the file and line where it is."""
        path, line = self.files.get(node), None
        short = node.value.removeprefix(_BASE)
        if path is not None:
            lines = path.read_text(encoding="utf-8").splitlines()
            line = next((number for number, text in enumerate(lines, 1) if text.startswith(f"<{short}>")), None)
        return ReferenceDataError(f"<{short}> {what}", path=path, line=line, remedy=remedy)


def _entities(node: NamedNode | BlankNode, kind: EntityKind, described: _Described) -> Iterator[Entity]:
    prefix = f"{_BASE}id/{kind}/"
    if not isinstance(node, NamedNode) or not node.value.startswith(prefix):
        raise described.error(node, f"is a {kind} with another kind of name", f"name it <id/{kind}/its-slug>")
    labels = described.texts(node, RDFS.label)
    if not labels:
        raise described.error(node, "has no rdfs:label", 'add: rdfs:label "Its Name"@en')
    return (Entity(kind, node.value.removeprefix(prefix), label) for label in labels)


def _countries(node: NamedNode | BlankNode, described: _Described) -> Iterator[Country]:
    areas = [_AREAS[value] for value in described.links(node, KG.areaKind) if value in _AREAS]
    if len(areas) != 1:
        known = ", ".join(sorted(f"kg:{area.value.removeprefix(ONTOLOGY_NAMESPACE)}" for area in _AREAS))
        raise described.error(node, f"has {len(areas)} known kg:areaKind, not one", f"give one of {known}")
    periods = [_period(period, described) for period in described.links(node, KG.existence)]
    for entity in _entities(node, EntityKind.COUNTRY, described):
        yield Country(
            entity,
            names=_names(entity, described.texts(node, SKOS.altLabel)),
            demonyms=described.texts(node, KG.demonym),
            area=areas[0],
            continents=tuple(_spoken(value, "continent").title() for value in described.links(node, KG.continent)),
            existence=tuple(periods),
            continues=tuple(map(_slug, described.links(node, KG.continues))),
            succeeds=tuple(map(_slug, described.links(node, KG.succeeds))),
            capitals=tuple(described.texts(node, KG.capitalName)),
        )


def _organizations(node: NamedNode | BlankNode, described: _Described) -> Iterator[Organization]:
    kinds = [_spoken(kind, "organization") for kind in described.links(node, KG.organizationKind)]
    for entity in _entities(node, EntityKind.ORGANIZATION, described):
        yield Organization(
            entity,
            names=_names(entity, described.texts(node, SKOS.altLabel)),
            abbreviations=described.texts(node, KG.abbreviation),
            kind=kinds[0] if kinds else "",
        )


def _period(node: NamedNode, described: _Described) -> Period:
    sources = [_slug(source) for source in described.links(node, DCTERMS.source)]
    return Period(_date(node, KG.start, described), _date(node, KG.end, described), ", ".join(sources))


def _date(node: NamedNode, predicate: NamedNode, described: _Described) -> Date | None:
    written = described.texts(node, predicate)
    if not written:
        return None
    value = read_iso(written[0])
    if value is None or len(written) > 1:
        raise described.error(
            node,
            f"is dated {' and '.join(written)}",
            "give one date, as precise as it is known: 1822-07-06, 1822-07 or 1822",
        )
    return value


def _names(entity: Entity, others: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((entity.label, *others)))


def _spoken(term: NamedNode, scheme: str) -> str:
    return term.value.removeprefix(f"{ONTOLOGY_NAMESPACE}{scheme}-").replace("-", " ")


def _slug(node: NamedNode) -> str:
    return node.value.rpartition("/")[2]


def reference_quads(base: str, folders: Sequence[Path] | None = None) -> Iterator[Quad]:
    """The triples of the reference data, each in ``{base}graph/reference`` and in the default graph.

    Adds what follows from them and is awkward to write: bounds and years of dates, ``dcterms:replaces``, the standard
    class of organizations. Raises ReferenceDataError like ``load_reference``.
    """
    files = turtle_files((reference_folder(),) if folders is None else folders)
    triples = dict.fromkeys(triple for path in files for triple in read_turtle(path, base))
    triples.update(dict.fromkeys(added for triple in list(triples) for added in _following(triple)))
    yield from _in_graphs(triples, NamedNode(f"{base}graph/reference"))


def _following(triple: Triple) -> Iterator[Triple]:
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    if predicate in (KG.start, KG.end) and isinstance(value, Literal):
        written = read_iso(value.value)
        if written is not None:
            for added, literal in date_properties(predicate.value.removeprefix(ONTOLOGY_NAMESPACE), (written,)):
                if added != predicate:
                    yield Triple(subject, added, literal)
    elif predicate in (KG.continues, KG.succeeds):
        yield Triple(subject, DCTERMS.replaces, value)
    elif predicate == RDF.type and value == KG.Organization:
        yield Triple(subject, RDF.type, ORG.Organization)


def ontology_quads(base: str, folder: Path | None = None) -> Iterator[Quad]:
    """The triples of terms, controlled terms and shapes, each in ``{base}graph/ontology`` and in the default graph.

    Controlled terms also get ``rdfs:label``, ``rdfs:comment`` and ``rdfs:isDefinedBy``. Blank nodes become IRIs
    (https://www.w3.org/TR/rdf11-concepts/#section-skolemization) named after their file and place, the same on every
    run. Raises ReferenceDataError if a file is malformed.
    """
    own = resource_folder("ontology") if folder is None else folder
    triples: dict[Triple, None] = {}
    for path in turtle_files((own,)):
        for triple in skolemised(read_turtle(path, base), f"{base}.well-known/genid/{path.stem}-"):
            triples[triple] = None
            if triple.predicate in _TOLD_AGAIN:
                triples[Triple(triple.subject, _TOLD_AGAIN[triple.predicate], triple.object)] = None
            elif triple.predicate == SKOS.inScheme:
                triples[Triple(triple.subject, RDFS.isDefinedBy, _ONTOLOGY)] = None
    yield from _in_graphs(triples, NamedNode(f"{base}graph/ontology"))


def skolemised(triples: Iterable[Triple], prefix: str) -> Iterator[Triple]:
    """The triples with every blank node replaced by ``prefix`` and its number of appearance."""
    names: dict[BlankNode, NamedNode] = {}

    def named(node: Term) -> NamedNode | Literal:
        if isinstance(node, BlankNode):
            return names.setdefault(node, NamedNode(f"{prefix}{len(names) + 1}"))
        return node

    for triple in triples:
        yield Triple(named(triple.subject), triple.predicate, named(triple.object))  # type: ignore[arg-type]


def _in_graphs(triples: Iterable[Triple], graph: NamedNode) -> Iterator[Quad]:
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, graph)
        yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())


def check_reference(reference: Reference) -> tuple[str, ...]:
    """What is wrong between things, one sentence each: one slug with two labels, one name for two things, predecessors
    that are not there, a state that precedes itself."""
    problems = [*_doubled(reference), *_shared_names(reference)]
    known = {country.entity.slug for country in reference.countries}
    for country in reference.countries:
        for before in country.continues + country.succeeds:
            if before not in known:
                problems.append(f"{country.entity.key} follows country/{before}, which is not there")
            elif before == country.entity.slug:
                problems.append(f"{country.entity.key} follows itself")
    return tuple(problems)


def _doubled(reference: Reference) -> Iterator[str]:
    labels: dict[str, list[str]] = defaultdict(list)
    for entity in _entities_of(reference):
        labels[entity.key].append(entity.label)
    for key, given in labels.items():
        if len(given) > 1:
            yield f"{key} has {len(given)} labels, not one: {', '.join(given)}"


def _entities_of(reference: Reference) -> Iterator[Entity]:
    yield from (country.entity for country in reference.countries)
    yield from (body.entity for body in reference.organizations)


def _shared_names(reference: Reference) -> Iterator[str]:
    holders: dict[str, dict[str, str]] = defaultdict(dict)
    for country in reference.countries:
        for name in country.names:
            holders[_as_matched(name)][country.entity.key] = name
    for body in reference.organizations:
        for name in body.names + body.abbreviations:
            holders[_as_matched(name)][body.entity.key] = name
    for same in holders.values():
        if len(same) > 1:
            yield f"{' and '.join(sorted(same))} have the same name: {next(iter(same.values()))}"


def _as_matched(name: str) -> str:
    """Names are one whatever their case; abbreviations are not (GUAM is not Guam)."""
    return name if name.isupper() else name.casefold()
