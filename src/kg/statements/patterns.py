"""All patterns: loaded from the project's files and a researcher's, and found by the words and names they need.

A pattern is data. A file holds ``kind`` (what its patterns state), an optional table ``[sets]`` of named word sets, and
any number of ``[[pattern]]`` tables; ``pattern_files`` reads and validates it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ahocorasick

from kg.documents.model import PassageKind
from kg.errors import PatternError
from kg.statements.language import Compiled
from kg.statements.model import PatternRecord
from kg.statements.pattern_files import Pattern, add_sets, read_counts, read_patterns, read_toml
from kg.statements.symbols import bits

_NOT_PATTERNS = frozenset({"rows.toml", "record.toml", "restoration.toml"})


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A form of a pattern; a passage it matches meets the needs ``words`` (as bits)."""

    pattern: Pattern
    form: Compiled
    words: int


@dataclass(slots=True)
class Patterns:
    """All patterns; one pass of an automaton over a passage finds which forms can match it.

    Sets of forms are the bits of an integer. The automaton gives each word that forms need two integers, one for the
    word itself and one for words that begin so: their lower ``_shift`` bits say which needs the word meets, the upper
    ones which forms it triggers.
    """

    patterns: tuple[Pattern, ...]
    records: tuple[PatternRecord, ...]
    _forms: tuple[Candidate, ...] = field(repr=False, default=())
    _automaton: Any = field(repr=False, default=None)
    _shift: int = 0
    _always: int = 0
    _by_passage: Mapping[PassageKind, int] = field(repr=False, default_factory=dict)
    _by_wanted: Mapping[int, int] = field(
        repr=False, default_factory=dict
    )  # kinds, of which a form wants one, to forms
    _by_kinds: dict[int, int] = field(repr=False, default_factory=dict)

    def with_words(self, text: str, forms: int) -> int:
        """Those of the ``forms`` whose words occur in the text (lower-case, with a space at either end)."""
        held = 0
        for last, (length, whole, begun) in self._automaton.iter(text):
            if not text[last - length].isalpha():
                held |= begun if text[last + 1].isalpha() else whole
        found = (held >> self._shift) & forms
        kept = found | (self._always & forms)
        missing = ~held
        while found:
            lowest = found & -found
            found ^= lowest
            if self._forms[lowest.bit_length() - 1].words & missing:
                kept ^= lowest
        return kept

    def of(self, forms: int) -> Iterator[Candidate]:
        """The forms in a set of them, in order."""
        while forms:
            lowest = forms & -forms
            forms ^= lowest
            yield self._forms[lowest.bit_length() - 1]

    def fitting(self, passage: PassageKind, kinds: int) -> int:
        """The forms that read such a passage and that symbols of these kinds can satisfy."""
        fitting = self._by_kinds.get(kinds)
        if fitting is None:
            fitting = (1 << len(self._forms)) - 1
            for wanted, forms in self._by_wanted.items():
                if not wanted & kinds:
                    fitting &= ~forms
            self._by_kinds[kinds] = fitting
        return fitting & self._by_passage[passage]

    def prepare(self) -> None:
        """Compile all forms now, which else each waits for the first passage that needs it."""
        for candidate in self._forms:
            _ = candidate.form.regex

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
    needs = {need: index for index, need in enumerate(dict.fromkeys(n for _, form in compiled for n in form.needs))}
    met: dict[str, int] = defaultdict(int)
    for need, index in needs.items():
        for word in need:
            met[word] |= 1 << index
    wanted: dict[int, int] = defaultdict(int)
    candidates = []
    always = 0
    for index, (pattern, form) in enumerate(compiled):
        words = sum(1 << needs[need] for need in set(form.needs))
        candidates.append(Candidate(pattern, form, words))
        for kinds in set(form.kinds):
            wanted[bits(*kinds)] |= 1 << index
        for word in form.needs[0] if form.needs else ():
            met[word] |= 1 << len(needs) + index
        always |= 0 if form.needs else 1 << index
    by_passage = {
        kind: sum(1 << index for index, (p, _) in enumerate(compiled) if not p.passages or kind in p.passages)
        for kind in PassageKind
    }
    return Patterns(patterns, records, tuple(candidates), _automaton(met), len(needs), always, by_passage, wanted)


def _automaton(met: Mapping[str, int]) -> Any:
    """Finds words, each as its length, what it meets as a whole, and what as the beginning of a longer one."""
    automaton = ahocorasick.Automaton()
    for word in {word.rstrip("*") for word in met} or {"\0"}:
        begun = met.get(word + "*", 0)
        automaton.add_word(word, (len(word), met.get(word, 0) | begun, begun))
    automaton.make_automaton()
    return automaton
