"""The texts of a build's documents between reading and writing: in memory while they are few, else in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import SpooledTemporaryFile

MOST_HELD = 32 << 20
"""Most bytes of text held in memory."""


class Texts(Mapping[str, str]):
    """Texts by document key; their file, which has no name, is in the folder ``place``."""

    def __init__(self, place: Path | None = None, *, most_held: int = MOST_HELD) -> None:
        self._file = SpooledTemporaryFile(max_size=most_held, dir=None if place is None else str(place))  # noqa: SIM115 - closed with the texts
        self._places: dict[str, tuple[int, int]] = {}

    def add(self, document: str, text: str) -> None:
        """Keeps the text of a document."""
        packed = text.encode()
        start = self._file.seek(0, 2)
        self._file.write(packed)
        self._places[document] = (start, len(packed))

    def __getitem__(self, document: str) -> str:
        start, length = self._places[document]
        self._file.seek(start)
        return self._file.read(length).decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def close(self) -> None:
        """Forget the texts."""
        self._file.close()
