"""Linked data: from any IRI to every format and back."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).parent))

import sample
from sample_app import sample_app, write_sample

from kg.store.formats import GRAPH_FORMATS, Format, FormatKind

THINGS = (
    "country/peru",
    "organization/apec",
    "person/ana-flores",
    "relation/cuba-peru",
    "relation/cuba-peru/phase/1",
    "relation/cuba-peru/conflict/1",
    "relation/peru-open-alpha-11111111-5/candidate/1",
    "event/cuba-peru-severed-1960",
    "membership/peru-apec-member-1998",
    "agreement/chile-peru-treaty-1929",
    "dispute/chile-peru-maritime",
    "tenure/ana-flores-foreign-minister-peru-2003",
    "visit/ana-flores-chile-2004",
    "mission/peru-chile-embassy-santiago",
    "border/chile-peru",
    "observation/peru-chile-exports-2005",
    "document/alpha-11111111",
    sample.evidence_path("severed-alpha").removeprefix("id/"),
    "pattern/member-since",
    "country/soviet-union/existence/1",
    "country/peru/point",
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return sample_app(write_sample(tmp_path_factory.mktemp("data")))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def follow(client: FlaskClient, path: str, accept: str) -> tuple[str, ox.RdfFormat | None, bytes]:
    """The path that a request ends at after one 303, the RDF format and the body of the answer."""
    first = client.get(path, headers={"Accept": accept})
    assert first.status_code == 303
    assert "Accept" in first.headers["Vary"]
    target = urljoin(path, first.headers["Location"])
    second = client.get(target, headers={"Accept": accept})
    assert second.status_code == 200
    return target, ox.RdfFormat.from_media_type(second.mimetype), second.data


@pytest.mark.parametrize("thing", THINGS)
def test_from_a_thing_to_every_format_and_back(client: FlaskClient, thing: str) -> None:
    iri = ox.NamedNode(f"{sample.BASE}id/{thing}")
    own = {(q.predicate, q.object) for q in sample.sample_quads() if q.subject == iri and not _in_evidence(q)}
    assert own
    for format_ in GRAPH_FORMATS:
        target, found, body = follow(client, f"/id/{thing}", format_.media_type)
        assert target == f"/data/{thing}.{format_.extension}"
        quads = list(ox.parse(body, format=found))
        assert own <= {(q.predicate, q.object) for q in quads if q.subject == iri}
        assert any(q.predicate.value.endswith("primaryTopic") and q.object == iri for q in quads)
    target, _, body = follow(client, f"/id/{thing}", "text/html,*/*;q=0.8")
    assert target == f"/page/{thing}"
    links = re.findall(
        r'<(?:a|link)[^>]* href="([^"]+)"[^>]*rel="alternate"|rel="alternate"[^>]* href="([^"]+)"', body.decode()
    )
    data = {urljoin(target, a or b) for a, b in links}
    assert f"/data/{thing}.ttl" in data
    assert iri.value in body.decode()


def _in_evidence(quad: ox.Quad) -> bool:
    return quad.graph_name != ox.DefaultGraph()


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda f: f.name)
def test_headers_signpost_every_other_form(client: FlaskClient, format_: Format) -> None:
    page = client.get("/page/relation/cuba-peru", headers={"Accept": "text/html"})
    links = page.headers.get_all("Link")
    target = f"<{sample.BASE}data/relation/cuba-peru.{format_.extension}>"
    assert any(link.startswith(target) and 'rel="describedby"' in link for link in links)
    assert any('rel="cite-as"' in link and "id/relation/cuba-peru>" in link for link in links)
    data = client.get(f"/data/relation/cuba-peru.{format_.extension}")
    assert any('rel="describes"' in link for link in data.headers.get_all("Link"))
    assert any('rel="canonical"' in link for link in data.headers.get_all("Link"))
    assert data.headers["ETag"]


def test_a_thing_comes_with_its_statements_and_their_labels(client: FlaskClient) -> None:
    text = client.get("/data/country/peru.ttl").text
    assert "Peru – member of Asia-Pacific Economic Cooperation" in text
    assert 'rdfs:label "Asia-Pacific Economic Cooperation"@en' in text
    assert "hydra:totalItems" in text


def test_quads_carry_what_each_piece_of_evidence_says(client: FlaskClient) -> None:
    body = client.get("/data/relation/cuba-peru.nq").data
    graphs = {q.graph_name for q in ox.parse(body, format=ox.RdfFormat.N_QUADS)}
    assert ox.NamedNode(sample.BASE + sample.evidence_path("severed-alpha")) in graphs


def test_a_country_comes_with_the_evidence_of_its_statements(client: FlaskClient) -> None:
    quads = list(ox.parse(client.get("/data/country/peru.trig").data, format=ox.RdfFormat.TRIG))
    graphs = {quad.graph_name for quad in quads}
    supporting = {quad.object for quad in quads if quad.predicate.value.endswith("#supportedBy")}
    with_graph = {quad.graph_name for quad in sample.sample_quads()}
    assert supporting & with_graph
    assert supporting & with_graph <= graphs


@pytest.mark.parametrize("thing", THINGS)
def test_no_triple_comes_twice_and_every_format_says_the_same(client: FlaskClient, thing: str) -> None:
    read = {
        f.name: [q.triple for q in ox.parse(client.get(f"/data/{thing}.{f.extension}").data, format=f.engine)]  # type: ignore[arg-type]
        for f in GRAPH_FORMATS
        if f.kind is not FormatKind.DATASET
    }
    first = read.pop("ntriples")
    assert len(first) == len(set(first))
    for name, triples in read.items():
        assert set(triples) == set(first), name


def test_json_ld_has_one_context_and_short_names(client: FlaskClient) -> None:
    document = client.get("/data/membership/peru-apec-member-1998.jsonld").json
    assert document is not None
    assert document["@context"]["kg"] == "https://w3id.org/foreign-relations/ontology#"
    own = document["@graph"][0]
    assert own["@id"] == "id/membership/peru-apec-member-1998"
    assert own["org:member"] == "id/country/peru"
    assert own["rdfs:label"].startswith("Peru")


@pytest.mark.parametrize("path", ["/id/membership/peru-apec-member", "/data/membership/peru-apec-member.ttl"])
def test_an_alias_leads_to_its_node(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/turtle"})
    assert response.status_code == 303
    assert "peru-apec-member-1998" in response.headers["Location"]


@pytest.mark.parametrize("path", ["/id/country/atlantis", "/data/country/atlantis.ttl", "/data/country/peru.exe"])
def test_what_is_not_known_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 404


def test_what_no_format_fits_is_406_and_lists_the_formats(client: FlaskClient) -> None:
    response = client.get("/id/country/peru", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.text


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("", "page/country/peru"),
        ("*/*", "page/country/peru"),
        ("text/turtle;q=0.9, text/html;q=0.8", ".ttl"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "page/country/peru"),
        ("application/ld+json, */*;q=0.1", ".jsonld"),
        ("application/rdf+xml;q=0.4, text/html;q=0.3", ".rdf"),
    ],
)
def test_the_form_most_liked_is_sent(client: FlaskClient, accept: str, ending: str) -> None:
    assert client.get("/id/country/peru", headers={"Accept": accept}).headers["Location"].endswith(ending)


def test_a_hub_is_paged(tmp_path: Path) -> None:
    node, base = ox.NamedNode, f"{sample.BASE}id/"
    kg = "https://w3id.org/foreign-relations/ontology#"
    many = [
        ox.Quad(node(f"{base}border/peru-{n:04}"), node(f"{kg}between"), node(f"{base}country/peru"))
        for n in range(700)
    ]
    client = sample_app(write_sample(tmp_path, more=many)).test_client()
    first, second = (client.get(f"/data/country/peru.nt?page={n}").text for n in (1, 2))
    borders = [set(re.findall(r"<[^>]*border/peru-\d+>", text)) for text in (first, second)]
    assert not borders[0] & borders[1]
    assert len(borders[0] | borders[1]) == 700
    assert "hydra/core#next" in first
    assert "hydra/core#next" not in second
