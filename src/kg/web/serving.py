"""What the web application serves at this moment: the open release, its store for trusted queries, its texts."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from cachetools import LRUCache
from pyoxigraph import Store

from kg.config import Settings
from kg.store.answering import Answering
from kg.store.elsewhere import open_for
from kg.store.layout import CURRENT, RELEASES, Release, open_release
from kg.store.workers import Lanes
from kg.web.problems import HttpError

PINNED_KEPT = 2
"""Earlier releases that have workers at the same time."""


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
        self._opened = self._open(open_release(data), current=True)
        self._pinned: OrderedDict[str, Release] = OrderedDict()
        self._earlier: LRUCache[str, Opened] = LRUCache(PINNED_KEPT)
        self._opening = asyncio.Lock()
        self._answering: Answering | None = None
        self._starting = threading.Lock()

    @property
    def answering(self) -> Answering:
        """The query workers for blocking callers, started when first asked for; never call it on their own loop."""
        with self._starting:
            if self._answering is None:
                answering = Answering(self.settings)
                answering.open(self.release)
                self._answering = answering
            return self._answering

    def attach(self, answering: Answering) -> None:
        """Use query workers that run on a server's own loop."""
        self._answering = answering

    def close(self) -> None:
        """End the query workers, if they are our own."""
        if self._answering is not None:
            self._answering.close()

    async def follow(self, lanes: Lanes) -> bool:
        """Move to the release that ``current`` points at, if it is another one; gives whether it was.

        The old one's workers end when its questions are answered. Raises ReleaseError or WorkerError, and stays with
        what is served, if the new one cannot be opened.
        """
        folder = await asyncio.to_thread((self.data / CURRENT).resolve)
        if folder.name == self.release.id:
            return False
        opened = await asyncio.to_thread(lambda: self._open(open_release(self.data), current=True))
        previous = self._opened.release
        async with self._opening:
            await lanes.open(opened.release)
            self._opened = opened
        await lanes.retire(previous.id)
        return True

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

    def find_release(self, name: str) -> Release:
        """The release with this id, or whose id begins so (8 digits or more).

        Raises HttpError: 404 if there is none, 410 if it was removed.
        """
        if name == self.release.id:
            return self.release
        if name in self._pinned and self._pinned[name].store.is_dir():
            return self._pinned[name]
        wanted = name.lower()
        digits = 8 <= len(wanted) <= 64 and all(c in "0123456789abcdef" for c in wanted)
        found = sorted((self.data / RELEASES).glob(f"{wanted}*")) if digits else []
        if len(found) != 1:
            raise HttpError(404, "no-such-release", f"there is no release {name[:80]!r}", hint="see /releases/")
        if found[0].name == self.release.id:
            return self.release
        if not (found[0] / "store").is_dir():
            raise HttpError(410, "release-removed", f"the release {found[0].name} was removed", hint="see /releases/")
        return open_release(self.data, found[0].name)

    async def open_lanes(self, lanes: Lanes, release: Release) -> None:
        """See to it that the release has workers; of the earlier releases only the last few keep theirs."""
        if release.id == self.release.id and lanes.is_open(release.id):
            return
        async with self._opening:
            await lanes.open(release, pinned=release.id != self.release.id)
            if release.id == self.release.id:
                return
            self._pinned[release.id] = release
            self._pinned.move_to_end(release.id)
            while len(self._pinned) > PINNED_KEPT:
                await lanes.retire(self._pinned.popitem(last=False)[0])

    def open(self, release: Release) -> Opened:
        """The release with its store: of earlier ones the last few are kept open."""
        if release.id == self.release.id:
            return self._opened
        with self._starting:
            if release.id not in self._earlier:
                self._earlier[release.id] = self._open(release)
            return self._earlier[release.id]

    def _open(self, release: Release, *, current: bool = False) -> Opened:
        return Opened(release, open_for(release, self.settings, current=current))
