"""JSON-LD with one context: short to read, and the same graph."""

from __future__ import annotations

import json

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kg.store.things import PREFIXES
from kg.web.compact import write_jsonld

BASE = "http://localhost:8000/"
KG = PREFIXES["kg"]
XSD = PREFIXES["xsd"]

PATHS = ("id/country/peru", "id/a:b/c", "id/../x", "id/%C3%A9", "", "?q", "graph/reference")
IRIS = [ox.NamedNode(BASE + path) for path in PATHS]
IRIS += [
    ox.NamedNode(iri) for iri in (f"{KG}role-member", "urn:a:b", "geo:1,2", "https://schema.org//x", "mailto:a@b.c")
]
DATATYPES = [ox.NamedNode(XSD + name) for name in ("date", "integer", "decimal", "boolean", "gYear")]
DATATYPES.append(ox.NamedNode("http://id.loc.gov/datatypes/edtf/EDTF"))
VALUES = ("", "1", "007", "-3", "1998-11", "true", "@id", "kg:start", 'a "b"\n', "99999999999999999999", "é\u202e")
LITERALS = st.one_of(
    st.builds(ox.Literal, st.sampled_from(VALUES)),
    st.builds(lambda v, d: ox.Literal(v, datatype=d), st.sampled_from(VALUES), st.sampled_from(DATATYPES)),
    st.builds(lambda v, t: ox.Literal(v, language=t), st.sampled_from(VALUES), st.sampled_from(("en", "es"))),
)
PROPERTIES = [ox.NamedNode(KG + "start"), ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode("http://e.example/p")]
GRAPHS = [ox.DefaultGraph(), ox.NamedNode(BASE + "id/evidence/x/1-2/y"), ox.NamedNode(BASE + "id/evidence/x/3-4/y")]
QUADS = st.builds(
    ox.Quad,
    st.sampled_from(IRIS),
    st.sampled_from(PROPERTIES),
    st.one_of(st.sampled_from(IRIS), LITERALS),
    st.sampled_from(GRAPHS),
)


@given(st.lists(QUADS, max_size=12, unique_by=str))
def test_what_is_read_back_is_what_was_written(quads: list[ox.Quad]) -> None:
    body = write_jsonld(quads, base=BASE, prefixes=PREFIXES)
    assert set(ox.parse(body, format=ox.RdfFormat.JSON_LD)) == set(quads)


def test_links_are_paths_dates_are_plain_and_labels_are_text() -> None:
    peru, label = ox.NamedNode(f"{BASE}id/country/peru"), ox.NamedNode(PREFIXES["rdfs"] + "label")
    member = ox.NamedNode(f"{BASE}id/membership/peru-apec")
    quads = [
        ox.Quad(member, label, ox.Literal("Peru in APEC", language="en")),
        ox.Quad(member, ox.NamedNode(PREFIXES["org"] + "member"), peru),
        ox.Quad(member, ox.NamedNode(KG + "start"), ox.Literal("1998-11", datatype=ox.NamedNode(XSD + "gYearMonth"))),
        ox.Quad(member, ox.NamedNode(KG + "startYear"), ox.Literal(1998)),
        ox.Quad(member, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(KG + "Membership")),
    ]
    document = json.loads(write_jsonld(quads, base=BASE, prefixes=PREFIXES))
    assert document["@graph"] == [
        {
            "@id": "id/membership/peru-apec",
            "@type": "kg:Membership",
            "rdfs:label": "Peru in APEC",
            "kg:start": "1998-11",
            "kg:startYear": 1998,
            "org:member": "id/country/peru",
        }
    ]
    assert set(document["@context"]) == {
        *("@base", "kg", "org", "rdfs", "xsd"),
        *("rdfs:label", "org:member", "kg:start"),
    }
