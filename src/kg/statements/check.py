"""Check patterns by their own examples: what must match does, what must not does not."""

from __future__ import annotations

from dataclasses import dataclass

from kg.documents.model import Block, BlockKind, Document, Passage, PassageKind, Span
from kg.mentions.finder import find_mentions
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.model import Entity
from kg.statements.discourse import Discourse
from kg.statements.model import Claim
from kg.statements.pattern_files import Pattern
from kg.statements.patterns import Patterns
from kg.statements.prose import read_passage

_FIELD = "Government"


@dataclass(frozen=True, slots=True)
class Problem:
    """An example that a pattern does not live up to: ``place`` is ``file:line`` of the pattern."""

    pattern: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.pattern}: {self.what}"


def check_patterns(patterns: Patterns, gazetteer: Gazetteer) -> list[Problem]:
    """What is wrong with the examples, in the order of the patterns; empty where all is well."""
    problems = []
    for pattern in patterns.patterns:
        alone = patterns.only(pattern.id)
        subjects = _subjects(pattern, gazetteer)
        place = f"{pattern.path}:{pattern.line}"
        problems += [
            Problem(pattern.id, place, f"does not match its example {example!r}")
            for example in pattern.examples
            if not read_example(example, pattern, alone, gazetteer, subjects)
        ]
        problems += [
            Problem(pattern.id, place, f"matches its counter-example {example!r}")
            for example in pattern.counter_examples
            if read_example(example, pattern, alone, gazetteer, subjects)
        ]
    return problems


def read_example(
    text: str, pattern: Pattern, patterns: Patterns, gazetteer: Gazetteer, subjects: tuple[Entity, ...]
) -> list[Claim]:
    """The claims that ``patterns`` make of one example, in a passage of the kind that ``pattern`` reads."""
    kind = min(pattern.passages) if pattern.passages else PassageKind.SENTENCE
    label: tuple[str, ...] = ()
    start = 0
    if kind is PassageKind.FIELD:
        name, colon, _ = text.partition(": ")
        start = len(name) + 2 if colon else 0
        label = (_FIELD, name) if colon else (_FIELD,)
    span = Span(start, len(text))
    block = Block(BlockKind.FIELD if label else BlockKind.PARAGRAPH, span, label=label)
    document = Document(name="example", sha256="0" * 64, text=text, blocks=(block,))
    mentions = find_mentions(document, gazetteer)
    return read_passage(document, Passage(kind, span, block), mentions, patterns, Discourse(subjects))


def _subjects(pattern: Pattern, gazetteer: Gazetteer) -> tuple[Entity, ...]:
    found = (gazetteer.find_country(name) or gazetteer.find_organization(name) for name in pattern.about)
    return tuple(entity for entity in found if entity is not None)
