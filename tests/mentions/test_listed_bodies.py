"""What stands among organizations in a list of memberships is an organization, known by its name or not."""

from __future__ import annotations

import pytest

from kg.mentions.listed_bodies import find_listed_bodies
from kg.mentions.model import Entity, EntityKind, EntityName, Form

KNOWN = ("Tin Bank", "NATO", "Sea Union", "Chad")


def found(text: str, spelt: Entity | None = None) -> list[str]:
    names = {}
    for name in KNOWN:
        kind = EntityKind.COUNTRY if name == "Chad" else EntityKind.ORGANIZATION
        at = text.find(name)
        if at >= 0:
            names[at] = (at + len(name), EntityName(Entity(kind, name.lower(), name), Form.NAME))
    return [text[start:end] for start, end, _ in find_listed_bodies(text, names, lambda _: spelt, lambda *_: False)]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("a member of the Tin Bank, Salt Pact (SP), NATO and the Centre for Rice.", ["Salt Pact", "Centre for Rice"]),
        ("members of the Tin Bank, Copper and Iron Board and the Sea Union.", ["Copper and Iron Board"]),
        ("members of bodies such as the Tin Bank, Salt Pact[3] and NATO.", ["Salt Pact"]),
        ("a member of the Tin Bank, NATO and Developing 8 Countries.", []),
        ("a member of the Tin Bank, which Salt Pact members left, and of NATO.", []),
        ("a member of the Tin Bank, Salt Pact, and two more.", []),
        ("a member of the Tin Bank, NATO, and Chad, Salt Pact.", []),
    ],
)  # fmt: skip
def test_items_of_a_list_are_found_where_enough_is_known(text: str, items: list[str]) -> None:
    assert found(text) == items


def test_an_item_spelt_almost_like_a_listed_organization_is_that_one() -> None:
    salt = Entity(EntityKind.ORGANIZATION, "salt", "Salt Pact")
    text = "a member of NATO, Salts Pact and the Sea Union"
    names = {
        text.find(n): (text.find(n) + len(n), EntityName(Entity(EntityKind.ORGANIZATION, n, n), Form.NAME))
        for n in ("NATO", "Sea Union")
    }
    assert [name.entity for _, _, name in find_listed_bodies(text, names, lambda _: salt, lambda *_: False)] == [salt]
