"""Objects that nobody may change compare and hash by what they hold."""

from __future__ import annotations

from kg.documents.model import Span
from kg.mentions.model import Entity, EntityKind


def test_equal_spans_are_one_in_a_set() -> None:
    assert {Span(1, 2), Span(1, 2), Span(1, 3)} == {Span(1, 2), Span(1, 3)}


def test_a_dataclass_keeps_the_hash_it_defines() -> None:
    assert hash(Entity(EntityKind.COUNTRY, "peru", "Peru")) == hash("peru")


def test_entities_are_equal_by_value() -> None:
    one, same = (Entity(EntityKind.COUNTRY, "peru", "Peru") for _ in range(2))
    assert one == same
    assert one != Entity(EntityKind.ORGANIZATION, "peru", "Peru")
