"""Says in people's words what is wrong with a query, from its tokens and from the engine's terse error.

The engine reports the furthest place it reached and every terminal it could have gone on with. The usual mistakes
are found on the tokens first: a word that is no keyword, a prefix that is not declared, a bracket or a quote left
open. Only then is the engine's place used; its list of terminals never is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from kg.errors import QueryError
from kg.store.query_patterns import after_bracket
from kg.store.query_slips import find_slip
from kg.store.query_text import FUNCTIONS, KEYWORDS, QueryText, Token, TokenKind, offset_at, position

_ENGINE_PLACE = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_GRAMMAR = "see https://www.w3.org/TR/sparql11-query/#sparqlGrammar"
_PAIRS = {"(": ")", "{": "}", "[": "]"}


def syntax_error(query: QueryText, engine_message: str, known_prefixes: Mapping[str, str]) -> QueryError:
    """The error to show for a query the engine could not parse; ``known_prefixes`` feed the suggestions."""
    if not query.tokens:
        return QueryError("the query is empty", hint="send a SELECT, ASK, CONSTRUCT or DESCRIBE query")
    found = (
        _open_quote(query)
        or _unknown_word(query)
        or _undeclared_prefix(query, known_prefixes)
        or _open_bracket(query)
        or _usual_slip(query)
        or _named_by_engine(query, engine_message)
        or _ungrouped_column(query)
    )
    return found if found is not None else _at_engine_place(query, engine_message)


def _error(query: QueryText, token: Token, what: str, hint: str | None = None) -> QueryError:
    line, column = position(query.text, token.start)
    return QueryError(what, line=line, column=column, hint=hint)


def _open_quote(query: QueryText) -> QueryError | None:
    for token in query.tokens:
        if token.kind is TokenKind.OTHER and token.text in "\"'":
            return _error(query, token, "a string that begins here is not closed", f"close it with {token.text}")
        if token.kind is TokenKind.OTHER and token.text not in "&\\`":
            return _error(query, token, f"the character {token.text} has no place here")
    return None


def _unknown_word(query: QueryText) -> QueryError | None:
    for token in query.tokens:
        word = token.text.upper()
        if token.kind is not TokenKind.WORD or word in KEYWORDS or word in FUNCTIONS:
            continue
        return _error(query, token, f"{token.text} is not a word of SPARQL", _word_hint(token.text))
    return None


def _word_hint(word: str) -> str:
    near = get_close_matches(word.upper(), sorted(KEYWORDS | FUNCTIONS), n=1, cutoff=0.7)
    if near:
        return f"did you mean {near[0]}?"
    return f"variables begin with ? (?{word}), names have a prefix (kg:{word}), strings stand in quotes"


def _undeclared_prefix(query: QueryText, known: Mapping[str, str]) -> QueryError | None:
    for index, token in enumerate(query.tokens):
        if token.kind is not TokenKind.NAME:
            continue
        prefix = token.text.partition(":")[0]
        declares = index > 0 and query.tokens[index - 1].text.upper() == "PREFIX"
        if declares or prefix in query.prefixes:
            continue
        return _error(query, token, f"the prefix {prefix}: is not declared", _prefix_hint(prefix, query, known))
    return None


def _prefix_hint(prefix: str, query: QueryText, known: Mapping[str, str]) -> str:
    near = get_close_matches(prefix, sorted(query.prefixes), n=1, cutoff=0.7)
    if prefix in known:
        return f"add PREFIX {prefix}: <{known[prefix]}> at the top"
    if near:
        return f"did you mean {near[0]}:?"
    others = get_close_matches(prefix, sorted(known), n=1, cutoff=0.6)
    if others:
        return f"did you mean {others[0]}: (PREFIX {others[0]}: <{known[others[0]]}>)?"
    return f"add PREFIX {prefix}: <…> at the top"


def _open_bracket(query: QueryText) -> QueryError | None:
    opened: list[Token] = []
    for token in query.tokens:
        if token.kind is not TokenKind.PUNCTUATION:
            continue
        if token.text in _PAIRS:
            opened.append(token)
        elif token.text in _PAIRS.values():
            if not opened:
                return _error(query, token, f"{token.text} closes nothing", "remove it or open it before")
            if _PAIRS[opened[-1].text] != token.text:
                line, column = position(query.text, opened[-1].start)
                what = f"{token.text} stands where the {opened[-1].text} of line {line}, column {column} should close"
                return _error(query, token, what, f"put {_PAIRS[opened[-1].text]} before it")
            opened.pop()
    if opened:
        token = opened[-1]
        return _error(query, token, f"the {token.text} that opens here is not closed", f"add {_PAIRS[token.text]}")
    return None


def _usual_slip(query: QueryText) -> QueryError | None:
    slip = find_slip(query.tokens)
    return None if slip is None else _error(query, slip.token, slip.what, slip.hint)


_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_ENGINE_SAYS = (
    ("The SELECT contains a variable that is unbound", "a variable of the SELECT is neither grouped nor aggregated"),
    ("BIND", "a BIND assigns a variable that has a value already"),
    ("IRI parsing failed", "an IRI here is not valid"),
)


def _named_by_engine(query: QueryText, message: str) -> QueryError | None:
    for marker, what in _ENGINE_SAYS[:1]:
        if marker in message:
            grouped = any(t.text.upper() == "GROUP" for t in query.tokens if t.kind is TokenKind.WORD)
            hint = "add it to GROUP BY" if grouped else "add GROUP BY with the variables that are not aggregated"
            token = _ungrouped(query.tokens)
            return QueryError(what, hint=hint) if token is None else _ungrouped_error(query, token, hint)
    if "IRI parsing failed" in message:
        for token in query.tokens:
            if token.kind is TokenKind.IRI and ":" not in token.text:
                return _error(query, token, f"{token.text} is not an absolute IRI", "write it in full or with a prefix")
    return None


def _ungrouped_column(query: QueryText) -> QueryError | None:
    """The same of a sub-select, where the engine only says that it cannot be read."""
    token = _ungrouped(query.tokens, aggregated=True)
    return None if token is None else _ungrouped_error(query, token, "add it to a GROUP BY of its own SELECT")


def _ungrouped_error(query: QueryText, token: Token, hint: str) -> QueryError:
    return _error(query, token, f"the column {token.text} is neither grouped nor aggregated", hint)


def _ungrouped(tokens: Sequence[Token], *, aggregated: bool = False) -> Token | None:
    """The first column of a SELECT that is neither grouped by nor made of an aggregate.

    ``aggregated``: only of a SELECT that shows an aggregate.
    """
    for at, token in enumerate(tokens):
        if token.kind is not TokenKind.WORD or token.text.upper() != "SELECT":
            continue
        columns, at_column, aggregates = [], at + 1, False
        while at_column < len(tokens) and tokens[at_column].text.upper() not in ("{", "WHERE", "FROM"):
            end = after_bracket(tokens, at_column) if tokens[at_column].text == "(" else at_column + 1
            aggregates |= any(inner.text.upper() in _AGGREGATES for inner in tokens[at_column:end])
            if tokens[at_column].kind is TokenKind.VARIABLE:
                columns.append(tokens[at_column])
            at_column = end
        group = _first_group_by(tokens, at_column)
        if not aggregates and (aggregated or not group):
            continue
        grouped = {each.text[1:] for each in group if each.kind is TokenKind.VARIABLE}
        return next((column for column in columns if column.text[1:] not in grouped), None)
    return None


def _first_group_by(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """What follows the first GROUP BY after a place, up to what may follow that."""
    begin = next((i for i in range(at, len(tokens)) if tokens[i].text.upper() == "GROUP"), len(tokens))
    ends = (
        i for i in range(begin, len(tokens)) if tokens[i].text.upper() in ("HAVING", "ORDER", "LIMIT", "OFFSET", "}")
    )
    return tokens[begin : next(ends, len(tokens))]


def _at_engine_place(query: QueryText, message: str) -> QueryError:
    match = _ENGINE_PLACE.match(message)
    if match is None:
        return QueryError("the query cannot be read", hint=_GRAMMAR)
    offset = offset_at(query.text, int(match[1]), int(match[2]))
    after = next((token for token in query.tokens if token.start >= offset), None)
    before = [token for token in query.tokens if token.start < offset]
    if after is None:
        line, column = position(query.text, len(query.text.rstrip()))
        return QueryError("the query cannot be read to its end", line=line, column=column, hint=_GRAMMAR)
    what = f"{_shown(after)} is unexpected" + (f" after {_shown(before[-1])}" if before else "")
    return _error(query, after, what, _expected(match[3]))


def _shown(token: Token) -> str:
    return token.text if len(token.text) <= 40 else token.text[:39] + "…"


def _expected(expectation: str) -> str | None:
    """The one bracket or point that could stand here, if it is only one: longer lists help nobody."""
    listed = set(re.findall(r"\"([{}().;,])\"", expectation))
    return f"what fits here: {listed.pop()}" if len(listed) == 1 and len(expectation) < 400 else None


def evaluation_error(query: QueryText, message: str) -> QueryError:
    """The error to show for a query that was parsed but cannot be evaluated, such as one with an unknown function."""
    match = re.search(r"custom (?:aggregate )?function <([^>]*)>", message)
    if match is None:
        return QueryError(f"the query cannot be evaluated: {message.splitlines()[0][:200]}")
    for token in query.tokens:
        prefix, _, local = token.text.partition(":")
        whole = token.text[1:-1] if token.kind is TokenKind.IRI else query.prefixes.get(prefix, "") + local
        if whole == match[1]:
            return _error(query, token, f"there is no function {token.text}", "use those of SPARQL 1.1 and GeoSPARQL")
    return QueryError(f"there is no function <{match[1]}>", hint="use those of SPARQL 1.1 and GeoSPARQL")
