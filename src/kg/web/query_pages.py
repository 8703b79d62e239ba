"""The example questions: each with its query, why it matters, and its answer over this release."""

from __future__ import annotations

import re
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, copy_current_request_context, current_app
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, Store, parse_query_results

from kg.config import resource_folder
from kg.errors import LimitError, SettingError
from kg.store.questions import Question
from kg.store.things import read_labels
from kg.web.cite import cite_query
from kg.web.rendering import base_iri, finish, opened, page, per_release
from kg.web.serving import Serving

blueprint = Blueprint("queries", __name__)

MOST_ROWS = 200
"""How many rows of an answer its page shows."""

ANSWER_SECONDS = 5.0
"""How long a page waits for the answer to an example."""

HOME_SECONDS = 0.4
"""How long the home page waits for those of its examples that are asked for the first time."""


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """An example: ``name`` is the file's stem, ``number`` what it begins with (0 without one)."""

    name: str
    number: int
    question: str
    columns: str
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class ExampleAnswer:
    """An answer: its columns, the first rows of terms (``None`` where unbound), and whether there are more."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    more: bool


_ASKING = ThreadPoolExecutor(max_workers=3, thread_name_prefix="examples")
_asked: dict[tuple[str, str], Future[ExampleAnswer | None]] = {}


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
    found = answer(query)
    pointed = [cell.value for row in (found.rows if found else ()) for cell in row if isinstance(cell, NamedNode)]
    return page(
        "query.html",
        links={
            "canonical": f"{base_iri()}queries/{name}",
            "alternate application/sparql-query": f"{base_iri()}queries/{name}.rq",
        },
        query=query,
        found=found,
        labels=read_labels(opened().store, pointed),
        citation=cite_query(query.question, f"queries/{name}"),
    )


def answers_soon(wanted: Iterable[ExampleQuery]) -> list[tuple[ExampleQuery, ExampleAnswer | None, bool]]:
    """Each example with its answer, and whether it came in time; what did not is there for the next visitor.

    Must be called within a request.
    """
    release = opened().release.id
    futures = {}
    for query in wanted:
        key = (release, query.name)
        if key not in _asked:
            _asked[key] = _ASKING.submit(copy_current_request_context(answer), query)
        futures[query] = _asked[key]
    wait(futures.values(), timeout=HOME_SECONDS)
    for key in [key for key, future in tuple(_asked.items()) if future.done()]:
        _asked.pop(key, None)
    return [(query, _result(future), future.done()) for query, future in futures.items()]


def _result(future: Future[ExampleAnswer | None]) -> ExampleAnswer | None:
    return future.result() if future.done() and future.exception() is None else None


@per_release
def answer(_: Store, query: ExampleQuery) -> ExampleAnswer | None:
    """The first rows of the answer over this release; ``None`` where it oversteps its limits.

    A worker process evaluates it, as any query: over another graph the same text may be heavy.
    """
    serving: Serving = current_app.extensions["kg"]
    question = Question(query.text, results_format="json", seconds=ANSWER_SECONDS)
    try:
        body = serving.answering.ask(opened().release.id, question).read()
    except LimitError:
        return None
    result = parse_query_results(body, format=QueryResultsFormat.JSON)
    if not isinstance(result, QuerySolutions):
        return ExampleAnswer([], [()] if bool(result) else [], more=False)
    rows = [tuple(solution) for solution in result]
    return ExampleAnswer([v.value for v in result.variables], rows[:MOST_ROWS], more=len(rows) > MOST_ROWS)
