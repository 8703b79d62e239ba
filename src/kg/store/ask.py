"""One question to the current release, answered in a worker process under the usual limits, for the command line."""

from __future__ import annotations

from kg.config import Settings
from kg.errors import SettingError
from kg.store.answering import Answering
from kg.store.formats import FORMATS, GRAPH_FORMATS, RESULTS_FORMATS, find_format
from kg.store.layout import Release, open_release
from kg.store.permalinks import GRAPH_FORMAT, TABLE_FORMAT, Permalink, checksum
from kg.store.workers import Answer, Question


def ask(
    settings: Settings, query: str, format_name: str | None = None, *, otherwise: str = "json", lint: bool = False
) -> Answer:
    """The answer to a query in the format named, or a table in the format ``otherwise`` and a graph in Turtle.

    With ``lint`` the answer is a JSON list of advice on the query instead.

    Raises SettingError for an unknown format, ReleaseError without a release, QueryError for a bad query or one whose
    answer does not fit the format, and LimitError past a limit.
    """
    return _ask(settings, open_release(settings.data), _question(settings, query, format_name, otherwise, lint=lint))


def ask_checksum(settings: Settings, query: str) -> tuple[str, Permalink, int]:
    """The release's base, the permalink of a query over it, and the rows or triples of its answer.

    The checksum is empty where the answer is another one each time. Raises as ``ask`` does.
    """
    release = open_release(settings.data)
    question = _question(settings, query, None, TABLE_FORMAT, lint=False)._replace(graph_format=GRAPH_FORMAT)
    answer = _ask(settings, release, question)
    found = checksum(answer.read())
    return release.base_iri, Permalink(query, release.id, "" if answer.volatile else found), answer.rows


def _question(settings: Settings, query: str, format_name: str | None, otherwise: str, *, lint: bool) -> Question:
    wanted = None if format_name is None else find_format(format_name, FORMATS)
    if format_name is not None and wanted is None:
        names = ", ".join(f.name for f in FORMATS)
        raise SettingError(f"there is no format {format_name!r}", remedy=f"choose one of table, {names}")
    return Question(
        query,
        results_format=otherwise if wanted is None else wanted.name if wanted in RESULTS_FORMATS else None,
        graph_format="turtle" if wanted is None else wanted.name if wanted in GRAPH_FORMATS else None,
        seconds=settings.query_seconds,
        max_rows=settings.query_rows,
        max_bytes=settings.answer_bytes,
        lint=lint,
    )


def _ask(settings: Settings, release: Release, question: Question) -> Answer:
    answering = Answering(settings)
    try:
        answering.open(release)
        return answering.ask(release.id, question)
    finally:
        answering.close()
