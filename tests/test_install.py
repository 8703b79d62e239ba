"""The program installed into an empty environment, away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A bounded command, its output captured."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "PYTHON"))}
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=300,
        check=False,
        env={**clean, **environment},
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an empty environment into which the checkout was installed."""
    folder = tmp_path_factory.mktemp("install")
    run(sys.executable, "-m", "venv", folder / "env", cwd=folder)
    pip = folder / "env" / "bin" / "pip"
    done = run(pip, "install", "--quiet", "--constraint", ROOT / "constraints.txt", ROOT, cwd=folder)
    if "No matching distribution" in done.stderr or "Could not find a version" in done.stderr:
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, done.stderr
    return folder / "env" / "bin"


def test_an_installed_kg_builds_and_asks_the_seeds_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    built = run(installed / "kg", "build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert "4 documents" in built.stdout
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/foreign-relations/ontology#DiplomaticRelation> }"
    asked = run(installed / "kg", "query", query, "--format", "csv", cwd=tmp_path)
    assert int(asked.stdout.split()[1]) > 100


def test_an_installed_kg_finds_all_it_came_with_well(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "kg", "check", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
