"""The state of a relation between its events."""

from __future__ import annotations

from kg.graph.phases import Phase, State, phases
from kg.graph.shortcuts import Happening
from kg.statements.model import EventKind as Kind


def told(found: list[Phase]) -> list[tuple[str, str, str]]:
    def when(date):
        return "" if date is None else date.iso or f"{date.earliest.year}..{date.latest.year}"

    return [(phase.state, when(phase.start), when(phase.end)) for phase in found]


def happened(make, *events: tuple[Kind, str]) -> list[Happening]:
    return [Happening(kind, make.date(when) if when else None) for kind, when in events]


def test_a_break_and_its_restoration_divide_the_relations(make) -> None:
    events = happened(
        make, (Kind.RESTORED, "1972-07-08"), (Kind.ESTABLISHED, "1905-01-11"), (Kind.SEVERED, "1960-12-30")
    )
    assert told(phases(events)) == [
        (State.RELATIONS, "1905-01-11", "1960-12-30"),
        (State.BROKEN, "1960-12-30", "1972-07-08"),
        (State.RELATIONS, "1972-07-08", ""),
    ]


def test_restored_without_a_break_before_it_leaves_the_time_before_unknown(make) -> None:
    events = happened(make, (Kind.ESTABLISHED, "1853"), (Kind.RESTORED, "2021-10"))
    assert told(phases(events)) == [(State.UNKNOWN, "1853", "2021-10"), (State.RELATIONS, "2021-10", "")]
    assert told(phases(happened(make, (Kind.RESTORED, "2021-10")))) == [
        (State.UNKNOWN, "", "2021-10"),
        (State.RELATIONS, "2021-10", ""),
    ]


def test_a_second_restoration_leaves_only_the_gap_after_the_first_unknown(make) -> None:
    events = happened(
        make,
        (Kind.ESTABLISHED, "1853"),
        (Kind.SEVERED, "2001-06-28"),
        (Kind.RESTORED, "2001-07-28"),
        (Kind.RESTORED, "2021"),
    )
    assert told(phases(events)) == [
        (State.RELATIONS, "1853", "2001-06-28"),
        (State.BROKEN, "2001-06-28", "2001-07-28"),
        (State.UNKNOWN, "2001-07-28", "2021"),
        (State.RELATIONS, "2021", ""),
    ]


def test_before_a_break_that_nothing_explains_the_state_is_unknown(make) -> None:
    assert told(phases(happened(make, (Kind.SEVERED, "1942")))) == [
        (State.UNKNOWN, "", "1942"),
        (State.BROKEN, "1942", ""),
    ]


def test_recognition_precedes_relations(make) -> None:
    events = happened(make, (Kind.ESTABLISHED, "1826"), (Kind.RECOGNIZED, "1822"))
    assert told(phases(events)) == [(State.RECOGNIZED, "1822", "1826"), (State.RELATIONS, "1826", "")]


def test_recognition_of_a_state_with_which_there_are_relations_changes_nothing(make) -> None:
    events = happened(make, (Kind.ESTABLISHED, "1826"), (Kind.RECOGNIZED, "1830"), (Kind.UPGRADED, "1940"))
    assert told(phases(events)) == [(State.RELATIONS, "1826", "")]


def test_established_and_restored_on_one_day_are_told_once(make) -> None:
    events = happened(make, (Kind.SEVERED, "1960"), (Kind.ESTABLISHED, "1972-07-08"), (Kind.RESTORED, "1972-07-08"))
    assert told(phases(events))[-2:] == [(State.BROKEN, "1960", "1972-07-08"), (State.RELATIONS, "1972-07-08", "")]


def test_a_year_of_restoration_comes_after_the_break_within_it(make) -> None:
    events = happened(make, (Kind.RESTORED, "1960"), (Kind.SEVERED, "1960-05-01"), (Kind.ESTABLISHED, "1903"))
    assert [phase.state for phase in phases(events)] == [State.RELATIONS, State.BROKEN, State.RELATIONS]


def test_the_end_of_a_former_state_does_not_end_relations_with_the_present_one(make) -> None:
    former = frozenset({make.country("Former Oz")})
    events = [
        *happened(make, (Kind.ESTABLISHED, "1951")),
        Happening(Kind.ESTABLISHED, make.date("1972"), as_states=former),
        Happening(Kind.ENDED, make.date("1990"), as_states=former),
    ]
    assert told(phases(events)) == [(State.RELATIONS, "1951", "")]


def test_an_undated_break_leaves_the_present_unknown(make) -> None:
    events = happened(make, (Kind.ESTABLISHED, "1951"), (Kind.SEVERED, ""))
    assert told(phases(events)) == [(State.UNKNOWN, "1951", "")]


def test_without_dated_events_there_are_no_phases(make) -> None:
    assert phases(happened(make, (Kind.ESTABLISHED, ""), (Kind.UNSPECIFIED, "1990"))) == []
