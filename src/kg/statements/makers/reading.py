"""What a maker works from: a match of a pattern with its slots, times and surroundings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.mentions.model import Entity, EntityKind
from kg.statements.discourse import Discourse
from kg.statements.forms import PassageForm
from kg.statements.language import Compiled
from kg.statements.pattern_files import Pattern
from kg.statements.symbols import Symbol, SymbolKind, block
from kg.statements.timing import Times, spread, times

K = SymbolKind
COUNTRY_SYMBOLS = re.compile(f"[{block(K.COUNTRY, K.COUNTRY_LIST, K.DEMONYM, K.DEMONYM_LIST)}]")


@dataclass(slots=True)
class Reading:
    """A match: ``symbols`` and ``texts`` are what its slots hold, by role, in the order of the form; ``places`` are
    the offsets of the symbols in the form."""

    pattern: Pattern
    form: PassageForm
    discourse: Discourse
    start: int
    end: int
    symbols: dict[str, list[Symbol]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)

    @property
    def constants(self) -> Mapping[str, str]:
        """What the pattern sets."""
        return self.pattern.constants

    def entities(self, *roles: str) -> tuple[Entity, ...]:
        """The entities in the slots of these roles, each once."""
        symbols = [symbol for role in roles for symbol in self.symbols.get(role, ())]
        if len(symbols) == 1:
            return symbols[0].entities
        return tuple(dict.fromkeys(entity for symbol in symbols for entity in symbol.entities)) if symbols else ()

    def countries(self, *roles: str) -> tuple[Entity, ...]:
        """Those of the entities that are countries."""
        return tuple(e for e in self.entities(*roles) if e.kind is EntityKind.COUNTRY)

    def sentence_pair(self) -> tuple[Entity, ...]:
        """The two countries that the passage names (or calls "the two countries"), if they are exactly two."""
        found: dict[Entity, None] = {}
        for character in COUNTRY_SYMBOLS.findall(self.form.text):
            symbol = self.form.legend.symbols[character]
            if not symbol.pointed or len(symbol.entities) == 2:
                found.update(dict.fromkeys(symbol.entities))
        return tuple(found) if len(found) == 2 else ()

    def others(self, named: tuple[Entity, ...], both: tuple[Entity, ...] = ()) -> tuple[Entity, ...]:
        """The country on the other side, where the text names only one: of ``both`` named, or the row's or
        document's."""
        discourse = self.discourse
        if len(both) == 2 and len(named) == 1:
            return tuple(entity for entity in both if entity != named[0])
        if len(named) != 1:
            return ()
        pair = discourse.default_pair() if discourse.partner is not None else discourse.subjects
        if len(pair) > 1 and named[0] not in pair:
            return ()
        found = tuple(entity for entity in pair if entity != named[0])
        return found if len(found) == 1 else ()

    def times(self) -> Times:
        """Start and end, from the slots or else from around the match."""
        symbols = self.symbols
        if "start" in symbols or "end" in symbols or "time" in symbols:
            start = spread(symbols["start"][0]) if "start" in symbols else None
            end = spread(symbols["end"][0])[0][0] if "end" in symbols else None
            if "time" in symbols and start is None:
                start = spread(symbols["time"][0])
            if start is None:
                return ((None, end),)
            return tuple((first, last or end) for first, last in start)
        return times(self.form, self.start, self.end, self.pattern.timing)


def read_match(
    pattern: Pattern, compiled: Compiled, match: re.Match[str], form: PassageForm, discourse: Discourse
) -> Reading:
    """The match with its slots read."""
    reading = Reading(pattern, form, discourse, match.start(), match.end())
    for group, role in compiled.roles:
        text = match[group]
        if not text:
            continue
        symbol = form.legend.symbols.get(text)
        if symbol is None:
            reading.texts.setdefault(role, text.strip())
        else:
            reading.symbols.setdefault(role, []).append(symbol)
            reading.places.setdefault(role, []).append(match.start(group))
    return reading
