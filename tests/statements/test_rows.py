"""Rows of tables become relations with events, and rows without a name stay relations with one country."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from prose_reading import gazetteer

from kg.documents.model import PassageKind
from kg.documents.reader import read_document
from kg.mentions.finder import find_mentions, subject_countries
from kg.statements.model import EventKind, Relation
from kg.statements.row_records import row_records
from kg.statements.rows import RowReading, read_rows

HEADER = "Country | Formal relations began | Notes |\n---|---|---|\n"


Read = Callable[..., RowReading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads the rows of a document about Chile with the given table."""

    def reading(table: str, heading: str = "Bilateral relations") -> RowReading:
        path = tmp_path / "chile.txt"
        head = "Foreign relations of Chile\nChile is a state in South America."
        path.write_text(f"{head}\n\n{heading}\n\n{table}\n\nSee also\n", encoding="utf-8")
        return read_file(path)

    return reading


def read_file(path: Path) -> RowReading:
    document = read_document(path)
    subjects = subject_countries(document, gazetteer())
    return read_rows(document, find_mentions(document, gazetteer()), gazetteer(), subjects=subjects)


def relations(reading: RowReading) -> list[Relation]:
    return [claim.statement for claim in reading.claims if isinstance(claim.statement, Relation)]


def events(relation: Relation) -> list[tuple[str, str]]:
    return [(event.kind.value, event.date.iso if event.date else "") for event in relation.events]


def test_a_row_is_a_relation_of_the_subject_with_the_country_it_names(read: Read) -> None:
    (relation,) = relations(read(HEADER + "Kenya | 4 May 1965 | |"))
    assert (relation.country.slug, relation.partner.slug) == ("chile", "kenya")
    assert events(relation) == [("established", "1965-05-04")]


def test_the_evidence_of_a_row_is_the_row(read: Read) -> None:
    (claim,) = read(HEADER + "Kenya | 4 May 1965 | |").claims
    assert claim.evidence.passage is PassageKind.ROW
    assert claim.evidence.quote == "Kenya | 4 May 1965 | |"
    assert claim.evidence.line == 8


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1965", [("established", "1965")]),
        ("May 1965[3]", [("established", "1965-05")]),
        ("1965-05-04", [("established", "1965-05-04")]),
        (
            "4 May 1965, broken 6 June 1970, restored 7 July 1975",
            [("established", "1965-05-04"), ("severed", "1970-06-06"), ("restored", "1975-07-07")],
        ),
        (
            "4 May 1965, severed 1970, 7 July 1975",
            [("established", "1965-05-04"), ("severed", "1970"), ("restored", "1975-07-07")],
        ),
        (
            "4 May 1925 to 1 May 1945, Re-established diplomatic relations 7 July 1975",
            [("established", "1925-05-04"), ("severed", "1945-05-01"), ("restored", "1975-07-07")],
        ),
        ("1923 to 1945", [("established", "1923"), ("ended", "1945")]),
        ("4 May 1965 (Diplomatic relations severed 1970)", [("established", "1965-05-04"), ("severed", "1970")]),
        ("1965 1976 (reestablished)", [("established", "1965"), ("restored", "1976")]),
        (
            "4 May 1965 and 7 July 1975 renew diplomatic relations",
            [("established", "1965-05-04"), ("restored", "1975-07-07")],
        ),
        ("1965, suspended in 1970", [("established", "1965"), ("suspended", "1970")]),
        ("Before 1990", [("established", "")]),
        ("Unknown", [("established", "")]),
        ("", []),
    ],
)
def test_a_date_cell_is_read_into_events_of_the_right_kind(
    read: Read, cell: str, expected: list[tuple[str, str]]
) -> None:
    (relation,) = relations(read(HEADER + f"Kenya | {cell} | |"))
    assert events(relation) == expected


@pytest.mark.parametrize("cell", ["None", "No diplomatic relations", "No relations"])
def test_a_row_that_denies_relations_makes_no_claim(read: Read, cell: str) -> None:
    assert relations(read(HEADER + f"Kenya | {cell} | |")) == []


def test_a_status_in_brackets_after_the_name_is_an_event(read: Read) -> None:
    (relation,) = relations(read(HEADER + "Kenya (suspended) | 4 May 1965 | |"))
    assert relation.partner is not None
    assert relation.partner.slug == "kenya"
    assert events(relation)[-1] == ("suspended", "")


def test_a_bracket_after_a_date_names_the_former_state_that_acted(read: Read) -> None:
    (relation,) = relations(read(HEADER + "Russia | 11 December 1944 (as Soviet Union) | |"))
    assert relation.events[0].as_state is not None
    assert relation.events[0].as_state.slug == "soviet-union"


def test_a_part_of_an_official_name_tells_one_german_state_from_the_other(read: Read) -> None:
    cell = "28 June 1951 (Federal Republic) 28 December 1972–1990 (Democratic Republic)"
    (relation,) = relations(read(HEADER + f"Germany | {cell} | |"))
    assert [e.kind for e in relation.events] == [EventKind.ESTABLISHED, EventKind.ESTABLISHED, EventKind.ENDED]
    assert [e.as_state.slug if e.as_state else "" for e in relation.events][1:] == ["german-democratic-republic"] * 2


def test_columns_of_recognition_and_of_relations_are_told_apart_by_their_headers(read: Read) -> None:
    table = "Country | Date of recognition | Relations established |\n---|---|---|\nKenya | 1963 | 1965 |"
    (relation,) = relations(read(table))
    assert events(relation) == [("recognized", "1963"), ("established", "1965")]


def test_a_list_with_a_bare_date_counts_where_its_heading_speaks_of_relations(read: Read) -> None:
    table = "# | Country | Date |\n---|---|---|\n1 | Kenya | 1965 |\n— | Holy See | Unknown |"
    assert [r.partner.slug for r in relations(read(table, heading="Diplomatic relations"))] == ["kenya", "holy-see"]
    assert relations(read(table, heading="Fishing grounds")) == []


def test_a_table_about_something_else_makes_no_relations(read: Read) -> None:
    table = "S.no. | Country | Year of agreement signed |\n---|---|---|\n1 | Kenya | 1965 |"
    assert relations(read(table)) == []


def test_a_note_that_points_to_the_pair_names_a_lost_partner(read: Read) -> None:
    reading = read(HEADER + "![]() | 4 May 1965 | See Chile–Kenya relations |")
    (claim,) = reading.claims
    assert claim.evidence.pattern == "row-named-in-note"
    assert claim.statement.partner.slug == "kenya"


def test_the_article_on_a_countrys_relations_names_it_before_the_pair_does(read: Read) -> None:
    note = "See Chile–China relations and Foreign relations of Taiwan"
    (relation,) = relations(read(HEADER + f"![]() | 4 May 1915 | {note} |"))
    assert relation.partner.slug == "taiwan"


def test_official_names_in_a_note_name_the_pair(read: Read) -> None:
    note = "The diplomatic relations between the Republic of Korea and the Republic of Chile started in 1962."
    (relation,) = relations(read(HEADER + f"![]() | 1962 | {note} |"))
    assert relation.partner.slug == "south-korea"


def test_a_row_without_a_name_is_a_relation_with_one_country_and_is_handed_on(read: Read) -> None:
    reading = read(HEADER + "![]() | 4 May 1965 | |\nKenya | 1966 | |")
    first, _ = reading.claims
    assert first.statement.partner is None
    assert first.evidence.pattern == "row-unnamed"
    assert reading.lost is not None
    assert reading.lost.count == 1
    assert [row.partner.slug if row.partner else None for row in reading.lost.tables[0].rows] == [None, "kenya"]


def test_the_partner_of_each_named_row_is_given_for_the_prose_in_it(read: Read) -> None:
    reading = read(HEADER + "Kenya | 1965 | Chile has an embassy in Nairobi. |")
    assert [partner.slug for partner in reading.partners.values()] == ["kenya"]


def test_a_table_of_organizations_with_dates_of_admission_is_one_of_memberships(read: Read) -> None:
    table = "Organization | Admission date |\n---|---|\nWorld Trade Organization | 1 January 1995 |"
    (claim,) = read(table).claims
    assert claim.statement.organization.label == "World Trade Organization"
    assert claim.statement.start.iso == "1995-01-01"


def test_every_row_rule_says_what_it_does_and_shows_it() -> None:
    for record in row_records():
        assert record.comment
        assert record.examples
        assert record.counter_examples


def test_the_seed_reads_188_rows_and_names_what_its_notes_name(seeds: Path) -> None:
    reading = read_file(next(seeds.glob("000_*.txt")))
    found = relations(reading)
    assert len(found) == 188
    named = {r.partner.slug for r in found if r.partner is not None}
    assert {"argentina", "cuba", "taiwan", "south-korea", "czech-republic", "holy-see"} <= named
