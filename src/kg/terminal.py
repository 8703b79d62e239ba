"""What commands print: a progress bar, tables on a terminal, plain text elsewhere. Results go to standard output,
everything else to standard error."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from getpass import getpass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from pyoxigraph import RdfFormat, serialize
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from kg.graph.build import document_facts, document_quads
from kg.mentions.model import Date, Entity
from kg.store.cells import write_csv

if TYPE_CHECKING:
    from kg.config import Settings
    from kg.documents.model import Document
    from kg.pipeline.build import BuildReport
    from kg.pipeline.evaluate import Evaluation, Tally
    from kg.pipeline.extraction import Extraction
    from kg.statements.model import Claim
    from kg.store.difference import Change
    from kg.store.permalinks import Permalink
    from kg.store.publish import Publication
    from kg.store.workers import Answer

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

_SHOWN_SECONDS = 0.1
"""Least seconds from one look of a progress bar to the next."""


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A function (done, total, name) that moves a bar on a terminal, and does nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # no thread of its own: the processes of a build are copies of this one, which must have one thread only
    with Progress(*columns, console=err, transient=True, auto_refresh=False, disable=not err.is_terminal) as bar:
        task = bar.add_task("reading", total=None)
        shown = 0.0

        def advance(done: int, total: int, name: str) -> None:
            nonlocal shown
            now = monotonic()
            due = now - shown >= _SHOWN_SECONDS or done == total
            shown = now if due else shown
            bar.update(task, completed=done, total=total, description=name[:40], refresh=due)

        yield advance


def show_report(report: BuildReport) -> None:
    """The summary of a build: what was read, what it states, what was skipped or failed and why."""
    for problem in report.failed:
        err.print(f"kg: {_from_here(problem.path)}: {problem.reason}", style="red", markup=False)
    for problem in report.skipped:
        err.print(f"skipped {_from_here(problem.path)}: {problem.reason}", style="dim", markup=False)
    release = report.release
    if release is None:
        return
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(report.statements.items()))
    out.print(f"{report.documents} documents, {report.words:,} words: {kinds}", markup=False)
    if report.restored or report.open_rows:
        out.print(f"rows that lost their name: {report.restored} restored, {report.open_rows} open with candidates")
    if report.unchanged:
        out.print("nothing has changed since an earlier build: its release stays", markup=False)
    elif report.kept:
        out.print(f"{report.kept} of the documents had been read by an earlier build", markup=False)
    out.print(f"release {release.id[:16]}… with {release.quads:,} quads in {release.folder}", markup=False)


def show_permalink(base_iri: str, link: Permalink, rows: int) -> None:
    """What to cite with a query: the release, the checksum of the sorted answer, and the address that checks it."""
    out.print(f"release   {link.release}", markup=False)
    out.print(f"checksum  {link.checksum or 'none: the answer is another one each time'}", markup=False)
    out.print(f"rows      {rows}", markup=False)
    out.print(f"permalink {base_iri}{link.path}", markup=False)


def ask_password(settings: Settings) -> str:
    """The password for a server elsewhere: the one that is set, or one typed in where somebody can."""
    if settings.remote_password or not settings.remote_user or not sys.stdin.isatty():
        return settings.remote_password
    return getpass(f"password of {settings.remote_user}: ")


def show_publication(publication: Publication) -> None:
    """What was published, and that it arrived."""
    sent = f"{publication.sent:,} quads sent" if publication.sent else "everything was there already"
    out.print(
        f"release {publication.release[:16]}… is at {publication.address}: {sent}; "
        f"{publication.quads:,} counted in the merged view and {publication.graphs:,} graphs",
        markup=False,
    )
    if publication.merged:
        out.print(f"the merged view is the graph {publication.merged}", markup=False)


def _from_here(path: Path) -> Path:
    """The path as one would write it here: relative where it lies within the current folder."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def show_answer(answer: Answer, *, as_table: bool) -> None:
    """An answer as it came, or one in JSON as a table: a row per solution, IRIs in full."""
    body = answer.read()
    if not as_table or answer.format != "json":
        sys.stdout.buffer.write(body)
        sys.stdout.flush()
        return
    solutions = json.loads(body)
    if "boolean" in solutions:
        out.print("yes" if solutions["boolean"] else "no")
        return
    names = solutions["head"]["vars"]
    table = Table(*names, box=None, pad_edge=False, header_style="bold")
    for binding in solutions["results"]["bindings"]:
        table.add_row(*(Text(binding.get(name, {}).get("value", "")) for name in names))
    out.print(table)


def show_advice(answer: Answer) -> int:
    """What may be wrong with a query, a line each with its place in the query; gives how much there is."""
    advice = json.loads(answer.read())
    for one in advice:
        suggestion = f"; {one['suggestion']}" if one.get("suggestion") else ""
        out.print(f"line {one['line']}, column {one['column']}: {one['message']}{suggestion}", markup=False)
    return len(advice)


def show_evaluation(result: Evaluation, *, details: bool, format_name: str) -> None:
    """Tallies with 95 % intervals; with ``details`` every miss and every false statement with its sentence."""
    if format_name == "json":
        out.print_json(json.dumps(result.as_json(details=details)))
        return
    for title, tallies in (("kind", result.kinds), ("genre", result.genres), ("pattern", result.patterns)):
        table = Table(title, "gold", "found", "false", "precision", "recall", "F1", box=None, pad_edge=False)
        for name, tally in sorted(tallies.items()):
            table.add_row(name, *_cells(tally, recall=title != "pattern"))
        out.print(table)
        out.print()
    if details:
        for fact in result.missed:
            who = " – ".join(fact.participants)
            out.print(f"missed {fact.document}:{fact.line} {fact.kind} {who} {fact.role} {fact.start}", markup=False)
        for one in result.false:
            who = " – ".join(participant.rsplit("/", 1)[-1] for participant in one.participants)
            what = f"{one.kind} {who} {one.role} {' '.join(one.starts)}"
            out.print(f"false  {one.document}:{one.line} {what} [{one.pattern}]\n       {one.quote}", markup=False)


def _cells(tally: Tally, *, recall: bool) -> tuple[str, ...]:
    from kg.pipeline.evaluate import interval

    low, high = interval(tally.found, tally.found + tally.false)
    precision = f"{tally.precision:.3f} ({low:.2f}–{high:.2f})"
    if not recall:
        return "", str(tally.found), str(tally.false), precision, "", ""
    low, high = interval(tally.found, tally.gold)
    found = f"{tally.recall:.3f} ({low:.2f}–{high:.2f})"
    return str(tally.gold), str(tally.found), str(tally.false), precision, found, f"{tally.f1:.3f}"


def show_difference(changes: Sequence[Change], format_name: str) -> None:
    """Statements added, removed and changed: what of them, and the evidence that came or, failing that, went."""
    if format_name == "json":
        out.print(
            json.dumps([dataclasses.asdict(change) for change in changes], ensure_ascii=False, indent=1), markup=False
        )
        return
    rows = [row for change in changes for row in _change_rows(change)]
    if format_name == "csv":
        write_csv(
            sys.stdout, ("change", "kind", "path", "was", "label", "property", "before", "after", *EVIDENCE), rows
        )
        return
    for change in changes:
        sign, style = SIGNS[change.change]
        out.print(Text(f"{sign} {change.label}", style=style))
        for name, before, after in _changed(change):
            out.print(Text(f"    {name}: {before or 'nothing'} → {after or 'nothing'}"))
        for mark, said in (*(("+", q) for q in change.gained), *(("-", q) for q in change.lost)):
            out.print(Text(f"    {mark} {said.document}:{said.line} {' '.join(said.quote.split())}", style="dim"))
    counts = Counter(change.change for change in changes)
    out.print(", ".join(f"{counts[kind]} {kind}" for kind in ("added", "removed", "changed")))


EVIDENCE = ("document", "line", "quote")
SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


def _changed(change: Change) -> list[tuple[str, str, str]]:
    """What changed as (name, before, after), the IRI among it."""
    renamed = [("IRI", change.was, change.path)] if change.was else []
    return renamed + [(p.name, ", ".join(p.before), ", ".join(p.after)) for p in change.properties]


def _change_rows(change: Change) -> list[tuple[str, ...]]:
    """A row for each property that changed, or one; with the first piece of evidence that speaks for it."""
    said = (change.gained or change.lost)[:1]
    evidence = (said[0].document, str(said[0].line), " ".join(said[0].quote.split())) if said else ("", "", "")
    head = (change.change, change.kind, change.path, change.was, change.label)
    return [(*head, *one, *evidence) for one in _changed(change) or [("", "", "")]]


def show_extraction(document: Document, extraction: Extraction, format_name: str) -> None:
    """The statements of one text, each with its passage and pattern."""
    claims = [*extraction.prose, *extraction.rows.claims]
    claims.sort(key=lambda claim: (claim.evidence.span, claim.evidence.pattern))
    if format_name == "json":
        for claim in claims:
            out.print(json.dumps(_as_json(claim), ensure_ascii=False), markup=False)
        return
    last = None
    for claim in claims:
        evidence = claim.evidence
        if evidence.span != last:
            out.print(Text(f"{document.name}:{evidence.line} ", style="dim") + Text(evidence.quote))
            last = evidence.span
        out.print(Text("  → ", style="green") + describe(claim) + Text(f"  [{evidence.pattern}]", style="cyan"))


def show_quads(document: Document, extraction: Extraction, base: str) -> None:
    """One text as a build with this base IRI would have it: its description, evidence and evidence graphs."""
    facts = document_facts(document, extraction.subjects)
    quads = document_quads(facts, [*extraction.prose, *extraction.rows.claims], base)
    serialize(quads, sys.stdout.buffer, format=RdfFormat.N_QUADS)
    sys.stdout.flush()


def describe(claim: Claim) -> Text:
    """A statement in one line: its kind, then each property that it has."""
    statement = claim.statement
    text = Text(type(statement).__name__.lower(), style="bold")
    for field in dataclasses.fields(statement):
        value = _plain(getattr(statement, field.name))
        if value not in (None, "", []):
            text += Text(f" {field.name}=", style="dim") + Text(_inline(value))
    return text


def _inline(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_inline(v) for v in value)
    if isinstance(value, dict):
        return " ".join(_inline(v) for v in value.values() if v not in (None, "", []))
    return str(value)


def _as_json(claim: Claim) -> dict[str, Any]:
    evidence = claim.evidence
    return {
        "statement": {"class": type(claim.statement).__name__, **_plain(claim.statement)},
        "evidence": {
            "document": evidence.document,
            "start": evidence.span.start,
            "end": evidence.span.end,
            "line": evidence.line,
            "quote": evidence.quote,
            "pattern": evidence.pattern,
            "confidence": round(evidence.confidence, 4),
        },
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it: entities by label, dates as ISO with their precision."""
    if isinstance(value, Entity):
        return value.label
    if isinstance(value, Date):
        return value.iso or f"{value.earliest}/{value.latest}"
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return str(value) if isinstance(value, (Decimal, date)) else value


def read_argument(text: str) -> str:
    """The text itself, or what the file of this name or standard input (``-``) holds."""
    if text == "-":
        return sys.stdin.read()
    if "\n" not in text and "{" not in text and text.endswith((".rq", ".sparql")):
        with open(text, encoding="utf-8") as file:
            return file.read()
    return text
