"""Reads a request of the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/) into an Operation."""

from __future__ import annotations

from binascii import a2b_qp
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from kg.config import Settings
from kg.errors import QueryError
from kg.store.formats import FORMATS, GRAPH_FORMATS, RESULTS_FORMATS, Format, find_format
from kg.web.exchange import Request
from kg.web.negotiation import accepts_gzip, choose
from kg.web.problems import HttpError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_PARAMETERS = 200


class Operation(NamedTuple):
    """One query as asked: text, dataset (``None``: not given), the formats and media types that fit, its limits.

    ``seconds`` is already the lower of what is asked and what is allowed; ``release`` is an id or its beginning.
    """

    query: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    results: tuple[Format, str] | None
    graph: tuple[Format, str] | None
    gzip: bool
    seconds: float
    release: str | None

    def key(self) -> tuple[object, ...]:
        """What an answer depends on, besides the release."""
        results = None if self.results is None else (self.results[0].name, self.results[1])
        graph = None if self.graph is None else (self.graph[0].name, self.graph[1])
        return (self.query, self.default_graphs, self.named_graphs, results, graph, self.gzip)


def read_operation(request: Request, settings: Settings) -> Operation | None:
    """The query a request asks, or ``None`` for a GET without one. Raises HttpError and QueryError."""
    parameters = _decode(request.query_string, "the address")
    if request.method == "POST":
        kind, charset = _content_type(request.header("content-type"))
        if charset not in ("", "utf-8", "utf8", "us-ascii"):
            raise HttpError(415, "unsupported-media-type", f"the charset {charset} is not read here", hint="send UTF-8")
        if kind == FORM:
            parameters = parameters + _decode(_text(request.body), "the form")
        elif kind == QUERY:
            if any(name == "query" for name, _ in parameters):
                raise HttpError(400, "malformed-request", "the query is given twice", hint="give it in the body only")
            parameters = [*parameters, ("query", _text(request.body))]
        elif kind == UPDATE:
            raise QueryError("updates are refused: this endpoint only reads", hint="send a query", refused=True)
        else:
            raise HttpError(
                415,
                "unsupported-media-type",
                f"a body of type {kind or 'unknown'} is not read here",
                hint=f"send {FORM} or {QUERY}",
                headers=(("accept-post", f"{FORM}, {QUERY}"),),
            )
    elif len(parameters) == 1 and parameters[0][0] == "query":
        return _operation(parameters[0][1], [], request, settings)
    if any(name == "update" for name, _ in parameters):
        raise QueryError("updates are refused: this endpoint only reads", hint="send a query", refused=True)
    queries = [value for name, value in parameters if name == "query"]
    if not queries:
        if request.method == "POST":
            raise HttpError(400, "malformed-request", "there is no query", hint="send it as the parameter query")
        return None
    if len(queries) > 1:
        raise HttpError(400, "malformed-request", "there is more than one query", hint="send one at a time")
    return _operation(queries[0], parameters, request, settings)


def _operation(query: str, parameters: list[tuple[str, str]], request: Request, settings: Settings) -> Operation:
    if len(query) * 4 > settings.query_bytes and len(query.encode()) > settings.query_bytes:
        raise too_long(request.method, settings)
    if not parameters:
        results, graph = _formats(None, request.header("accept"))
        gzip = accepts_gzip(request.header("accept-encoding"))
        return Operation(query, None, None, results, graph, gzip, settings.query_seconds, None)
    values = dict(parameters)
    results, graph = _formats(values.get("format") or values.get("output"), request.header("accept"))
    return Operation(
        query,
        *_dataset(parameters),
        results,
        graph,
        accepts_gzip(request.header("accept-encoding")),
        _seconds(values.get("timeout"), settings),
        values.get("release") or None,
    )


def too_long(method: str, settings: Settings) -> HttpError:
    """The error for a query text beyond the limit."""
    status, kind = (413, "content-too-large") if method == "POST" else (414, "uri-too-long")
    return HttpError(
        status,
        kind,
        f"the query is longer than the limit of {settings.query_bytes:,} bytes",
        hint="send a shorter one; long lists of values can be asked for in parts",
        members={"limit": "query_bytes", "value": f"{settings.query_bytes} bytes"},
    )


def _dataset(parameters: list[tuple[str, str]]) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    default = tuple(dict.fromkeys(value for name, value in parameters if name == "default-graph-uri"))
    named = tuple(dict.fromkeys(value for name, value in parameters if name == "named-graph-uri"))
    for graph in (*default, *named):
        if ":" not in graph or any(c in '<>"{}|\\^`' or c <= " " for c in graph):
            raise HttpError(400, "malformed-request", f"{graph!r} is not an absolute IRI", hint="name graphs in full")
    return (default, named) if default or named else (None, None)


@lru_cache(maxsize=2048)
def _formats(name: str | None, accept: str | None) -> tuple[tuple[Format, str] | None, tuple[Format, str] | None]:
    if name:
        found = [find_format(name, group) for group in (RESULTS_FORMATS, GRAPH_FORMATS)]
        results, graph = ((f, f.media_type) if f is not None else None for f in found)
        what = f"there is no format {name}"
    else:
        results, graph = choose(RESULTS_FORMATS, accept), choose(GRAPH_FORMATS, accept)
        what = "none of the formats asked for is available"
    if results is None and graph is None:
        raise not_acceptable(what)
    return results, graph


def not_acceptable(what: str) -> HttpError:
    """The error that lists what there is instead."""
    available = [{"format": f.name, "mediaType": f.media_type, "for": str(f.kind)} for f in FORMATS]
    listed = ", ".join(f.media_type for f in FORMATS)
    return HttpError(406, "not-acceptable", what, hint=f"there are {listed}", members={"available": available})


def _seconds(timeout: str | None, settings: Settings) -> float:
    if timeout is None:
        return settings.query_seconds
    try:
        seconds = float(timeout)
    except ValueError:
        seconds = -1.0
    if not seconds > 0:
        raise HttpError(400, "malformed-request", f"timeout={timeout[:40]} is not a number of seconds above zero")
    return min(seconds, settings.query_seconds)


def _content_type(header: str | None) -> tuple[str, str]:
    kind, _, parameters = (header or "").partition(";")
    charset = ""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return kind.strip().lower(), charset


def _decode(encoded: str, where: str) -> list[tuple[str, str]]:
    fields = encoded.split("&", MOST_PARAMETERS)
    if len(fields) > MOST_PARAMETERS:
        raise HttpError(400, "malformed-request", f"{where} has more than {MOST_PARAMETERS} parameters")
    try:
        return [
            (unquote(name), unquote(value)) for name, _, value in (field.partition("=") for field in fields if field)
        ]
    except UnicodeDecodeError:
        raise HttpError(400, "malformed-request", f"{where} is not UTF-8", hint="percent-encode UTF-8") from None


def unquote(text: str) -> str:
    """A name or value of a query string or form as it was meant. Raises UnicodeDecodeError if that is not UTF-8.

    Percent-encoding is quoted-printable with another sign, and the decoder for that is ten times as fast as the one
    for URLs. It differs on a sign that is followed by no two digits, which shows in the length, and on control
    characters; such texts go the longer way.
    """
    text = text.replace("+", " ")
    if text.isascii() and text.isprintable():
        decoded = a2b_qp(text.replace("=", "=3D").replace("%", "="))
        if len(decoded) == len(text) - 2 * text.count("%"):
            return decoded.decode()
    return unquote_to_bytes(text).decode()


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise HttpError(
            400, "malformed-request", f"the body is not UTF-8 (byte {error.start + 1})", hint="send UTF-8"
        ) from None
