"""Carries a request to a WSGI application in a thread and its response back, for the RSGI server."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import unquote_to_bytes

FILE_BYTES = 262_144


class FileBody:
    """A response body that is an open file: the server sends it without a thread (``wsgi.file_wrapper``)."""

    def __init__(self, file: IO[bytes], _block: int = FILE_BYTES) -> None:
        self.file = file

    def __iter__(self) -> Iterable[bytes]:
        while chunk := self.file.read(FILE_BYTES):
            yield chunk

    def close(self) -> None:
        """Close the file."""
        self.file.close()


@dataclass(frozen=True, slots=True)
class WsgiResponse:
    """A finished response: the body in memory, or as an open file to be sent and closed."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    file: IO[bytes] | None


def environ(
    method: str, path: str, query_string: str, headers: Mapping[str, str], client: str, authority: str, body: bytes
) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of a request; ``path`` is still percent-encoded."""
    host, _, port = authority.rpartition(":") if authority.rpartition(":")[2].isdigit() else (authority, "", "80")
    made: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query_string,
        "RAW_URI": f"{path}?{query_string}" if query_string else path,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileBody,
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in headers.items():
        if name == "content-type":
            made["CONTENT_TYPE"] = value
        elif name != "content-length":
            made["HTTP_" + name.upper().replace("-", "_")] = value
    if "HTTP_HOST" not in made:
        made["HTTP_HOST"] = authority
    return made


def call(application: Callable[..., Iterable[bytes]], made: dict[str, Any]) -> WsgiResponse:
    """Run the application to its end; a file body is left open for the server."""
    started: list[tuple[int, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> Callable[[bytes], None]:
        started[:] = [(int(status[:3]), headers)]
        return lambda _chunk: None

    body = application(made, start)
    if isinstance(body, FileBody):
        status, headers = started[0]
        return WsgiResponse(status, headers, b"", body.file)
    try:
        whole = b"".join(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()
    status, headers = started[0]
    return WsgiResponse(status, headers, whole, None)
