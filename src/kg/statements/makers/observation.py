"""Figures about countries: trade, aid, output, people, troops."""

from __future__ import annotations

from collections.abc import Iterator

from kg.mentions.model import Quantity
from kg.statements.makers.reading import Reading
from kg.statements.model import Observation


def make(reading: Reading) -> Iterator[Observation]:
    """One observation for each figure."""
    about = reading.entities("about") or ((reading.discourse.subject,) if reading.discourse.subject else ())
    if not about:
        return
    counterpart = next(iter((*reading.entities("counterpart"), *about[1:])), None)
    start, end = reading.times()[0]
    for symbol in reading.symbols.get("value", ()):
        for quantity in symbol.values:
            if isinstance(quantity, Quantity):
                yield Observation(
                    about=about[0],
                    measure=reading.constants.get("measure", ""),
                    value=quantity.value,
                    unit=reading.constants.get("unit") or quantity.unit,
                    counterpart=counterpart,
                    qualifier=quantity.qualifier,
                    start=start,
                    end=end,
                    figure_source=reading.form.written(reading.texts.get("source", "")),
                )
