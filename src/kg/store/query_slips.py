"""Finds the usual slips in the tokens of a query that cannot be parsed: a value left out, a word without its partner.

The engine reports the furthest place it looked at, which for these is often the end of the query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.store.query_patterns import TERMS, after_bracket, after_expression, after_path
from kg.store.query_text import FUNCTIONS, Token, TokenKind

_OPERATORS = frozenset({"=", "!=", "<", ">", "<=", ">=", "&&", "||"})
_ENDS = frozenset({")", "}"})
_BEFORE_GROUPS = frozenset({"GRAPH", "SERVICE", "SELECT"})
_SHAPE = "a pattern is a subject, a property and a value"


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip: where it shows, what is wrong, what to do."""

    token: Token
    what: str
    hint: str


def find_slip(tokens: Sequence[Token]) -> Slip | None:
    """The first slip in a query whose brackets are all closed, or ``None``."""
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        slip = _lone_word(token, following) or _open_operator(token, following)
        if slip is not None:
            return slip
    return _odd_column(tokens) or _odd_pattern(tokens)


def _lone_word(token: Token, following: Token | None) -> Slip | None:
    if token.kind is not TokenKind.WORD:
        return None
    word = token.text.upper()
    after = "" if following is None else following.text.upper()
    if word in ("ORDER", "GROUP") and after != "BY":
        return Slip(token, f"{word} stands without BY", f"write {word} BY")
    if word == "BY" and after in ("", "}", "LIMIT", "OFFSET", "HAVING", "ORDER"):
        return Slip(token, "BY is followed by nothing to go by", "name a variable: ORDER BY ?x")
    if word in ("LIMIT", "OFFSET") and (following is None or following.kind is not TokenKind.NUMBER):
        return Slip(token, f"{word} wants a number", f"write {word} 10")
    if word in ("FILTER", "BIND", "HAVING") and after in ("", "}", "."):
        return Slip(token, f"{word} stands without an expression", f"write it in brackets: {word}(…)")
    if word == "AS" and (following is None or following.kind is not TokenKind.VARIABLE):
        return Slip(token, "AS is not followed by a variable", "name the column: AS ?n")
    if word == "FILTER" and following is not None and following.kind is TokenKind.VARIABLE:
        return Slip(token, "the condition of a FILTER stands in brackets", "write FILTER(?x > 1)")
    if word == "NOT" and after not in ("EXISTS", "IN"):
        return Slip(token, "NOT stands without EXISTS or IN", "write NOT EXISTS { … }, or ! before an expression")
    if word == "SELECT" and after in ("", "{", "WHERE", "FROM"):
        return Slip(token, "SELECT names no columns", "write SELECT * or name variables")
    return None


def _odd_column(tokens: Sequence[Token]) -> Slip | None:
    """A comma between columns, or a column that is worked out but has no brackets or no name."""
    at = next((i + 1 for i, token in enumerate(tokens) if token.text.upper() == "SELECT"), len(tokens))
    while at < len(tokens) and tokens[at].text.upper() not in ("{", "WHERE", "FROM"):
        token = tokens[at]
        end = after_bracket(tokens, at) if token.text == "(" else at + 1
        if token.text == ",":
            return Slip(token, "columns stand without commas", "write SELECT ?x ?y")
        if token.text.upper() in FUNCTIONS:
            return Slip(token, f"{token.text} needs brackets and a name", "write (COUNT(?x) AS ?n)")
        if token.text == "(" and all(inner.text.upper() != "AS" for inner in tokens[at:end]):
            return Slip(token, "this column has no name", "name it: (COUNT(?x) AS ?n)")
        at = end
    return None


def _open_operator(token: Token, following: Token | None) -> Slip | None:
    is_operator = token.kind is TokenKind.PUNCTUATION and token.text in _OPERATORS
    if is_operator and (following is None or following.text in _ENDS):
        return Slip(token, f"there is no value after {token.text}", "write what to compare with")
    return None


def _odd_pattern(tokens: Sequence[Token]) -> Slip | None:
    """The first triple pattern with a term too few or too many."""
    at = _first_group(tokens)
    terms: list[Token] = []
    while at < len(tokens):
        token = tokens[at]
        word = token.text.upper() if token.kind is TokenKind.WORD and token.text != "a" else ""
        if (word and word not in ("TRUE", "FALSE")) or token.text in ("{", "}", ".", ";", ","):
            slip = _too_few(terms)
            if slip is not None:
                return slip
            terms = terms[: {";": 1, ",": 2}.get(token.text, 0)]
            at = _after_word(tokens, at, word)
        elif len(terms) == 3:
            shown = " ".join(term.text for term in terms)
            return Slip(token, f"{token.text} follows {shown}, which is whole", f"{_SHAPE}; put . between two patterns")
        elif len(terms) == 1:
            terms.append(token)
            at = after_path(tokens, at)
        else:
            terms.append(token)
            at = _after_term(tokens, at)
    return None


def _first_group(tokens: Sequence[Token]) -> int:
    """The place of the first brace that opens a group of patterns, not one of an EXISTS among the columns."""
    for index, (before, token) in enumerate(pairwise(tokens)):
        if token.text == "{" and before.text.upper() != "EXISTS":
            return index + 1
    return len(tokens)


def _too_few(terms: Sequence[Token]) -> Slip | None:
    """A subject alone is one where it is a variable or a name; ``[ … ]`` may stand alone."""
    if len(terms) == 2:
        return Slip(terms[1], f"there is no value after {terms[0].text} {terms[1].text}", _SHAPE)
    if len(terms) == 1 and terms[0].kind in TERMS and not terms[0].text.startswith("_:"):
        return Slip(terms[0], f"{terms[0].text} stands alone", _SHAPE)
    return None


def _after_word(tokens: Sequence[Token], at: int, word: str) -> int:
    if word in ("FILTER", "BIND", "HAVING"):
        return after_expression(tokens, at + 1)
    if word in _BEFORE_GROUPS or word in ("VALUES", "ORDER", "GROUP", "LIMIT", "OFFSET"):
        at += 1
        while at < len(tokens) and tokens[at].text not in ("{", "}"):
            at += 1
        return after_bracket(tokens, at) if word == "VALUES" and at < len(tokens) and tokens[at].text == "{" else at
    return at + 1


def _after_term(tokens: Sequence[Token], at: int) -> int:
    """The place after a term: brackets with what they hold, a sign with its number, a string with its tag."""
    if tokens[at].text in ("[", "("):
        return after_bracket(tokens, at)
    if tokens[at].text in ("+", "-") and at + 1 < len(tokens):
        at += 1
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.kind is TokenKind.LANGUAGE:
        return at + 2
    if following is not None and following.text == "^^":
        return at + 3
    return at + 1
