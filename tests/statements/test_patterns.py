"""Patterns are data: every mistake in a file is named with its place, and every example is run."""

from __future__ import annotations

from pathlib import Path

import pytest
from prose_reading import gazetteer, patterns

from kg.errors import PatternError
from kg.statements.check import check_patterns
from kg.statements.patterns import load_patterns

GOOD = """\
kind = "membership"

[sets]
liked = "adored|was fond of"

[[pattern]]
id = "made-up"
comment = "A made-up pattern"
form = "{member:country} <liked> {organization:organization}"
role = "member"
examples = ["Kenya was fond of the African Union."]
counter_examples = ["Kenya was not fond of the African Union."]
"""


def load(folder: Path, text: str) -> PatternError:
    (folder / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PatternError) as caught:
        load_patterns([folder])
    return caught.value


def test_every_pattern_of_the_project_lives_up_to_its_examples() -> None:
    assert check_patterns(patterns(), gazetteer()) == []


def test_every_pattern_is_published_with_comment_examples_and_counts() -> None:
    records = {record.id: record for record in patterns().records}

    assert set(records) == {pattern.id for pattern in patterns().patterns}
    assert all(record.comment and record.examples and record.counter_examples for record in records.values())
    assert all(0 < record.confidence < 1 for record in records.values())


def test_a_researcher_adds_a_folder_of_patterns(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(GOOD, encoding="utf-8")

    loaded = load_patterns([tmp_path])

    assert loaded.patterns[-1].id == "made-up"
    assert [str(problem) for problem in check_patterns(loaded.only("made-up"), gazetteer())] == []


def test_an_example_that_does_not_match_is_reported_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(GOOD.replace("fond of the African", "bored by the African"), encoding="utf-8")

    (problem,) = check_patterns(load_patterns([tmp_path]).only("made-up"), gazetteer())

    assert (problem.pattern, problem.place) == ("made-up", f"{tmp_path / 'own.toml'}:6")
    assert "does not match its example" in problem.what


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('kind = "membership"', 'kind = "friendship"', 1, "kind"),
        ('kind = "membership"', 'kind = "membership"\nauthor = "me"', 2, "author"),
        ('role = "member"', 'role = "guest"', 10, "role"),
        ('role = "member"\n', "", 6, "role"),
        ('id = "made-up"', 'id = "Made Up"', 7, "id"),
        ('id = "made-up"', 'id = "member-of"', 6, "id"),
        ('comment = "A made-up pattern"', 'comment = ""', 8, "comment"),
        ('comment = "A made-up pattern"', 'comment = "A"\ncolour = "red"', 9, "colour"),
        ("<liked>", "<loved>", 9, "form"),
        ("<liked>", "(adored", 9, "form"),
        ("<liked>", "adored)", 9, "form"),
        ("<liked>", "{verb:word}", 9, "form"),
        ("{member:country}", "{member:planet}", 9, "form"),
        ('examples = ["Kenya was fond of the African Union."]', "examples = []", 11, "examples"),
        ('role = "member"', 'role = "member"\ntime = "someday"', 11, "time"),
        ('role = "member"', 'role = "member"\nallow = ["doubt"]', 11, "allow"),
        ('liked = "adored|was fond of"', "liked = 3", 4, "liked"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(tmp_path: Path, old: str, new: str, line: int, key: str) -> None:
    assert old in GOOD

    error = load(tmp_path, GOOD.replace(old, new, 1))

    assert (error.path, error.line, error.key) == (tmp_path / "own.toml", line, key)
    assert error.remedy


def test_a_file_that_is_not_toml_or_not_utf_8_is_named(tmp_path: Path) -> None:
    assert load(tmp_path, "kind = ").line == 1
    (tmp_path / "own.toml").write_bytes(b'kind = "\xff"')
    with pytest.raises(PatternError, match="UTF-8"):
        load_patterns([tmp_path])


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match="no such folder"):
        load_patterns([tmp_path / "nowhere"])
