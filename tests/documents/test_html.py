"""An HTML page becomes the text that it shows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.documents.html import render_html
from kg.documents.layout import read_layout
from kg.documents.model import BlockKind


def test_headings_paragraphs_and_items_become_markdown() -> None:
    text, title = render_html(
        "<html><head><title>Page</title></head><body><h1>Relations of <i>Freedonia</i></h1>"
        "<p>It is\n a <b>member</b> of&nbsp;X.<sup>[1]</sup></p><h2>Trade</h2><ul><li>Tin<li>Zinc</ul>"
        "<ol><li>One</li><li>Two</li></ol><p>Line<br>break</p></body></html>"
    )
    assert title == "Relations of Freedonia"
    assert text == (
        "# Relations of Freedonia\n\nIt is a member of X.[1]\n\n## Trade\n\n* Tin\n\n* Zinc\n\n"
        "1. One\n\n2. Two\n\nLine\nbreak"
    )


def test_what_belongs_to_the_page_is_left_out() -> None:
    text, _ = render_html(
        "<body><nav>Menu</nav><div class='navbox'>Box</div><script>x()</script><style>p{}</style>"
        "<p>It is so.</p><p hidden>Not shown</p><footer>Foot</footer></body>"
    )
    assert text == "It is so."


def test_only_the_main_part_is_read_where_a_page_marks_it() -> None:
    text, title = render_html("<title>T</title><body><p>Around</p><main><p>It is so.</p></main></body>")
    assert (text, title) == ("# T\n\nIt is so.", "T")


def test_a_table_of_data_becomes_a_pipe_table_with_spanning_cells_repeated() -> None:
    text, _ = render_html(
        "<table><tr><th>Country</th><th>Date</th></tr><tr><td rowspan=2>Sylvania</td><td>1950</td></tr>"
        "<tr><td>19|60</td></tr><tr><td colspan=2>all</td></tr></table>"
    )
    assert text == "Country | Date |\n---|---|\nSylvania | 1950 |\nSylvania | 19/60 |\nall | |"
    (table,) = read_layout(text).tables
    assert table.header == ("Country", "Date")
    assert len(table.rows) == 3


def test_a_table_that_lays_out_the_page_is_read_as_text() -> None:
    text, _ = render_html("<table><tr><td><p>It is so.</p></td></tr></table>")
    assert [b.kind for b in read_layout(text).blocks] == [BlockKind.PARAGRAPH]


@pytest.mark.parametrize("markup", ["<div>" * 10_000 + "x", "<table><tr><td>" * 300 + "x", "<ul><li>" * 5_000 + "x"])
def test_deep_nesting_is_read(markup: str) -> None:
    assert "x" in render_html(markup)[0]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<table>", "<tr>", "<td>", "<li>", "<ul>", "x", "&", "<h2>", "<!--"]),
        max_size=30,
    )
)
def test_any_markup_becomes_text(parts: list[str]) -> None:
    text, _ = render_html("".join(parts))
    assert "\n\n\n" not in text
