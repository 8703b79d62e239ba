"""The measure: gold facts against statements."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from kg.errors import GoldError
from kg.pipeline.evaluate import Beginnings, annotated_lines, evaluate, interval, write_record
from kg.pipeline.gold import GoldStatement, fold, read_gold, read_scope
from kg.pipeline.stated import Names, Stated

HEADER = "kind\tsubject\tobject\trole\tstart\tend\tstatus\tdoc\tline\n"


def fact(kind: str = "membership", subject: str = "Ruritania", **given: str) -> GoldStatement:
    values = {"object": "United Nations", "role": "member", "start": "", "end": "", **given}
    return GoldStatement(
        kind,
        subject,
        values["object"],
        values["role"],
        values["start"],
        values["end"],
        "a",
        1,
        bool(given.get("arguable")),
    )


def stated(kind: str = "membership", participants: tuple[str, ...] = ("c:r", "o:un"), **given: object) -> Stated:
    return Stated(
        kind,
        "a-1",
        participants,
        str(given.get("role", "member")),
        tuple(given.get("starts", ())),  # type: ignore[arg-type]
        str(given.get("evidence", "e:1")),
        "pattern",
        1,
        "quote",
    )


NAMES = Names()
for iri, name in (("c:r", "Ruritania"), ("o:un", "United Nations"), ("c:g", "Graustark"), ("p:z", "Rudolf Rassendyll")):
    NAMES.by_iri[iri].add(fold(name))


def result(gold: list[GoldStatement], found: list[Stated]) -> tuple[int, int, int]:
    tally = evaluate(gold, found, NAMES, {"a-1": "brief"}).kinds["all"]
    return tally.gold, tally.found, tally.false


def test_a_statement_with_the_same_participants_and_role_finds_the_fact() -> None:
    assert result([fact()], [stated()]) == (1, 1, 0)


def test_a_founding_member_counts_as_a_member() -> None:
    assert result([fact()], [stated(role="founding member")]) == (1, 1, 0)


def test_another_year_is_a_miss_and_a_false_statement() -> None:
    assert result([fact(start="1950")], [stated(starts=("1951",))]) == (1, 0, 1)


def test_a_repetition_with_less_detail_is_neither_found_nor_false() -> None:
    assert result([fact(start="1950")], [stated()]) == (1, 0, 0)


def test_the_same_statement_twice_counts_once() -> None:
    wrong = {"participants": ("c:g", "o:un")}
    assert result([fact()], [stated(), stated(evidence="e:2"), stated(**wrong), stated(evidence="e:3", **wrong)]) == (
        1,
        1,
        1,
    )  # type: ignore[arg-type]


def test_an_arguable_fact_counts_neither_way() -> None:
    assert result([fact(arguable="yes")], [stated()]) == (0, 0, 0)


def test_a_person_is_known_by_the_surname() -> None:
    gold = fact("office", "R. Rassendyll", object="Ruritania", role="King")
    assert result([gold], [stated("office", ("p:z", "c:r"), role="king")]) == (1, 1, 0)


def test_parties_are_compared_as_a_set() -> None:
    gold = fact("agreement", "(treaty)", object="Graustark|Ruritania", role="treaty")
    assert result([gold], [stated("agreement", ("c:r", "c:g"), role="treaty")]) == (1, 1, 0)


def test_genres_are_tallied_apart() -> None:
    tallies = evaluate([fact()], [stated()], NAMES, {"a-1": "brief"}).genres
    assert tallies["brief"].found == 1


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"), [(0, 0, 0.0, 1.0), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_intervals_are_wilsons(successes: int, trials: int, low: float, high: float) -> None:
    assert interval(successes, trials) == pytest.approx((low, high), abs=1e-4)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text("kind\tsubject\n")
    with pytest.raises(GoldError, match="no column 'object'"):
        read_gold(path)


def test_an_unknown_kind_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text(HEADER + "feud\tA\tB\t\t\t\t\ta\t1\n")
    with pytest.raises(GoldError, match=r"gold.tsv:2: unknown kind 'feud'"):
        read_gold(path)


def test_gold_facts_count_once_per_document(tmp_path: Path) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text(HEADER + "membership\tA\tB\tmember\t\t\t\ta\t1\n" * 2)
    assert len(read_gold(path)) == 1


def test_a_firm_row_wins_over_an_arguable_one_of_the_same_fact(tmp_path: Path) -> None:
    path = tmp_path / "gold.tsv"
    rows = "membership\tA\tB\tmember\t\t\t?\ta\t1\n" + "membership\tA\tB\tmember\t\t\t\ta\t2\n"
    path.write_text(HEADER + rows)
    assert [(f.line, f.arguable) for f in read_gold(path)] == [(2, False)]


def test_statements_outside_the_annotated_lines_count_neither_way() -> None:
    wrong = stated(participants=("c:g", "o:un"))
    assert evaluate([fact()], [wrong], NAMES, {}, {("a", "membership"): [range(1, 2)]}).kinds["all"].false == 1
    assert evaluate([fact()], [wrong], NAMES, {}, {("a", "membership"): [range(2, 9)]}).kinds["all"].false == 0


def test_the_annotated_lines_stand_beside_the_gold(tmp_path: Path) -> None:
    (tmp_path / "gold.scope.tsv").write_text("doc\tfirst\tlast\na\t3\t5\na\t9\t9\n")
    assert read_scope(tmp_path / "gold.tsv") == {"a": [range(3, 6), range(9, 10)]}
    assert read_scope(tmp_path / "other.tsv") == {}


def test_what_several_samples_annotate_of_a_document_counts_together(tmp_path: Path) -> None:
    first, second, whole = (tmp_path / f"{name}.tsv" for name in ("first", "second", "whole"))
    first.with_suffix(".scope.tsv").write_text("doc\tfirst\tlast\na\t3\t5\n")
    second.with_suffix(".scope.tsv").write_text("doc\tfirst\tlast\na\t9\t9\n")
    both = annotated_lines({first: [fact()], second: [fact()]})
    assert both == {("a", "membership"): [range(3, 6), range(9, 10)]}
    assert range(1, sys.maxsize) in annotated_lines({first: [fact()], whole: [fact()]})["a", "membership"]


def test_a_kind_of_which_a_sample_has_no_fact_counts_neither_way_in_its_documents(tmp_path: Path) -> None:
    wrong = stated(participants=("c:g", "o:un"))
    other = annotated_lines({tmp_path / "gold.tsv": [fact(kind="border")]})
    assert evaluate([fact(kind="border")], [wrong], NAMES, {}, other).kinds["all"].false == 0


def test_a_document_is_told_by_the_longest_beginning_of_its_name() -> None:
    beginnings = Beginnings({"a", "a-1", "b"})
    assert list(beginnings.of("a-12")) == ["a-1", "a"]
    assert list(beginnings.of("c")) == []


def test_the_record_holds_right_and_wrong_of_each_pattern(tmp_path: Path) -> None:
    found = [stated(), stated(participants=("c:g", "o:un"), evidence="e:2")]
    write_record(evaluate([fact()], found, NAMES, {}), tmp_path / "record.toml")
    assert tomllib.loads((tmp_path / "record.toml").read_text()) == {"pattern": {"right": 1, "wrong": 1}}
