"""Reads the text of a PDF with pypdf and joins its cut lines into paragraphs that ``layout`` can read."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.documents.text import normalise
from kg.errors import DocumentError

_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pypdf raises on damaged files besides its own errors, by trial."""

_BULLET = re.compile(r"[•‣▪◦·*]\s|[-–—]\s|\(?\d{1,3}[.)]\s|\[\d{1,4}\]\s")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|[ivxlc]{1,7}", re.IGNORECASE)


def read_pdf(content: bytes, path: Path) -> tuple[str, str]:
    """The text of a PDF in normal form, and the title it gives itself (may be empty).

    Raises DocumentError where the file is damaged, locked, or has no text layer.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("the PDF is locked by a password", path=path, remedy="save it without a password")
        pages = [page.extract_text() for page in reader.pages]
        title = (reader.metadata.title if reader.metadata else None) or ""
    except (PyPdfError, *_DAMAGE) as error:
        raise DocumentError(
            f"the PDF cannot be read ({type(error).__name__})", path=path, remedy="save it anew, or give its text"
        ) from None
    text = normalise(join_lines([page.replace("\r\n", "\n").split("\n") for page in pages]))
    if not any(c.isalpha() for c in text):
        raise DocumentError("the PDF has no text layer", path=path, remedy="run text recognition (OCR) over it first")
    return text, " ".join(normalise(title).split())


def join_lines(pages: Sequence[Sequence[str]]) -> str:
    """The lines of all pages as paragraphs: full lines are joined, cut words mended, running heads and feet dropped."""
    lines = list(_content_lines(pages))
    lengths = sorted(len(line) for line in lines if line)
    full = lengths[len(lengths) * 3 // 4] if lengths else 0
    paragraphs: list[str] = []
    current = ""
    for line in lines:
        if current and (not line or _starts_paragraph(current, line)):
            paragraphs.append(current)
            current = ""
        if line:
            current = _append(current, line)
            if _ends_paragraph(line, full):
                paragraphs.append(current)
                current = ""
    return "\n\n".join([*paragraphs, current] if current else paragraphs)


def _content_lines(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """All lines without running heads, running feet and page numbers."""
    seen = Counter(
        re.sub(r"\d+", "#", line.strip()) for page in pages for line in {*page[:2], *page[-2:]} if line.strip()
    )
    for page in pages:
        for number, line in enumerate(page):
            words = " ".join(line.split())
            edge = number < 2 or number >= len(page) - 2
            if edge and (_PAGE_NUMBER.fullmatch(words) or (len(pages) > 2 and _repeats(words, seen, len(pages)))):
                continue
            yield words


def _repeats(words: str, seen: Counter[str], pages: int) -> bool:
    return seen[re.sub(r"\d+", "#", words)] * 2 > pages


def _starts_paragraph(current: str, line: str) -> bool:
    """Whether the line begins something new although the one above ran full."""
    return _BULLET.match(line) is not None and not current.endswith((",", "and", "of", "the"))


def _ends_paragraph(line: str, full: int) -> bool:
    """Whether a paragraph ends with the line: it stops well short of the full measure."""
    short = len(line) * 4 < full * 3
    if line.endswith((".", "!", "?", ":", ".”", '."', ".)", "]")):
        return short
    return short and line[:1].isupper() and len(line) * 5 < full * 3 and not line.endswith((",", ";", "-"))


def _append(current: str, line: str) -> str:
    if not current:
        return line
    if current.endswith("-") and line[:1].islower() and current[-2:-1].isalpha():
        return current[:-1] + line
    return f"{current} {line}"
