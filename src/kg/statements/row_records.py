"""What is published about the rules that read rows: their ids, comments, examples and hand-checked counts."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from kg.errors import PatternError
from kg.statements.model import PatternRecord

_FILE = Path(__file__).with_name("rows.toml")
_KEYS = frozenset({"id", "comment", "kind", "examples", "counter_examples", "right", "wrong"})


@cache
def row_records() -> tuple[PatternRecord, ...]:
    """The records of all row rules, in the order of ``rows.toml``.

    Raises PatternError, naming file and key, where the file is malformed.
    """
    try:
        content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PatternError(f"is no TOML ({error})", path=_FILE, remedy="repair the file") from None
    records = []
    for entry in content.get("row", []):
        unknown = sorted(set(entry) - _KEYS)
        if unknown:
            raise PatternError("has an unknown key", path=_FILE, key=unknown[0], remedy="remove it")
        records.append(
            PatternRecord(
                id=entry["id"],
                comment=entry["comment"],
                kind=entry["kind"],
                examples=tuple(entry.get("examples", ())),
                counter_examples=tuple(entry.get("counter_examples", ())),
                right=entry.get("right", 0),
                wrong=entry.get("wrong", 0),
            )
        )
    return tuple(records)


def record(pattern: str) -> PatternRecord:
    """The record of the row rule with this id. Raises KeyError for an unknown one."""
    return _by_id()[pattern]


@cache
def _by_id() -> dict[str, PatternRecord]:
    return {entry.id: entry for entry in row_records()}
