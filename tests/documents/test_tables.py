"""Tables are read from raw lines, whatever scrapers did to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.documents.model import Span, Table
from kg.documents.tables import find_tables


def line_spans(text: str) -> list[Span]:
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    return spans


def read(text: str) -> tuple[Table, ...]:
    spans = line_spans(text)
    return find_tables(text, spans, [()] * len(spans))


def grid(text: str, table: Table) -> list[list[str]]:
    return [["" if c is None else text[c.start : c.end] for c in row.cells] for row in table.rows]


def one(text: str) -> list[list[str]]:
    (table,) = read(text)
    return grid(text, table)


HEADER = "Country | Formal relations began | Notes |\n---|---|---|\n"


def test_a_row_has_a_cell_for_every_column() -> None:
    assert one(HEADER + "Freedonia | 1 May 1950 | |\n") == [["Freedonia", "1 May 1950", ""]]


def test_the_header_names_the_columns() -> None:
    (table,) = read(HEADER + "Freedonia | 1 May 1950 | |\n")
    assert table.header == ("Country", "Formal relations began", "Notes")


def test_a_header_may_run_over_lines() -> None:
    text = "Country | Began | Notes\nmore notes |\n---|---|---|\nFreedonia | 1950 | |\n"
    (table,) = read(text)
    assert table.header == ("Country", "Began", "Notes more notes")


def test_a_cell_may_run_over_many_lines_with_bullets_and_blank_lines() -> None:
    text = HEADER + "Freedonia | 1950 | See there\n\n* An embassy.\n* A consulate. |\nSylvania | 1951 | |\n"
    assert [row[0] for row in one(text)] == ["Freedonia", "Sylvania"]
    assert one(text)[0][2].endswith("A consulate.")


def test_a_row_ends_on_the_next_line_where_a_scraper_broke_it() -> None:
    text = HEADER + "![]() | 22 November 2017 |\n|\n![]() |\n| |\n![]() | 1952 | |\n"
    assert [row[1] for row in one(text)] == ["22 November 2017", "", "1952"]


def test_a_date_may_stand_on_the_line_after_its_name() -> None:
    text = HEADER + "![]() |\n25 June 1996[2] | See there |\n![]() | 1950 | |\n"
    assert one(text)[0] == ["![]()", "25 June 1996[2]", "See there"]


def test_an_image_inside_a_note_starts_no_row() -> None:
    text = HEADER + "![]() | 1950 | See it\n![]() Countries that signed a document on trade |\n![]() | 1951 | |\n"
    assert [row[1] for row in one(text)] == ["1950", "1951"]


def test_a_running_number_or_dash_may_lead_the_row() -> None:
    text = "# | Country | Date |\n---|---|---|\n1 | Freedonia | 1950 |\n— | Holy See | 1951 |\n2 | Sylvania | 1952 |\n"
    assert [row[1] for row in one(text)] == ["Freedonia", "Holy See", "Sylvania"]


def test_a_numbered_row_that_lacks_a_cell_does_not_swallow_the_next() -> None:
    text = "# | Country | Date |\n---|---|---|\n1 | Freedonia | 1950 |\n2 | Sylvania |\n3 | Ruritania | 1952 |\n"
    assert one(text) == [["1", "Freedonia", "1950"], ["2", "Sylvania", ""], ["3", "Ruritania", "1952"]]


def test_stray_pipes_do_not_move_the_columns() -> None:
    text = HEADER + "Freedonia | | 1950-01-02 | note |\nSylvania | 1951 | |See there |\n|Ruritania | 1952 | note |\n"
    assert one(text) == [
        ["Freedonia", "1950-01-02", "note"],
        ["Sylvania", "1951", "See there"],
        ["Ruritania", "1952", "note"],
    ]


def test_a_pipe_after_the_date_does_not_end_the_row() -> None:
    text = HEADER + "Freedonia | 2004| | See there\n* An embassy. |\nSylvania | 1951 | |\n"
    assert [row[:2] for row in one(text)] == [["Freedonia", "2004"], ["Sylvania", "1951"]]


def test_a_repeated_header_is_no_row() -> None:
    text = HEADER + "Freedonia | 1950 | |\nCountry | Formal relations began | Notes |\nSylvania | 1951 | |\n"
    assert [row[0] for row in one(text)] == ["Freedonia", "Sylvania"]


def test_a_section_name_between_rows_is_a_caption() -> None:
    text = HEADER + "Freedonia | 1950 | |\nEurope\nSylvania | 1951 | |\n"
    (table,) = read(text)
    assert [text[c.start : c.end] for c in table.captions] == ["Europe"]
    assert len(table.rows) == 2


def test_a_table_ends_before_the_text_that_follows() -> None:
    text = HEADER + "Freedonia | 1950 | |\n\nNext section\n\nProse follows here.\n"
    (table,) = read(text)
    assert text[table.span.start : table.span.end].endswith("| |")


def test_a_heading_right_after_an_unfinished_row_is_not_part_of_it() -> None:
    text = HEADER + "![]() | March 1986 |\nAmericas\n" + HEADER + "![]() | 1950 | |\n"
    first, second = read(text)
    assert grid(text, first) == [["![]()", "March 1986", ""]]
    assert grid(text, second) == [["![]()", "1950", ""]]


def test_a_table_ends_where_the_headings_change() -> None:
    text = HEADER + "Freedonia | 1950 |\nAmericas\nThe next part\n"
    spans = line_spans(text)
    under = [(), (), (), (spans[3],), (spans[3],), (spans[3],)]
    (table,) = find_tables(text, spans, under)
    assert text[table.span.start : table.span.end].endswith("1950 |")


def test_leading_pipes_are_read_as_markdown_has_them() -> None:
    text = "| Country | Date |\n|:---|---:|\n| Freedonia | 1950 |\n| Sylvania | 1951 |\n"
    assert one(text) == [["Freedonia", "1950"], ["Sylvania", "1951"]]


def test_rows_without_closing_pipes_are_read_as_markdown_has_them() -> None:
    text = "Country | Date | Notes\n---|---|---\nFreedonia | 1950 | a\nSylvania | 1951 | b\n"
    assert one(text) == [["Freedonia", "1950", "a"], ["Sylvania", "1951", "b"]]


def test_attributes_that_leaked_into_cells_are_dropped() -> None:
    text = HEADER + 'rowspan="2" | Freedonia | 1950 | note |\n'
    assert one(text) == [["Freedonia", "1950", "note"]]


def test_every_cell_lies_within_its_row_and_every_row_within_its_table() -> None:
    text = HEADER + "Freedonia | 1950 | See\n\n* a. |\nSylvania | | 1951 | |\n"
    for table in read(text):
        for row in table.rows:
            assert table.span.covers(row.span)
            assert all(cell is None or row.span.covers(cell) for cell in row.cells)


def test_the_seed_has_188_rows_under_five_continents(seeds: Path) -> None:
    text = next(seeds.glob("000_*.txt")).read_text(encoding="utf-8")
    counts = [len(t.rows) for t in read(text) if len(t.header) == 3]
    assert counts == [44, 34, 46, 48, 16]


@pytest.mark.parametrize("text", ["", "---|---|", "|", "a | b\n---|---", "---|---|\n---|---|\n", "\n\n|\n|\n---|\n"])
def test_fragments_of_tables_never_make_reading_fail(text: str) -> None:
    for table in read(text):
        assert all(len(row.cells) == len(table.header) for row in table.rows)
