"""What travels between the web process and a worker: one question, one answer, each a length and an object.

Questions are marshalled, as the web process is trusted; answers are JSON, as a worker is not.

A question is answered by one header; an answer up to ``INLINE_BYTES`` follows it on the socket, a larger one lies in
the spool file that the worker was born with.
"""

from __future__ import annotations

import json
import marshal
import socket
import struct
from typing import Any

INLINE_BYTES = 512_000
_LENGTH = struct.Struct("!I")
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode
LENGTH_BYTES = _LENGTH.size


def pack(message: dict[str, Any]) -> bytes:
    """A message as it travels."""
    body = _encode(message).encode("utf-8", "surrogatepass")
    return _LENGTH.pack(len(body)) + body


def pack_question(question: dict[str, Any]) -> bytes:
    """A question as it travels to a worker."""
    body = marshal.dumps(question)
    return _LENGTH.pack(len(body)) + body


def length(header: bytes | bytearray) -> int:
    """The length of the JSON object that follows these four bytes."""
    return int(_LENGTH.unpack_from(header)[0])


def unpack(body: bytes | bytearray) -> dict[str, Any]:
    """The message in these bytes."""
    message: dict[str, Any] = _decode(body.decode("utf-8", "surrogatepass"))
    return message


def receive_question(connection: socket.socket) -> dict[str, Any] | None:
    """The next question from a blocking socket, or ``None`` at its end."""
    header = _exactly(connection, LENGTH_BYTES)
    if header is None:
        return None
    body = _exactly(connection, length(header))
    if body is None:
        return None
    question: dict[str, Any] = marshal.loads(body)
    return question


def _exactly(connection: socket.socket, wanted: int) -> bytes | None:
    first = connection.recv(wanted)
    if len(first) == wanted:
        return first
    held = bytearray(first)
    while first and len(held) < wanted:
        first = connection.recv(wanted - len(held))
        held += first
    return bytes(held) if len(held) == wanted else None
