"""What was used of late, up to a bound: what was unused for longest goes first.

Like ``cachetools.LRUCache``, which takes several times as long: this one is asked at every query.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key whose weights add up to ``most`` at most; ``on_gone`` is called with each that had to go."""

    def __init__(
        self, most: int, weigh: Callable[[V], int] | None = None, on_gone: Callable[[V], None] | None = None
    ) -> None:
        self.weight = 0
        self._most = most
        self._weigh = weigh
        self._on_gone = on_gone
        self._values: OrderedDict[K, V] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def get(self, key: K) -> V | None:
        """The value of a key, which is now the latest used; ``None`` if it is not here."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> None:
        """Keep a value in the place of the one there was, if any."""
        self._drop(key)
        self._values[key] = value
        self.weight += 1 if self._weigh is None else self._weigh(value)
        while self.weight > self._most:
            self._drop(next(iter(self._values)))

    def _drop(self, key: K) -> None:
        value = self._values.pop(key, None)
        if value is not None:
            self.weight -= 1 if self._weigh is None else self._weigh(value)
            if self._on_gone is not None:
                self._on_gone(value)
