"""Parts of files by the Range header."""

from __future__ import annotations

import pytest

from kg.web.ranges import part_of

FILE = {"etag": '"abc"', "last-modified": "Sat, 01 Nov 2025 00:00:00 GMT"}


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=0-99", (0, 100)),
        ("bytes=5-5", (5, 6)),
        ("bytes=900-", (900, 1_000)),
        ("bytes=-100", (900, 1_000)),
        ("bytes=-5000", (0, 1_000)),
        ("bytes=900-5000", (900, 1_000)),
    ],
)
def test_one_range_of_bytes_is_cut_to_the_file(asked: str, span: tuple[int, int]) -> None:
    part = part_of({"range": asked}, FILE, 1_000)
    assert part is not None
    assert part.span == span
    assert part.header == ("content-range", f"bytes {span[0]}-{span[1] - 1}/1000")


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_beyond_the_file_cannot_be_had(asked: str) -> None:
    part = part_of({"range": asked}, FILE, 1_000)
    assert part is not None
    assert (part.span, part.header) == (None, ("content-range", "bytes */1000"))


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "lines=0-5", "bytes=a-b", "bytes=0x1-"])
def test_anything_else_gets_the_whole_file(asked: str) -> None:
    assert part_of({"range": asked}, FILE, 1_000) is None


@pytest.mark.parametrize(("condition", "is_part"), [('"abc"', True), (FILE["last-modified"], True), ('"old"', False)])
def test_a_part_is_sent_only_of_the_file_the_client_has_begun(condition: str, is_part: bool) -> None:
    assert (part_of({"range": "bytes=0-9", "if-range": condition}, FILE, 1_000) is not None) == is_part
