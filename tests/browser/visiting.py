"""What the browser tests share: the site as served, and the watch kept over a page."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.serving import make_server


@dataclass
class Site:
    """The sample as served: its address, the folder of its data, and the frontend's bundle if it was built."""

    address: str
    built: bool


@dataclass
class Watch:
    """What went wrong in a page: console errors, and requests to any other host."""

    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


class Served:
    """Serves an application on a free port of loopback for as long as the block runs."""

    def __init__(self, app: Flask) -> None:
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


def watched(page: Any, address: str) -> Watch:
    """Note what goes wrong in a page from now on."""
    watch = Watch()
    page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:")) else watch.strangers.append(request.url),
    )
    return watch
