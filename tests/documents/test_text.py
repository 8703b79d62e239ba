"""Bytes become text in one normal form, or a refusal that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.documents.text import decode, normalise
from kg.errors import DocumentError

PATH = Path("freedonia.txt")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "freedonia.txt: the file is empty; remove it"),
        (b" \n\t\n", "the file is empty"),
        (b"\xef\xbb\xbf \n", "the file has no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "the file is binary"),
        (b"Freedonia \x00", "the file is binary"),
        (bytes(range(1, 9)) * 20, "the file is binary"),
        ("Freedonia".encode("utf-16"), "the text is in UTF-16, not UTF-8; save it as UTF-8"),
        ("Freedonia".encode("utf-32"), "the text is in UTF-32"),
        ("Line one\nPérez".encode("latin-1"), "freedonia.txt:2: byte 10 (0xe9) is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_file_that_is_no_utf_8_text_is_refused_with_reason_and_remedy(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(content, PATH)
    assert reason in str(caught.value)


def test_a_byte_order_mark_is_dropped_and_line_ends_and_accents_are_made_uniform() -> None:
    assert decode(b"\xef\xbb\xbfPe\xcc\x81rez\r\nA\rB", PATH) == "Pérez\nA\nB"


def test_characters_that_xml_cannot_carry_are_replaced() -> None:
    assert normalise("a\x0bb\ud800c\x00d\uffffe\tf") == "a b\ufffdc d\ufffde\tf"


@given(st.binary(max_size=200))
def test_any_bytes_become_text_or_a_document_error(content: bytes) -> None:
    try:
        text = decode(content, PATH)
    except DocumentError:
        return
    assert normalise(text) == text
