"""What shapes ask of a value, as checks of the value as N-Quads writes it: true only where it surely is as asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from kg.graph.shapes import SH
from kg.graph.terms import RDF, XSD

Check = Callable[[str], bool]

MOST_REMEMBERED = 20_000
_FIRST, _REST, _NIL = str(RDF.first), str(RDF.rest), str(RDF.nil)
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z-]+)|\^\^(<[^>]*>))?', re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


class Remembered:
    """A check whose true answers are remembered, as values come again and again."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._checks = tuple(checks)
        self._true: set[str] = set()

    def __call__(self, value: str) -> bool:
        """Whether all of the checks are true."""
        if value in self._true:
            return True
        if not all(check(value) for check in self._checks):
            return False
        if len(self._true) >= MOST_REMEMBERED:
            self._true.clear()
        self._true.add(value)
        return True


def value_check(asked: Mapping[str, Sequence[str]], said: Mapping[str, Mapping[str, Sequence[str]]]) -> Check | None:
    """The check of a property shape's constraints on values; ``None`` without any, or where one is not known.

    ``asked`` are its constraints with their values, ``said`` all shapes, for the lists in them.
    """
    checks = []
    for name, values in asked.items():
        make = _MAKERS.get(name)
        if make is None or len(values) != 1:
            return None
        check = make(_listed(values[0], said) if name == str(SH["in"]) else values[:1])
        if check is None:
            return None
        checks.append(check)
    if not checks:
        return None
    return checks[0] if list(asked) == [str(SH.minLength)] else Remembered(checks)


def _listed(head: str, said: Mapping[str, Mapping[str, Sequence[str]]]) -> list[str]:
    found: list[str] = []
    while head != _NIL:
        found += said[head][_FIRST]
        head = said[head][_REST][0]
    return found


def _in(values: Sequence[str]) -> Check:
    return frozenset(values).__contains__


def _node_kind(values: Sequence[str]) -> Check | None:
    return _is_iri if values[0] == str(SH.IRI) else None


def _is_iri(value: str) -> bool:
    return value.startswith("<") and not value.startswith("<<")


def _lexical(value: str) -> str | None:
    """The IRI or lexical form, ``None`` where something in it is escaped."""
    if _is_iri(value):
        return value[1:-1]
    found = _LITERAL.fullmatch(value)
    return found[1] if found and "\\" not in found[1] else None


def _pattern(values: Sequence[str]) -> Check | None:
    written = _LITERAL.fullmatch(values[0])
    if written is None or "\\" in written[1].replace("\\\\", ""):
        return None
    search = re.compile(written[1].replace("\\\\", "\\")).search

    def check(value: str) -> bool:
        text = _lexical(value)
        return text is not None and search(text) is not None

    return check


def _least_length(values: Sequence[str]) -> Check | None:
    if not values[0].startswith('"1"'):
        return None
    return lambda value: value.startswith('"') and not value.startswith('""')


def _bound(least: Decimal | None, most: Decimal | None) -> Check:
    def check(value: str) -> bool:
        found = _LITERAL.fullmatch(value)
        if found is None or found[3] not in (str(XSD.integer), str(XSD.decimal)) or not _NUMBER.fullmatch(found[1]):
            return False
        number = Decimal(found[1])
        return (least is None or number >= least) and (most is None or number <= most)

    return check


def _least(values: Sequence[str]) -> Check:
    return _bound(_number(values[0]), None)


def _most(values: Sequence[str]) -> Check:
    return _bound(None, _number(values[0]))


def _number(written: str) -> Decimal:
    return Decimal(written[1:].partition('"')[0])


def _is_day(text: str) -> bool:
    try:
        return len(text) == len("1998-11-01") and bool(date.fromisoformat(text))
    except ValueError:
        return False


_FORMS: Mapping[str, Check] = {
    str(XSD.integer): lambda text: re.fullmatch(r"[+-]?\d+", text) is not None,
    str(XSD.decimal): lambda text: _NUMBER.fullmatch(text) is not None,
    str(XSD.gYear): lambda text: re.fullmatch(r"\d{4}", text) is not None,
    str(XSD.date): _is_day,
}
"""Forms that literals of a datatype surely may have."""


def _datatype(values: Sequence[str]) -> Check | None:
    wanted = values[0]
    if wanted == str(RDF.langString):
        return lambda value: (found := _LITERAL.fullmatch(value)) is not None and found[2] is not None
    form = _FORMS.get(wanted)
    if form is None:
        return None
    return lambda value: (found := _LITERAL.fullmatch(value)) is not None and found[3] == wanted and form(found[1])


_MAKERS: Mapping[str, Callable[[Sequence[str]], Check | None]] = {
    str(SH["in"]): _in,
    str(SH.nodeKind): _node_kind,
    str(SH.pattern): _pattern,
    str(SH.minLength): _least_length,
    str(SH.minInclusive): _least,
    str(SH.maxInclusive): _most,
    str(SH.datatype): _datatype,
}
