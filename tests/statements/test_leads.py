"""Lists of memberships are read where a line, heading or field leads to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from prose_reading import gazetteer, lines, patterns

from kg.documents.model import Block, BlockKind, Document, Span
from kg.documents.reader import read_document
from kg.mentions.finder import find_mentions
from kg.statements.prose import read_prose

ITEMS = ["African Union (AU)", "World Trade Organization (WTO, observer)", "IMF"]


def said(lead: str, kind: BlockKind, items: list[str] = ITEMS) -> set[str]:
    text = "\n".join([lead, *items])
    first = Span(0, len(lead))
    blocks, at = [Block(kind, first)], len(lead) + 1
    headings = (first,) if kind is BlockKind.HEADING else ()
    for item in items:
        blocks.append(Block(BlockKind.LIST_ITEM, Span(at, at + len(item)), headings))
        at += len(item) + 1
    made = Document(name="made", sha256="0" * 64, text=text, blocks=tuple(blocks))
    kenya = gazetteer().find_country("Kenya")
    assert kenya is not None
    claims = read_prose(made, find_mentions(made, gazetteer()), patterns(), subjects=(kenya,), partners={})
    return {line for claim in claims for line in lines(claim)}


EXPECTED = {
    "Kenya member of African Union",
    "Kenya observer of World Trade Organization",
    "Kenya member of International Monetary Fund",
}


def test_a_line_that_ends_in_a_colon_leads_to_memberships() -> None:
    assert said("Kenya is a member of 40 international organizations. These are:", BlockKind.PARAGRAPH) == EXPECTED


def test_a_heading_leads_to_memberships() -> None:
    assert said("International organization participation", BlockKind.HEADING) == EXPECTED


def test_other_lists_are_no_memberships() -> None:
    assert said("Kenya met delegates of the following bodies:", BlockKind.PARAGRAPH) == set()
    assert said("See also", BlockKind.HEADING) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Membership in international bodies\n\nAU, IMF, AU, IMF, World Trade Organization (observer)\n\nIt grew.",
        "Member of\n\nAU, IMF, AU, IMF, World Trade Organization (observer)\n\nTrade\n\nIt grew.",
        "Overview\n\nInternational organisation membership: AU, IMF, World Trade Organization (observer)\n\nIt grew.",
    ],
)
def test_a_line_of_names_under_or_behind_such_a_heading_tells_memberships(text: str, tmp_path: Path) -> None:
    path = tmp_path / "kenya.txt"
    path.write_text("Foreign relations of Kenya\n\n" + text)
    made = read_document(path)
    kenya = gazetteer().find_country("Kenya")
    assert kenya is not None
    claims = read_prose(made, find_mentions(made, gazetteer()), patterns(), subjects=(kenya,), partners={})
    assert {line for claim in claims for line in lines(claim)} == EXPECTED
