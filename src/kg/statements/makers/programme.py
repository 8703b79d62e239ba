"""What later sentences say of a preference programme that an earlier one told of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.statements.makers.reading import Reading
from kg.statements.model import Agreement


def end_of_programme(reading: Reading) -> Iterator[Agreement]:
    """The programme that the match names, or that the block told of last, with its end and nothing else dated."""
    name = reading.texts.get("name", "")
    discourse = reading.discourse
    told = discourse.programmes.get(name) if name else discourse.programme
    _, end = reading.times()[0]
    if told is not None and end is not None:
        yield replace(told, start=None, in_force=None, end=end)
