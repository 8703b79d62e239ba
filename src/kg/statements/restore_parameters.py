"""The parameters of restoration, read from ``restoration.toml``: frequencies counted where the names are known."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import PatternError

_FILE = Path(__file__).with_name("restoration.toml")


@dataclass(frozen=True, slots=True)
class Steps:
    """A step function: from each of ``edges`` (ascending) on, the value at the same place in ``values``."""

    edges: tuple[float, ...]
    values: tuple[float, ...]

    def at(self, x: float) -> float:
        """The value at ``x``; that of the first step below all edges."""
        return self.values[max(bisect_right(self.edges, x) - 1, 0)]


@dataclass(frozen=True, slots=True)
class Parameters:
    """Frequencies (0 to 1), odds and ratios; ``restoration.toml`` says what each one is."""

    delay: Steps
    era: Steps
    same_day: float
    predecessor: float
    impossible: float
    misplaced: float
    near: float
    reach: int
    other_continent: float
    presence: dict[str, float]
    listed: dict[str, float]
    dash: dict[str, float]
    same: float
    days: float
    month: float
    year: float
    anniversary: float
    precision: float
    precisions: dict[str, float]
    same_document: float
    profile: float
    note: float
    cited: float
    later: float
    placed: float
    threshold: float
    covered: float
    most: int


@cache
def load_parameters() -> Parameters:
    """The parameters beside the code. Raises PatternError where the file is malformed, with the missing key."""
    try:
        content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
        return _parameters(content)
    except tomllib.TOMLDecodeError as error:
        raise PatternError(f"is no TOML ({error})", path=_FILE, remedy="repair the file") from None
    except KeyError as error:
        raise PatternError("lacks a key", path=_FILE, key=str(error.args[0]), remedy="add it") from None


def _parameters(content: dict[str, dict[str, object]]) -> Parameters:
    def number(table: str, key: str) -> float:
        value = content[table][key]
        assert isinstance(value, int | float)
        return float(value)

    def steps(key: str) -> Steps:
        edges, values = content["dates"][key], content["dates"][f"{key}_rate"]
        assert isinstance(edges, list)
        assert isinstance(values, list)
        return Steps(tuple(map(float, edges)), tuple(map(float, values)))

    kinds = ("contested", "territory", "other")
    return Parameters(
        delay=steps("delay"),
        era=steps("era"),
        same_day=number("dates", "same_day"),
        predecessor=number("dates", "predecessor"),
        impossible=number("dates", "impossible"),
        misplaced=number("order", "misplaced"),
        near=number("order", "near"),
        reach=int(number("order", "reach")),
        other_continent=number("order", "other_continent"),
        presence={kind: number("presence", kind) for kind in ("state", *kinds)},
        listed={slug: number("listed", slug) for slug in content["listed"]},
        dash={kind: number("presence", f"dash_{kind}") for kind in ("state", *kinds)},
        same=number("witness", "same"),
        days=number("witness", "days"),
        month=number("witness", "month"),
        year=number("witness", "year"),
        anniversary=number("witness", "anniversary"),
        precision=number("witness", "precision"),
        precisions={kind: number("witness", f"precision_{kind}") for kind in ("day", "month", "year", "none")},
        same_document=number("witness", "same_document"),
        profile=number("witness", "profile"),
        note=number("witness", "note"),
        cited=number("witness", "cited"),
        later=number("witness", "later"),
        placed=number("witness", "placed"),
        threshold=number("assert", "threshold"),
        covered=number("assert", "covered"),
        most=int(number("assert", "most")),
    )
