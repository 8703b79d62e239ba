"""The vocabulary as pyoxigraph terms: one namespace each, whose attributes and items are its NamedNodes."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.config import ONTOLOGY_NAMESPACE


class Namespace:
    """A namespace IRI whose terms are attributes (``KG.Membership``) or items (``KG["role-member"]``)."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        self._terms: dict[str, NamedNode] = {}

    def __getitem__(self, name: str) -> NamedNode:
        term = self._terms.get(name)
        if term is None:
            term = self._terms[name] = NamedNode(self.iri + name)
        return term

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        term = self[name]
        setattr(self, name, term)  # from now on a plain attribute: no further call
        return term


def concept(scheme: str, label: str) -> NamedNode:
    """The controlled term of a scheme with the given English label: ``role``, ``associate member``."""
    return KG[f"{scheme}-{label.lower().replace(' ', '-')}"]


KG = Namespace(ONTOLOGY_NAMESPACE)
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
PROV = Namespace("http://www.w3.org/ns/prov#")
ORG = Namespace("http://www.w3.org/ns/org#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SCHEMA = Namespace("https://schema.org/")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
EDTF = NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
