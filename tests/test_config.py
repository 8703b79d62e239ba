"""The settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.config import SETTINGS, load_settings, resource_folder
from kg.errors import SettingError


def test_an_argument_outranks_the_environment_which_outranks_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_PORT", "9000")
    assert load_settings().port == 9000
    assert load_settings(port=9001).port == 9001
    monkeypatch.delenv("KG_PORT")
    assert load_settings().port == 8000


def test_a_base_iri_always_ends_in_a_slash() -> None:
    assert load_settings(base_iri="https://example.org/graph").base_iri == "https://example.org/graph/"


@pytest.mark.parametrize("value", ["ftp://example.org/", "example.org", "http://a b/", 'http://a/"', "http://a/#x"])
def test_a_base_iri_that_could_not_carry_iris_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match="base of IRIs"):
        load_settings(base_iri=value)


def test_a_setting_that_is_no_number_is_refused_with_its_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_SECONDS", "soon")
    with pytest.raises(SettingError, match=r"KG_QUERY_SECONDS is 'soon', not a number; it sets the longest"):
        load_settings()


def test_every_setting_has_its_variable_and_help() -> None:
    for setting in SETTINGS:
        assert setting.variable == f"KG_{setting.name.upper()}"
        assert setting.help


@pytest.mark.parametrize("name", ["ontology", "queries", "seeds"])
def test_the_resources_that_came_with_the_program_are_found(name: str) -> None:
    assert any(resource_folder(name).iterdir())


def test_a_data_folder_is_a_path() -> None:
    assert load_settings(data="elsewhere").data == Path("elsewhere")
