"""A knowledge graph of foreign relations in which every statement shows its sentence, its place and its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kg.store.opened import OpenGraph

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(where: str | Path, release: str | None = None) -> OpenGraph:  # noqa: A001
    """Open the release in a data folder or on a server (``http://…``), to query it from Python.

    ``release`` picks an earlier release by its id. Raises ``kg.errors.ReleaseError`` where there is none.
    """
    from kg.store.opened import open_graph

    return open_graph(where, release)
