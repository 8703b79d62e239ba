"""The code in the researchers' guide and in the notebook runs, and says something."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


def run(cells: list[str]) -> Iterator[tuple[dict[str, Any], object]]:
    """The names and the value of the last expression after each cell, run one after the other."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(cells):
        tree = ast.parse(cell)
        shown = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"cell {number}", "exec"), names)
        value = None
        if isinstance(shown, ast.Expr):
            value = eval(compile(ast.Expression(shown.value), f"cell {number}", "eval"), names)
        yield names, value


@pytest.fixture
def data(seeds_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The release of the seeds as ``data`` in the working folder."""
    pytest.importorskip("pandas")
    monkeypatch.delenv("KG_DATA", raising=False)
    (tmp_path / "data").symlink_to(seeds_release)
    with chdir(tmp_path):
        yield seeds_release


def test_the_notebook_answers_its_questions(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = json.loads((DOCS / "notebook" / "foreign-relations.ipynb").read_bytes())
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names, _ = list(run(cells))[-1]
    assert names["by_decade"].loc["1960s"].sum() > 0
    assert {"severed", "restored"} <= {row["what"] for row in names["breaks"]}
    assert names["states"].loc[1990, "relations"] > names["states"].loc[1900, "relations"]
    assert names["ties"]
    assert names["graph"].release in capsys.readouterr().out


def test_the_notebook_keeps_no_outputs() -> None:
    notebook = json.loads((DOCS / "notebook" / "foreign-relations.ipynb").read_bytes())
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in notebook["cells"])


def test_the_code_of_the_guide_runs(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guide = (DOCS / "researchers-guide.md").read_text(encoding="utf-8")
    names, _ = list(run(re.findall(r"```python\n(.*?)```", guide, re.DOTALL)))[-1]
    assert len(names["frame"]) == len(names["broken"]) > 0
    assert len(names["disputes"]) > 0
    assert len(names["in_1970"]) > 0
    assert names["graph"].release in capsys.readouterr().out


def test_the_guide_names_every_table() -> None:
    from kg.store.exports.codebook import TABLES

    guide = (DOCS / "researchers-guide.md").read_text(encoding="utf-8")
    assert all(f"`{table.file}`" in guide for table in TABLES)
