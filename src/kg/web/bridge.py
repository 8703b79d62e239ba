"""Between plain requests and replies and those of Flask."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, request

from kg.web.exchange import Reply, Request

CHUNK_BYTES = 262_144


def plain_request() -> Request:
    """Flask's request as a plain value."""
    return Request(
        request.method,
        request.path,
        request.query_string.decode("latin-1"),
        lambda name: request.headers.get(name),
        request.get_data(cache=False, parse_form_data=False),
        request.remote_addr or "",
    )


def flask_response(reply: Reply) -> Response:
    """A reply as Flask's response."""
    body: bytes | Iterator[bytes] = reply.body if reply.spool_file < 0 else _chunks(reply.spool_path)
    response = Response(body, reply.status)
    response.headers.clear()
    response.headers.extend(reply.headers)
    if reply.spool_file >= 0:
        response.content_length = reply.spool_size
    return response


def _chunks(path: str) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
