"""Reads a query's text without evaluating it: its tokens, its form, what it refers to and what it is refused for.

A tokenizer of our own, because the engine's parser can be made to overflow the stack and says little about errors.
It follows the terminals of https://www.w3.org/TR/sparql11-query/#sparqlGrammar and never fails: what it does not
know becomes a token of kind OTHER.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urljoin


class TokenKind(StrEnum):
    """The terminals that matter here."""

    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    BLANK = "blank"
    LANGUAGE = "language"
    NAME = "name"
    NUMBER = "number"
    WORD = "word"
    PUNCTUATION = "punctuation"
    OTHER = "other"


class Token(NamedTuple):
    """One terminal: its kind, its text and its start (code points, 0-based)."""

    kind: TokenKind
    text: str
    start: int


_TERMINALS = re.compile(
    r"""
      (?P<space>[\s\ufeff]+|\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*(?:\\u[0-9A-Fa-f]{4}[^<>"{}|^`\\\x00-\x20]*)*>)
    | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<blank>_:\w[\w.\-]*)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w:\-.]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<punctuation>\^\^|\|\||&&|[<>!]=|[{}()\[\],;.=<>!|/^*?+\-])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_KINDS = {kind.value: kind for kind in TokenKind}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")

QUERY_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
UPDATE_FORMS = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
"""Functions whose value changes from call to call, so that an answer must not be kept."""
_TELLING = ("FROM", "SERVICE", "NOW", "RAND", "UUID", "BNODE")

_KEYWORDS = """
    BASE PREFIX SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK FROM NAMED WHERE ORDER BY ASC DESC LIMIT OFFSET GROUP
    HAVING VALUES UNDEF OPTIONAL GRAPH UNION FILTER MINUS BIND SERVICE SILENT AS A TRUE FALSE IN NOT EXISTS SEPARATOR
    INSERT DELETE DATA LOAD CLEAR DROP CREATE ADD MOVE COPY WITH USING INTO TO DEFAULT ALL LATERAL VERSION
"""
_FUNCTIONS = """
    STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE
    ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW
    UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRLANGDIR STRDT SAMETERM ISIRI ISURI ISBLANK
    ISLITERAL ISNUMERIC HASLANG HASLANGDIR REGEX SUBSTR REPLACE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT TRIPLE
    SUBJECT PREDICATE OBJECT ISTRIPLE ADJUST
"""
KEYWORDS = frozenset(_KEYWORDS.split())
FUNCTIONS = frozenset(_FUNCTIONS.split())


@dataclass(frozen=True, slots=True)
class QueryText:
    """What a query's text shows before it is evaluated.

    ``form`` is its verb in capitals or ``None``; ``default_graphs`` and ``named_graphs`` are its FROM clauses as
    absolute IRIs, both ``None`` without any; ``service`` is the first SERVICE keyword.
    """

    text: str
    tokens: tuple[Token, ...]
    form: str | None
    prefixes: Mapping[str, str]
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    service: Token | None
    volatile: bool
    base: str = ""

    @property
    def is_update(self) -> bool:
        """Whether the text is a SPARQL update."""
        return self.form in UPDATE_FORMS


def is_plain(text: str) -> bool:
    """Whether a text holds no word for which it must be read before it is evaluated, or its answer forgotten after.

    Those words are FROM, SERVICE and the volatile functions; here they count within names and strings too.
    """
    upper = text.upper()
    return not any(word in upper for word in _TELLING)


def tokens(text: str) -> tuple[Token, ...]:
    """The terminals of a query or update, without white space and comments."""
    found = []
    for match in _TERMINALS.finditer(text):
        kind = match.lastgroup
        if kind == "space" or kind is None:
            continue
        value = match.group()
        if kind == "name" and value.endswith(".") and not value.endswith("\\."):
            stripped = value.rstrip(".")
            found.append(Token(TokenKind.NAME, stripped, match.start()))
            found.append(Token(TokenKind.PUNCTUATION, ".", match.start() + len(stripped)))
            continue
        found.append(Token(_KINDS[kind], value, match.start()))
    return tuple(found)


def read_query(text: str, base_iri: str = "") -> QueryText:
    """The form, prefixes, dataset and refusable parts of a query; relative graph names resolve against ``base_iri``."""
    found = tokens(text)
    prefixes: dict[str, str] = {}
    default: list[str] = []
    named: list[str] = []
    form: str | None = None
    service: Token | None = None
    volatile = False
    base = base_iri
    for index, token in enumerate(found):
        if token.kind is not TokenKind.WORD:
            continue
        word = token.text.upper()
        following = found[index + 1 : index + 3]
        if word == "BASE" and form is None and following and following[0].kind is TokenKind.IRI:
            base = resolve(base, following[0].text[1:-1])
        elif word == "PREFIX" and len(following) == 2 and following[1].kind is TokenKind.IRI:
            prefixes[following[0].text.removesuffix(":")] = resolve(base, following[1].text[1:-1])
        elif form is None and word in QUERY_FORMS | UPDATE_FORMS:
            form = word
        elif word == "FROM" and form is not None:
            is_named = bool(following) and following[0].text.upper() == "NAMED"
            graph = _iri(following[1:] if is_named else following, prefixes, base)
            if graph is not None:
                (named if is_named else default).append(graph)
        elif word == "SERVICE" and service is None:
            service = token
        elif word in VOLATILE:
            volatile = True
    has_dataset = bool(default or named)
    return QueryText(
        text,
        found,
        form,
        prefixes,
        tuple(dict.fromkeys(default)) if has_dataset else None,
        tuple(dict.fromkeys(named)) if has_dataset else None,
        service,
        volatile,
        base,
    )


def _iri(following: tuple[Token, ...], prefixes: Mapping[str, str], base: str) -> str | None:
    return expand(following[0], prefixes, base) if following else None


def expand(token: Token, prefixes: Mapping[str, str], base: str) -> str | None:
    """The IRI that a token stands for, or ``None`` if it stands for none or its prefix is not declared."""
    if token.kind is TokenKind.IRI:
        return resolve(base, token.text[1:-1])
    if token.kind is TokenKind.NAME:
        prefix, _, local = token.text.partition(":")
        if prefix in prefixes:
            return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
    return None


def resolve(base: str, iri: str) -> str:
    """The IRI as it is if it is absolute, else resolved against the base (RFC 3986)."""
    return iri if _SCHEME.match(iri) else urljoin(base, iri)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both 1-based, in code points."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def offset_at(text: str, line: int, column: int) -> int:
    """The offset of a line and column (1-based), at most the length of the text."""
    start = 0
    for _ in range(line - 1):
        newline = text.find("\n", start)
        if newline < 0:
            return len(text)
        start = newline + 1
    return min(start + column - 1, len(text))
