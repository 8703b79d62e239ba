"""The files that pages load: addressed with the digest of their content, so that a browser keeps them for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Response, current_app, request

from kg.web.rendering import to

LASTING = "public, max-age=31536000, immutable"


def asset(name: str) -> str:
    """The link to a file in ``static/`` with its content's digest; empty if it was not built."""
    path = Path(current_app.static_folder or "") / name
    return f"{to('static/' + name)}?v={_version(path)}" if path.is_file() else ""


@lru_cache(maxsize=64)
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def serve_lasting(response: Response) -> Response:
    """A static file as bytes in memory, which can be compressed; kept for good where its address says its content."""
    if request.endpoint == "static" and response.status_code == 200:
        response.direct_passthrough = False
        body = response.get_data()
        response.close()
        response.set_data(body)
        if "v" in request.args or "/built/chunk-" in request.path:
            response.headers["Cache-Control"] = LASTING
    return response
