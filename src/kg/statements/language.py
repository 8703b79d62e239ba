"""The pattern language: a readable line of words and slots, compiled to a regular expression over forms.

    {member:countries} <be> [full|founding] member of {organization:organizations} [since {start:date}]

Words stand for themselves, ``recogni*`` for all words that begin so, ``(a|b c)`` for alternatives, ``[a]`` for
something optional, ``!(a|b)`` for what must not follow, ``^`` for the beginning, ``~3`` for a gap of up to three words,
``~~3`` for one that may also hold commas and symbols of anything but countries, ``~~~3`` for those too, ``<be>`` for a
named set of words, and ``{role:type}`` for a slot. ``docs/patterns.md`` is the guide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.statements.symbols import SymbolKind, block

K = SymbolKind
_SYMBOL_TYPES: dict[str, tuple[SymbolKind, ...]] = {
    "country": (K.COUNTRY,),
    "countries": (K.COUNTRY, K.COUNTRY_LIST),
    "country-list": (K.COUNTRY_LIST,),
    "demonym": (K.DEMONYM,),
    "demonyms": (K.DEMONYM, K.DEMONYM_LIST),
    "demonym-list": (K.DEMONYM_LIST,),
    "nation": (K.COUNTRY, K.DEMONYM),
    "nations": (K.COUNTRY, K.COUNTRY_LIST, K.DEMONYM, K.DEMONYM_LIST),
    "nation-list": (K.COUNTRY_LIST, K.DEMONYM_LIST),
    "organization": (K.ORGANIZATION,),
    "organizations": (K.ORGANIZATION, K.ORGANIZATION_LIST),
    "party": (K.COUNTRY, K.ORGANIZATION),
    "parties": (K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION, K.ORGANIZATION_LIST, K.MIXED_LIST),
    "party-list": (K.COUNTRY_LIST, K.ORGANIZATION_LIST, K.MIXED_LIST),
    "person": (K.PERSON,),
    "persons": (K.PERSON, K.PERSON_LIST),
    "date": (K.DATE,),
    "dates": (K.DATE, K.DATE_LIST),
    "range": (K.RANGE,),
    "time": (K.DATE, K.DATE_LIST, K.RANGE),
    "quantity": (K.QUANTITY,),
    "agreement": (K.AGREEMENT,),
    "agreements": (K.AGREEMENT, K.AGREEMENT_LIST),
    "city": (K.CITY,),
    "cities": (K.CITY, K.CITY_LIST),
    "note": (K.NOTE,),
}
_ANY = r"[\w#-'*+/<=>@\[\\\]^`{-\xff][^ ]* "  # any token but symbols and punctuation
_GAPS = {
    1: _ANY,
    2: f"(?![{block(K.COUNTRY, K.COUNTRY_LIST)}])[^ ;:.!?]+ ",
    3: "[^ ;:.!?]+ ",
}
_TEXT_TYPES: dict[str, str] = {
    "word": f"(?:{_ANY})",
    "words": f"(?:{_ANY}|- ){{1,8}}?",
    "phrase": r"(?:(?!(?:which|that|who|has|have|had|is|are|was|were|but|when|since|after|before|in|on|to|by|for|as|"
    r"with|from|"
    r"during|between|among|at|while|where|because|until|despite|following) )[^ ;:.!?,()]+ ){1,10}",
    "number": r"(?:one |two |three |four |five |six |seven |eight |nine |ten |several |various |many |numerous "
    r"|multiple |a number of |number of |\d[\d,.]* )",
}
TYPES = frozenset(_SYMBOL_TYPES) | frozenset(_TEXT_TYPES)
_LEXER = re.compile(
    r"\s*(?:(?P<slot>\{[^{}]*\})|(?P<set><[a-z-]+>)|(?P<gap>~{1,3}\d+)|(?P<mark>!?\(|[)\[\]|])"
    r"|(?P<word>[^\s()\[\]{}|<>~]+))"
)


class PatternSyntaxError(ValueError):
    """A form or word set is malformed; ``str()`` says how and where (column, 1-based)."""


@dataclass(frozen=True)
class Compiled:
    """A form ready to search with.

    ``source`` is its regular expression, compiled when first needed: a text needs few of all forms.
    ``roles`` maps the groups of ``regex`` to the roles of slots (a role may have several groups). A text can match
    only if it contains a word of each set in ``needs`` (one that ends in ``*`` with any ending), the most telling set
    first, and a symbol of each set of kinds in ``kinds``. ``free`` are the groups that hold plain words.
    """

    source: str
    roles: tuple[tuple[str, str], ...]
    needs: tuple[frozenset[str], ...]
    kinds: tuple[frozenset[SymbolKind], ...]
    free: tuple[str, ...] = ()

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The regular expression."""
        return re.compile(self.source)

    def core_end(self, match: re.Match[str]) -> int:
        """Where the match ends without the free words of a last slot."""
        for group in self.free:
            if match.end(group) == match.end():
                return match.start(group)
        return match.end()


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the expression with what it cannot do without."""

    regex: str
    needs: tuple[frozenset[str], ...] = ()
    kinds: tuple[frozenset[SymbolKind], ...] = ()


class WordSets(dict[str, str]):
    """Named word sets; each is ``read`` once, when a form first refers to it."""

    def __init__(self, sets: Mapping[str, str]) -> None:
        super().__init__(sets)
        self.read: dict[str, _Part] = {}


def compile_form(form: str, sets: Mapping[str, str]) -> Compiled:
    """Compile one form; ``sets`` are the named word sets. Raises PatternSyntaxError."""
    reader = _Reader(form, sets if isinstance(sets, WordSets) else WordSets(sets))
    part = reader.alternatives(closing="")
    needs = tuple(sorted(dict.fromkeys(part.needs), key=_telling, reverse=True))
    boundary = "" if _BEGINS_WITH_SYMBOL.match(part.regex) else r"(?<![^ ])"
    return Compiled(boundary + part.regex, tuple(reader.roles), needs, part.kinds, tuple(reader.free))


_BEGINS_WITH_SYMBOL = re.compile(r"\(\?P<\w+>\[")  # the engine searches faster for what begins with a set


class _Reader:
    """Recursive descent over the tokens of one form."""

    def __init__(self, form: str, sets: WordSets, depth: int = 0) -> None:
        self.form = form
        self.sets = sets
        self.depth = depth
        self.roles: list[tuple[str, str]] = []
        self.free: list[str] = []
        self.tokens = list(self._tokens())
        self.at = 0

    def _tokens(self) -> list[tuple[str, str, int]]:
        found, position = [], 0
        text = self.form.rstrip()
        while position < len(text):
            match = _LEXER.match(text, position)
            if match is None:
                raise PatternSyntaxError(f"cannot read {text[position : position + 12]!r} at column {position + 1}")
            kind = match.lastgroup or ""
            found.append((kind, match[kind], match.start(kind) + 1))
            position = match.end()
        return found

    def alternatives(self, closing: str) -> _Part:
        branches = [self.sequence(closing)]
        while self.at < len(self.tokens) and self.tokens[self.at][1] == "|":
            self.at += 1
            branches.append(self.sequence(closing))
        if len(branches) == 1:
            return branches[0]
        regex = "(?:" + "|".join(branch.regex for branch in branches) + ")"
        if not all(branch.needs for branch in branches):
            return _Part(regex)
        return _Part(regex, (frozenset[str]().union(*(max(branch.needs, key=_telling) for branch in branches)),))

    def sequence(self, closing: str) -> _Part:
        parts: list[_Part] = []
        while self.at < len(self.tokens):
            kind, text, column = self.tokens[self.at]
            if kind == "mark" and text in "|)]":
                if text != "|" and text != closing:
                    raise PatternSyntaxError(f"{text!r} closes nothing at column {column}")
                break
            self.at += 1
            parts.append(self.item(kind, text, column))
        else:
            if closing:
                raise PatternSyntaxError(f"a bracket is not closed by {closing!r}")
        if not parts:
            raise PatternSyntaxError("an alternative is empty; use [...] for something optional")
        return _joined(parts)

    def item(self, kind: str, text: str, column: int) -> _Part:
        match kind:
            case "word" if text == "^":
                return _Part("^")
            case "word":
                return _word(text)
            case "gap":
                count = int(text.lstrip("~"))
                return _Part(f"(?:{_GAPS[text.count('~')]}){{0,{count}}}?")
            case "slot":
                return self.slot(text[1:-1], column)
            case "set":
                return self.word_set(text[1:-1], column)
        closing = "]" if text == "[" else ")"
        part = self.alternatives(closing)
        self.at += 1
        if text == "!(":
            return _Part(f"(?!{part.regex})")
        return part if closing == ")" else _Part(f"(?:{part.regex})?")

    def slot(self, text: str, column: int) -> _Part:
        role, _, type_name = (piece.strip() for piece in text.partition(":"))
        type_name = type_name or role
        if type_name.startswith("<"):
            return self.named_words(role, self.word_set(type_name.strip("<>"), column))
        if type_name not in TYPES:
            raise PatternSyntaxError(f"{{{text}}} at column {column}: {type_name!r} is no type of slot")
        group = f"g{self.depth}_{len(self.roles)}"
        self.roles.append((group, role))
        kinds = _SYMBOL_TYPES.get(type_name)
        if kinds is None:
            self.free.append(group)
            return _Part(f"(?P<{group}>{_TEXT_TYPES[type_name]})")
        return _Part(f"(?P<{group}>[{block(*kinds)}]) ", (), (frozenset(kinds),))

    def named_words(self, role: str, words: _Part) -> _Part:
        group = f"g{self.depth}_{len(self.roles)}"
        self.roles.append((group, role))
        return _Part(f"(?P<{group}>{words.regex})", words.needs)

    def word_set(self, name: str, column: int) -> _Part:
        if name in self.sets.read:
            return self.sets.read[name]
        if name not in self.sets:
            raise PatternSyntaxError(f"<{name}> at column {column}: no such word set")
        if self.depth > 8:
            raise PatternSyntaxError(f"<{name}> contains itself")
        inner = _Reader(self.sets[name], self.sets, self.depth + 1)
        part = inner.alternatives(closing="")
        if inner.roles:
            raise PatternSyntaxError(f"<{name}> holds a slot; word sets hold words only")
        self.sets.read[name] = _Part(f"(?:{part.regex})", part.needs, part.kinds)
        return self.sets.read[name]


def _word(text: str) -> _Part:
    if text.endswith("*") and len(text) > 1:
        return _Part(re.escape(text[:-1]) + "[^ ]* ", _needed(text[:-1], "*"))
    return _Part(re.escape(text) + " ", _needed(text))


def _needed(word: str, ending: str = "") -> tuple[frozenset[str], ...]:
    """What the passage itself must hold where the form holds the word: forms change endings, dashes and brackets."""
    if word == "in-brackets":
        return (frozenset({"("}),)
    if word.startswith("'") or len(word) < 3 or word in _CHANGED:
        return ()
    if len(word) > 5 and word.endswith("ed"):
        word, ending = word[:-3] if word.endswith("ied") else word[:-2], "*"
    return (frozenset({word + ending}),)


_CHANGED = frozenset({"and"})  # words that a form may hold where the passage has none


_COMMON = frozenset(
    ("diplomatic", "relations", "ties", "embassy", "with", "state", "between", "consulate", "member", "country",
     "countries", "president", "ambassador", "government", "trade", "minister", "from", "has", "have", "had", "was",
     "were", "been", "are", "for", "that", "which", "both", "since", "foreign", "agre*", "establish*", "new", "states")
)  # fmt: skip


def _telling(words: frozenset[str]) -> tuple[bool, int, int]:
    """How much a set of words tells: most if it has none that every page has, its shortest is long and it has few."""
    return words.isdisjoint(_COMMON), min(len(word.rstrip("*")) for word in words), -len(words)


def _joined(parts: list[_Part]) -> _Part:
    needs = tuple(words for part in parts for words in part.needs)
    kinds = tuple(kind for part in parts for kind in part.kinds)
    return _Part("".join(part.regex for part in parts), needs, kinds)
