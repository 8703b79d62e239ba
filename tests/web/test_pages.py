"""Every kind of page: it answers, escapes what is hostile, and asks the store a fixed number of questions."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

sys.path.insert(0, str(Path(__file__).parent))

import sample
from sample_app import HOSTILE, PAGES, counted, sample_app, write_hostile_sample, write_sample

from kg.web.rendering import forget

KG = "https://w3id.org/foreign-relations/ontology#"


FOLLOWED: set[str] = set()
"""The addresses that a link was followed to already."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return sample_app(write_sample(tmp_path_factory.mktemp("data")))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def get(client: FlaskClient, path: str, accept: str = "text/html") -> TestResponse:
    return client.get(path, headers={"Accept": accept})


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_every_kind_of_page_answers_under_a_strict_policy(client: FlaskClient, path: str) -> None:
    response = get(client, path)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert response.headers["ETag"]
    assert "imply no opinion on its status" in response.text
    assert len(response.data) < 200_000


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_links_in_pages_are_relative_and_lead_somewhere(client: FlaskClient, path: str) -> None:
    from urllib.parse import urljoin

    text = get(client, path).text
    assert not re.findall(r'<(?:a|form)\b[^>]*(?:href|action)="(?:/|http://localhost)', text)
    elsewhere = ("/sparql", "/static/", "/releases/", "/dumps/", "/.well-known/", "/store")
    for target in sorted(set(re.findall(r'href="([^"#]+)', text))):
        own = urljoin(path, target.replace("&amp;", "&"))
        if own.startswith("/") and not own.startswith(elsewhere) and own not in FOLLOWED:
            FOLLOWED.add(own)
            assert client.get(own).status_code in (200, 303), (target, own)


def test_an_etag_saves_sending_a_page_again(client: FlaskClient) -> None:
    tag = get(client, "/page/country/peru").headers["ETag"]
    assert client.get("/page/country/peru", headers={"If-None-Match": tag, "Accept": "text/html"}).status_code == 304


def test_an_alias_leads_to_its_node(client: FlaskClient) -> None:
    response = get(client, "/page/membership/peru-apec-member")
    assert response.status_code == 303
    assert response.headers["Location"] == "../../page/membership/peru-apec-member-1998"


@pytest.mark.parametrize("path", ["/page/country/atlantis", "/page/country/%3Cx%3E", "/document/none", "/queries/none"])
def test_what_is_not_known_is_a_404_page(client: FlaskClient, path: str) -> None:
    response = get(client, path)
    assert response.status_code == 404
    assert "no evidence of anything" in response.text


def test_an_error_is_problem_details_for_a_program(client: FlaskClient) -> None:
    response = get(client, "/page/country/atlantis", "application/json")
    assert response.mimetype == "application/problem+json"
    assert response.json is not None
    assert response.json["status"] == 404


def test_each_statement_shows_sentence_place_rule_and_date(client: FlaskClient) -> None:
    text = get(client, "/page/country/peru").text
    assert "Peru has been a member of Asia-Pacific Economic Cooperation since November 1998." in text
    assert "document/alpha-11111111#p-12-92" in text
    assert "reference work, as of 2 March 2019" in text
    assert "pattern/member-since" in text


def test_a_country_is_called_country_or_area(client: FlaskClient) -> None:
    assert "Country or area" in get(client, "/page/country/peru").text


def test_a_status_is_given_as_of_a_date(client: FlaskClient) -> None:
    assert "described as ongoing, as of an undated source" in get(client, "/page/country/peru").text


def test_an_open_relation_says_so_and_lists_candidates(client: FlaskClient) -> None:
    text = get(client, "/page/relation/peru-open-alpha-11111111-5").text
    assert "none is claimed" in text
    assert "Benin" in text
    assert "60" in text


def test_a_conflict_shows_both_quotes(client: FlaskClient) -> None:
    for path in ("/page/relation/cuba-peru/conflict/1", "/conflicts", "/page/relation/cuba-peru"):
        text = get(client, path).text
        assert "In 1960 Peru broke relations with Cuba" in text
        assert "Peru severed relations with Cuba in 1961" in text


def test_person_pages_are_not_indexed(client: FlaskClient) -> None:
    assert 'name="robots" content="noindex"' in get(client, "/page/person/ana-flores").text
    assert 'name="robots"' not in get(client, "/page/country/peru").text


def test_passages_are_marked_in_the_text_and_linked_with_statements(client: FlaskClient) -> None:
    text = get(client, "/document/alpha-11111111").text
    assert 'id="p-12-92"' in text
    assert "../page/membership/peru-apec-member-1998" in text
    plain = re.sub(r"<[^>]+>", "", text[text.index('class="source"') :])
    assert "Country | Formal relations began | Notes" in plain


def test_a_document_that_may_only_be_quoted_shows_its_passages_alone(client: FlaskClient) -> None:
    page, plain = get(client, "/document/beta-22222222").text, client.get("/document/beta-22222222.txt").text
    assert "Peru joined APEC in November 1998." in page
    assert "Peru joined APEC in November 1998." in plain
    assert "A brief on Peru\n" not in plain


def test_the_bare_text_is_the_text(client: FlaskClient) -> None:
    assert client.get("/document/alpha-11111111.txt").text == sample.TEXTS[sample.ALPHA]


def test_a_file_stem_leads_to_its_document(client: FlaskClient) -> None:
    assert client.get("/document/alpha").headers["Location"] == "../document/alpha-11111111"


def test_relations_on_a_day_include_the_unknown(client: FlaskClient) -> None:
    text = get(client, "/relations?country=Peru&at=1965-01-01").text
    assert "relations broken" in text
    assert "unknown: no statement found" in text
    rows = client.get("/relations?country=peru&at=1965-01-01&format=csv").text.splitlines()
    assert rows[0].startswith("day,partner,")
    assert any("Cuba" in row and ",broken,yes," in row for row in rows)


def test_a_spreadsheet_takes_no_name_for_a_formula(tmp_path: Path) -> None:
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    name = ox.Literal("=HYPERLINK(1)", language="en")
    more = [
        ox.Quad(ox.NamedNode(f"{sample.BASE}id/{path}"), label, name) for path in ("country/x0", "relation/peru-x0")
    ]
    kept = [quad for quad in _many_relations(1) if quad.predicate != label]
    client = sample_app(write_sample(tmp_path, more=[*kept, *more])).test_client()
    for path in ("/relations?country=peru&at=1965-01-01&format=csv", "/statements/country/peru.csv"):
        text = client.get(path).text
        assert "'=HYPERLINK(1)" in text
        assert not re.search(r"(^|,)\"?=HYPERLINK", text, re.MULTILINE)


def test_a_day_within_the_bounds_of_a_date_is_not_certain(client: FlaskClient) -> None:
    rows = client.get("/relations?country=peru&at=1960-06-01&format=csv").text.splitlines()
    assert any("Cuba" in row and ",broken,no," in row for row in rows)


@pytest.mark.parametrize("style", ["txt", "bib", "ris", "json"])
def test_a_citation_names_the_source_before_the_graph(client: FlaskClient, style: str) -> None:
    text = client.get(f"/cite/membership/peru-apec-member-1998.{style}").text
    assert text.index("Example Almanac") < text.index("Foreign relations knowledge graph")
    assert "id/membership/peru-apec-member-1998" in text


def test_csl_json_is_a_list_of_works(client: FlaskClient) -> None:
    works = json.loads(client.get("/cite/membership/peru-apec-member-1998.json").text)
    assert works[0]["issued"] == {"date-parts": [[2019, 3, 2]]}
    assert works[0]["locator"] == "2"


def test_all_statements_of_a_thing_come_as_csv(client: FlaskClient) -> None:
    lines = client.get("/statements/country/peru.csv").text.splitlines()
    assert lines[0].startswith("kind,iri,label,when")
    assert any(line.startswith("membership,") and "Peru has been a member" in line for line in lines)


def test_robots_and_sitemap_leave_persons_out(client: FlaskClient) -> None:
    assert "Disallow: /sparql" in client.get("/robots.txt").text
    sitemap = client.get("/sitemap.xml").text
    assert "page/country/peru</loc>" in sitemap
    assert "ana-flores" not in sitemap


def test_suggestions_carry_relative_links(client: FlaskClient) -> None:
    first = client.get("/suggest?q=per").json[0]
    assert first["label"] == "Peru"
    assert first["href"] == "./page/country/peru"


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return sample_app(write_hostile_sample(tmp_path_factory.mktemp("hostile")))


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_hostile_names_and_links_stay_text(hostile_app: Flask, path: str) -> None:
    response = get(hostile_app.test_client(), path)
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert "<img" not in response.text
    assert not re.search(r'(href|src|action)="\s*javascript:', response.text, re.IGNORECASE)
    assert len(response.data) < 200_000


@pytest.mark.parametrize("given", [HOSTILE[:200], "'\"><script>alert(1)</script>", "\u202e", "%00", "a" * 5000])
def test_hostile_input_stays_text(client: FlaskClient, given: str) -> None:
    from urllib.parse import quote

    for path in ("/search?q=", "/relations?at=2000-01-01&country=", "/relations?country=peru&at=", "/page/country/"):
        response = get(client, path + quote(given))
        assert response.status_code in (200, 404)
        assert "<script>alert" not in response.text


@pytest.fixture
def two_sizes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Flask]:
    small = sample_app(write_sample(tmp_path_factory.mktemp("small"), more=_many_relations(60)))
    large = sample_app(write_sample(tmp_path_factory.mktemp("large"), more=_many_relations(120)))
    return small, large


def _many_relations(number: int) -> list[ox.Quad]:
    trig = ["@prefix kg: <" + KG + "> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."]
    evidence = f"<{sample.BASE}{sample.evidence_path('row-chile')}>"
    for n in range(number):
        base = f"{sample.BASE}id/"
        trig.append(
            f"""<{base}country/x{n}> a kg:Country ; rdfs:label "X{n}"@en .
            <{base}relation/peru-x{n}> a kg:DiplomaticRelation ; rdfs:label "Peru – X{n}"@en ;
              kg:supportedBy {evidence} ; kg:between <{base}country/peru> , <{base}country/x{n}> ;
              kg:hasEvent <{base}event/peru-x{n}-e> .
            <{base}event/peru-x{n}-e> a kg:RelationEvent ; rdfs:label "E{n}"@en ; kg:eventKind kg:event-established ;
              kg:supportedBy {evidence} ; kg:startYear 19{n % 90 + 10} ."""
        )
    return list(ox.parse("\n".join(trig), format=ox.RdfFormat.TRIG))


def test_no_page_asks_more_of_the_store_when_there_is_more_to_show(two_sizes: tuple[Flask, Flask]) -> None:
    stores = [counted(app) for app in two_sizes]
    for name, path in PAGES.items():
        asked = []
        for app in two_sizes:
            get(app.test_client(), _fresh(path, 1))
        for app, store in zip(two_sizes, stores, strict=True):
            forget()
            before = store.looked_up
            assert get(app.test_client(), _fresh(path, 2)).status_code == 200
            asked.append(store.looked_up - before)
        assert asked[1] <= asked[0], name
        assert asked[1] <= 30, name


def test_a_country_with_hundreds_of_relations_is_a_page_below_200_kb_and_its_lists_are_paged(tmp_path: Path) -> None:
    client = sample_app(write_sample(tmp_path, more=_many_relations(600))).test_client()
    text = get(client, "/page/country/peru").text
    assert len(text.encode()) < 200_000
    assert "the first 400 of 603 relations" in text
    pages = [get(client, f"/page/country/peru?kind=relation&page={number}").text for number in range(1, 14)]
    shown = [set(re.findall(r"page/relation/peru-x(\d+)\b", page)) for page in pages]
    assert sum(map(len, shown)) == len(set().union(*shown)) == 600
    filtered = get(client, "/page/country/peru?kind=relation&derivation=restored").text
    assert "0 of 603" in filtered


def test_a_list_longer_than_a_sitemap_may_be_comes_in_parts(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = re.findall(r"<loc>([^<]*)</loc>", client.get("/sitemap.xml").text)
    monkeypatch.setattr("kg.web.home_page.SITEMAP_URLS", 10)
    index = client.get("/sitemap.xml?parts").text
    assert "<sitemapindex" in index
    addresses = [address.removeprefix(sample.BASE) for address in re.findall(r"<loc>([^<]*)</loc>", index)]
    found = [url for path in addresses for url in re.findall(r"<loc>([^<]*)</loc>", client.get(f"/{path}").text)]
    assert found == whole
    assert client.get("/sitemap-99.xml").status_code == 404


def _fresh(path: str, number: int) -> str:
    """The address with a parameter that means nothing, so that no kept page answers it."""
    return f"{path}{'&' if '?' in path else '?'}unread={number}"


def test_quality_shows_the_evaluation_that_lies_beside_the_release(tmp_path: Path) -> None:
    data = write_sample(tmp_path)
    app = sample_app(data)
    assert "without an evaluation" in get(app.test_client(), "/quality").text
    tally = {"gold": 8, "found": 6, "false": 2, "precision": 0.75, "recall": 0.75, "f1": 0.75}
    tally |= {"precision_interval": [0.41, 0.93], "recall_interval": [0.41, 0.93]}
    told = {"facts": 8, "gold": ["own.tsv"], "kinds": {"membership": tally}, "genres": {}, "patterns": {}}
    release = app.extensions["kg"].release
    release.folder.with_name(f"{release.id}.evaluation.json").write_text(json.dumps(told), encoding="utf-8")
    text = get(app.test_client(), "/quality").text
    assert "own.tsv" in text
    assert "0.750" in text
    assert "(0.41–0.93)" in text
