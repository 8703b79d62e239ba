"""Labels say kinds, participants and dates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.graph.labels import listed, plural
from kg.mentions.model import Qualifier
from kg.statements.model import (
    Agreement,
    AgreementKind,
    Border,
    Dispute,
    DisputeKind,
    Event,
    EventKind,
    Membership,
    Mission,
    MissionKind,
    Observation,
    Relation,
    Role,
    Tenure,
    Visit,
)


def label(make, statement) -> str:
    merged = make.merge([make.claim("one:7", statement)])
    return merged.select("?s kg:supportedBy ?e ; rdfs:label ?label FILTER NOT EXISTS { ?r kg:hasEvent ?s }", "label")[
        0
    ][0]


@pytest.mark.parametrize(
    ("role", "start", "end", "words"),
    [
        (Role.MEMBER, "1998-11", None, "member of Club, since November 1998"),
        (Role.MEMBER, "2006", "2007", "member of Club, 2006 to 2007"),
        (Role.ASSOCIATE_MEMBER, None, "2012", "associate member of Club, until 2012"),
        (Role.PARTICIPANT, "1994", None, "participant in Club, 1994"),
        (Role.OBSERVER, None, None, "observer at Club"),
        (Role.MEMBER, "1980..1989", None, "member of Club, since the 1980s"),
    ],
)
def test_of_memberships(make, role: Role, start: str | None, end: str | None, words: str) -> None:
    dates = [make.date(day) if day else None for day in (start, end)]
    assert label(make, Membership(make.country("Oz"), make.organization("Club"), role, *dates)) == f"Oz – {words}"


def test_of_other_statements(make) -> None:
    oz, ev, ann = make.country("Oz"), make.country("Ev"), make.person("Ann Lee")
    expected = {
        "Ev and Oz – diplomatic relations": Relation(oz, ev),
        "Oz – diplomatic relations with a country whose name is lost (one, line 7)": Relation(oz, None),
        "Ev and Oz – joint statement, 4 November 2004": Agreement(
            (ev, oz), AgreementKind.JOINT_STATEMENT, start=make.date("2004-11-04")
        ),
        "Ev and Oz – 3 agreements, November 1999": Agreement(
            (ev, oz), AgreementKind.AGREEMENT, start=make.date("1999-11"), count=3
        ),
        "Lan Treaty – treaty between Ev and Oz, 1929": Agreement(
            (ev, oz), AgreementKind.TREATY, "Lan Treaty", year_in_name=1929
        ),
        "Ev and Oz – free-trade agreement, in force from February 2009": Agreement(
            (ev, oz), AgreementKind.FREE_TRADE_AGREEMENT, in_force=make.date("2009-02")
        ),
        "Lan Scheme – preference programme of Ev for Oz, 1990 to December 2008": Agreement(
            (ev, oz),
            AgreementKind.PREFERENCE_PROGRAMME,
            "Lan Scheme",
            make.date("1990"),
            end=make.date("2008-12"),
            grantors=(ev,),
            beneficiaries=(oz,),
        ),
        "Ev and Oz – maritime dispute": Dispute((ev, oz), DisputeKind.MARITIME),
        "Ev and Oz – war, 1879": Dispute((ev, oz), DisputeKind.WAR, start=make.date("1879")),
        "Ann Lee – President, Oz, 1990 to 2000": Tenure(ann, oz, "President", make.date("1990"), make.date("2000")),
        "Ann Lee – Minister, Oz, from July 2001": Tenure(ann, oz, "Minister", make.date("2001-07")),
        "Ann Lee – visit to Ev, December 1999": Visit(ann, ev, make.date("1999-12")),
        "Oz – embassy in Ev (Lan)": Mission(oz, ev, MissionKind.EMBASSY, "Lan"),
        "Ev and Oz – border": Border((ev, oz)),
        "Oz – goods trade (Ev): over 20,500,000,000 USD, 2024": Observation(
            oz, "goods trade", Decimal("20.5E9"), "USD", ev, Qualifier.OVER, make.date("2024")
        ),
    }
    assert [label(make, statement) for statement in expected.values()] == list(expected)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({"kind": EventKind.ESTABLISHED}, "relations established, 1905"),
        ({"kind": EventKind.SEVERED, "actor": "Ev"}, "relations severed by Ev, 1905"),
        ({"kind": EventKind.RECOGNIZED, "actor": "Oz"}, "recognized by Oz, 1905"),
        ({"kind": EventKind.ESTABLISHED, "as_state": "Old Ev"}, "relations established (as Old Ev), 1905"),
    ],
)
def test_of_events(make, event, words: str) -> None:
    given = {name: make.country(value) if name != "kind" else value for name, value in event.items()}
    relation = Relation(make.country("Oz"), make.country("Ev"), (Event(date=make.date("1905"), **given),))
    merged = make.merge([make.claim("one:1", relation)])
    assert merged.select("?r kg:hasEvent/rdfs:label ?label", "label") == [(f"Ev and Oz – {words}",)]


def test_many_parties_are_counted() -> None:
    assert listed(["A", "B", "C", "D", "E"]) == "A, B, C, D and E"
    assert listed(["A", "B", "C", "D", "E", "F"]) == "A, B, C, D and 2 others"
    assert listed(["A"]) == "A"


@pytest.mark.parametrize(
    ("kind", "many"), [("treaty", "treaties"), ("agreement", "agreements"), ("memorandum", "memoranda")]
)
def test_plurals_of_kinds(kind: str, many: str) -> None:
    assert plural(kind) == many
