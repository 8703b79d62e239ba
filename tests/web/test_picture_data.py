"""What pictures are drawn from, and the files that draw them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).parent))

from sample_app import sample_app, write_sample


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return sample_app(write_sample(tmp_path_factory.mktemp("data"))).test_client()


def test_a_country_has_its_relations_with_places_events_and_phases(client: FlaskClient) -> None:
    data = client.get("/picture/country/peru.json").json
    assert data is not None
    assert data["subject"] == "Peru"
    chile = next(item for item in data["items"] if item["name"] == "Chile")
    assert chile["path"] == "page/relation/chile-peru"
    assert chile["at"] == [-71, -30]
    cuba = next(item for item in data["items"] if item["name"] == "Cuba")
    assert [event[0] for event in cuba["events"]] == ["severed", "severed", "restored"]
    assert [phase[0] for phase in cuba["phases"]] == ["broken", "relations"]


def test_the_home_page_has_lines_between_two_places(client: FlaskClient) -> None:
    data = client.get("/picture.json").json
    assert data is not None
    assert all(item["from"] and item["at"] for item in data["items"])


def test_what_is_not_known_has_no_picture(client: FlaskClient) -> None:
    assert client.get("/picture/country/atlantis.json").status_code == 404


def test_files_of_the_site_are_kept_for_good_under_the_digest_of_their_content(client: FlaskClient) -> None:
    lasting = client.get("/static/style.css?v=0123456789")
    assert "immutable" in lasting.headers["Cache-Control"]
    assert "immutable" not in client.get("/static/style.css").headers["Cache-Control"]
    with client.get("/static/style.css?v=0123456789", headers={"If-None-Match": lasting.headers["ETag"]}) as again:
        assert again.status_code == 304
