"""What the web application serves at this moment: the open release, its store for trusted queries, its texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from kg.config import Settings
from kg.store.engine import open_store
from kg.store.layout import Release, open_release


@dataclass(frozen=True, slots=True)
class Opened:
    """One release, open."""

    release: Release
    store: Store


class Serving:
    """Holds the current release; ``app.extensions["kg"]`` is the one of its application.

    ``store`` is for the project's own bounded look-ups only: a visitor's query goes to a worker process.
    """

    def __init__(self, data: Path, settings: Settings) -> None:
        self.data = data
        self.settings = settings
        self._opened = self._open(open_release(data))

    @property
    def release(self) -> Release:
        """The release served now."""
        return self._opened.release

    @property
    def store(self) -> Store:
        """The read-only store of the release served now."""
        return self._opened.store

    @property
    def opened(self) -> Opened:
        """Release and store, taken together: use this where both must be of the same release."""
        return self._opened

    def texts(self, document: str) -> str | None:
        """The NFC text of the document with this key, or ``None``."""
        return self._opened.release.text(document)

    def _open(self, release: Release) -> Opened:
        return Opened(release, open_store(release))
