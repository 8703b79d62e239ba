"""Lists of organizations and of members, in the ways in which encyclopedias and briefs tell them."""

from __future__ import annotations

import pytest
from prose_reading import said


def members(text: str) -> set[tuple[str, str]]:
    """(member, organization) of the memberships that a text on Kenya states."""
    found = set()
    for line in said(text, "Kenya"):
        member, _, organization = line.partition(" of ")
        found.add((member.removesuffix(" member").removesuffix(" founding"), organization))
    return found


@pytest.mark.parametrize(
    "text",
    [
        "Kenya is a member of: IMF, ILO, UPU and WHO.",
        "Kenya is a full-member of the IMF, ILO, UPU and WHO.",
        "Kenya is a member of the IMF and some of its agencies, including the ILO; UPU; and the WHO.",
        "Kenya belongs to the IMF and several of its agencies, including the ILO and UPU; Salt Board (SB); and WHO.",
        "Kenya maintains membership in a number of organizations, such as the IMF, ILO, UPU and WHO.",
        "Kenya's memberships: IMF, ILO, UPU, WHO.",
        "Kenya is a member of the IMF, the ILO, UPU, and the newly founded WHO.",
        "Kenya is a member of the IMF, ILO, the region's UPU, and the WHO.",
    ],
)
def test_the_organizations_of_a_list_are_all_read(text: str) -> None:
    assert members(text) - {("Kenya", "Salt Board")} == {
        ("Kenya", "International Monetary Fund"),
        ("Kenya", "International Labour Organization"),
        ("Kenya", "Universal Postal Union"),
        ("Kenya", "World Health Organization"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "NATO, a grouping of Kenya, Chad and Ghana, met.",
        "Kenya is part of NATO, along with Chad and Ghana.",
        "Kenya is a founding member of NATO (with Chad and Ghana).",
        "The NATO countries (Kenya, Chad, and Ghana) met.",
        "The Kenya–Chad–Ghana (NATO) partnership met.",
        "NATO has three member states: Kenya, Chad and Ghana.",
        "NATO, to which Kenya, Chad and Ghana belong, met.",
        "NATO met. Current member states are Kenya, Chad and Ghana.",
        "Kenya joined NATO in 1990; other members are Chad and Ghana.",
        "In 1990 three members of NATO – Kenya, Chad and Ghana – met.",
    ],
)
def test_the_members_of_a_list_are_all_read(text: str) -> None:
    found = {(member, organization.partition(" since")[0]) for member, organization in members(text)}
    assert {member for member, organization in found if organization.startswith("North Atlantic")} == {
        "Kenya",
        "Chad",
        "Ghana",
    }


def test_who_is_no_member_does_not_take_back_who_are() -> None:
    found = members("Kenya is not a member of NATO, whose members are Chad, Ghana and Togo.")
    assert {member for member, _ in found} == {"Chad", "Ghana", "Togo"}


@pytest.mark.parametrize(
    "text",
    [
        "Kenya has embassies in Chad, Ghana and Togo (NATO).",
        "Before entry into NATO, Kenya must reform.",
        "Kenya sat on the NATO proposal.",
    ],
)
def test_what_only_stands_near_an_organization_is_no_member(text: str) -> None:
    assert {organization for _, organization in members(text) if organization.startswith("North Atlantic")} == set()


def test_a_date_until_which_something_else_went_on_ends_no_membership() -> None:
    assert members("Until 1990 Kenya, a member of NATO, paid dues.") == {
        ("Kenya", "North Atlantic Treaty Organization")
    }
