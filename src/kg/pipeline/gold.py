"""Gold statements: facts that a careful reader found in documents, one per row of a tab-separated file."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kg.errors import GoldError

COLUMNS = ("kind", "subject", "object", "role", "start", "end", "status", "doc", "line")
KINDS = ("membership", "relation", "agreement", "dispute", "office", "visit", "border", "mission", "observation")
MAIN_KINDS = KINDS[:4]


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """A fact of the gold: names as the reader wrote them, dates ISO with the precision of the text, line 1-based.

    ``document`` is the beginning of the document's name. An ``arguable`` fact counts neither way.
    """

    kind: str
    subject: str
    object: str
    role: str
    start: str
    end: str
    document: str
    line: int
    arguable: bool

    @property
    def participants(self) -> tuple[str, ...]:
        """The names of those it is about; for agreements and disputes the parties alone."""
        if self.kind in ("agreement", "dispute"):
            return tuple(self.object.split("|"))
        return (self.subject, self.object) if self.object else (self.subject,)


def read_gold(path: Path) -> list[GoldStatement]:
    """The facts of a gold file, each once per document; of a firm and an arguable row of one fact the firm one.

    Raises GoldError naming file and line where a column is missing or a value impossible.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
            if missing:
                raise GoldError(
                    f"no column {missing[0]!r}",
                    path=path,
                    line=1,
                    remedy=f"the first line must name {', '.join(COLUMNS)}",
                )
            rows = [_statement(row, path, number) for number, row in enumerate(reader, 2)]
    except FileNotFoundError:
        raise GoldError("there is no such file", path=path, remedy="give the path of a gold file") from None
    except UnicodeDecodeError:
        raise GoldError("it is not UTF-8 text", path=path, remedy="save it as UTF-8") from None
    unique: dict[tuple[object, ...], GoldStatement] = {}
    for row in rows:
        key = (row.kind, row.document, row.participants, row.role, row.start)
        if key not in unique or (unique[key].arguable and not row.arguable):
            unique[key] = row
    return list(unique.values())


def _statement(row: dict[str, str], path: Path, number: int) -> GoldStatement:
    kind, line = row["kind"], row["line"] or ""
    if kind not in KINDS:
        raise GoldError(f"unknown kind {kind!r}", path=path, line=number, remedy=f"use one of {', '.join(KINDS)}")
    if not line.isdigit():
        raise GoldError(f"the line {line!r} is not a number", path=path, line=number, remedy="count lines from 1")
    return GoldStatement(
        kind=kind,
        subject=row["subject"] or "",
        object=row["object"] or "",
        role=(row["role"] or "").casefold(),
        start=row["start"] or "",
        end=row["end"] or "",
        document=row["doc"],
        line=int(line),
        arguable=(row["status"] or "").endswith("?"),
    )


def read_scope(path: Path) -> dict[str, list[range]]:
    """The lines that a gold file annotates, by document: from ``NAME.scope.tsv`` beside ``NAME.tsv``.

    A document without an entry (every one where there is no such file) is annotated throughout. Columns: doc, first
    and last line, 1-based, both included. Raises GoldError where a row is malformed.
    """
    beside = path.with_suffix(".scope.tsv")
    scope: dict[str, list[range]] = {}
    if not beside.is_file():
        return scope
    with beside.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 2):
            try:
                lines = range(int(row["first"]), int(row["last"]) + 1)
                scope.setdefault(row["doc"], []).append(lines)
            except (KeyError, TypeError, ValueError):
                raise GoldError(
                    "a range of lines is malformed", path=beside, line=number, remedy="give doc, first and last line"
                ) from None
    return scope


def fold(name: str) -> str:
    """A name for comparison: without accents, case, punctuation and leading article."""
    decomposed = unicodedata.normalize("NFKD", name.replace("’", "'")).casefold()
    kept = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    words = kept.split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)
