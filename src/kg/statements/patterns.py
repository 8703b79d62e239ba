"""All patterns: loaded from the project's files and a researcher's, and found by the words and names they need.

A pattern is data. A file holds ``kind`` (what its patterns state), an optional table ``[sets]`` of named word sets, and
any number of ``[[pattern]]`` tables; ``pattern_files`` reads and validates it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ahocorasick

from kg.errors import PatternError
from kg.statements.language import Compiled
from kg.statements.model import PatternRecord
from kg.statements.pattern_files import Pattern, add_sets, read_counts, read_patterns, read_toml
from kg.statements.symbols import bits

_NOT_PATTERNS = frozenset({"rows.toml", "record.toml", "restoration.toml"})


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A form of a pattern; a passage it matches has a symbol of each of ``masks`` (sets of kinds, as bits) and one
    of each of ``words`` (sets of the numbers that the automaton gives words)."""

    pattern: Pattern
    form: Compiled
    masks: tuple[int, ...]
    words: tuple[frozenset[int], ...]

    def fits(self, kinds: int) -> bool:
        """Whether a passage with these kinds of symbols can match."""
        return all(mask & kinds for mask in self.masks)


@dataclass(slots=True)
class Patterns:
    """All patterns; one pass of an automaton over a text finds which forms can match it."""

    patterns: tuple[Pattern, ...]
    records: tuple[PatternRecord, ...]
    _forms: tuple[Candidate, ...] = field(repr=False, default=())
    _automaton: Any = field(repr=False, default=None)
    _by_word: tuple[int, ...] = field(repr=False, default=())  # the forms that a word triggers, as bits
    _always: int = 0
    _by_kinds: dict[int, int] = field(repr=False, default_factory=dict)

    def candidates(self, text: str, kinds: int) -> list[Candidate]:
        """The forms whose words may occur in the (lower-case) text, for symbols of ``kinds``, in order of patterns."""
        hits = {word for _, word in self._automaton.iter(text)}
        found = self._always
        for word in hits:
            found |= self._by_word[word]
        found &= self._fitting(kinds)
        kept = []
        while found:
            lowest = found & -found
            found ^= lowest
            candidate = self._forms[lowest.bit_length() - 1]
            for words in candidate.words:
                if hits.isdisjoint(words):
                    break
            else:
                kept.append(candidate)
        return kept

    def _fitting(self, kinds: int) -> int:
        """The forms, as bits, that symbols of these kinds can satisfy."""
        fitting = self._by_kinds.get(kinds)
        if fitting is None:
            fitting = sum(1 << index for index, form in enumerate(self._forms) if form.fits(kinds))
            self._by_kinds[kinds] = fitting
        return fitting

    def only(self, pattern_id: str) -> Patterns:
        """These patterns without all but one."""
        return _indexed(
            tuple(p for p in self.patterns if p.id == pattern_id),
            tuple(r for r in self.records if r.id == pattern_id),
        )


def load_patterns(folders: Sequence[Path] = ()) -> Patterns:
    """The project's patterns, then those of the folders (every ``*.toml`` in them, by name).

    Raises PatternError naming file, line and key for whatever is wrong in a file.
    """
    own = Path(__file__).parent
    sets: dict[str, str] = {}
    loaded: list[tuple[Path, str, dict[str, Any]]] = []
    for folder in (own, *folders):
        if not folder.is_dir():
            raise PatternError("there is no such folder", path=folder, remedy="give a folder of pattern files")
        for path in sorted(folder.glob("*.toml")):
            if path.name in _NOT_PATTERNS:
                continue
            text, content = read_toml(path)
            add_sets(path, text, content, sets)
            loaded.append((path, text, content))
    counts = read_counts(own / "record.toml")
    patterns: dict[str, Pattern] = {}
    for path, text, content in loaded:
        for pattern in read_patterns(path, text, content, sets, counts):
            if pattern.id in patterns:
                raise PatternError(
                    f"the id {pattern.id!r} is taken by a pattern in {patterns[pattern.id].path.name}",
                    path=path,
                    line=pattern.line,
                    key="id",
                    remedy="ids are unique and never change meaning",
                )
            patterns[pattern.id] = pattern
    records = tuple(
        PatternRecord(p.id, p.comment, p.kind, p.examples, p.counter_examples, *counts.get(p.id, (0, 0)))
        for p in patterns.values()
    )
    return _indexed(tuple(patterns.values()), records)


def _indexed(patterns: tuple[Pattern, ...], records: tuple[PatternRecord, ...]) -> Patterns:
    compiled = [(pattern, form) for pattern in patterns for form in pattern.forms]
    words = sorted({word for _, form in compiled for needs in form.needs for word in needs} or {"\uf8ff"})
    number = {word: index for index, word in enumerate(words)}
    automaton = ahocorasick.Automaton()
    for word, index in number.items():
        automaton.add_word(word, index)
    automaton.make_automaton()
    forms = []
    triggers = [0] * len(words)
    always = 0
    for index, (pattern, form) in enumerate(compiled):
        masks = tuple(dict.fromkeys(bits(*kinds) for kinds in form.kinds))
        needs = tuple(frozenset(number[word] for word in wanted) for wanted in form.needs)
        forms.append(Candidate(pattern, form, masks, needs[1:]))
        if not needs:
            always |= 1 << index
        for trigger in needs[0] if needs else ():
            triggers[trigger] |= 1 << index
    return Patterns(patterns, records, tuple(forms), automaton, tuple(triggers), always)
