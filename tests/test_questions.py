"""The example questions, asked of the built seeds and compared with answers worked out by reading the documents.

Answers: (question number, columns compared, the rows expected). Rows are compared as sets of tuples of strings.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

QUERIES = sorted((Path(__file__).parents[1] / "queries").glob("*.rq"))


def ask(store: Store, number: int) -> list[dict[str, str]]:
    """The solutions of the query with this number."""
    (path,) = [p for p in QUERIES if p.name.startswith(f"{number:02}-")]
    solutions = store.query(path.read_text(encoding="utf-8"))
    names = [v.value for v in solutions.variables]
    return [{n: s[n].value for n in names if s[n] is not None} for s in solutions]


def columns(rows: list[dict[str, str]], *names: str) -> set[tuple[str, ...]]:
    """The named columns as a set of rows; empty text where unbound."""
    return {tuple(row.get(n, "") for n in names) for row in rows}


@pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)
def test_every_question_says_what_it_asks_its_columns_and_why(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# question: ")
    assert lines[1].startswith("# columns: ")
    assert lines[2].startswith("# why: ")


@pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)
def test_every_question_returns_the_columns_it_promises(path: Path, seeds_store: Store) -> None:
    promised = path.read_text(encoding="utf-8").splitlines()[1].removeprefix("# columns: ").split(", ")
    solutions = seeds_store.query(path.read_text(encoding="utf-8"))
    assert [v.value for v in solutions.variables] == promised


def test_01_peru_is_a_un_member_since_1949_on_one_independent_text(seeds_store: Store) -> None:
    assert columns(ask(seeds_store, 1), "since", "texts") == {("1949", "1")}


def test_02_peru_sat_on_the_security_council_in_2006_and_2007(seeds_store: Store) -> None:
    assert columns(ask(seeds_store, 2), "start", "end") == {("2006", "2007")}


def test_03_mercosur_has_four_members_and_six_associates(seeds_store: Store) -> None:
    members = {(c, "member", "") for c in ("Argentina", "Brazil", "Paraguay", "Uruguay")}
    associates = {(c, "associate member", "") for c in ("Bolivia", "Chile", "Colombia", "Ecuador", "Venezuela")}
    expected = members | associates | {("Peru", "associate member", "2003-12-16")}
    assert columns(ask(seeds_store, 3), "member", "role", "since") == expected


def test_04_peru_is_in_the_andean_community_since_1990_with_three_others(seeds_store: Store) -> None:
    expected = {("Peru", "1990"), ("Bolivia", ""), ("Colombia", ""), ("Ecuador", "")}
    assert columns(ask(seeds_store, 4), "member", "since") == expected


def test_05_peru_is_in_apec_since_november_1998(seeds_store: Store) -> None:
    rows = ask(seeds_store, 5)
    assert columns(rows, "since") == {("1998-11",)}
    assert {(r["document"][:3], r["line"]) for r in rows} == {("001", "42"), ("000", "6")}


def test_06_peru_negotiates_the_ftaa_and_is_no_member(seeds_store: Store) -> None:
    assert columns(ask(seeds_store, 6), "role", "member") == {("negotiator", "false")}


def test_07_ten_relations_began_in_the_1820s(seeds_store: Store) -> None:
    rows = ask(seeds_store, 7)
    assert len({r["relation"] for r in rows}) == 10
    named = columns(rows, "partner", "began")
    assert {
        ("Colombia", "1822-06-06"),
        ("Mexico", "1822-06-13"),
        ("Argentina", "1822-07-10"),
        ("Chile", "1822-10-13"),
        ("Bolivia", "1826-06-24"),
        ("France", "1826"),
        ("Brazil", "1827-02-03"),
    } <= named


def test_08_breaks_and_restorations_are_events_in_order(seeds_store: Store) -> None:
    events = {(r["relation"], r["event"], r.get("date", "")[:4]) for r in ask(seeds_store, 8)}

    def has(country: str, event: str, year: str) -> bool:
        return any(country in relation and event == e and year == y for relation, e, y in events)

    for country, broken, restored in (
        ("Cuba", "1960", "1972"),
        ("Japan", "1942", "1952"),
        ("Poland", "1945", "1969"),
        ("Czech", "1957", "1968"),
        ("Russia", "1918", "1969"),
        ("Venezuela", "2001", "2001"),
    ):
        assert has(country, "severed", broken) or has(country, "ended", broken), country
        assert has(country, "restored", restored), country
    assert has("Taiwan", "severed", "1971")
    assert not any("Taiwan" in relation and event == "restored" for relation, event, _ in events)
    dates = {r.get("date", "") for r in ask(seeds_store, 8)}
    assert {"1942-03-05", "1968-11-09", "1996-09-09", "2021-09-08", "2022-08-18", "2022-09-15"} <= dates


def test_09_venezuela_broke_with_peru_in_2001(seeds_store: Store) -> None:
    assert columns(ask(seeds_store, 9), "actor", "other", "date") == {("Venezuela", "Peru", "2001-06-28")}


def test_10_there_were_no_relations_with_cuba_on_1_january_1965(seeds_store: Store) -> None:
    assert columns(ask(seeds_store, 10), "state") == {("broken",)}


def test_11_relations_with_venezuela_on_1_january_2019_are_unknown(seeds_store: Store) -> None:
    assert columns(ask(seeds_store, 11), "state") == {("unknown",)}


def test_12_peru_moved_from_taipei_to_beijing_on_2_november_1971(seeds_store: Store) -> None:
    rows = columns(ask(seeds_store, 12), "partner", "event", "date")
    assert ("China", "established", "1971-11-02") in rows
    assert ("Taiwan", "severed", "1971-11-02") in rows


def test_13_relations_with_each_german_state_have_their_dates(seeds_store: Store) -> None:
    rows = columns(ask(seeds_store, 13), "event", "date")
    assert {("established", "1951-06-28"), ("established", "1972-12-28"), ("ended", "1990")} <= rows
    states = {state for (state,) in columns(ask(seeds_store, 13), "state")}
    assert any("Democratic" in state for state in states)


def test_14_the_sources_name_seven_agreements_between_peru_and_chile(seeds_store: Store) -> None:
    rows = ask(seeds_store, 14)
    assert sum(int(r["count"]) for r in rows) == 7
    assert {r.get("date", "")[:7] for r in rows} == {"1929", "1952", "1954", "1999-11", "2004-11"}


def test_15_two_documents_call_the_maritime_dispute_with_chile_open(seeds_store: Store) -> None:
    rows = ask(seeds_store, 15)
    assert {(r["document"][:3], r["line"], r.get("status")) for r in rows} >= {
        ("000", "101", "ongoing"),
        ("001", "10", "ongoing"),
    }
    assert {r.get("as_of") for r in rows if r["document"].startswith("001")} == {"2017-09-24"}


def test_16_sources_disagree_on_the_border_dispute_with_ecuador(seeds_store: Store) -> None:
    rows = {(r["document"][:3], r["line"], r.get("status", ""), r.get("end", "")) for r in ask(seeds_store, 16)}
    assert ("001", "8", "settled", "1998") in rows
    assert any(line == "24" and status != "settled" for _, line, status, _ in rows)


def test_17_claims_have_claimants_and_respondents(seeds_store: Store) -> None:
    pairs = columns(ask(seeds_store, 17), "claimant", "respondent")
    assert {("Peru", "Chile"), ("Bolivia", "Chile"), ("Venezuela", "Guyana")} <= pairs


def test_18_no_source_says_when_the_trade_agreement_with_the_us_was_signed(seeds_store: Store) -> None:
    rows = ask(seeds_store, 18)
    assert not any(r.get("signed") for r in rows)
    assert "2009-02" in {r.get("in_force") for r in rows}
    assert {"2006", "2009"} <= {r.get("year_in_name") for r in rows}


def test_19_four_free_trade_agreements_are_named_and_22_are_claimed(seeds_store: Store) -> None:
    rows = ask(seeds_store, 19)
    assert {r["party"] for r in rows if "party" in r} == {"United States", "China", "European Union", "Australia"}
    assert "22" in {r.get("count") for r in rows}


def test_20_the_eu_and_the_us_grant_trade_preferences(seeds_store: Store) -> None:
    expected = {("European Union", "1990", "2008-12"), ("United States", "1991", "2011-02-12")}
    assert columns(ask(seeds_store, 20), "grantor", "start", "end") == expected


def test_21_agreements_bind_peru_through_the_andean_community(seeds_store: Store) -> None:
    rows = columns(ask(seeds_store, 21), "bloc", "other", "date")
    assert {
        ("Andean Community", "Mercosur", "1998-04"),
        ("Andean Community", "Mercosur", "2003-12-16"),
        ("Andean Community", "Brazil", ""),
        ("Andean Community", "Argentina", ""),
    } <= rows


def test_22_goods_trade_with_the_us_grew_from_9_to_over_20_5_billion(seeds_store: Store) -> None:
    rows = columns(ask(seeds_store, 22), "measure", "year", "value", "qualifier")
    assert ("goods trade", "2009", "9000000000", "") in rows
    assert ("goods trade", "2024", "20500000000", "over") in rows
    assert any(m == "trade surplus" and (y, v) == ("2024", "1900000000") for m, y, v, _ in rows)


def test_23_five_presidents_of_peru_are_named_with_the_dates_the_sources_give(seeds_store: Store) -> None:
    rows = {(r["president"].split()[-1], r.get("start", ""), r.get("end", "")) for r in ask(seeds_store, 23)}
    assert ("Fujimori", "1990", "2000") in rows
    assert any(name == "Toledo" and start == "2001-07" for name, start, _ in rows)
    assert any(name == "García" for name, _, _ in rows)
    assert any(name == "Castillo" and start == "2021" and end[:4] == "2022" for name, start, end in rows)
    assert any(name == "Boluarte" and start == "2022-12" for name, start, _ in rows)


def test_24_the_partner_of_row_64_is_named_in_the_references_it_cites(seeds_store: Store) -> None:
    rows = ask(seeds_store, 24)
    assert columns(rows, "partner") == {("Sahrawi Republic",)}
    assert "named in a reference" in {r.get("basis") for r in rows}
    assert {"340", "343", "344"} & {r["used_line"] for r in rows}


def test_25_five_states_border_peru(seeds_store: Store) -> None:
    neighbours = columns(ask(seeds_store, 25), "neighbour")
    assert neighbours == {("Ecuador",), ("Colombia",), ("Brazil",), ("Bolivia",), ("Chile",)}
