"""Asks the lanes from ordinary code: on an event loop in a thread of its own, or on one that runs elsewhere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from kg.config import Settings
from kg.store.layout import Release
from kg.store.questions import Answer, Question
from kg.store.workers import Lanes

T = TypeVar("T")


class Answering:
    """Lanes for blocking callers. With a ``loop`` it uses that one, which must run; else it runs one of its own."""

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self.lanes = Lanes(settings)
        self._own = loop is None
        self._loop = asyncio.new_event_loop() if loop is None else loop
        if self._own:
            self._thread = threading.Thread(target=self._loop.run_forever, name="lanes", daemon=True)
            self._thread.start()

    def open(self, release: Release, *, pinned: bool = False) -> None:
        """Start workers for a release. Raises WorkerError if its store cannot be opened."""
        self.run(self.lanes.open(release, pinned=pinned))

    def ask(self, release_id: str, question: Question) -> Answer:
        """The answer to a question; raises as ``Lanes.ask`` does. Not to be called on the loop itself."""
        return self.run(self.lanes.ask(release_id, question))

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine on the lanes' loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def close(self) -> None:
        """End all workers, and the loop if it is our own."""
        if not self._own or not self._loop.is_running():
            return
        self.run(self.lanes.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
