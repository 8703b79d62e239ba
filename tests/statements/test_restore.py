"""A lost name is restored only where nearly all good explanations share it, and says what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from prose_reading import countries, gazetteer

from kg.documents.model import PassageKind, Span
from kg.mentions.model import Date, Entity
from kg.statements.lost import LostNames, LostTable, NamedReference, Ordinal, RowFacts
from kg.statements.model import Basis, Claim, Derivation, Event, EventKind, Evidence, Relation
from kg.statements.restore import corroborate, restore
from kg.statements.restore_candidates import heading_continents, possible_partners, sort_key

REFERENCE = gazetteer().reference


def country(name: str) -> Entity:
    (entity,) = countries(name)
    return entity


def day(text: str) -> Date:
    parts = [int(part) for part in text.split("-")]
    return Date.of(*parts)


def evidence(document: str, at: int, pattern: str = "row-unnamed") -> Evidence:
    return Evidence(document, Span(100 * at, 100 * at + 50), at, "a row", PassageKind.ROW, pattern, 0.9)


def row(at: int, date: str = "", partner: str = "", **facts: object) -> RowFacts:
    """A row at a line of document "x", with a date and, unless its name is lost, a partner."""
    dates = (day(date),) if date else ()
    events = tuple(Event(EventKind.ESTABLISHED, d) for d in dates)
    named = country(partner) if partner else None
    return RowFacts(evidence("x", at), events, named, named is None, dates, **facts)  # type: ignore[arg-type]


def lost(*tables: LostTable, references: Sequence[NamedReference] = (), subject: str = "Peru") -> LostNames:
    return LostNames("x", country(subject), tables, tuple(references))


def stated(document: str, one: str, other: str, date: str) -> Claim:
    """What another document says of a pair."""
    relation = Relation(country(one), country(other), (Event(EventKind.ESTABLISHED, day(date)),))
    return Claim(relation, evidence(document, 1, "row-relation"))


def names(claims: Sequence[Claim]) -> dict[int, str]:
    """The names asserted, by line."""
    found = {}
    for claim in claims:
        assert isinstance(claim.statement, Relation)
        if claim.statement.partner is not None:
            found[claim.evidence.line] = claim.statement.partner.label
    return found


SOUTH_AMERICA = ("Argentina", "Bolivia", "Brazil", "Chile", "Colombia", "Ecuador", "Paraguay", "Uruguay", "Venezuela")


def south_america(*without: str, dates: str = "1850") -> LostTable:
    rows = [row(i, dates, "" if name in without else name) for i, name in enumerate(SOUTH_AMERICA, 1)]
    return LostTable(("South America",), tuple(rows))


def test_a_name_that_alone_fits_between_its_neighbours_is_restored_from_order() -> None:
    (claim,) = restore(lost(south_america("Chile")), REFERENCE)
    assert names([claim]) == {4: "Chile"}
    assert claim.evidence.basis == (Basis.ORDER,)
    assert claim.evidence.derivation is Derivation.RESTORED
    assert [used.line for used in claim.evidence.used] == [3, 5]


def test_a_gap_that_several_states_fit_stays_open_with_its_candidates() -> None:
    rows = [row(1, "1960", "Chad"), row(2, "1975"), row(3, "1965", "Kenya")]
    (claim,) = restore(lost(LostTable(("Africa",), tuple(rows))), REFERENCE)
    assert isinstance(claim.statement, Relation)
    assert claim.statement.partner is None
    weights = [candidate.weight for candidate in claim.statement.candidates]
    assert weights == sorted(weights, reverse=True)
    assert 1 < len(weights) <= 15
    assert sum(weights) <= 1.0 + 1e-6


def test_chronology_weighs_against_states_that_did_not_exist_yet() -> None:
    rows = [row(1, "1920", "Ethiopia"), row(2, "1957-03-06"), row(3, "1970", "Guinea")]
    (claim,) = restore(lost(LostTable(("Africa",), tuple(rows)), subject="Finland"), REFERENCE)
    assert isinstance(claim.statement, Relation)
    assert claim.statement.partner == country("Ghana") or claim.statement.candidates[0].entity == country("Ghana")


def test_a_contested_state_is_never_restored_by_order_alone() -> None:
    rows = [row(1, "1999", "Jordan"), row(2, "2008-06-01"), row(3, "1990", "Kuwait")]
    claims = restore(lost(LostTable(("Europe",), tuple(rows))), REFERENCE)
    contested = {c.entity.label for c in REFERENCE.countries if c.area.value == "contested state"}
    assert not set(names(claims).values()) & contested


def test_a_cited_reference_that_names_a_country_restores_it() -> None:
    rows = [row(1, "1960", "Egypt"), row(2, "1975", marks=(7,)), row(3, "1965", "Ghana")]
    reference = NamedReference(7, evidence("x", 90, "row-reference"), (country("Gabon"),))
    (claim,) = restore(lost(LostTable(("Africa",), tuple(rows)), references=[reference]), REFERENCE)
    assert names([claim]) == {2: "Gabon"}
    assert Basis.NAMED_IN_REFERENCE in claim.evidence.basis
    assert 90 in [used.line for used in claim.evidence.used]


def test_an_uncited_reference_with_the_rows_very_day_belongs_to_it_by_its_number() -> None:
    rows = [
        row(1, "1960", "Chad", marks=(4,)),
        row(2, "1975-03-02"),
        row(3, "1976-05-09"),
        row(4, "1965", "Kenya", marks=(6,)),
    ]
    reference = NamedReference(5, evidence("x", 90, "row-reference"), (country("Gabon"),), (day("1976-05-09"),))
    claims = restore(lost(LostTable(("Africa",), tuple(rows)), references=[reference]), REFERENCE)
    assert names(claims).get(3) == "Gabon"


def by_date(*dates: str) -> LostTable:
    return LostTable(("Diplomatic relations",), tuple(row(i, date) for i, date in enumerate(dates, 1)))


DATES = tuple(f"{year}-03-{year % 27 + 1:02}" for year in range(1960, 1980))


def test_a_list_by_date_stays_open_without_other_documents() -> None:
    assert names(restore(lost(by_date(*DATES)), REFERENCE)) == {}


def test_another_document_with_the_same_pair_and_day_restores_the_name() -> None:
    claims = list(corroborate([lost(by_date(*DATES))], [stated("y", "Kenya", "Peru", DATES[4])], REFERENCE))
    assert names(claims) == {5: "Kenya"}
    (claim,) = [c for c in claims if c.evidence.pattern == "row-restored"]
    assert claim.evidence.basis == (Basis.CORROBORATION,)
    assert [used.document for used in claim.evidence.used] == ["y"]


def test_two_rows_of_one_day_and_two_partners_for_it_are_both_restored() -> None:
    dates = sorted([*DATES, DATES[4]])
    known = [stated("y", "Kenya", "Peru", DATES[4]), stated("z", "Gabon", "Peru", DATES[4])]
    found = names(list(corroborate([lost(by_date(*dates))], known, REFERENCE)))
    assert sorted(found.values()) == ["Gabon", "Kenya"]


def test_rows_of_one_day_give_no_more_names_than_are_known_for_it() -> None:
    dates = sorted([*DATES, DATES[4]])
    claims = list(corroborate([lost(by_date(*dates))], [stated("y", "Kenya", "Peru", DATES[4])], REFERENCE))
    assert list(names(claims).values()) == ["Kenya"]
    assert len(claims) == len(dates)


def test_what_a_document_says_of_a_third_pair_restores_nothing() -> None:
    assert names(list(corroborate([lost(by_date(*DATES))], [stated("y", "Kenya", "Gabon", DATES[4])], REFERENCE))) == {}


def test_a_conclusion_is_no_witness_for_another() -> None:
    claim = stated("y", "Kenya", "Peru", DATES[4])
    guessed = Claim(
        claim.statement, Evidence("y", Span(0, 1), 1, "", PassageKind.ROW, "row-restored", 0.9, Derivation.RESTORED)
    )
    assert names(list(corroborate([lost(by_date(*DATES))], [guessed], REFERENCE))) == {}


def test_other_documents_never_unmake_what_was_right() -> None:
    table = south_america("Chile")
    known = [stated("y", "Chile", "Peru", "1850")]
    assert names(list(corroborate([lost(table)], known, REFERENCE))) == names(restore(lost(table), REFERENCE))


def test_no_name_is_asserted_twice_in_a_table() -> None:
    table = south_america("Chile", "Colombia", "Ecuador")
    found = list(names(restore(lost(table), REFERENCE)).values())
    assert len(found) == len(set(found))


def test_a_dash_instead_of_a_number_speaks_for_one_outside_the_united_nations() -> None:
    rows = [row(i, date, ordinal=Ordinal.NUMBER) for i, date in enumerate(DATES, 1)]
    rows.append(row(30, "1980-06-07", ordinal=Ordinal.DASH))
    claims = restore(lost(LostTable(("Diplomatic relations",), tuple(rows))), REFERENCE)
    (last,) = [c.statement for c in claims if c.evidence.line == 30]
    assert isinstance(last, Relation)
    best = last.partner or last.candidates[0].entity
    assert best.label in {"Holy See", "Order of Malta", "Palestine", "Niue", "Cook Islands"}


def test_every_lost_name_gets_one_conclusion() -> None:
    table = south_america("Chile", "Colombia", "Ecuador")
    assert sorted(c.evidence.line for c in restore(lost(table), REFERENCE)) == [4, 5, 6]


def test_nothing_lost_is_nothing_to_restore() -> None:
    assert list(corroborate([None], [], REFERENCE)) == []


def test_headings_tell_continents_from_the_inside_out() -> None:
    assert heading_continents(("Foreign relations", "Europe", "Latin America")) == {"North America", "South America"}
    assert heading_continents(("Bilateral relations",)) == frozenset()


def test_names_sort_without_accents_articles_and_punctuation() -> None:
    assert sort_key("Côte d’Ivoire") == "cote d ivoire"
    assert sort_key("The Gambia") == "gambia"
    assert sort_key("St. Lucia") == "saint lucia"


def test_neither_the_subject_nor_a_former_state_is_a_candidate() -> None:
    labels = {p.entity.label for p in possible_partners(REFERENCE, country("Peru"))}
    assert "Peru" not in labels
    assert "Czechoslovakia" not in labels
    assert {"Kenya", "Holy See", "Kosovo"} <= labels
