"""Which agreements are one."""

from __future__ import annotations

import pytest

from kg.statements.model import Agreement, AgreementKind

DESCRIPTION = "which ended the war of 1879"


@pytest.fixture
def treaty(make):
    parties = (make.country("Ev"), make.country("Oz"))

    def made(name: str = "", kind: AgreementKind = AgreementKind.TREATY, **given) -> Agreement:
        for role in ("start", "in_force", "end"):
            if role in given:
                given[role] = make.date(given[role])
        return Agreement(parties, kind, name, **given)

    return made


def nodes(make, *agreements: Agreement) -> int:
    claims = [make.claim(f"doc{n}:1", agreement) for n, agreement in enumerate(agreements)]
    return len(make.merge(claims).select("?a a kg:Agreement", "a"))


def test_two_names_with_year_and_description_are_one_agreement_with_both_names(make, treaty) -> None:
    claims = [
        make.claim("one:1", treaty("Treaty of Lan", year_in_name=1929, description=DESCRIPTION)),
        make.claim("two:1", treaty("Border Treaty", year_in_name=1929, description=DESCRIPTION)),
    ]
    merged = make.merge(claims)
    assert merged.select("?a a kg:Agreement ; skos:altLabel ?name", "name") == [("Border Treaty",), ("Treaty of Lan",)]
    assert merged.select("?a kg:alias ?alias ; rdfs:label ?label", "a", "alias", "label") == [
        (
            "agreement/ev-oz-treaty-1929-border-treaty",
            "agreement/ev-oz-treaty-1929-treaty-of-lan",
            "Border Treaty / Treaty of Lan – treaty between Ev and Oz, 1929",
        )
    ]


def test_a_year_alone_makes_two_names_not_one(make, treaty) -> None:
    assert nodes(make, treaty("Treaty of Lan", year_in_name=1929), treaty("Border Treaty", year_in_name=1929)) == 2


def test_a_description_alone_makes_two_names_not_one(make, treaty) -> None:
    first = treaty("Treaty of Lan", year_in_name=1929, description=DESCRIPTION)
    assert nodes(make, first, treaty("Border Treaty", year_in_name=1936, description=DESCRIPTION)) == 2


def test_the_same_proper_name_is_enough(make, treaty) -> None:
    assert nodes(make, treaty("Treaty of Lan"), treaty("the Treaty of Lan", start="1929-06-03")) == 1


def test_years_within_a_name_keep_agreements_apart(make, treaty) -> None:
    assert nodes(make, treaty("Border Treaty", year_in_name=1929), treaty("Border Treaty", year_in_name=1942)) == 2


def test_a_generic_name_needs_a_date_that_agrees(make, treaty) -> None:
    assert nodes(make, treaty("Treaty of Peace", start="1866"), treaty("Treaty of Peace", start="1904")) == 2
    assert nodes(make, treaty("Treaty of Peace", start="1866-08"), treaty("Treaty of Peace", start="1866")) == 1


def test_sources_may_disagree_on_the_date_of_a_distinctive_name(make, treaty) -> None:
    claims = [
        make.claim("one:1", treaty("Treaty of Lan", start="1929")),
        make.claim("two:1", treaty("Treaty of Lan", start="1930")),
    ]
    merged = make.merge(claims)
    assert len(merged.select("?a a kg:Agreement", "a")) == 1
    assert merged.select("?c a kg:Conflict ; kg:onProperty ?p", "p") == [("start",)]


def test_one_name_within_the_other_needs_a_date_that_agrees(make, treaty) -> None:
    short, long = "Border Treaty", "Lan Border Treaty"
    assert nodes(make, treaty(short, year_in_name=1929), treaty(long, start="1929-06")) == 1
    assert nodes(make, treaty(short, year_in_name=1929), treaty(long, start="1936")) == 2
    assert nodes(make, treaty(short), treaty(long, start="1929")) == 2


def test_a_name_within_two_others_joins_neither(make, treaty) -> None:
    names = ("Border Treaty", "Lan Border Treaty", "Mar Border Treaty")
    assert nodes(make, *(treaty(name, start="1929") for name in names)) == 3


def test_three_agreements_never_swallow_a_named_one(make, treaty) -> None:
    several = treaty(kind=AgreementKind.AGREEMENT, start="1999-11", count=3)
    named = treaty("Lan Agreement", AgreementKind.AGREEMENT, start="1999-11")
    unnamed = treaty(kind=AgreementKind.AGREEMENT, start="1999-11")
    assert nodes(make, several, named, unnamed) == 3
    assert nodes(make, several, several) == 1


def test_unnamed_undated_agreements_never_meet_across_documents(make, treaty) -> None:
    assert nodes(make, treaty(), treaty()) == 2
    same = [make.claim("one:1", treaty()), make.claim("one:2", treaty())]
    assert len(make.merge(same).select("?a a kg:Agreement", "a")) == 1


def test_kinds_and_parties_keep_agreements_apart(make, treaty) -> None:
    named = treaty("Treaty of Lan", start="1929")
    other = Agreement((make.country("Ev"), make.country("Mar")), AgreementKind.TREATY, "Treaty of Lan")
    assert nodes(make, named, treaty("Treaty of Lan", AgreementKind.PROTOCOL, start="1929"), other) == 3


def test_signing_and_entry_into_force_of_one_name_are_no_conflict(make, treaty) -> None:
    claims = [
        make.claim("one:1", treaty("Lan Accord", start="2006-04")),
        make.claim("two:1", treaty("Lan Accord", in_force="2009-02")),
    ]
    merged = make.merge(claims)
    assert merged.select("?a kg:start ?s ; kg:inForceFrom ?f", "s", "f") == [("2006-04", "2009-02")]
    assert not merged.ask("?c a kg:Conflict")


def test_the_clause_after_a_name_is_its_description(make, treaty) -> None:
    text = "They put aside what held up the 1929 {}, which officially ended the 1879 war of the coast."
    names = ("Treaty of Lan", "Border Treaty")
    claims = [
        make.claim(f"doc{n}:1", treaty(name, year_in_name=1929), quote=text.format(name))
        for n, name in enumerate(names)
    ]
    assert len(make.merge(claims).select("?a a kg:Agreement", "a")) == 1


def test_an_undated_name_joins_the_year_that_its_own_document_gives(make, treaty) -> None:
    name = "Lan Promotion Agreement"
    claims = [
        make.claim("one:1", treaty(name, year_in_name=2006)),
        make.claim("one:9", treaty(name)),
        make.claim("two:1", treaty(name, year_in_name=2009)),
    ]
    merged = make.merge(claims)
    assert merged.select("?a kg:alias ?alias ; kg:yearInName ?year", "year") == [("2006",)]
