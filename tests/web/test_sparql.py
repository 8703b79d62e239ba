"""The endpoint in the Flask application: protocol, formats, conditions, errors."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.config import Settings
from kg.store.release import write_release
from kg.web.app import create_app

BASE = "http://localhost:8000/"
ONE = "SELECT ?o { <http://e/1> <http://e/p> ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?count) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?s}"
ALL = "SELECT * { ?s ?p ?o }"


def quads(number: int) -> list[Quad]:
    """Triples in the default graph, the first half also in a named one."""
    made = [Quad(NamedNode(f"http://e/{i}"), NamedNode("http://e/p"), Literal(i)) for i in range(number)]
    graph = NamedNode("http://e/g")
    return made + [Quad(q.subject, q.predicate, q.object, graph) for q in made[: number // 2]]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application over a current release of 100 triples and an earlier one of 10."""
    data = tmp_path_factory.mktemp("sparql")
    earlier = write_release(data, quads(10), {}, {})
    write_release(data, quads(100), {}, {})
    made = create_app(data, Settings(data=data, workers=2, query_seconds=3, query_rows=1_000, query_bytes=2_000))
    made.config["EARLIER"] = earlier.id
    yield made
    made.extensions["kg"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of it."""
    return BufferedClient(app, Response, use_cookies=False)


class BufferedClient(FlaskClient):
    """A client that reads every answer to its end, as a server does."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request."""
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("application/sparql-results+json", ONE, "application/sparql-results+json"),
        ("application/sparql-results+xml", ONE, "application/sparql-results+xml"),
        ("text/csv", ONE, "text/csv"),
        ("text/tab-separated-values", "ASK {}", "text/tab-separated-values"),
        ("*/*", "CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle"),
        ("application/n-triples", "DESCRIBE <http://e/1>", "application/n-triples"),
        ("application/ld+json", "CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json"),
        ("application/rdf+xml", "CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml"),
        ("application/n-quads", "CONSTRUCT WHERE { ?s ?p ?o }", "application/n-quads"),
        ("application/trig", "CONSTRUCT WHERE { ?s ?p ?o }", "application/trig"),
    ],
)
def test_each_kind_of_answer_comes_in_each_format(
    client: FlaskClient, accept: str, query: str, media_type: str
) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert answer.headers["Vary"] == "Accept, Accept-Encoding"


def test_all_three_forms_of_asking_give_the_same_answer(client: FlaskClient) -> None:
    got = client.get("/sparql", query_string={"query": ONE})
    form = client.post("/sparql", data={"query": ONE})
    direct = client.post("/sparql", data=ONE, content_type="application/sparql-query")
    assert got.data == form.data == direct.data
    assert json.loads(got.data)["results"]["bindings"][0]["o"]["value"] == "1"


def test_dataset_parameters_choose_the_graphs(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for parameters, number in (
        ({"default-graph-uri": "http://e/g"}, "50"),
        ({"default-graph-uri": "http://e/none"}, "0"),
        ({"named-graph-uri": "http://e/g"}, "0"),
        ({}, "100"),
    ):
        answer = client.get("/sparql", query_string={"query": count, **parameters})
        assert answer.json["results"]["bindings"][0]["n"]["value"] == number


def test_a_query_can_be_pinned_to_an_earlier_release(app: Flask, client: FlaskClient) -> None:
    earlier = app.config["EARLIER"]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for name in (earlier, earlier[:12]):
        answer = client.get("/sparql", query_string={"query": count, "release": name})
        assert answer.json["results"]["bindings"][0]["n"]["value"] == "10"
        assert answer.headers["Release"] == earlier
    assert client.get("/sparql", query_string={"query": count, "release": "0" * 64}).status_code == 404


def test_an_answer_is_not_sent_again_to_who_has_it(client: FlaskClient) -> None:
    first = client.get("/sparql", query_string={"query": ONE})
    again = client.get("/sparql", query_string={"query": ONE}, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/sparql", query_string={"query": ONE, "format": "csv"})
    assert other.headers["ETag"] != first.headers["ETag"]
    assert not first.headers["ETag"].startswith("W/")


def test_what_changes_from_call_to_call_has_no_etag(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "SELECT (RAND() AS ?r) {}"})
    assert "ETag" not in answer.headers
    again = client.get("/sparql", query_string={"query": "SELECT (RAND() AS ?r) {}"})
    assert again.data != answer.data


def test_long_answers_are_compressed_on_request(client: FlaskClient) -> None:
    plain = client.get("/sparql", query_string={"query": ALL})
    packed = client.get("/sparql", query_string={"query": ALL}, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    short = client.get("/sparql", query_string={"query": ONE}, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in short.headers


@pytest.mark.parametrize(
    ("method", "arguments", "status", "kind"),
    [
        ("GET", {"query_string": {"query": "SELCT"}}, 400, "malformed-query"),
        ("GET", {"query_string": "query=ASK%20%7B%7D&query=ASK%20%7B%7D"}, 400, "malformed-request"),
        ("GET", {"query_string": "query=%FF%FE"}, 400, "malformed-request"),
        ("GET", {"query_string": {"query": "ASK {}", "default-graph-uri": "relative"}}, 400, "malformed-request"),
        ("GET", {"query_string": {"query": "ASK {}", "timeout": "soon"}}, 400, "malformed-request"),
        ("GET", {"query_string": {"query": "ASK {}", "timeout": "nan"}}, 400, "malformed-request"),
        ("GET", {"query_string": {"query": "ASK {}", "format": "docx"}}, 406, "not-acceptable"),
        ("GET", {"query_string": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406, "not-acceptable"),
        ("GET", {"query_string": {"query": "ASK {}"}, "headers": {"Accept": "text/turtle"}}, 406, "not-acceptable"),
        ("GET", {"query_string": {"update": "CLEAR ALL"}}, 403, "refused"),
        ("GET", {"query_string": {"query": "CLEAR ALL"}}, 403, "refused"),
        ("GET", {"query_string": {"query": "ASK { SERVICE <http://e/> {} }"}}, 403, "refused"),
        ("GET", {"query_string": {"query": "ASK {}" + " " * 2_000}}, 414, "uri-too-long"),
        ("POST", {"data": {"query": "ASK {}" + " " * 2_000}}, 413, "content-too-large"),
        ("POST", {"data": b"q" * 100_000, "content_type": "application/sparql-query"}, 413, "content-too-large"),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403, "refused"),
        ("POST", {"data": "CLEAR ALL", "content_type": "application/sparql-update"}, 403, "refused"),
        ("POST", {"data": "ASK {}", "content_type": "text/plain"}, 415, "unsupported-media-type"),
        ("POST", {"data": "ASK {}"}, 415, "unsupported-media-type"),
        (
            "POST",
            {"data": "ASK {}", "content_type": "application/sparql-query; charset=utf-16"},
            415,
            "unsupported-media-type",
        ),
        ("POST", {"data": b"ASK {\xff}", "content_type": "application/sparql-query"}, 400, "malformed-request"),
        ("POST", {"data": {"other": "x"}}, 400, "malformed-request"),
        ("PUT", {"data": "ASK {}"}, 405, "method-not-allowed"),
        ("DELETE", {}, 405, "method-not-allowed"),
        ("GET", {"query_string": {"query": "SELECT * {?a ?b ?c . ?d ?e ?f}"}}, 503, "size-limit"),
        (
            "GET",
            {
                "query_string": {
                    "query": ENDLESS,
                    "timeout": "0.3",
                }
            },
            503,
            "time-limit",
        ),
    ],
)
def test_every_error_has_its_status_and_the_documented_shape(
    client: FlaskClient, method: str, arguments: dict[str, object], status: int, kind: str
) -> None:
    answer = client.open("/sparql", method=method, **arguments)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.data
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.data)
    assert problem["type"].endswith(f"#{kind}")
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_syntax_error_says_where_and_what_instead(client: FlaskClient) -> None:
    problem = json.loads(client.get("/sparql", query_string={"query": "SELECT *\nWERE { ?s ?p ?o }"}).data)
    assert (problem["line"], problem["column"], problem["hint"]) == (2, 1, "did you mean WHERE?")


def test_a_406_lists_what_there_is(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "ASK {}"}, headers={"Accept": "image/png"})
    assert "text/csv" in [entry["mediaType"] for entry in json.loads(answer.data)["available"]]


def test_head_has_the_header_of_get_and_no_body(client: FlaskClient) -> None:
    head = client.head("/sparql", query_string={"query": ONE})
    get = client.get("/sparql", query_string={"query": ONE})
    assert head.data == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert head.headers["ETag"] == get.headers["ETag"]


def test_options_tells_scripts_on_other_sites_what_they_may_do(client: FlaskClient) -> None:
    answer = client.options("/sparql", headers={"Origin": "https://e.example"})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


def test_limits_stand_in_every_answers_header(client: FlaskClient) -> None:
    for query in (ONE, "SELCT"):
        header = client.get("/sparql", query_string={"query": query}).headers["Query-Limits"]
        assert "seconds=3" in header
        assert "rows=1000" in header


def test_the_service_describes_itself_without_a_query(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
    found = {(t.predicate.value.rpartition("#")[2], t.object) for t in parse(answer.data, RdfFormat.N_TRIPLES)}
    assert ("endpoint", NamedNode(f"{BASE}sparql")) in found
    assert ("resultFormat", NamedNode("http://www.w3.org/ns/formats/SPARQL_Results_JSON")) in found
    assert any(value == Literal("query_seconds") for _, value in found)
    assert any(value == Literal("named graphs") for _, value in found)


def test_void_counts_classes_properties_and_dumps(client: FlaskClient) -> None:
    store = Store()
    store.load(client.get("/.well-known/void").data, RdfFormat.TURTLE)
    void = "http://rdfs.org/ns/void#"
    triples = [q.object for q in store.quads_for_pattern(None, NamedNode(void + "triples"), None)]
    assert Literal(100) in triples
    assert len(list(store.quads_for_pattern(None, NamedNode(void + "dataDump"), None))) == 6
    assert client.get("/void").status_code == 303
    assert client.get("/catalog").status_code == 200


def test_the_graph_store_gives_the_default_and_the_named_graphs(client: FlaskClient) -> None:
    default = client.get("/store?default", headers={"Accept": "application/n-triples"})
    named = client.get("/store?graph=http://e/g", headers={"Accept": "application/n-triples"})
    assert len(default.data.splitlines()) == 100
    assert len(named.data.splitlines()) == 50
    assert client.head("/store?default").status_code == 200
    assert client.get("/store?graph=http://e/none").status_code == 404
    assert client.get("/store").status_code == 400
    assert client.get("/store?default&graph=http://e/g").status_code == 400
    assert client.get("/store?default", headers={"Accept": "image/png"}).status_code == 406
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        refused = client.open("/store?default", method=method, data="<a> <b> <c> .")
        assert refused.status_code == 405
        assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_dumps_are_listed_with_checksums_and_sent_as_they_are(app: Flask, client: FlaskClient) -> None:
    listing = client.get("/dumps/").json
    names = [file["name"] for file in listing["files"]]
    rdf = {"kg.nq.gz", "kg.trig.gz", "merged.jsonld.gz", "merged.nt.gz", "merged.rdf.gz", "merged.ttl.gz"}
    assert rdf <= set(names)
    assert names == sorted(names)
    dump = client.get("/dumps/kg.nq.gz")
    assert len(gzip.decompress(dump.data).splitlines()) == 150
    part = client.get("/dumps/kg.nq.gz", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, dump.data[:10])
    assert client.get("/dumps/none.gz").status_code == 404
    assert client.get("/dumps/..%2Fmanifest.json").status_code == 404
    releases = client.get("/releases/").json["releases"]
    assert [entry["current"] for entry in releases] == [True, False]
    earlier = app.config["EARLIER"]
    assert client.get(f"/releases/{earlier}/dumps/kg.nq.gz").status_code == 200
    assert client.get(f"/releases/{earlier}/manifest.json").json["id"] == earlier


def test_a_removed_release_leaves_its_manifest(app: Flask, client: FlaskClient) -> None:
    folder = Path(app.extensions["kg"].data) / "releases" / ("f" * 64)
    folder.mkdir()
    (folder / "tombstone.json").write_text('{"id": "' + "f" * 64 + '"}')
    gone = client.get(f"/releases/{'f' * 64}/manifest.json")
    assert (gone.status_code, gone.json["id"]) == (410, "f" * 64)
    assert client.get("/sparql", query_string={"query": "ASK {}", "release": "f" * 64}).status_code == 410


def test_health_readiness_and_metrics_are_told(client: FlaskClient) -> None:
    assert client.get("/healthz").json["status"] == "ok"
    assert client.get("/readyz").json["status"] == "ready"
    client.get("/sparql", query_string={"query": ONE})
    assert b'kg_lanes{state="idle"}' in client.get("/metrics").data


def test_a_page_that_is_not_there_is_an_error_like_any_other(client: FlaskClient) -> None:
    answer = client.get("/nothing/here")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    page = client.get("/nothing/here", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "no evidence of anything" in page.text
    page = client.get("/dumps/none.nt", headers={"Accept": "text/html"})
    assert (page.status_code, "see /dumps/" in page.text) == (404, True)
    assert client.delete("/dumps/", headers={"Accept": "text/html"}).headers["Allow"]


def test_errors_shown_in_a_browser_escape_what_was_sent(client: FlaskClient) -> None:
    query = {"query": "SELECT * { <script>alert(1)</script> }", "format": "json"}
    answer = client.get("/sparql", query_string=query, headers={"Accept": "text/html"})
    assert answer.mimetype == "text/html"
    assert b"<script>alert" not in answer.data


def test_lint_compares_a_query_with_the_data(client: FlaskClient) -> None:
    answer = client.get("/lint", query_string={"query": "SELECT ?s { ?s <http://e/P> ?s }"})
    (advice,) = answer.json["advice"]
    assert (advice["kind"], advice["line"], advice["column"], advice["length"]) == ("absent-term", 1, 16, 12)
    assert advice["suggestion"] == "<http://e/p>"
    (advice,) = client.get("/lint", query_string={"query": "SELECT * { ?s e:p ?o }"}).json["advice"]
    assert (advice["kind"], advice["column"]) == ("malformed", 15)
    assert "e: is not declared" in advice["message"]
    assert client.get("/lint").status_code == 400
    assert client.get("/lint", query_string={"query": "x" * 3_000}).status_code == 414


def test_a_browser_gets_the_editor_with_its_query(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "ASK { <a&b> ?p ?o }"}, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert b"ASK { &lt;a&amp;b&gt; ?p ?o }" in answer.data
    assert "Content-Security-Policy" in answer.headers


def test_a_new_release_is_followed(app: Flask, client: FlaskClient) -> None:
    serving = app.extensions["kg"]
    before = serving.release.id
    write_release(serving.data, quads(20), {}, {})
    assert serving.answering.run(serving.follow(serving.answering.lanes))
    assert serving.release.id != before
    count = client.get("/sparql", query_string={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
    assert count.json["results"]["bindings"][0]["n"]["value"] == "20"
