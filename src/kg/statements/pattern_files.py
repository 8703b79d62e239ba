"""Read one pattern file and validate everything in it; every mistake is a PatternError with file, line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from kg.documents.model import PassageKind
from kg.errors import PatternError
from kg.statements.blocking import Block
from kg.statements.kinds import KINDS, TIMES
from kg.statements.language import Compiled, PatternSyntaxError, compile_form
from kg.statements.timing import Timing

_FILE_KEYS = frozenset({"kind", "sets", "pattern"})
_PATTERN_KEYS = frozenset(
    {"id", "comment", "form", "examples", "counter_examples", "time", "allow", "in", "about", "dated"}
)
_Term = TypeVar("_Term", Block, PassageKind, Timing)
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One pattern: its ``forms`` make statements of ``kind`` with ``constants``; the rest is as the file says.

    ``about`` names the countries that the document of the examples is about; a ``dated`` pattern states nothing
    without a date.
    """

    id: str
    kind: str
    comment: str
    forms: tuple[Compiled, ...]
    constants: Mapping[str, str]
    timing: Timing
    allow: frozenset[Block]
    passages: frozenset[PassageKind]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    about: tuple[str, ...]
    dated: bool
    path: Path
    line: int
    confidence: float = 0.5


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a file and what it holds. Raises PatternError."""
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except UnicodeDecodeError:
        raise PatternError("it is not UTF-8 text", path=path, remedy="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise PatternError(
            f"it is not TOML ({error})", path=path, line=line, remedy="see https://toml.io for the format"
        ) from None


def add_sets(path: Path, text: str, content: dict[str, Any], sets: dict[str, str]) -> None:
    """Add the file's named word sets to ``sets``. Raises PatternError for unknown keys and names that are taken."""
    unknown = sorted(set(content) - _FILE_KEYS)
    if unknown:
        raise PatternError(
            f"unknown key {unknown[0]!r}",
            path=path,
            line=_line(text, unknown[0]),
            key=unknown[0],
            remedy=f"a pattern file has {', '.join(sorted(_FILE_KEYS))}",
        )
    for name, words in content.get("sets", {}).items():
        line = _line(text, name)
        if not isinstance(words, str):
            raise PatternError(f"the set {name!r} is no text", path=path, line=line, key=name, remedy="write 'a|b c|d'")
        if sets.get(name, words) != words:
            raise PatternError(
                f"the set {name!r} exists already", path=path, line=line, key=name, remedy="choose another name"
            )
        sets[name] = words


def read_patterns(
    path: Path, text: str, content: dict[str, Any], sets: Mapping[str, str], counts: Mapping[str, tuple[int, int]]
) -> Iterator[Pattern]:
    """The patterns of a file; ``counts`` are right and wrong by pattern id. Raises PatternError."""
    kind = content.get("kind", "")
    tables = content.get("pattern", [])
    if not tables:
        return
    if kind not in KINDS:
        raise PatternError(
            f"the kind {kind!r} is unknown",
            path=path,
            line=_line(text, "kind"),
            key="kind",
            remedy=f"use one of {', '.join(KINDS)}",
        )
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "[[pattern]]"]
    for table, line in zip(tables, lines, strict=False):
        yield _pattern(_Table(path, text, line, kind, table), sets, counts)


@dataclass(frozen=True, slots=True)
class _Table:
    """One ``[[pattern]]`` table and where it stands, for messages."""

    path: Path
    text: str
    line: int
    kind: str
    content: dict[str, Any]

    def error(self, what: str, key: str, remedy: str) -> PatternError:
        lines = self.text.split("\n")
        number = self.line
        for at in range(self.line, len(lines)):
            if lines[at].strip() == "[[pattern]]":
                break
            if re.match(rf"{re.escape(key)}\s*=", lines[at].strip()):
                number = at + 1
                break
        return PatternError(f"{key}: {what}", path=self.path, line=number, key=key, remedy=remedy)

    def texts(self, key: str, *, least: int) -> tuple[str, ...]:
        value = self.content.get(key, [])
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.error("it is no list of texts", key, 'write ["…", "…"]')
        if len(value) < least:
            raise self.error("it is missing or empty", key, f"every pattern has at least {least}")
        return tuple(value)


def _pattern(table: _Table, sets: Mapping[str, str], counts: Mapping[str, tuple[int, int]]) -> Pattern:
    content, kind = table.content, KINDS[table.kind]
    for key in content:
        if key not in _PATTERN_KEYS and key not in kind.constants:
            known = ", ".join(sorted(_PATTERN_KEYS | set(kind.constants)))
            raise table.error("it is no key of such a pattern", key, f"a {table.kind} pattern has {known}")
    pattern_id = content.get("id", "")
    if not isinstance(pattern_id, str) or not _ID.fullmatch(pattern_id):
        raise table.error(f"{pattern_id!r} is no id", "id", "use lower-case letters, digits and hyphens")
    comment = content.get("comment", "")
    if not isinstance(comment, str) or not comment.strip() or "\n" in comment:
        raise table.error("it is missing or longer than a line", "comment", "say in one line what it matches")
    right, wrong = counts.get(pattern_id, (0, 0))
    return Pattern(
        id=pattern_id,
        kind=table.kind,
        comment=comment,
        forms=_forms(table, sets),
        constants=_constants(table),
        timing=_choice(table, "time", Timing, table.content.get("time", kind.timing)),
        allow=frozenset(_choices(table, "allow", Block)),
        passages=frozenset(_choices(table, "in", PassageKind)),
        examples=table.texts("examples", least=1),
        counter_examples=table.texts("counter_examples", least=1),
        about=table.texts("about", least=0),
        dated="yes" in table.texts("dated", least=0),
        path=table.path,
        line=table.line,
        confidence=(right + 1) / (right + wrong + 2),
    )


def _forms(table: _Table, sets: Mapping[str, str]) -> tuple[Compiled, ...]:
    roles = KINDS[table.kind].roles | TIMES
    forms = []
    for text in table.texts("form", least=1):
        try:
            form = compile_form(text, sets)
        except PatternSyntaxError as error:
            raise table.error(str(error), "form", "docs/patterns.md describes the language") from None
        for _, role in form.roles:
            if role not in roles:
                raise table.error(
                    f"{role!r} is no role of a {table.kind} statement", "form", f"use {', '.join(sorted(roles))}"
                )
        forms.append(form)
    return tuple(forms)


def _constants(table: _Table) -> Mapping[str, str]:
    kind = KINDS[table.kind]
    constants = {}
    for key, values in kind.constants.items():
        value = table.content.get(key)
        if value is None:
            if key in kind.required:
                raise table.error("it is missing", key, f"a {table.kind} pattern must set it")
            continue
        if not isinstance(value, str) or (values is not None and value not in values):
            raise table.error(f"{value!r} is no value of it", key, f"use one of {', '.join(sorted(values or ()))}")
        constants[key] = value
    return constants


def _choices(table: _Table, key: str, kind: type[_Term]) -> tuple[_Term, ...]:
    return tuple(_choice(table, key, kind, value) for value in table.texts(key, least=0))


def _choice(table: _Table, key: str, kind: type[_Term], value: str) -> _Term:
    try:
        return kind(value)
    except ValueError:
        raise table.error(
            f"{value!r} is no value of it", key, f"use one of {', '.join(str(member) for member in kind)}"
        ) from None


def _line(text: str, key: str) -> int | None:
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(rf"\[?\[?{re.escape(key)}(?:\]|\s*=)", line.strip()):
            return number
    return None


def read_counts(path: Path) -> dict[str, tuple[int, int]]:
    """Right and wrong by pattern id, as the record of checked statements has them."""
    if not path.is_file():
        return {}
    _, content = read_toml(path)
    return {name: (int(row["right"]), int(row["wrong"])) for name, row in content.items()}
