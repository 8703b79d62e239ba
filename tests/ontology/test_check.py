"""The look over the vocabulary."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg.graph.ontology
from kg.config import resource_folder
from kg.graph.ontology import check_ontology


def test_the_vocabulary_that_came_with_the_program_is_well() -> None:
    assert check_ontology() == []


def test_a_term_without_comment_and_a_concept_without_scheme_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(resource_folder("ontology"), tmp_path / "ontology")
    with (tmp_path / "ontology" / "kg.ttl").open("a") as file:
        file.write('kg:Feud a owl:Class ; rdfs:label "feud"@en ; rdfs:isDefinedBy <x> .\n')
    with (tmp_path / "ontology" / "concepts.ttl").open("a") as file:
        file.write('kg:role-jester a skos:Concept ; skos:prefLabel "jester"@en .\n')
    monkeypatch.setattr(kg.graph.ontology, "resource_folder", lambda name: tmp_path / name)
    found = check_ontology()
    assert [problem.rpartition("#")[2] for problem in found] == [
        "comment",
        "example",
        "scopeNote that says how not to read it",
        "role-jester: in no scheme",
    ]
