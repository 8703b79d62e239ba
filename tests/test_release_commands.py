"""``kg verify``, ``kg diff`` and ``kg prune`` as they are typed."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from kg.cli import cli
from kg.store.release import write_release

BASE = "http://localhost:8000/id/"
BORDER = """
PREFIX kg: <https://w3id.org/foreign-relations/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
<document/a-1> a kg:Document ; dcterms:identifier "a" .
<evidence/a-1/0-9/p> a kg:Evidence ; dcterms:source <document/a-1> ; kg:line 3 ; kg:quote "=They border each other." .
<border/NAME> a kg:Border ; rdfs:label "Border of NAME"@en ; kg:supportedBy <evidence/a-1/0-9/p> .
"""


def write(data: Path, name: str, second: int) -> str:
    """A release that states one border."""
    quads = parse(BORDER.replace("NAME", name), RdfFormat.TRIG, base_iri=BASE)
    release = write_release(data, quads, {}, {})
    os.utime(release.folder / "manifest.json", (second, second))
    return release.id


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    """The ids of an earlier and the current release."""
    return write(tmp_path, "ruritania-sylvania", 1), write(tmp_path, "ruritania-syldavia", 2)


def run(*arguments: object) -> Result:
    """What a command prints, and its exit code as return value."""
    return CliRunner().invoke(cli, [str(one) for one in arguments], standalone_mode=False, catch_exceptions=False)


def test_verify_says_in_one_line_that_all_is_well(two: tuple[str, str], tmp_path: Path) -> None:
    for named in ([], [two[0][:10]]):
        result = run("verify", "--data", tmp_path, *named)
        assert result.return_value == 0
        assert result.stdout.count("\n") == 1
        assert "is well" in result.stdout


def test_verify_lists_problems_on_standard_error_and_ends_with_1(two: tuple[str, str], tmp_path: Path) -> None:
    damaged = tmp_path / "current" / "dumps" / "merged.nt.gz"
    damaged.write_bytes(b"damaged")
    result = run("verify", "--data", tmp_path)
    assert result.return_value == 1
    assert result.stdout == ""
    assert str(damaged.resolve()) in result.stderr


def test_diff_shows_what_came_and_went_with_the_sentence(two: tuple[str, str], tmp_path: Path) -> None:
    shown = run("diff", two[0][:8], "--data", tmp_path).stdout
    assert "+ Border of ruritania-syldavia\n    + a:3 =They border each other.\n" in shown
    assert "- Border of ruritania-sylvania\n    - a:3 =They border each other.\n" in shown
    assert shown.endswith("1 added, 1 removed, 0 changed\n")


def test_diff_as_json_and_csv(two: tuple[str, str], tmp_path: Path) -> None:
    changes = json.loads(run("diff", *two, "--data", tmp_path, "--format", "json").stdout)
    assert [change["change"] for change in changes] == ["added", "removed"]
    rows = list(csv.DictReader(io.StringIO(run("diff", *two, "--data", tmp_path, "--format", "csv").stdout)))
    assert [(row["change"], row["line"], row["quote"]) for row in rows] == [
        ("added", "3", "'=They border each other."),
        ("removed", "3", "'=They border each other."),
    ]


def test_prune_names_what_it_removed(two: tuple[str, str], tmp_path: Path) -> None:
    assert run("prune", "--data", tmp_path, "--keep", "1").stdout == f"removed {two[0]}\n"
    assert run("prune", "--data", tmp_path, "--keep", "1").stdout == "nothing to remove\n"
