"""Documents and reality: every command, option and setting is documented, and links lead somewhere.

``KG_REGENERATE_DOCS=1`` writes ``docs/cli.md`` anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import click
import pytest
from pyoxigraph import Store

from kg.cli import cli
from kg.config import SETTINGS

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "ontology").glob("*.md")])


def reference() -> str:
    """The reference of commands and settings as Markdown, from the commands themselves."""
    parts = ["# The command `kg`", "", "Written from the commands themselves; `kg COMMAND --help` prints the same.", ""]
    context = click.Context(cli, info_name="kg")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        own = click.Context(command, info_name=f"kg {name}", parent=None, max_content_width=100, terminal_width=100)
        parts += [f"## `kg {name}`", "", "```text", command.get_help(own), "```", ""]
    parts += ["## Settings", "", "Arguments outrank the environment, which outranks the defaults.", ""]
    parts += ["| variable | default | what it sets |", "| --- | --- | --- |"]
    parts += [f"| `{s.variable}` | `{s.default}` | {s.help} |" for s in SETTINGS]
    parts += [
        "",
        "## Exit codes",
        "",
        "0: all is well · 1: something was wrong with the input or the machine · 2: wrong usage",
    ]
    return "\n".join(parts) + "\n"


def test_the_reference_of_commands_is_what_the_commands_say() -> None:
    path = ROOT / "docs" / "cli.md"
    if os.environ.get("KG_REGENERATE_DOCS"):
        path.write_text(reference(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_within_the_project_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_queries_of_the_readme_have_answers(seeds_store: Store) -> None:
    queries = re.findall(r"```sparql\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    answers = [len(list(seeds_store.query(query))) for query in queries]  # type: ignore[arg-type]
    assert answers == [22, 1, 8]
