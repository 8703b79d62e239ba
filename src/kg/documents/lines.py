"""The lines of a text, each with its form: blank, rule, heading mark, list item, pipe row or plain text.

Forms are judged line by line; what a line is *among its neighbours* is for ``layout`` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from kg.documents.model import Span
from kg.frozen import dataclass


class Form(IntEnum):
    """How a line is written."""

    BLANK = 0
    RULE = 1
    HASH = 2
    BOLD = 3
    TERM = 4
    ITEM = 5
    PIPE = 6
    TEXT = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``span`` without surrounding space, ``inner`` also without list or heading marks.

    ``depth`` is the number of ``#`` of a heading, the number an item carries (``12.``), else 0.
    """

    form: Form
    span: Span
    inner: Span
    depth: int = 0


_HASH = re.compile(r"(#{1,6})\s+(?=\S)")
_BULLET = re.compile(r"(?:\*{1,6}(?![*\s]*$)|[-–—•‣▪·◦o+](?=\s)|[•‣▪◦])\s*(?=\S)")
_NUMBER = re.compile(r"(?:\[(\d{1,4})\]|\(?(\d{1,3})[.)]|\^)\s+(?=\S)|\(?[a-zA-Z]\)\s+(?=\S)")
_RULE = re.compile(r"(?:[-*_=~]\s*){3,}$|\\?$")
_LONGEST_HEADING = 400
_MARKUP = "*_ \t\u00a0"


def read_lines(text: str) -> Iterator[Line]:
    """Every line of the text, in order; linear in the text's length."""
    start, size = 0, len(text)
    while start <= size:
        end = text.find("\n", start)
        if end < 0:
            end = size
        yield _line(text, start, end)
        start = end + 1


def _line(text: str, start: int, end: int) -> Line:
    span = trim(text, start, end)
    start, end = span.start, span.end
    if start == end:
        return Line(Form.BLANK, span, span)
    first = text[start]
    if first == "#" and (found := _HASH.match(text, start, end)):
        inner = strip_markup(text, Span(found.end(), end))
        if end - start <= _LONGEST_HEADING and "|" not in text[start:end]:
            return Line(Form.HASH, span, inner, len(found[1]))
    if first in "-*_=~\\" and end - start < 200 and _RULE.match(text, start, end):
        return Line(Form.RULE, span, span)
    if text.find("|", start, end) >= 0:
        return Line(Form.PIPE, span, span)
    if first in "*_" and (bold := _bold(text, span)):
        return Line(Form.BOLD, span, bold)
    if first == ";" and 1 < end - start <= _LONGEST_HEADING:
        return Line(Form.TERM, span, trim(text, start + 1, end))
    if first in "*-–—•‣▪·◦o+" and (found := _BULLET.match(text, start, end)):
        return Line(Form.ITEM, span, Span(found.end(), end))
    if (first in "[(^" or (first.isascii() and first.isalnum())) and (found := _NUMBER.match(text, start, end)):
        number = found[1] or found[2]
        return Line(Form.ITEM, span, Span(found.end(), end), int(number) if number else 0)
    return Line(Form.TEXT, span, span)


def _bold(text: str, span: Span) -> Span | None:
    """The inner span of a line that is bold as a whole (``**Title:**``, ``***Title***``, ``__Title__``)."""
    if len(span) > 240:
        return None
    body = text[span.start : span.end].rstrip(": \t")
    for mark in ("***", "**", "__"):
        if body.startswith(mark) and body.endswith(mark) and len(body) > 2 * len(mark):
            within = body[len(mark) : -len(mark)]
            if mark[0] * 2 not in within and within.strip(_MARKUP + ":"):
                return strip_markup(text, span)
    return None


def strip_markup(text: str, span: Span) -> Span:
    """The span without emphasis marks, closing ``#`` and a final colon around it."""
    start, end = span.start, span.end
    while start < end and text[start] in _MARKUP:
        start += 1
    while end > start and text[end - 1] in _MARKUP + ":#":
        end -= 1
    return Span(start, end) if start < end else span


def trim(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends; empty at ``start`` where nothing else is there."""
    words = text[start:end]
    inner = words.strip()
    if len(inner) == len(words):
        return Span(start, end)
    start += words.find(inner) if inner else 0
    return Span(start, start + len(inner))
