"""Plain and Markdown text falls into headings, paragraphs, items, tables, references and boilerplate."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.documents.layout import Layout, read_layout
from kg.documents.model import BlockKind

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
REFERENCE, BOILERPLATE, TABLE = BlockKind.REFERENCE, BlockKind.BOILERPLATE, BlockKind.TABLE


def kinds(text: str) -> list[tuple[BlockKind, str]]:
    return [(b.kind, text[b.span.start : b.span.end]) for b in read_layout(text).blocks]


def path_of(text: str, words: str) -> list[str]:
    block = next(b for b in read_layout(text).blocks if text[b.span.start : b.span.end] == words)
    return [text[h.start : h.end] for h in block.headings]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("## Trade ##", "Trade"),
        ("### **Crises**:", "Crises"),
        ("**Trade and Investment:**", "Trade and Investment"),
        ("***Trade***", "Trade"),
        ("__Trade__", "Trade"),
        (";Sylvania", "Sylvania"),
        ("Bilateral relations", "Bilateral relations"),
        ("Role of the navy in the southern seas", "Role of the navy in the southern seas"),
        ("Establishment of Consular Relations, 1921.", "Establishment of Consular Relations, 1921."),
        ("U.S. consulate opens in Marienburg, June 17, 1790.", "U.S. consulate opens in Marienburg, June 17, 1790."),
        ("Whaling Industry.", "Whaling Industry."),
        ("Consulate at Port Royal, 1799-1949 (with interruptions).",) * 2,
        ("International organizations[12]", "International organizations[12]"),
    ],
)
def test_a_line_in_the_style_of_a_heading_is_one(line: str, heading: str) -> None:
    text = f"Foreign relations of Freedonia\n\n{line}\n\nFreedonia is a country in the hills of the south.\n"
    assert kinds(text)[1] == (HEADING, heading)


@pytest.mark.parametrize(
    "line",
    [
        "Both countries established relations on 25 June 1960.",
        "Both countries established diplomatic relations on 18 October 1975[302]",
        "Relations were established on September 20, 1983.",
        "The Envoy of Freedonia signed a Treaty of Amity in Marienburg.",
        "In 1990 it left.",
        "and it was hoped that relations would last",
        "It is a member of the following bodies:",
        "Freedonia has an embassy in Marienburg",
        "“We are friends,”",
    ],
)
def test_a_short_sentence_is_no_heading(line: str) -> None:
    text = f"Foreign relations of Freedonia\n\n{line}\n\nFreedonia is a country in the hills of the south.\n"
    assert kinds(text)[1] == (PARAGRAPH, line)


def test_regions_stand_side_by_side_under_the_section_before_them() -> None:
    text = "Title\n\nBilateral relations\n\nAfrica\n\nThis is one.\n\nNorthern Africa\n\nThis is two.\n\n"
    text += "Europe\n\nThis is three.\n\nDisputes\n\nThis is four.\n"
    assert path_of(text, "This is one.") == ["Title", "Bilateral relations", "Africa"]
    assert path_of(text, "This is three.") == ["Title", "Bilateral relations", "Europe"]
    assert path_of(text, "This is four.") == ["Title", "Disputes"]


def test_captions_with_a_full_stop_stand_under_those_without() -> None:
    text = "Title\n\nRecognition\n\nMutual Recognition, 1921.\n\nTrade.\n\nIt was so.\n\nRelations\n\n"
    text += "Closure, 1930.\n\nTwo was.\n"
    assert path_of(text, "It was so.") == ["Title", "Recognition", "Trade."]
    assert path_of(text, "Two was.") == ["Title", "Relations", "Closure, 1930."]


def test_bold_headings_stand_under_marked_ones() -> None:
    text = "# T\n\n## A\n\n**B**\n\n**C:**\n\nIt was so.\n\n**D**\n\nIt will be.\n\n## E\n\nIt is.\n"
    assert path_of(text, "It was so.") == ["T", "A", "B", "C"]
    assert path_of(text, "It is.") == ["T", "E"]


def test_list_items_are_without_their_bullets_and_numbers() -> None:
    text = "Freedonia belongs to:\n* Alpha\n- Beta\n• Gamma\n** Delta\n1. Epsilon\n(b) Zeta\n"
    assert [words for kind, words in kinds(text) if kind is ITEM] == [
        "Alpha",
        "Beta",
        "Gamma",
        "Delta",
        "Epsilon",
        "Zeta",
    ]


def test_many_short_lines_in_a_row_are_a_list_not_headings() -> None:
    text = "Freedonia belongs to these bodies, which it joined.\nAlpha\nBeta\nGamma\nDelta\nEpsilon\n"
    assert [kind for kind, _ in kinds(text)] == [PARAGRAPH, *[ITEM] * 5]


def test_a_menu_before_the_text_is_boilerplate() -> None:
    text = "Home\nNews\nAbout\nContact\nHelp\n\nFreedonia is a country in the hills of the south.\n"
    assert [kind for kind, _ in kinds(text)] == [*[BOILERPLATE] * 5, PARAGRAPH]


@pytest.mark.parametrize(
    "line",
    [
        "Make a charitable donation today!",
        "Join the mailing list",
        "Page last modified: 24-09-2017",
        "© 2020 Freedonia Press. All rights reserved",
        "See Freedonia–Sylvania relations",
        "Home | News | About | Contact |",
    ],
)
def test_notices_of_the_page_are_boilerplate(line: str) -> None:
    assert kinds(f"Freedonia is a country.\n\n{line}\n")[1][0] is BOILERPLATE


def test_references_are_numbered_by_order_where_the_marks_fit_and_take_their_quotations_along() -> None:
    text = "Foo is so.[1] Bar is.[2]\n\nReferences\n- Alpha (1990)\nA quotation from it.\n- Beta (1991)\n"
    layout = read_layout(text)
    assert [(r.number, text[r.span.start : r.span.end]) for r in layout.references] == [
        (1, "Alpha (1990)\nA quotation from it."),
        (2, "Beta (1991)"),
    ]
    assert [b.kind for b in layout.blocks] == [PARAGRAPH, HEADING, REFERENCE, REFERENCE]


def test_references_keep_the_numbers_they_are_given() -> None:
    text = "Foo is so.[7]\n\n## References\n\n7. Alpha\n9. Beta\n\n## Appendix\n\nIt is so.\n"
    layout = read_layout(text)
    assert [r.number for r in layout.references] == [7, 9]
    assert layout.blocks[-1].kind is PARAGRAPH


def test_references_that_fit_no_marks_have_no_number() -> None:
    assert [r.number for r in read_layout("Foo is so.[40]\n\nNotes\n- Alpha\n- Beta\n").references] == [None, None]


def test_links_after_the_text_are_boilerplate() -> None:
    assert kinds("It is so.\n\nSee also\n* Foreign relations of Sylvania\n")[-1][0] is BOILERPLATE


def test_a_table_is_one_block_over_blank_lines_and_long_cells_and_the_next_table_another() -> None:
    table = "Country | Date | Notes |\n---|---|---|\nSylvania | 1 May 1950 | It began.\n\n* It has an embassy. |\n"
    text = f"Title\n\nEurope\n\n{table}\nAsia\n\n{table}\nIt is so.\n"
    layout = read_layout(text)
    assert [b.kind for b in layout.blocks] == [HEADING, HEADING, TABLE, HEADING, TABLE, PARAGRAPH]
    assert [t.span for t in layout.tables] == [b.span for b in layout.blocks if b.kind is TABLE]
    assert [text[t.headings[-1].start : t.headings[-1].end] for t in layout.tables] == ["Europe", "Asia"]


def test_the_lines_of_a_wrapped_paragraph_belong_together() -> None:
    text = "\n".join(
        ["The republic of Freedonia lies in the hills of the south and", "has traded since the war with"] * 4
    )
    text += "\nSylvania.\n\nTrade\n\nIt trades."
    assert [kind for kind, _ in kinds(text)] == [PARAGRAPH, HEADING, PARAGRAPH]


PIECES = st.sampled_from(
    [
        "# A\n",
        "**B:**\n",
        "* c\n",
        "1. d\n",
        "x | y |\n",
        "---|---|\n",
        "|\n",
        "![]() |\n",
        "References\n",
        "See also\n",
        "\n",
        "Africa\n",
        "It was so. And so.\n",
        "Trade\n",
        "---\n",
        ";x\n",
        "[1]\n",
        " ",
        "(",
        "| ",
        "a" * 300,
        "Relations, 1921.\n",
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join)))
def test_blocks_lie_in_the_text_in_order_without_overlap_and_under_headings_before_them(text: str) -> None:
    layout = read_layout(text)
    assert all(0 <= b.span.start < b.span.end <= len(text) for b in layout.blocks)
    assert all(a.span.end <= b.span.start for a, b in pairwise(layout.blocks))
    headings = {b.span for b in layout.blocks if b.kind is HEADING}
    for block in layout.blocks:
        assert all(h in headings and h.end <= block.span.start for h in block.headings)
    assert {t.span for t in layout.tables} == {b.span for b in layout.blocks if b.kind is TABLE}
    assert [r.span for r in layout.references] == [b.span for b in layout.blocks if b.kind is REFERENCE]


@pytest.mark.parametrize(
    "text",
    [
        "It is so. " * 8_000,
        "(" * 10_000 + "[" * 10_000,
        "* item\n" * 12_000,
        "Short Line\n" * 12_000,
        "Short Line\n\n" * 8_000,
        "a | b |\n" * 6_000,
        "a | b |\n---|---|\n" + "x |\n\n" * 4_000,
        "|\n" * 8_000,
        "**" * 40_000,
        "# " * 40_000,
        " \n" * 8_000,
        "See also\n" * 8_000,
        "References\n" + "1. x\n" * 8_000,
        "A, 1921.\n\n" * 8_000,
    ],
    ids=lambda text: text[:12].strip() or "blank",
)
def test_reading_takes_time_in_proportion_to_the_text(text: str) -> None:
    def seconds(part: str) -> float:
        begin = time.process_time()
        read_layout(part)
        return time.process_time() - begin

    small = min(seconds(text[: len(text) // 4]) for _ in range(2))
    assert seconds(text) < 12 * small + 0.2


def test_an_empty_text_has_no_blocks() -> None:
    assert read_layout("") == Layout(())
