"""The claims of all documents as one view."""

from __future__ import annotations

import pytest

from kg.mentions.model import Reference
from kg.statements.model import (
    Border,
    Candidate,
    Dispute,
    DisputeKind,
    DisputeStatus,
    Event,
    EventKind,
    Membership,
    Mission,
    MissionKind,
    Relation,
    Role,
    Tenure,
)

MEMBER = "id:membership\\/oz-club-member-1998"


@pytest.fixture
def oz(make):
    return make.country("Oz")


@pytest.fixture
def ev(make):
    return make.country("Ev")


@pytest.fixture
def club(make):
    return make.organization("Club")


def established(make, when: str | None = None) -> Event:
    return Event(EventKind.ESTABLISHED, make.date(when) if when else None)


def test_an_undated_mention_joins_the_only_dated_one(make, oz, club) -> None:
    merged = make.merge(
        [
            make.claim("one:6", Membership(oz, club, Role.MEMBER)),
            make.claim("two:42", Membership(oz, club, Role.MEMBER, make.date("1998-11"))),
        ]
    )
    assert merged.select("?m a kg:Membership ; kg:alias ?alias ; rdfs:label ?label", "m", "alias", "label") == [
        (
            "membership/oz-club-member-1998",
            "membership/oz-club-member",
            "Oz – member of Club, since November 1998",
        )
    ]
    assert len(merged.select("?m kg:supportedBy ?evidence", "evidence")) == 2


def test_an_undated_mention_that_two_periods_fit_stands_alone(make, oz, club) -> None:
    periods = [("1955", "1956"), ("2006", "2007")]
    claims = [
        make.claim(f"one:{n}", Membership(oz, club, Role.MEMBER, make.date(start), make.date(end)))
        for n, (start, end) in enumerate(periods)
    ]
    merged = make.merge([*claims, make.claim("two:1", Membership(oz, club, Role.MEMBER))])
    assert [m for (m,) in merged.select("?m a kg:Membership", "m")] == [
        "membership/oz-club-member",
        "membership/oz-club-member-1955",
        "membership/oz-club-member-2006",
    ]


def test_an_end_tells_which_period_an_undated_start_means(make, oz) -> None:
    ann = make.person("Ann Lee")
    terms = [
        make.claim("one:1", Tenure(ann, oz, "President", make.date("1985"), make.date("1990"))),
        make.claim("one:2", Tenure(ann, oz, "President", make.date("2006"), make.date("2011"))),
        make.claim("two:1", Tenure(ann, oz, "president", None, make.date("2011-07-28"))),
    ]
    merged = make.merge(terms)
    assert merged.select("?t kg:alias ?alias ; kg:end ?end", "t", "alias", "end") == [
        ("tenure/ann-lee--oz--president-2006", "tenure/ann-lee--oz--president", "2011-07-28")
    ]


def test_roles_are_memberships_of_their_own(make, oz, club) -> None:
    merged = make.merge(
        [
            make.claim("one:1", Membership(oz, club, Role.MEMBER, make.date("1998"))),
            make.claim("one:2", Membership(oz, club, Role.OBSERVER)),
        ]
    )
    assert len(merged.select("?p a kg:Participation", "p")) == 2
    assert len(merged.select("?p a kg:Membership", "p")) == 1


def test_an_embassy_without_city_is_the_one_whose_city_is_known(make, oz, ev) -> None:
    merged = make.merge(
        [
            make.claim("one:1", Mission(oz, ev, MissionKind.EMBASSY)),
            make.claim("two:1", Mission(oz, ev, MissionKind.EMBASSY, "Lan")),
        ]
    )
    assert [city for _, city in merged.select("?m a kg:Mission ; kg:city ?city", "m", "city")] == ["Lan"]
    assert len(merged.select("?m a kg:Mission", "m")) == 1


def test_consulates_in_two_cities_are_two(make, oz, ev) -> None:
    cities = ("Lan", "Mar")
    claims = [make.claim(f"one:{n}", Mission(oz, ev, MissionKind.CONSULATE, city)) for n, city in enumerate(cities)]
    assert len(make.merge(claims).select("?m a kg:Mission", "m")) == 2


def test_events_of_a_pair_meet_by_kind_and_compatible_date(make, oz, ev) -> None:
    row = Relation(oz, ev, (Event(EventKind.SEVERED, make.date("2001-06-28")),))
    prose = Relation(ev, oz, (Event(EventKind.SEVERED, make.date("2001"), actor=ev),))
    merged = make.merge([make.claim("one:1", row), make.claim("two:1", prose)])
    assert merged.select("?r kg:hasEvent ?e . ?e kg:start ?start ; kg:actor ?actor", "r", "start", "actor") == [
        ("relation/ev-oz", "2001-06-28", "country/ev")
    ]


def test_two_events_of_one_claim_stay_two(make, oz, ev) -> None:
    relation = Relation(oz, ev, (established(make, "1986-05"), established(make, "2009-09-22")))
    merged = make.merge([make.claim("one:1", relation)])
    assert len(merged.select("?e a kg:RelationEvent", "e")) == 2
    assert not merged.ask("?c a kg:Conflict")


def test_a_restored_row_is_the_named_relation_and_keeps_its_name_as_alias(make, oz, ev) -> None:
    row = make.claim("one:64", Relation(oz, None, (established(make, "1987-05-05"),), (Candidate(ev, 0.7),)))
    merged = make.merge([row, make.conclusion(row, ev)])
    assert merged.select("?r a kg:DiplomaticRelation ; kg:alias ?alias ; kg:derivation ?d", "r", "alias", "d") == [
        ("relation/ev-oz", "relation/oz-open-one-00000000-64", "derivation-restored")
    ]
    assert merged.select("?e a kg:RelationEvent ; kg:alias ?alias", "e", "alias") == [
        ("event/ev-oz-established-1987", "event/oz-open-one-00000000-64-established-1987")
    ]
    assert len(merged.select("?r a kg:DiplomaticRelation ; kg:supportedBy ?evidence", "evidence")) == 2
    assert not merged.ask("?r kg:hasCandidate ?candidate")


def test_an_open_row_keeps_its_candidates_best_first(make, oz, ev) -> None:
    candidates = (Candidate(make.country("Lan"), 0.2), Candidate(ev, 0.7))
    merged = make.merge([make.claim("one:64", Relation(oz, None, (established(make, "1987"),), candidates))])
    found = merged.select(
        "?r kg:hasCandidate [ kg:rank ?rank ; kg:candidate ?who ; kg:weight ?weight ]", "rank", "who", "weight"
    )
    assert found == [("1", "country/ev", "0.7"), ("2", "country/lan", "0.2")]
    assert len(merged.select("?r kg:between ?side", "side")) == 1


def test_there_are_at_most_fifteen_candidates(make, oz) -> None:
    candidates = tuple(Candidate(make.country(f"Land {n}"), 0.05) for n in range(20))
    merged = make.merge([make.claim("one:1", Relation(oz, None, (), candidates))])
    assert len(merged.select("?r kg:hasCandidate ?candidate", "candidate")) == 15


def test_of_two_conclusions_about_one_row_the_surer_one_has_its_name(make, oz, ev) -> None:
    lan = make.country("Lan")
    row = make.claim("one:64", Relation(oz, None, (established(make, "1987"),)))
    merged = make.merge([row, make.conclusion(row, ev, 0.4), make.conclusion(row, lan, 0.9)])
    assert merged.select("?r a kg:DiplomaticRelation ; kg:alias ?alias", "r", "alias") == [
        ("relation/lan-oz", "relation/oz-open-one-00000000-64")
    ]


def test_relations_short_cut_stands_while_the_last_known_event_leaves_relations(make, oz, ev) -> None:
    kept = Relation(oz, ev, (established(make, "1905"), Event(EventKind.SEVERED, make.date("1960"))))
    restored = Relation(oz, ev, (Event(EventKind.RESTORED, make.date("1972")),))
    assert not make.merge([make.claim("one:1", kept)]).ask("?a kg:hasRelationsWith ?b")
    merged = make.merge([make.claim("one:1", kept), make.claim("two:1", restored)])
    assert merged.select("?a kg:hasRelationsWith ?b", "a", "b") == [
        ("country/ev", "country/oz"),
        ("country/oz", "country/ev"),
    ]


def test_neither_a_restored_nor_a_generated_statement_gets_a_short_cut(make, oz, ev, club) -> None:
    row = make.claim("one:64", Relation(oz, None, (established(make, "1987"),)))
    generated = [
        make.claim("bot:1", Membership(oz, club, Role.MEMBER)),
        make.claim("bot:2", Border((oz, ev))),
        make.claim("bot:3", Relation(oz, make.country("Lan"), (established(make, "1987"),))),
    ]
    claims = [row, make.conclusion(row, ev), *generated]
    facts = make.facts("bot", generated=True)
    for found in (make.merge(claims, facts), make.graphs(claims, facts)):
        shortcuts = "kg:hasRelationsWith kg:memberOf kg:sharesBorderWith kg:partyTo kg:inDisputeWith kg:recognizes"
        assert not found.ask(f"VALUES ?p {{ {shortcuts} }} {{ ?a ?p ?b }} UNION {{ GRAPH ?g {{ ?a ?p ?b }} }}")


def test_recognition_by_one_side_is_a_short_cut_until_withdrawn(make, oz, ev) -> None:
    recognized = make.claim("one:1", Relation(oz, ev, (Event(EventKind.RECOGNIZED, make.date("1822"), actor=oz),)))
    withdrawn = make.claim(
        "one:2", Relation(oz, ev, (Event(EventKind.RECOGNITION_WITHDRAWN, make.date("1830"), actor=oz),))
    )
    assert make.merge([recognized]).select("?a kg:recognizes ?b", "a", "b") == [("country/oz", "country/ev")]
    assert not make.merge([recognized, withdrawn]).ask("?a kg:recognizes ?b")


def test_a_member_that_left_is_no_member(make, oz, club) -> None:
    since = make.claim("one:1", Membership(oz, club, Role.MEMBER, make.date("1961")))
    former = make.claim("two:1", Membership(oz, club, Role.FORMER_MEMBER))
    assert make.merge([since]).ask("?a kg:memberOf ?b")
    assert not make.merge([since, former]).ask("?a kg:memberOf ?b")
    until = make.claim("two:2", Membership(oz, club, Role.MEMBER, None, make.date("1970")))
    assert not make.merge([since, until]).ask("?a kg:memberOf ?b")


def test_claimants_are_in_dispute_with_respondents_and_not_with_each_other(make, oz, ev) -> None:
    lan = make.country("Lan")
    dispute = Dispute((ev, lan, oz), DisputeKind.TERRITORIAL, claimants=(lan, oz), respondents=(ev,))
    merged = make.merge([make.claim("one:1", dispute)])
    assert len(merged.select("?a kg:inDisputeWith ?b", "a", "b")) == 4
    assert not merged.ask("id:country\\/lan kg:inDisputeWith id:country\\/oz")


def test_a_settled_dispute_is_no_short_cut(make, oz, ev) -> None:
    dispute = Dispute((ev, oz), DisputeKind.MARITIME, DisputeStatus.SETTLED)
    assert not make.merge([make.claim("one:1", dispute)]).ask("?a kg:inDisputeWith ?b")


def test_the_commonest_name_of_an_unlisted_person_is_the_label(make, oz) -> None:
    spelled = ["Ann Lee", "Ann Leé", "Ann Leé"]
    claims = []
    for n, label in enumerate(spelled):
        holder = make.person("Ann Lee")
        claims.append(make.claim(f"one:{n}", Tenure(type(holder)(holder.kind, "ann-lee", label), oz, "President")))
    merged = make.merge(claims)
    assert merged.select("?p a kg:Person ; rdfs:label ?l ; skos:altLabel ?a", "p", "l", "a") == [
        ("person/ann-lee", "Ann Leé", "Ann Lee")
    ]


def test_nothing_gives_nothing(make) -> None:
    assert make.merge([]).quads == []
    assert Reference((), ()).countries == ()


def test_an_undated_event_is_the_one_that_its_own_document_dates(make, oz, ev) -> None:
    restored = [
        make.claim("one:8", Relation(oz, ev, (Event(EventKind.RESTORED, make.date("2001-07-28")),))),
        make.claim("one:30", Relation(oz, ev, (Event(EventKind.RESTORED),))),
        make.claim("two:1", Relation(oz, ev, (Event(EventKind.RESTORED, make.date("2021-10")),))),
    ]
    merged = make.merge(restored)
    assert merged.select("?e kg:alias ?alias", "e") == [("event/ev-oz-restored-2001",)]
