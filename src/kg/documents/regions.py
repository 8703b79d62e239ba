"""Where pipe tables lie: the stretch of lines from a table's first row to the end of its last, cells over several lines
and blank lines within them included. What the rows are is for ``tables`` to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.documents.lines import Form, Line

_SEPARATOR = re.compile(r"[\s|:+-]*-{2,}[\s|:+-]*")
_LONGEST_CELL = 400
_LONGEST_GAP = 12


def is_separator(text: str, line: Line) -> bool:
    """Whether the line is the rule under a table's header (``---|---|``)."""
    return (
        line.form is Form.PIPE
        and len(line.span) <= 2000
        and _SEPARATOR.fullmatch(text, line.span.start, line.span.end) is not None
    )


def next_rows(lines: Sequence[Line]) -> list[int]:
    """For every line index, the index of the next pipe line at or after it; ``len(lines)`` where there is none."""
    following = [len(lines)] * (len(lines) + 1)
    for i in range(len(lines) - 1, -1, -1):
        following[i] = i if lines[i].form is Form.PIPE else following[i + 1]
    return following


def region_end(text: str, lines: Sequence[Line], start: int, following: Sequence[int]) -> int:
    """The index after the last line of the region of pipe rows that begins at ``start``.

    A row is whole when it has as many pipes as the rule under the header, and ends with one if the rule does. Until
    then its cell may run on over lines without pipes, up to the next row. Linear: every line is looked at a bounded
    number of times.
    """
    needed, pipes, i, end, closed = 0, 0, start, start + 1, False
    while i < len(lines):
        line = lines[i]
        if line.form is Form.PIPE:
            if is_separator(text, line):
                needed, pipes = text.count("|", line.span.start, line.span.end), 0
                closed = text[line.span.end - 1] == "|"
            else:
                pipes += text.count("|", line.span.start, line.span.end)
                if pipes >= needed and (not closed or text[line.span.end - 1] == "|"):
                    pipes = 0
            i = end = i + 1
            continue
        ahead = following[i]
        if not _runs_on(text, lines, i, ahead, following, whole=pipes == 0, in_table=needed > 0):
            break
        i = ahead
    return end


def _runs_on(
    text: str,
    lines: Sequence[Line],
    i: int,
    ahead: int,
    following: Sequence[int],
    *,
    whole: bool,
    in_table: bool,
) -> bool:
    if ahead >= len(lines) or ahead - i > _LONGEST_CELL:
        return False
    if not in_table:
        return ahead - i <= 2 and all(line.form is Form.BLANK for line in lines[i:ahead])
    if whole and ahead - i > _LONGEST_GAP:
        return False
    if any(lines[k].form is Form.HASH for k in range(i, ahead)):
        return False
    return not _is_header(text, lines, ahead, following)


def _is_header(text: str, lines: Sequence[Line], at: int, following: Sequence[int]) -> bool:
    """Whether the pipe line begins a table of its own: the next pipe line is a rule, or the one after an empty one."""
    after = following[at + 1]
    if after < len(lines) and after - at <= 2 and is_separator(text, lines[after]):
        return True
    bare = not text[lines[at].span.start : lines[at].span.end].strip("| ")
    if not bare or lines[at - 1].form is not Form.BLANK or after - at > 2 or after >= len(lines):
        return False
    later = following[after + 1]
    return later < len(lines) and later - after <= 2 and is_separator(text, lines[later])
