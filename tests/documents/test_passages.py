"""Passages are the places of a document that can carry a statement."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.documents.layout import read_layout
from kg.documents.model import BlockKind, Document, PassageKind
from kg.documents.passages import passages
from kg.documents.reader import read_document


def document(text: str) -> Document:
    layout = read_layout(text)
    return Document("x", "0" * 64, text, blocks=layout.blocks, tables=layout.tables, references=layout.references)


def found(text: str) -> list[tuple[PassageKind, str]]:
    read = document(text)
    return [(p.kind, read.quote(p.span)) for p in passages(read)]


def test_headings_sentences_and_items_are_passages_references_and_boilerplate_are_not() -> None:
    text = "Trade\n\nIt trades. It sells tin.\n\n* Tin. Zinc too.\n\nSee also\n* Mining\n\nReferences\n- Mora (1990)\n"
    assert found(text) == [
        (PassageKind.HEADING, "Trade"),
        (PassageKind.SENTENCE, "It trades."),
        (PassageKind.SENTENCE, "It sells tin."),
        (PassageKind.LIST, "Tin."),
        (PassageKind.LIST, "Zinc too."),
        (PassageKind.HEADING, "See also"),
        (PassageKind.HEADING, "References"),
    ]


def test_sentences_in_cells_are_passages_names_dates_and_pointers_are_not() -> None:
    text = (
        "Country | Date | Notes |\n---|---|---|\n"
        "Republic of the Sylvanias | 5 May 1987, broken 9 September 1996 | See Freedonia–Sylvania relations\n\n"
        "It sent an envoy in 1990. He left in 1991.[3]\n* Sylvania has an embassy in Marienburg.\n"
        "* Freedonia has a Working Holiday Agreement with Sylvania\n* Treaty of Peace and Friendship (1990). |\n"
    )
    assert found(text) == [
        (PassageKind.SENTENCE, "It sent an envoy in 1990."),
        (PassageKind.SENTENCE, "He left in 1991.[3]"),
        (PassageKind.SENTENCE, "Sylvania has an embassy in Marienburg."),
        (PassageKind.SENTENCE, "Freedonia has a Working Holiday Agreement with Sylvania"),
        (PassageKind.SENTENCE, "Treaty of Peace and Friendship (1990)."),
    ]


def test_a_field_is_one_passage_and_a_field_of_prose_one_per_clause(tmp_path: Path) -> None:
    prose = (
        "Freedonia and Sylvania have disputed the mouth of the river since the war; a treaty of 1950 (signed; never "
        "ratified) divided it in two halves. The two sides resumed their talks on the northern bank in the year 2001"
    )
    listed = "Sylvania 1,000 km; Ruritania 250 km"
    path = tmp_path / "fr.json"
    path.write_text(json.dumps({"Geography": {"Disputes": {"text": prose}, "Borders": {"text": listed}}}))
    read = read_document(path)
    assert [read.quote(p.span) for p in passages(read) if p.kind is PassageKind.FIELD] == [
        "Freedonia and Sylvania have disputed the mouth of the river since the war",
        "a treaty of 1950 (signed; never ratified) divided it in two halves.",
        "The two sides resumed their talks on the northern bank in the year 2001",
        listed,
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["A b. C d", "\n", "x | y |\n", "---|---|\n", "* It is so", "# T\n", ". ", "("]), max_size=40
    )
)
def test_passages_lie_within_their_blocks_in_order(parts: list[str]) -> None:
    read = document("".join(parts))
    listed = list(passages(read))
    assert all(p.block.span.covers(p.span) and p.span.start < p.span.end for p in listed)
    assert all(a.span.end <= b.span.start for a, b in pairwise(listed))
    assert all(p.block.kind not in (BlockKind.REFERENCE, BlockKind.BOILERPLATE) for p in listed)
