"""A passage's form is what patterns see: symbols for mentions, lists for coordinations, plain lower-case words."""

from __future__ import annotations

import re

import pytest
from prose_reading import countries, document, gazetteer

from kg.documents.model import Span
from kg.mentions.finder import find_mentions
from kg.statements.discourse import Discourse
from kg.statements.prose import passage_form
from kg.statements.symbols import PRIVATE_USE

SHORT = {
    "country": "C", "country list": "CC", "demonym": "D", "demonym list": "DD", "organization": "O",
    "organization list": "OO", "mixed list": "M", "date": "T", "date list": "TT", "range": "R", "person": "P",
    "agreement": "A", "city": "K", "city list": "KK", "quantity": "Q",
}  # fmt: skip


def form(text: str, *subjects: str) -> str:
    """The form with each symbol written as its kind and, in brackets, whom it stands for."""
    made = document(text)
    shown = passage_form(text, Span(0, len(text)), find_mentions(made, gazetteer()), Discourse(countries(*subjects)))

    def written(match: re.Match[str]) -> str:
        symbol = shown.legend.symbols[match[0]]
        names = "+".join(entity.label for entity in symbol.entities)
        return f"{SHORT[symbol.kind]}({names})" if names else SHORT[symbol.kind]

    return re.sub(f"[{PRIVATE_USE}]", written, shown.text).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Kenyan team also plays.", "D(Kenya) team plays ."),
        ("Kenya, Ghana and Uganda", "CC(Kenya+Ghana+Uganda)"),
        ("both Kenya and Ghana", "CC(Kenya+Ghana)"),
        ("Kenya–Ghana relations", "CC(Kenya+Ghana) relations"),
        ("Kenya, together with Ghana, left", "CC(Kenya+Ghana) left"),
        ("After talks with Kenya, Ghana left", "after talks with C(Kenya) , C(Ghana) left"),
        ("the Kenyan government", "C(Kenya)"),
        ("the military government of Kenya", "C(Kenya)"),
        ("Kenya's authorities", "C(Kenya)"),
        ("the Kenyan and Ghanaian governments", "CC(Kenya+Ghana)"),
        ("French-speaking Kenya", "french-speaking C(Kenya)"),
        ("the African Union (AU) and NATO", "OO(African Union+North Atlantic Treaty Organization)"),
        ("NATO, the Old Lamp Makers Guild, and the African Union",
         "OO(North Atlantic Treaty Organization+African Union)"),
        ("Kenya (1990–2000) left", "C(Kenya) in-brackets R left"),
        ("It left in 1990.[12]", "it left in T ."),
        ("Kenya, which joined NATO, left",
         "C(Kenya) ; C(Kenya) joined O(North Atlantic Treaty Organization) , C(Kenya) left"),
        ("Kenya joined NATO and left", "C(Kenya) joined O(North Atlantic Treaty Organization) and C(Kenya) left"),
        ("Kenya was the first to recognize Ghana", "C(Kenya) recognized C(Ghana)"),
        ("Kenya in 1990 signed", "in T , C(Kenya) signed"),
        ("Kenya did not recognize Ghana until 1957", "C(Kenya) recognized C(Ghana) in T"),
        ("the three Baltic states (Estonia, Latvia and Lithuania) left", "CC(Estonia+Latvia+Lithuania) left"),
        ("four powers – Kenya, Ghana and Mali – left", "CC(Kenya+Ghana+Mali) left"),
        ("NATO—Canada and Iceland—met",
         "O(North Atlantic Treaty Organization) ; O(North Atlantic Treaty Organization) includes CC(Canada+Iceland) . "
         "O(North Atlantic Treaty Organization) met"),
        ("together with Ghana, Kenya left", "CC(Kenya+Ghana) left"),
        ("Kenya and many other African countries left Ghana", "C(Kenya) left C(Ghana)"),
        ("with the northern neighbour Kenya", "with C(Kenya)"),
        ("the African Union; NATO; and the OECD",
         "OO(African Union+North Atlantic Treaty Organization+Organisation for Economic Co-operation and Development)"),
        ("the African Union, NATO (since 1990) and the OECD",
         "OO(African Union+North Atlantic Treaty Organization+Organisation for Economic Co-operation and Development)"),
    ],
)  # fmt: skip
def test_a_form_keeps_what_matters_and_drops_what_does_not(text: str, expected: str) -> None:
    assert form(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It left.", "C(Kenya) left ."),
        ("The country left.", "C(Kenya) left ."),
        ("Ghana and its neighbour left.", "C(Ghana) and neighbour left ."),
        ("After Ghana came, the two countries left.", "after C(Ghana) came , CC(Kenya+Ghana) left ."),
    ],
)
def test_what_points_stands_for_what_it_points_to(text: str, expected: str) -> None:
    assert form(text, "Kenya") == expected


def test_a_piece_of_a_form_can_be_shown_as_it_was_written() -> None:
    text = "Kenya's old claim to the Beagle Channel"
    made = document(text)
    shown = passage_form(text, Span(0, len(text)), find_mentions(made, gazetteer()), Discourse())

    assert shown.written(shown.text) == "Kenya's old claim to Beagle Channel"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 1990, Lima recognized Kenya.", "in T , C(Peru) recognized C(Kenya) ."),
        ("Relations between Lima and Nairobi froze.", "relations between CC(Peru+Kenya) froze ."),
        ("Lima and Nairobi signed it.", "CC(Peru+Kenya) signed it ."),
        ("Flights between Lima and Nairobi stopped.", "flights between KK(Peru+Kenya) stopped ."),
        ("A court in Lima recognized it.", "court in K(Peru) recognized it ."),
        ("Brussels signed it.", "K(Belgium) signed it ."),
        ("Paul visited Nairobi, Kenya in 1990.", "paul visited K(Kenya) in T ."),
        ("In FY2021 Kenya paid.", "in T C(Kenya) paid ."),
    ],
)
def test_capitals_stand_for_countries_where_they_act_and_with_them_where_both_are_named(
    text: str, expected: str
) -> None:
    assert form(text) == expected
