"""How good a release is: its explicit statements against gold, by kind, genre and pattern.

A gold fact is found when its document has a statement of the same kind with the same participants, a compatible role
and, where the fact has a date, the same year. A statement of an annotated document that no fact matches is false.
Rows of tables are left out. Intervals are Wilson's score intervals at 95 % (Wilson 1927, JASA 22:209).
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import GoldError, OutputError
from kg.pipeline.gold import MAIN_KINDS, GoldStatement, fold, read_gold, read_scope
from kg.pipeline.stated import Names, Stated, read_names, read_stated
from kg.store.engine import open_store
from kg.store.release import open_release

ROLE_GROUPS = (frozenset({"member", "founding member"}), frozenset({"participant", "contributor", "negotiator"}))
EVENT_GROUPS = (frozenset({"established", "recognized"}), frozenset({"severed", "suspended"}))


@dataclass(slots=True)
class Tally:
    """Counts of gold facts, those found, and false statements."""

    gold: int = 0
    found: int = 0
    false: int = 0

    @property
    def precision(self) -> float:
        """The share of what was stated that is right; 0 where nothing was stated."""
        return self.found / (self.found + self.false) if self.found + self.false else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold that was found; 0 where there is none."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_json(self) -> dict[str, Any]:
        """Counts, precision, recall and F1, with the 95 % intervals of the first two."""
        return {
            **asdict(self),
            "precision": round(self.precision, 4),
            "precision_interval": [round(x, 4) for x in interval(self.found, self.found + self.false)],
            "recall": round(self.recall, 4),
            "recall_interval": [round(x, 4) for x in interval(self.found, self.gold)],
            "f1": round(self.f1, 4),
        }


@dataclass(slots=True)
class Evaluation:
    """Tallies by kind (with ``main`` and ``all``), by genre and by pattern, and what was missed or is false."""

    kinds: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    genres: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    patterns: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    missed: list[GoldStatement] = field(default_factory=list)
    false: list[Stated] = field(default_factory=list)

    def as_json(self, *, details: bool = False) -> dict[str, Any]:
        """Plain values: per kind, genre and pattern the counts, measures and 95 % intervals."""
        tables = (("kinds", self.kinds), ("genres", self.genres), ("patterns", self.patterns))
        plain: dict[str, Any] = {name: {k: v.as_json() for k, v in sorted(t.items())} for name, t in tables}
        if details:
            plain["missed"] = [asdict(fact) for fact in self.missed]
            plain["false"] = [asdict(one) for one in self.false]
        return plain


Scope = Mapping[tuple[str, str], Sequence[range]]
"""The annotated lines, 1-based, by document and kind."""


class Beginnings:
    """The documents that gold is about, each told by the beginning of its name."""

    def __init__(self, documents: Set[str]) -> None:
        self._documents = documents
        self._lengths = sorted({len(one) for one in documents}, reverse=True)

    def of(self, name: str) -> Iterator[str]:
        """Those that a name begins with, the longest first."""
        return (name[:length] for length in self._lengths if len(name) >= length and name[:length] in self._documents)


def evaluate(
    gold: Sequence[GoldStatement],
    stated: Iterable[Stated],
    names: Names,
    genres: Mapping[str, str],
    scope: Scope | None = None,
) -> Evaluation:
    """Compare what a release states with what a careful reader found.

    ``genres`` is by document name; ``scope`` says which lines were annotated for which kinds (default: the documents
    of the gold throughout, for the kinds that it has).
    """
    result = Evaluation()
    by_document: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    beginnings = Beginnings({g.document for g in gold})
    genre_of: dict[str, str] = {}
    for name, genre in genres.items():
        for beginning in beginnings.of(name):
            genre_of.setdefault(beginning, genre)
    for one in stated:
        prefix = next(beginnings.of(one.document), None)
        if prefix is None:
            continue
        if scope is None or any(one.line in lines for lines in scope.get((prefix, one.kind), ())):
            by_document[prefix, one.kind].append(one)
    kinds = {g.kind for g in gold}
    matched: set[int] = set()
    excused: set[int] = set()
    for fact in gold:
        near = by_document[fact.document, fact.kind]
        hits = [s for s in near if matches(fact, s, names)]
        excused.update(id(s) for s in near if _repeats(fact, s, names))
        if fact.arguable:
            excused.update(id(s) for s in hits)
            continue
        matched.update(id(s) for s in hits)
        genre = next((genres[s.document] for s in near if s.document in genres), "")
        genre = genre or genre_of.get(fact.document, "unknown")
        for tally in _tallies(result, fact.kind, genre):
            tally.gold += 1
            tally.found += bool(hits)
        if not hits:
            result.missed.append(fact)
    for (_, kind), statements in by_document.items():
        if kind in kinds:
            _count_false(result, _distinct(statements), matched, excused, genres)
    return result


def _tallies(result: Evaluation, kind: str, genre: str) -> list[Tally]:
    tallies = [result.kinds[kind], result.kinds["all"], result.genres[genre]]
    if kind in MAIN_KINDS:
        tallies.append(result.kinds["main"])
    return tallies


def _distinct(statements: list[Stated]) -> list[list[Stated]]:
    """Statements that say the same, together: each counts once however often a document repeats it."""
    groups: dict[tuple[object, ...], list[Stated]] = defaultdict(list)
    for one in statements:
        groups[one.identity].append(one)
    return list(groups.values())


def _count_false(
    result: Evaluation, groups: list[list[Stated]], matched: set[int], excused: set[int], genres: Mapping[str, str]
) -> None:
    for group in groups:
        right = any(id(s) in matched for s in group)
        wrong = not right and not any(id(s) in excused for s in group)
        for pattern in {s.pattern for s in group}:
            result.patterns[pattern].found += right
            result.patterns[pattern].false += wrong
        if wrong:
            result.false.append(group[0])
            for tally in _tallies(result, group[0].kind, genres.get(group[0].document, "unknown")):
                tally.false += 1


def matches(fact: GoldStatement, stated: Stated, names: Names) -> bool:
    """Whether the statement says what the fact says: participants, role, and year where the fact has a date."""
    return _same_year(fact.start, stated) and _same_role(fact, stated) and _same_participants(fact, stated, names)


def _repeats(fact: GoldStatement, stated: Stated, names: Names) -> bool:
    """Whether the statement repeats the fact with less detail, without contradicting it."""
    contradicts = bool(stated.starts) and not _same_year(fact.start, stated)
    return not contradicts and (not stated.role or _same_role(fact, stated)) and _same_participants(fact, stated, names)


def _same_year(date: str, stated: Stated) -> bool:
    return not date or any(start[:4] == date[:4] for start in stated.starts)


def _same_role(fact: GoldStatement, stated: Stated) -> bool:
    groups = {"membership": ROLE_GROUPS, "relation": EVENT_GROUPS}.get(fact.kind)
    if groups is None:
        return True
    return fact.role == stated.role or any(fact.role in g and stated.role in g for g in groups)


def _same_participants(fact: GoldStatement, stated: Stated, names: Names) -> bool:
    wanted = [fold(name) for name in fact.participants]
    have = stated.participants
    if fact.kind in ("membership", "mission", "observation"):
        return len(wanted) == len(have) and all(names.called(h, w) for h, w in zip(have, wanted, strict=True))
    if fact.kind in ("office", "visit"):
        person = names.surname(have[0], wanted[0]) or names.called(have[0], wanted[0])
        return person and names.called(have[1], wanted[1])
    return (
        len(wanted) == len(have)
        and all(any(names.called(h, w) for h in have) for w in wanted)
        and all(any(names.called(h, w) for w in wanted) for h in have)
    )


def interval(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of a proportion, between 0 and 1; (0, 1) without trials."""
    if not trials:
        return 0.0, 1.0
    z = 1.959964
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def evaluate_release(data: Path, gold: Sequence[Path]) -> Evaluation:
    """Evaluate the current release of a data folder and keep the result beside it, as ``{release}.evaluation.json``.

    Raises GoldError where the gold is malformed or about none of the release's documents, and ReleaseError.
    """
    release = open_release(data)
    genres = {entry["name"]: entry["genre"] for entry in release.manifest["inputs"]}
    read = {path: read_gold(path) for path in gold}
    beginnings = Beginnings({fact.document for some in read.values() for fact in some})
    there = {one for name in genres for one in beginnings.of(name)}
    facts = [fact for some in read.values() for fact in some if fact.document in there]
    if not facts:
        raise GoldError("none of its documents is in the release", path=gold[0], remedy="build one that has them")
    store = open_store(release)
    result = evaluate(facts, read_stated(store), read_names(store), genres, annotated_lines(read))
    kept = {"gold": [path.name for path in gold], "facts": len(facts), **result.as_json()}
    path = release.folder.with_name(f"{release.id}.evaluation.json")
    path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return result


def annotated_lines(gold: Mapping[Path, Sequence[GoldStatement]]) -> Scope:
    """The annotated lines by document and kind, of all files together.

    A file is about the kinds that it has a fact of; what it does not name lines of, it annotates throughout.
    """
    scope: dict[tuple[str, str], list[range]] = defaultdict(list)
    for path, facts in gold.items():
        parts = read_scope(path)
        for document in {fact.document for fact in facts} | parts.keys():
            for kind in {fact.kind for fact in facts}:
                scope[document, kind] += parts.get(document, [range(1, sys.maxsize)])
    return scope


def write_record(result: Evaluation, path: Path) -> None:
    """Write each pattern's right and wrong statements to a TOML file, the one that confidence is computed from.

    Raises OutputError where the file cannot be written.
    """
    lines = ["# Right and wrong statements of each pattern on hand-checked documents: `kg evaluate GOLD --record`."]
    for pattern, tally in sorted(result.patterns.items()):
        if tally.found or tally.false:
            lines.append(f"{pattern} = {{ right = {tally.found}, wrong = {tally.false} }}")
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot be written ({error.strerror})", path=path, remedy="choose another file") from error
