"""The vocabulary as pyoxigraph terms."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from kg.graph.terms import KG, Namespace, concept


def test_attributes_and_items_of_a_namespace_are_its_terms() -> None:
    assert KG.Membership == NamedNode("https://w3id.org/foreign-relations/ontology#Membership")
    assert KG["role-member"] == NamedNode("https://w3id.org/foreign-relations/ontology#role-member")


def test_a_term_is_made_once() -> None:
    assert KG.Membership is KG["Membership"]


def test_python_protocols_are_no_terms() -> None:
    with pytest.raises(AttributeError):
        Namespace("https://example.org/").__length_hint__  # noqa: B018


@pytest.mark.parametrize(
    ("scheme", "label", "name"),
    [("role", "associate member", "role-associate-member"), ("measure", "GDP growth", "measure-gdp-growth")],
)
def test_a_controlled_term_is_named_after_its_label(scheme: str, label: str, name: str) -> None:
    assert concept(scheme, label) == KG[name]
