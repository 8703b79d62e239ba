"""The reconciliation service answers as its specification (version 0.2) and its JSON schemas ask."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).parent))

import sample
from sample_app import sample_app, write_sample


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return sample_app(write_sample(tmp_path_factory.mktemp("data"))).test_client()


def ask(client: FlaskClient, queries: Any) -> Any:
    response = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return response.json


def is_url(text: Any) -> bool:
    return isinstance(text, str) and urlsplit(text).scheme in ("http", "https")


def test_the_manifest_has_what_its_schema_requires(client: FlaskClient) -> None:
    manifest: Any = client.get("/reconcile").json
    assert "0.2" in manifest["versions"]
    assert isinstance(manifest["name"], str)
    assert is_url(manifest["identifierSpace"])
    assert is_url(manifest["schemaSpace"])
    for type_ in manifest["defaultTypes"]:
        assert set(type_) == {"id", "name"}
    assert "{{id}}" in manifest["view"]["url"]
    preview = manifest["preview"]
    assert "{{id}}" in preview["url"]
    assert isinstance(preview["width"], int)
    assert isinstance(preview["height"], int)
    for kind in ("entity", "type", "property"):
        service = manifest["suggest"][kind]
        assert is_url(service["service_url"])
        assert service["service_path"].startswith("/")
        assert "${id}" in service["flyout_service_path"]
    assert set(manifest["extend"]["propose_properties"]) == {"service_url", "service_path"}
    assert isinstance(manifest["extend"]["property_settings"], list)
    assert isinstance(manifest["batchSize"], int)


def test_a_batch_has_an_answer_for_each_query_and_no_other(client: FlaskClient) -> None:
    answers = ask(
        client, {"q0": {"query": "Peru"}, "any key": {"query": "Merkosur", "limit": 2}, "none": {"query": "zzzz"}}
    )
    assert set(answers) == {"q0", "any key", "none"}
    for answer in answers.values():
        scores = [candidate["score"] for candidate in answer["result"]]
        assert scores == sorted(scores, reverse=True)
        for candidate in answer["result"]:
            assert {"id", "name", "type", "score", "match"} <= set(candidate)
            assert isinstance(candidate["id"], str)
            assert isinstance(candidate["name"], str)
            assert isinstance(candidate["score"], (int, float))
            assert isinstance(candidate["match"], bool)
            assert all({"id", "name"} <= set(type_) for type_ in candidate["type"])
            assert all({"id", "value"} <= set(feature) for feature in candidate["features"])
    assert answers["q0"]["result"][0]["id"] == "country/peru"
    assert answers["q0"]["result"][0]["match"] is True
    assert answers["any key"]["result"][0]["id"] == "organization/mercosur"
    assert answers["any key"]["result"][0]["match"] is False
    assert answers["none"]["result"] == []


def test_other_names_match_as_well_as_the_label(client: FlaskClient) -> None:
    result = ask(client, {"q": {"query": "ivory coast", "type": "country"}})["q"]["result"]
    assert (result[0]["name"], result[0]["match"]) == ("Côte d’Ivoire", True)


@pytest.mark.parametrize(
    "wish",
    [
        {"pid": "kg:iso3166Alpha3", "v": "per"},
        {"pid": "kg:memberOf", "v": {"id": "organization/apec"}},
        {"pid": "kg:memberOf", "v": ["Mercosur", "Asia-Pacific Economic Cooperation"]},
        {"pid": "https://w3id.org/foreign-relations/ontology#memberOf", "v": "organization/apec"},
    ],
)
def test_a_property_that_fits_keeps_a_candidate_certain(client: FlaskClient, wish: dict[str, Any]) -> None:
    best = ask(client, {"q": {"query": "Peru", "properties": [wish]}})["q"]["result"][0]
    assert (best["id"], best["score"], best["match"]) == ("country/peru", 100, True)
    assert best["features"][1]["value"] == 100


def test_a_property_that_does_not_fit_lowers_the_score(client: FlaskClient) -> None:
    wish = {"pid": "kg:iso3166Alpha3", "v": "BOL"}
    best = ask(client, {"q": {"query": "Peru", "type": "country", "properties": [wish]}})["q"]["result"][0]
    assert (best["id"], best["score"], best["match"]) == ("country/peru", 71.4, False)


def test_a_type_narrows_the_candidates(client: FlaskClient) -> None:
    result = ask(client, {"q": {"query": "Peru", "type": "document"}})["q"]["result"]
    assert {type_["id"] for candidate in result for type_ in candidate["type"]} == {"document"}
    assert ask(client, {"q": {"query": "Peru", "type": "no-such-type"}})["q"]["result"] == []


def test_queries_may_come_by_get(client: FlaskClient) -> None:
    assert client.get("/reconcile", query_string={"queries": '{"q": {"query": "Cuba"}}'}).json["q"]["result"]  # type: ignore[index]


@pytest.mark.parametrize(
    "given",
    [
        "nonsense",
        "[]",
        '{"q": 3}',
        '{"q": {}}',
        '{"q": {"query": 5}}',
        "[" * 10_000,
        '{"q": {"query": "Peru", "properties": 3}}',
        '{"q": {"query": "Peru", "properties": ["kg:start"]}}',
        '{"q": {"query": "Peru", "properties": [{"pid": "kg:start", "v": null}]}}',
    ],
)
def test_a_malformed_batch_is_the_askers_error(client: FlaskClient, given: str) -> None:
    assert client.post("/reconcile", data={"queries": given}).status_code == 400


def test_too_large_a_batch_is_refused(client: FlaskClient) -> None:
    queries = json.dumps({str(n): {"query": "x"} for n in range(51)})
    assert client.post("/reconcile", data={"queries": queries}).status_code == 413


@pytest.mark.parametrize(
    ("kind", "prefix", "expected"),
    [("entity", "per", "country/peru"), ("type", "country", "country"), ("property", "iso", "kg:iso3166Alpha3")],
)
def test_each_kind_of_suggestion_lists_ids_with_names(
    client: FlaskClient, kind: str, prefix: str, expected: str
) -> None:
    result: Any = client.get(f"/reconcile/suggest/{kind}", query_string={"prefix": prefix}).json
    assert result["result"][0]["id"] == expected
    assert all({"id", "name"} <= set(found) for found in result["result"])
    after: Any = client.get(f"/reconcile/suggest/{kind}", query_string={"prefix": prefix, "cursor": "1"}).json
    assert expected not in [found["id"] for found in after["result"]]


@pytest.mark.parametrize(("kind", "id_"), [("entity", "country/peru"), ("type", "country"), ("property", "kg:start")])
def test_a_flyout_is_a_piece_of_html_for_the_id(client: FlaskClient, kind: str, id_: str) -> None:
    result: Any = client.get(f"/reconcile/flyout/{kind}", query_string={"id": id_}).json
    assert result["id"] == id_
    assert result["html"].startswith("<p>")


def test_a_preview_is_a_page_that_others_may_frame(client: FlaskClient) -> None:
    response = client.get("/reconcile/preview", query_string={"id": "country/peru"})
    assert response.status_code == 200
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "Peru" in response.text
    assert client.get("/reconcile/preview", query_string={"id": "country/atlantis"}).status_code == 404


def test_properties_are_proposed_and_fetched(client: FlaskClient) -> None:
    proposed: Any = client.get("/reconcile/properties", query_string={"type": "country"}).json
    assert proposed["type"] == "country"
    assert {"id": "kg:iso3166Alpha3", "name": "ISO 3166 alpha-3"} in proposed["properties"]
    asked = {
        "ids": ["country/peru", "country/atlantis"],
        "properties": [{"id": "kg:iso3166Alpha3"}, {"id": "kg:memberOf"}],
    }
    answer: Any = client.post("/reconcile", data={"extend": json.dumps(asked)}).json
    assert [meta["id"] for meta in answer["meta"]] == ["kg:iso3166Alpha3", "kg:memberOf"]
    assert answer["rows"]["country/peru"] == {
        "kg:iso3166Alpha3": [{"str": "PER"}],
        "kg:memberOf": [{"id": "organization/apec", "name": "Asia-Pacific Economic Cooperation"}],
    }
    assert answer["rows"]["country/atlantis"] == {"kg:iso3166Alpha3": [], "kg:memberOf": []}


def test_dates_and_numbers_keep_their_kind(client: FlaskClient) -> None:
    asked = {
        "ids": ["observation/peru-chile-exports-2005"],
        "properties": [{"id": "kg:startEarliest"}, {"id": "kg:startYear"}],
    }
    answer: Any = client.post("/reconcile", data={"extend": json.dumps(asked)}).json
    row = answer["rows"]["observation/peru-chile-exports-2005"]
    assert row == {"kg:startEarliest": [{"date": "2005-01-01"}], "kg:startYear": [{"int": 2005}]}


def test_ids_are_paths_below_the_identifier_space(client: FlaskClient) -> None:
    manifest: Any = client.get("/reconcile").json
    assert manifest["identifierSpace"] + "country/peru" == f"{sample.BASE}id/country/peru"
