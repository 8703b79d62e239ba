"""Writes CSV that a spreadsheet cannot mistake for formulas: UTF-8, comma, quotes where needed, one line end."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TextIO

_FORMULA = frozenset("=+-@\t\r")


def cell(value: object) -> str:
    """A value as a cell: nothing for ``None``; text that a spreadsheet would take for a formula gets a ``'`` before it.

    Numbers keep their sign.
    """
    if type(value) is str:
        return f"'{value}" if value[:1] in _FORMULA else value
    return "" if value is None else str(value)


def write_csv(file: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a table and give the number of its rows. Open the file with ``newline=""``."""
    csv.writer(file, lineterminator="\n").writerow(header)
    return write_rows(file, rows)


def write_rows(file: TextIO, rows: Iterable[Sequence[object]]) -> int:
    """Write the rows of a table, as ``write_csv`` does, and give their number."""
    writer = csv.writer(file, lineterminator="\n")
    count = 0
    for row in rows:
        # cell is called only where it does something: there are millions of cells
        writer.writerow([v if type(v) is str and v[:1] not in _FORMULA else cell(v) for v in row])
        count += 1
    return count


def line(row: Sequence[object]) -> str:
    """The cells of a part of a row as ``write_rows`` writes them, without the end of the line."""
    text = io.StringIO(newline="")
    write_rows(text, [row])
    return text.getvalue()[:-1]
