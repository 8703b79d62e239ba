"""Finds the triple patterns of a query in its tokens: enough of its structure to compare it with the data.

No parser: what it does not understand it passes over, so a pattern may be missed but none is made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.store.query_text import Token, TokenKind

TERMS = frozenset(
    {
        TokenKind.IRI,
        TokenKind.NAME,
        TokenKind.VARIABLE,
        TokenKind.BLANK,
        TokenKind.STRING,
        TokenKind.NUMBER,
    }
)
_CLOSING = {"(": ")", "{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class TriplePattern:
    """A triple pattern: ``path`` holds the tokens of its predicate, one where it is no path."""

    subject: Token
    path: tuple[Token, ...]
    object: Token

    @property
    def predicate(self) -> Token | None:
        """The predicate, where it is a single term and no path."""
        return self.path[0] if len(self.path) == 1 else None


@dataclass(slots=True)
class _Reading:
    """How far the reading has come: the tokens, the place, and the subject and path under way."""

    tokens: Sequence[Token]
    at: int = 0
    subject: Token | None = None
    path: tuple[Token, ...] = ()
    outer: list[tuple[Token | None, tuple[Token, ...]]] = field(default_factory=list)
    found: list[TriplePattern] = field(default_factory=list)


def triple_patterns(tokens: Sequence[Token]) -> list[TriplePattern]:
    """The triple patterns of a query's WHERE clause and its groups, in order."""
    reading = _Reading(tokens, _where(tokens))
    while reading.at < len(tokens):
        _step(reading)
    return reading.found


def expressions(tokens: Sequence[Token]) -> list[tuple[str, Sequence[Token]]]:
    """The expressions that compare or sort: the word they belong to (FILTER, HAVING, BY) and their tokens."""
    found = []
    for index, token in enumerate(tokens):
        word = token.text.upper() if token.kind is TokenKind.WORD else ""
        if word in ("FILTER", "HAVING"):
            found.append((word, tokens[index + 1 : after_expression(tokens, index + 1)]))
        elif word == "BY" and index and tokens[index - 1].text.upper() == "ORDER":
            end = index + 1
            while end < len(tokens) and tokens[end].text.upper() not in ("LIMIT", "OFFSET", "VALUES", "}"):
                end += 1
            found.append((word, tokens[index + 1 : end]))
    return found


def _where(tokens: Sequence[Token]) -> int:
    """The place of the group that is evaluated: after a CONSTRUCT template."""
    for index, token in enumerate(tokens):
        if token.text == "{":
            before = tokens[index - 1].text.upper() if index else ""
            return after_bracket(tokens, index) if before == "CONSTRUCT" else index
    return len(tokens)


def after_bracket(tokens: Sequence[Token], start: int) -> int:
    """The place after the bracket that opens at ``start`` has closed."""
    opening, closing = tokens[start].text, _CLOSING[tokens[start].text]
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index].text == opening) - (tokens[index].text == closing)
        if depth == 0:
            return index + 1
    return len(tokens)


def after_expression(tokens: Sequence[Token], start: int) -> int:
    """The place after an expression in brackets or a call; EXISTS groups are not passed over."""
    index = start
    while index < len(tokens) and tokens[index].text != "(":
        if tokens[index].text == "{":
            return index
        index += 1
    return after_bracket(tokens, index) if index < len(tokens) else index


def _step(reading: _Reading) -> None:
    token = reading.tokens[reading.at]
    word = token.text.upper() if token.kind is TokenKind.WORD and token.text != "a" else ""
    if word:
        _pass_word(reading, word)
    elif token.text in ("{", "}", "."):
        reading.subject, reading.path = None, ()
        reading.at += 1
    elif token.text == ";":
        reading.path = ()
        reading.at += 1
    elif token.text == "[":
        _open_blank(reading, token)
    elif token.text == "]":
        reading.subject, reading.path = reading.outer.pop() if reading.outer else (None, ())
        reading.at += 1
    elif reading.subject is not None and not reading.path:
        _read_path(reading)
    elif token.text == "(":
        reading.at = after_bracket(reading.tokens, reading.at)
        reading.subject = reading.subject or token
    elif token.kind in TERMS or word:
        _take(reading, token)
        reading.at += 1
    else:
        reading.at += 1


def _pass_word(reading: _Reading, word: str) -> None:
    tokens = reading.tokens
    following = reading.at + 1
    if word in ("TRUE", "FALSE") and reading.path:
        _take(reading, tokens[reading.at])
        reading.at = following
        return
    if word in ("FILTER", "BIND", "HAVING"):
        following = after_expression(tokens, following)
    elif word == "VALUES":
        while following < len(tokens) and tokens[following].text != "{":
            following += 1
        following = after_bracket(tokens, following) if following < len(tokens) else following
    elif word in ("GRAPH", "SERVICE", "SELECT", "ORDER", "GROUP", "LIMIT", "OFFSET"):
        while following < len(tokens) and tokens[following].text not in ("{", "}"):
            following += 1
    reading.subject, reading.path = None, ()
    reading.at = following


def _open_blank(reading: _Reading, token: Token) -> None:
    if reading.path:
        _take(reading, token)
    elif reading.subject is None:
        reading.subject = token
    reading.outer.append((reading.subject, reading.path))
    reading.subject, reading.path = token, ()
    reading.at += 1


def _take(reading: _Reading, token: Token) -> None:
    if reading.subject is None:
        reading.subject = token
    elif reading.path:
        reading.found.append(TriplePattern(reading.subject, reading.path, token))


def after_path(tokens: Sequence[Token], start: int) -> int:
    """The place after the property path that begins at ``start``, at least one token on."""
    at = start
    while at < len(tokens):
        while at < len(tokens) and tokens[at].text in ("^", "!"):
            at += 1
        if at >= len(tokens):
            break
        at = after_bracket(tokens, at) if tokens[at].text == "(" else at + 1
        while at < len(tokens) and tokens[at].text in ("*", "+", "?"):
            at += 1
        if at >= len(tokens) or tokens[at].text not in ("/", "|"):
            break
        at += 1
    return max(at, start + 1)


def optional_spans(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where the groups of OPTIONAL begin and end (code points, end excluded)."""
    spans = []
    for index, (before, token) in enumerate(pairwise(tokens)):
        if token.text == "{" and before.text.upper() == "OPTIONAL":
            spans.append((token.start, tokens[after_bracket(tokens, index + 1) - 1].start + 1))
    return spans


def _read_path(reading: _Reading) -> None:
    end = after_path(reading.tokens, reading.at)
    reading.path = tuple(reading.tokens[reading.at : end])
    reading.at = end
