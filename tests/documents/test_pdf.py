"""A PDF becomes the paragraphs that were cut into its lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.documents.pdf import join_lines, read_pdf
from kg.errors import DocumentError

PATH = Path("freedonia.pdf")


def pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """A PDF of the lines, one text object per line, from the file format's own grammar."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, lines in enumerate(pages):
        shown = "\n".join(f"BT /F1 10 Tf 50 {780 - 14 * n} Td ({line}) Tj ET" for n, line in enumerate(lines))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    objects.append(f"<< /Title ({title}) >>")
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


LONG = "Freedonia and its neighbours have traded with each other since the"


def test_lines_that_run_full_are_joined_and_the_title_is_read() -> None:
    text, title = read_pdf(pdf([["Trade", LONG, LONG, "war ended.", "Industry", LONG, "peace."]], "Freedonia"), PATH)
    assert title == "Freedonia"
    assert text == f"Trade\n\n{LONG} {LONG} war ended.\n\nIndustry\n\n{LONG} peace."


def test_words_cut_at_the_line_end_are_mended_and_items_begin_anew() -> None:
    assert join_lines([["Freedonia has ratified the inter-", "national treaty on tin."]]) == (
        "Freedonia has ratified the international treaty on tin."
    )
    assert join_lines([[f"{LONG}.", "• tin", "• zinc"]]) == f"{LONG}.\n\n• tin\n\n• zinc"


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [["Report on Freedonia", f"{LONG} year {n}.", f"Page {n} of 4"] for n in range(1, 5)]
    assert "Report" not in join_lines(pages)
    assert "Page" not in join_lines(pages)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.4 nothing", "freedonia.pdf: the PDF cannot be read"),
        (b"no pdf at all", "the PDF cannot be read"),
        (pdf([[""]]), "the PDF has no text layer; run text recognition"),
    ],
)
def test_a_pdf_without_text_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_pdf(content, PATH)
    assert reason in str(caught.value)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 900), st.binary(min_size=1, max_size=12))
def test_a_damaged_pdf_is_read_or_refused(at: int, damage: bytes) -> None:
    whole = pdf([[LONG]])
    try:
        text, _ = read_pdf(whole[:at] + damage + whole[at + len(damage) :], PATH)
    except DocumentError:
        return
    assert text
