"""The alphabet of forms: every mention of a passage becomes one private-use character whose block tells its kind.

A *form* is a passage as patterns see it: lower-case tokens, each followed by one space, in which a mention, a
coordination of mentions or a resolved pronoun stands as a single symbol. What a symbol stands for is looked up in
the form's legend, so a form may be rewritten freely without counting characters.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from kg.mentions.model import AgreementName, Date, DateRange, Entity, EntityKind, PersonName, Quantity


class SymbolKind(StrEnum):
    """What a symbol stands for; the words are those of slots in patterns."""

    COUNTRY = "country"
    COUNTRY_LIST = "country list"
    DEMONYM = "demonym"
    DEMONYM_LIST = "demonym list"
    ORGANIZATION = "organization"
    ORGANIZATION_LIST = "organization list"
    MIXED_LIST = "mixed list"
    PERSON = "person"
    PERSON_LIST = "person list"
    DATE = "date"
    DATE_LIST = "date list"
    RANGE = "range"
    QUANTITY = "quantity"
    AGREEMENT = "agreement"
    AGREEMENT_LIST = "agreement list"
    CITY = "city"
    CITY_LIST = "city list"
    NOTE = "note"


BLOCK = 3_600
FIRST = 0xF0000  # private use beyond the first plane: ranges up there cost nothing to compile
PRIVATE_USE = "\U000f0000-\U000ffffd"
_STARTS = {kind: FIRST + index * BLOCK for index, kind in enumerate(SymbolKind)}
_ENDS = {kind: start + BLOCK for kind, start in _STARTS.items()}
assert FIRST + BLOCK * len(SymbolKind) <= 0xFFFFE


class Symbol(NamedTuple):
    """What one character of a form stands for.

    ``entities`` are the countries, organizations or persons in the order of the text; ``values`` the dates, ranges,
    quantities, persons with titles or agreements; ``text`` the words it replaces; ``notes`` what stood in brackets
    behind each of the ``entities`` (empty where nothing did). ``pointed`` is true for resolved pronouns.
    """

    kind: SymbolKind
    text: str
    entities: tuple[Entity, ...] = ()
    values: tuple[Date | DateRange | Quantity | PersonName | AgreementName, ...] = ()
    notes: tuple[str, ...] = ()
    pointed: bool = False


def block(*kinds: SymbolKind) -> str:
    """The inside of a regular-expression class that matches the symbols of these kinds."""
    ranges: list[list[int]] = []
    for kind in sorted(kinds, key=_STARTS.__getitem__):
        if ranges and ranges[-1][1] == _STARTS[kind]:
            ranges[-1][1] = _ENDS[kind]  # the fewer ranges, the faster the engine
        else:
            ranges.append([_STARTS[kind], _ENDS[kind]])
    return "".join(f"{chr(start)}-{chr(end - 1)}" for start, end in ranges)


def kind_of(character: str) -> SymbolKind | None:
    """The kind of a symbol, ``None`` for any other character."""
    index = (ord(character) - FIRST) // BLOCK
    return _KINDS[index] if 0 <= index < len(_KINDS) else None


_KINDS = tuple(SymbolKind)
BITS = {kind: 1 << index for index, kind in enumerate(SymbolKind)}


def bits(*kinds: SymbolKind) -> int:
    """A set of kinds as the bits of an integer."""
    found = 0
    for kind in kinds:
        found |= BITS[kind]
    return found


class Legend:
    """The symbols of one form, handed out in order; a kind has room for 3,600, after which ``None`` comes back."""

    __slots__ = ("_next", "bits", "symbols")

    def __init__(self) -> None:
        self.symbols: dict[str, Symbol] = {}
        self.bits = 0
        self._next: dict[SymbolKind, int] = {}

    def add(self, symbol: Symbol) -> str | None:
        """The character for the symbol."""
        kind = symbol.kind
        code = self._next.get(kind) or _STARTS[kind]
        if code == _ENDS[kind]:
            return None
        self._next[kind] = code + 1
        self.bits |= BITS[kind]
        character = chr(code)
        self.symbols[character] = symbol
        return character

    def count(self, kinds: tuple[SymbolKind, ...]) -> int:
        """How many symbols of these kinds were handed out."""
        following = self._next
        return sum(following[kind] - _STARTS[kind] for kind in kinds if kind in following)

    def entities(self, character: str) -> tuple[Entity, ...]:
        """The entities behind a symbol."""
        return self.symbols[character].entities


def list_kind(entities: tuple[Entity, ...]) -> SymbolKind:
    """The kind of a coordination of these entities: countries, organizations or both."""
    kinds = {entity.kind for entity in entities}
    if kinds == {EntityKind.COUNTRY}:
        return SymbolKind.COUNTRY_LIST
    return SymbolKind.ORGANIZATION_LIST if kinds == {EntityKind.ORGANIZATION} else SymbolKind.MIXED_LIST
