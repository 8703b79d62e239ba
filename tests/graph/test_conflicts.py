"""Where sources disagree."""

from __future__ import annotations

import pytest

from kg.statements.model import (
    Dispute,
    DisputeKind,
    DisputeStatus,
    Event,
    EventKind,
    Membership,
    Relation,
    Role,
)


@pytest.fixture
def pair(make):
    return make.country("Oz"), make.country("Ev")


def related(make, pair, place: str, *events: tuple[EventKind, str], **given):
    happened = tuple(Event(kind, make.date(when) if when else None, **given) for kind, when in events)
    return make.claim(place, Relation(*pair, happened))


def test_two_dates_of_one_establishment_are_a_conflict_with_both_witnesses(make, pair) -> None:
    merged = make.merge(
        [
            related(make, pair, "one:1", (EventKind.ESTABLISHED, "1822-06-06")),
            related(make, pair, "two:1", (EventKind.ESTABLISHED, "1826")),
        ]
    )
    event = "event/ev-oz-established-1822"
    assert merged.select(
        "?c a kg:Conflict ; kg:about ?a ; kg:onProperty ?p ; kg:conflicting ?e", "c", "a", "p", "e"
    ) == [
        (f"{event}/conflict/date", event, "start", "evidence/one-00000000/100-150/rule"),
        (f"{event}/conflict/date", event, "start", "evidence/two-00000000/100-150/rule"),
    ]
    assert merged.select(
        "?e kg:start ?start ; kg:startEarliest ?first ; kg:startLatest ?last", "start", "first", "last"
    ) == [
        ("1822-06-06", "1822-06-06", "1826-12-31"),
        ("1826", "1822-06-06", "1826-12-31"),
    ]


def test_a_coarse_date_that_fits_both_takes_no_side(make, pair) -> None:
    days = ["1990-03-01", "1990-09-01", "1990"]
    claims = [related(make, pair, f"doc{n}:1", (EventKind.ESTABLISHED, day)) for n, day in enumerate(days)]
    merged = make.merge(claims)
    assert len(merged.select("?c kg:conflicting ?e", "e")) == 2


def test_compatible_dates_are_no_conflict(make, pair) -> None:
    days = ["1990-03-01", "1990-03", "1990"]
    claims = [related(make, pair, f"doc{n}:1", (EventKind.ESTABLISHED, day)) for n, day in enumerate(days)]
    assert not make.merge(claims).ask("?c a kg:Conflict")


def test_established_again_after_a_break_is_another_event(make, pair) -> None:
    merged = make.merge(
        [
            related(make, pair, "one:1", (EventKind.ESTABLISHED, "1903"), (EventKind.SEVERED, "1940")),
            related(make, pair, "two:1", (EventKind.ESTABLISHED, "1991")),
        ]
    )
    assert not merged.ask("?c a kg:Conflict")
    assert len(merged.select("?e kg:eventKind kg:event-established", "e")) == 2


def test_restorations_of_different_years_are_no_conflict(make, pair) -> None:
    merged = make.merge(
        [
            related(make, pair, "one:1", (EventKind.SEVERED, "2001-06"), (EventKind.RESTORED, "2001-07")),
            related(make, pair, "two:1", (EventKind.RESTORED, "2021-10")),
        ]
    )
    assert not merged.ask("?c a kg:Conflict")


def test_breaks_without_a_restoration_between_are_an_impossible_sequence(make, pair) -> None:
    claims = [related(make, pair, f"doc{n}:1", (EventKind.SEVERED, year)) for n, year in enumerate(["1942", "1960"])]
    merged = make.merge(claims)
    assert merged.select("?c kg:onProperty ?p ; kg:about id:relation\\/ev-oz", "p") == [("hasEvent",)]
    restored = related(make, pair, "doc3:1", (EventKind.RESTORED, "1950"))
    assert not make.merge([*claims, restored]).ask("?c a kg:Conflict")


def test_different_actors_of_one_break_are_a_conflict(make, pair) -> None:
    claims = [
        related(make, pair, f"doc{n}:1", (EventKind.SEVERED, "2001-06-28"), actor=side) for n, side in enumerate(pair)
    ]
    merged = make.merge(claims)
    assert merged.select("?c a kg:Conflict ; kg:onProperty ?p", "p") == [("actor",)]
    assert len(merged.select("?e kg:actor ?a", "a")) == 2


def test_recognition_by_either_side_is_two_events_and_no_conflict(make, pair) -> None:
    claims = [
        related(make, pair, f"doc{n}:1", (EventKind.RECOGNIZED, f"182{n}"), actor=side) for n, side in enumerate(pair)
    ]
    merged = make.merge(claims)
    assert len(merged.select("?e a kg:RelationEvent", "e")) == 2
    assert not merged.ask("?c a kg:Conflict")


def test_recognition_without_actor_is_the_one_of_that_date_whose_actor_is_known(make, pair) -> None:
    by_one = related(make, pair, "one:1", (EventKind.RECOGNIZED, "1822-05-04"), actor=pair[0])
    by_nobody = related(make, pair, "two:1", (EventKind.RECOGNIZED, "1822"))
    merged = make.merge([by_one, by_nobody])
    assert len(merged.select("?e a kg:RelationEvent", "e")) == 1
    assert len(merged.select("?e kg:actor ?a ; kg:supportedBy ?evidence", "evidence")) == 2
    assert not merged.ask("?c a kg:Conflict")


def test_recognition_without_actor_stays_apart_where_either_side_may_be_meant(make, pair) -> None:
    claims = [
        related(make, pair, f"doc{n}:1", (EventKind.RECOGNIZED, "1822"), actor=side) for n, side in enumerate(pair)
    ]
    merged = make.merge([*claims, related(make, pair, "two:1", (EventKind.RECOGNIZED, "1822"))])
    assert len(merged.select("?e a kg:RelationEvent", "e")) == 3


def test_ongoing_and_ended_disagree_on_the_status_of_a_dispute(make, pair) -> None:
    parties = tuple(reversed(pair))
    merged = make.merge(
        [
            make.claim("one:8", Dispute(parties, DisputeKind.TERRITORIAL, end=make.date("1998"))),
            make.claim("two:24", Dispute(parties, DisputeKind.TERRITORIAL, DisputeStatus.ONGOING)),
        ]
    )
    assert merged.select("?c a kg:Conflict ; kg:onProperty ?p", "p") == [("status",)]
    assert not merged.ask("?a kg:inDisputeWith ?b")


def test_two_starts_of_a_membership_that_never_ended_are_a_conflict(make) -> None:
    oz, club = make.country("Oz"), make.organization("Club")
    claims = [
        make.claim(f"doc{n}:1", Membership(oz, club, Role.MEMBER, make.date(year)))
        for n, year in enumerate(("1969", "1990"))
    ]
    merged = make.merge(claims)
    assert len(merged.select("?c a kg:Conflict ; kg:about ?m", "m")) == 2
    left = make.claim("doc0:2", Membership(oz, club, Role.MEMBER, make.date("1969"), make.date("1980")))
    assert not make.merge([*claims, left]).ask("?c a kg:Conflict")


def test_an_end_before_the_start_is_a_conflict(make) -> None:
    oz, club = make.country("Oz"), make.organization("Club")
    merged = make.merge(
        [
            make.claim("one:1", Membership(oz, club, Role.OBSERVER, make.date("1998"))),
            make.claim("two:1", Membership(oz, club, Role.OBSERVER, make.date("1998"), make.date("1990"))),
        ]
    )
    assert merged.select("?c a kg:Conflict ; kg:onProperty ?p", "p") == [("end",)]


def test_one_piece_of_evidence_does_not_disagree_with_itself(make, pair) -> None:
    claim = related(make, pair, "one:1", (EventKind.SEVERED, "1942"), (EventKind.SEVERED, "1960"))
    assert not make.merge([claim]).ask("?c a kg:Conflict")
