"""The application over the sample release, with a store that counts the look-ups made through it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import sample
from flask import Flask

from kg.config import Settings
from kg.store.release import write_release
from kg.store.search import build_index
from kg.web.app import create_app
from kg.web.serving import Opened, Serving


class CountingStore:
    """A store that counts its queries and pattern look-ups."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.looked_up = 0

    def query(self, *args: Any, **kwargs: Any) -> Any:
        self.looked_up += 1
        return self.store.query(*args, **kwargs)

    def quads_for_pattern(self, *args: Any, **kwargs: Any) -> Any:
        self.looked_up += 1
        return self.store.quads_for_pattern(*args, **kwargs)


def write_sample(out: Path, *, more: Iterable[ox.Quad] = (), texts: dict[str, str] | None = None) -> Path:
    """Write the sample, and more quads, as a release below ``out``."""
    write_release(
        out,
        [*sample.sample_quads(), *more],
        sample.TEXTS | (texts or {}),
        {"documents": 2},
        base_iri=sample.BASE,
        build_index=lambda path, store, _: build_index(path, store),
    )
    return out


def sample_app(data: Path) -> Flask:
    """The application over a data folder."""
    app = create_app(data, Settings(data=data))
    app.testing = True
    return app


def counted(app: Flask) -> CountingStore:
    """Put a counting store into an application."""
    serving: Serving = app.extensions["kg"]
    counting = CountingStore(serving.store)
    serving._opened = Opened(serving.release, counting)  # type: ignore[arg-type]
    return counting
