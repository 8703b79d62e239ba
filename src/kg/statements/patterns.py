"""All patterns: loaded from the project's files and a researcher's, and found by the words and names they need.

A pattern is data. A file holds ``kind`` (what its patterns state), an optional table ``[sets]`` of named word sets, and
any number of ``[[pattern]]`` tables; ``pattern_files`` reads and validates it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import ahocorasick

from kg.documents.model import PassageKind
from kg.errors import PatternError
from kg.statements.language import Compiled, WordSets
from kg.statements.model import PatternRecord
from kg.statements.pattern_files import Pattern, add_sets, read_counts, read_patterns, read_toml
from kg.statements.symbols import bits

_NOT_PATTERNS = frozenset({"rows.toml", "record.toml", "restoration.toml"})


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A form of a pattern."""

    pattern: Pattern
    form: Compiled


class _Words(dict[str, int]):
    """What the words in a piece of text without spaces give, as bits; known pieces are kept.

    A word counts where letters stand neither before nor behind it; one that ends in ``*`` is the beginning of words.
    """

    def __init__(self, given: Mapping[str, int]) -> None:
        super().__init__()
        self._automaton = ahocorasick.Automaton()
        for word in {word.rstrip("*") for word in given} or {"\0"}:
            begun = given.get(word + "*", 0)
            self._automaton.add_word(word, (len(word), given.get(word, 0) | begun, begun))
        self._automaton.make_automaton()

    def __missing__(self, piece: str) -> int:
        found, text = 0, f" {piece} "
        for last, (length, whole, begun) in self._automaton.iter(text):
            if not text[last - length].isalpha():
                found |= begun if text[last + 1].isalpha() else whole
        if len(self) == _MOST_KEPT:
            self.clear()
        if len(piece) <= _LONGEST_KEPT:
            self[piece] = found
        return found


_MOST_KEPT = 50_000
_LONGEST_KEPT = 40  # characters
_MOST_NEEDS = 4  # to look for more costs more than it saves


@dataclass(slots=True)
class Patterns:
    """All patterns, indexed by the words and symbols that a passage must have for their forms to match it.

    Sets of forms are the bits of an integer. What words give is a row of such sets: the forms of which they meet the
    first need, those of which they meet the second, and so on, ``_needs`` in all; ``_unneeded`` is the row of those
    that have no first need, no second, and so on.
    """

    patterns: tuple[Pattern, ...]
    records: tuple[PatternRecord, ...]
    _forms: tuple[Candidate, ...] = field(repr=False, default=())
    _words: _Words = field(repr=False, default_factory=lambda: _Words({}))
    _needs: int = 0
    _unneeded: int = 0
    _by_passage: Mapping[PassageKind, int] = field(repr=False, default_factory=dict)
    _by_wanted: Mapping[int, int] = field(
        repr=False, default_factory=dict
    )  # kinds, of which a form wants one, to forms
    _by_kinds: dict[int, int] = field(repr=False, default_factory=dict)

    def with_words(self, text: str) -> int:
        """The forms whose words occur in the text (in lower case)."""
        met = reduce(or_, filter(None, map(self._words.__getitem__, text.split())), self._unneeded)
        forms, width = met, len(self._forms)
        for _ in range(1, self._needs):
            met >>= width
            forms &= met
        return forms

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
    sets = WordSets({})
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
    compiled = [Candidate(pattern, form) for pattern in patterns for form in pattern.forms]
    wanted: dict[int, int] = defaultdict(int)
    for index, candidate in enumerate(compiled):
        for kinds in set(candidate.form.kinds):
            wanted[bits(*kinds)] |= 1 << index
    by_passage = {
        kind: sum(1 << i for i, c in enumerate(compiled) if not c.pattern.passages or kind in c.pattern.passages)
        for kind in PassageKind
    }
    words, unneeded, needs = _by_word([candidate.form for candidate in compiled])
    return Patterns(patterns, records, tuple(compiled), _Words(words), needs, unneeded, by_passage, wanted)


def _by_word(forms: Sequence[Compiled]) -> tuple[dict[str, int], int, int]:
    """The rows of what words give and of what forms do not need, and their length."""
    most = min(_MOST_NEEDS, max((len(form.needs) for form in forms), default=1) or 1)
    given: dict[str, int] = defaultdict(int)
    unneeded = 0
    for index, form in enumerate(forms):
        for number in range(most):
            bit = 1 << number * len(forms) + index
            if number >= len(form.needs):
                unneeded |= bit
                continue
            for word in form.needs[number]:
                given[word] |= bit
    return given, unneeded, most
