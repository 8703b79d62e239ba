"""What a single line of a pipe table is: a rule, a header, the start of a row, or more of a cell.

Judged by the line alone (and the table's shape); ``tables`` decides with the lines around it.
"""

from __future__ import annotations

import re

from kg.documents.model import Span
from kg.frozen import dataclass

RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
PIPE = re.compile(r"\|(?<!\\\|)")
IMAGE = re.compile(r"(?:!\[[^\]]*\]\([^)]*\)\s*)+")
ORDINAL = re.compile(r"(?:\d{1,4}[.)]?|[—–−-]+|#|\*)$")
MARK = re.compile(r"\[[^\[\]]{1,12}\]")
SPAN_ATTRIBUTE = re.compile(
    r"^\s*(?:(?:row|col)span|style|scope|align|class|data-[\w-]+)\s*=\s*[\"']?[^|]*$", re.IGNORECASE
)
DATE_LIKE = re.compile(r"\b\d{3,4}\b|^\s*(?:unknown|none|n/?a|\?|[—–-])\s*$", re.IGNORECASE)
LABEL_LENGTH = 70
"""A cell that names a country, with its former names and marks, is shorter than this."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with the places of its pipes (code points in the document)."""

    span: Span
    text: str
    pipes: tuple[int, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing stands on the line."""
        return not self.text.strip()

    @property
    def closed(self) -> bool:
        """Whether the line ends with a pipe."""
        return self.text.rstrip().endswith("|")

    @property
    def first(self) -> str:
        """What stands before the first pipe, stripped."""
        return self.text.partition("|")[0].strip()

    @property
    def cells(self) -> list[str]:
        """The texts between pipes, stripped."""
        return [cell.strip() for cell in self.text.split("|")]


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's shape as its rule shows it: number of columns, pipes per row, and if rows open and close so."""

    columns: int
    pipes: int
    leading: bool
    closed: bool


def read_line(text: str, span: Span) -> Line:
    """The line of ``text`` at ``span`` and its unescaped pipes."""
    line = text[span.start : span.end]
    pipes = tuple(found.start() + span.start for found in PIPE.finditer(line)) if "|" in line else ()
    return Line(span, line, pipes)


def is_rule(line: Line) -> bool:
    """Whether the line is the rule of dashes below a header (``---|---|``)."""
    return bool(line.pipes) and "--" in line.text and RULE.match(line.text) is not None


def shape_of(rule: Line) -> Shape:
    """The shape of the table whose rule this is."""
    stripped = rule.text.strip()
    columns = sum(1 for cell in stripped.split("|") if cell.strip())
    return Shape(columns, stripped.count("|"), stripped.startswith("|"), stripped.endswith("|"))


def is_label(cell: str) -> bool:
    """Whether a cell's text could name what its row is about: an image, an ordinal, or a short name."""
    bare = MARK.sub("", IMAGE.sub("", cell)).strip()
    if not bare:
        return IMAGE.search(cell) is not None
    return len(bare) <= LABEL_LENGTH and not bare.startswith(("*", "See ", "•")) and not bare.endswith((".", ":", ";"))


def is_image(cell: str) -> bool:
    """Whether a cell holds images only."""
    return IMAGE.fullmatch(cell) is not None


def is_ordinal(cell: str) -> bool:
    """Whether a cell holds a row's number, or the dash of a row that is not counted."""
    return ORDINAL.match(cell) is not None


def is_date_like(cell: str) -> bool:
    """Whether a cell could be a date cell: empty, with a year, or saying that there is none."""
    return not cell or DATE_LIKE.search(cell) is not None
