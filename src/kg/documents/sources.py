"""Reads ``sources.toml``: where each document of a folder comes from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kg.documents.model import Redistribution, Source, SourceKind
from kg.errors import SourcesError

FILE_NAME = "sources.toml"

_TEXTS = ("title", "publisher", "address", "license", "rights")
_DATES = ("issued", "modified")
_TERMS: dict[str, type[StrEnum]] = {"kind": SourceKind, "redistribution": Redistribution}
_KEYS = (*_TEXTS, *_DATES, *_TERMS)
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_LINE = re.compile(r"line (\d+)")


def read_sources(folder: Path) -> dict[str, Source]:
    """The folder's sources by file name; empty where it has no ``sources.toml``.

    The file has one table per document, named by its file name, with the keys of ``Source``: texts, dates (YYYY,
    YYYY-MM or YYYY-MM-DD), ``kind`` and ``redistribution``. Raises SourcesError, naming file, line and key, where it
    is not so, and where it names a file that the folder lacks.
    """
    path = folder / FILE_NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SourcesError(f"cannot be read ({error.strerror})", path=path, remedy="check the path") from None
    try:
        text = content.decode("utf-8-sig")
        tables = tomllib.loads(text)
    except UnicodeDecodeError:
        raise SourcesError("the file is not in UTF-8", path=path, remedy="save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = _LINE.search(str(error))
        raise SourcesError(
            f"not valid TOML ({error})", path=path, line=int(line[1]) if line else None, remedy="correct it there"
        ) from None
    return {name: _source(path, text, name, table) for name, table in tables.items()}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a document's table is; lines are looked for only when there is something to say about them."""

    path: Path
    text: str
    name: str

    def error(self, what: str, remedy: str, key: str = "") -> SourcesError:
        """The error that something is wrong with the table, or with a key of it."""
        line = _line_of_table(self.text, self.name)
        line = _line_of_key(self.text, line, key) if key else line
        return SourcesError(what, path=self.path, line=line, remedy=remedy)


def _source(path: Path, text: str, name: str, table: Any) -> Source:
    place = _Place(path, text, name)
    if not isinstance(table, Mapping):
        raise place.error(f"{name} is not a table", f'write ["{name}"] with the keys below it')
    if not (path.parent / name).is_file() or "/" in name:
        raise place.error(f'there is no file "{name}" beside it', "correct the name or remove the table")
    return Source(**{key: _value(place, key, value) for key, value in table.items()})


def _value(place: _Place, key: str, value: Any) -> Any:
    """The value in the type of the key. Raises SourcesError for an unknown key or an impossible value."""
    name = place.name
    if key not in _KEYS:
        raise place.error(f'unknown key {key} for "{name}"', f"the keys are {', '.join(_KEYS)}", key)
    if key in _DATES and not isinstance(value, str) and hasattr(value, "isoformat"):
        value = value.isoformat()[:10]
    if key in _DATES and isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:04}"
    if not isinstance(value, str):
        raise place.error(f'{key} of "{name}" is not a text', "put it in quotes", key)
    if key in _DATES and not _DATE.fullmatch(value):
        raise place.error(f'{key} of "{name}" is "{value}", not a date', "write YYYY, YYYY-MM or YYYY-MM-DD", key)
    if key in _TERMS:
        return _term(place, key, value)
    return value


def _term(place: _Place, key: str, value: str) -> StrEnum:
    terms = _TERMS[key]
    try:
        return terms(value)
    except ValueError:
        known = ", ".join(term.value for term in terms)
        raise place.error(f'{key} of "{place.name}" is "{value}"', f"it must be one of: {known}", key) from None


def _line_of_table(text: str, name: str) -> int:
    """The 1-based line of a table's head, or of the key, 1 where it cannot be told."""
    head = re.compile(rf"""^\s*(?:\[\s*)?["']?{re.escape(name.split(".")[0])}""", re.MULTILINE)
    exact = re.compile(rf"""^\s*\[\s*["']?{re.escape(name)}["']?\s*\]""", re.MULTILINE)
    found = exact.search(text) or head.search(text)
    return text.count("\n", 0, found.start() + _blank(found[0])) + 1 if found else 1


def _line_of_key(text: str, line: int, key: str) -> int:
    """The 1-based line of a key within the table that begins at ``line``."""
    lines = text.split("\n")
    for number in range(line, len(lines)):
        if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", lines[number]):
            return number + 1
        if lines[number].lstrip().startswith("["):
            break
    return line


def _blank(head: str) -> int:
    return len(head) - len(head.lstrip())
