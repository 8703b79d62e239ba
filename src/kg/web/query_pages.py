"""The example questions: each with its query, why it matters, and its answer over this release."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort
from pyoxigraph import NamedNode, Store

from kg.config import resource_folder
from kg.errors import SettingError
from kg.store.describe import read_labels
from kg.web.cite import cite_query
from kg.web.rendering import base_iri, finish, opened, page, per_release

blueprint = Blueprint("queries", __name__)

MOST_ROWS = 200
"""How many rows of an answer its page shows."""


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """An example: ``name`` is the file's stem, ``number`` what it begins with (0 without one)."""

    name: str
    number: int
    question: str
    columns: str
    why: str
    text: str


@lru_cache(maxsize=1)
def queries() -> tuple[ExampleQuery, ...]:
    """Every example in ``queries/``, in order of name."""
    try:
        folder = resource_folder("queries")
    except SettingError:
        return ()
    return tuple(read_query(path) for path in sorted(folder.glob("*.rq")))


def read_query(path: Path) -> ExampleQuery:
    """An example from its file: comments ``# question:``, ``# columns:``, ``# why:``, then the query."""
    text = path.read_text(encoding="utf-8")
    head = dict(re.findall(r"^# (question|columns|why): *(.*)$", text, re.MULTILINE))
    number = re.match(r"\d+", path.stem)
    return ExampleQuery(
        path.stem,
        int(number[0]) if number else 0,
        head.get("question", path.stem),
        head.get("columns", ""),
        head.get("why", ""),
        text,
    )


def find_query(name: str) -> ExampleQuery:
    """The example with this name; 404 if there is none."""
    return next((query for query in queries() if query.name == name), None) or abort(404)


@blueprint.get("/queries/")
def index() -> Response:
    """All example questions."""
    return page("queries.html", links={"canonical": base_iri() + "queries/"}, queries=queries())


@blueprint.get("/queries/<name>.rq")
def source(name: str) -> Response:
    """The query itself."""
    return finish(Response(find_query(name).text, content_type="application/sparql-query; charset=utf-8"))


@blueprint.get("/queries/<name>")
def show(name: str) -> Response:
    """One question with its query and its answer over this release."""
    query = find_query(name)
    columns, rows, more = answer(query)
    pointed = [cell.value for row in rows for cell in row if isinstance(cell, NamedNode)]
    return page(
        "query.html",
        links={
            "canonical": f"{base_iri()}queries/{name}",
            "alternate application/sparql-query": f"{base_iri()}queries/{name}.rq",
        },
        query=query,
        columns=columns,
        rows=rows,
        more=more,
        labels=read_labels(opened().store, pointed),
        citation=cite_query(query.question, f"queries/{name}"),
    )


@per_release
def answer(store: Store, query: ExampleQuery) -> tuple[list[str], list[tuple[Any, ...]], bool]:
    """Columns, the first rows, and whether there are more. The query is the project's own, so it runs here."""
    result: Any = store.query(query.text)
    columns = [variable.value for variable in result.variables]
    rows: list[tuple[Any, ...]] = []
    for solution in result:
        if len(rows) == MOST_ROWS:
            return columns, rows, True
        rows.append(tuple(solution[column] for column in columns))
    return columns, rows, False
