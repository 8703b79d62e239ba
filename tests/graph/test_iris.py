"""Names of things."""

from __future__ import annotations

from decimal import Decimal

from kg.graph.iris import Key, document_key, entity_key, event_keys, evidence_key, statement_key
from kg.mentions.model import Entity, EntityKind
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


def test_the_key_of_an_entity_is_kind_and_slug() -> None:
    assert entity_key(Entity(EntityKind.COUNTRY, "oz", "Oz")) == "country/oz"
    assert entity_key(Entity(EntityKind.PERSON, "Ann Lee", "Ann Lee")) == "person/ann-lee"


def test_keys_are_readable(make) -> None:
    oz, ev, lan = make.country("Oz"), make.country("Ev"), make.country("Ev Lan")
    club, ann = make.organization("Club"), make.person("Ann Lee")
    written = {
        "membership/oz-club-member-1998": Membership(oz, club, Role.MEMBER, make.date("1998-11")),
        "membership/oz-club-associate-member": Membership(oz, club, Role.ASSOCIATE_MEMBER),
        "membership/ev-lan--club--observer-1980to1989": Membership(lan, club, Role.OBSERVER, make.date("1980..1989")),
        "relation/ev-oz": Relation(oz, ev),
        "relation/ev-lan--oz": Relation(oz, lan),
        "relation/oz-open-one-00000000-7": Relation(oz, None),
        "agreement/ev-oz-treaty-1929": Agreement((oz, ev), AgreementKind.TREATY, year_in_name=1929),
        "agreement/ev-oz-treaty-1929-treaty-of-lan": Agreement(
            (ev, oz), AgreementKind.TREATY, "Treaty of Lan", year_in_name=1929
        ),
        "agreement/ev-oz-agreement-1999-count-3": Agreement(
            (ev, oz), AgreementKind.AGREEMENT, start=make.date("1999-11"), count=3
        ),
        "agreement/ev-oz-agreement-in-one-00000000": Agreement((ev, oz), AgreementKind.AGREEMENT),
        "agreement/ev-oz-protocol-named-lan-protocol": Agreement((ev, oz), AgreementKind.PROTOCOL, "Lan Protocol"),
        "dispute/ev-oz-maritime": Dispute((oz, ev), DisputeKind.MARITIME),
        "dispute/ev-oz-war-1879": Dispute((ev, oz), DisputeKind.WAR, start=make.date("1879")),
        "tenure/ann-lee--oz--president-1990": Tenure(ann, oz, "President", make.date("1990-07-28")),
        "visit/ann-lee--ev--1999-12": Visit(ann, ev, make.date("1999-12")),
        "visit/oz-ev-undated": Visit(oz, ev),
        "mission/oz-ev-consulate-in-lan-city": Mission(oz, ev, MissionKind.CONSULATE, "Lan City"),
        "mission/oz-ev-embassy-from-ev-lan": Mission(oz, ev, MissionKind.EMBASSY, accredited_from=lan),
        "border/ev-oz": Border((oz, ev)),
        "observation/oz-goods-trade-with-ev-2009-9p5-usd": Observation(
            oz, "goods trade", Decimal("9.50"), "USD", ev, start=make.date("2009")
        ),
    }
    assert {statement_key(make.claim("one:7", statement)).path for statement in written.values()} == set(written)


def test_participants_with_hyphens_never_share_a_key_with_others(make) -> None:
    one = Relation(make.country("Ev"), make.country("Lan Oz"))
    other = Relation(make.country("Ev Lan"), make.country("Oz"))
    assert statement_key(make.claim("one:1", one)) != statement_key(make.claim("one:1", other))


def test_an_event_is_named_by_relation_kind_year_and_for_recognition_actor(make) -> None:
    oz, ev = make.country("Oz"), make.country("Ev")
    events = (
        Event(EventKind.ESTABLISHED, make.date("1822-06-06")),
        Event(EventKind.SEVERED),
        Event(EventKind.RECOGNIZED, make.date("1821"), actor=oz),
    )
    keys = [key.path for key in event_keys(Relation(oz, ev, events), make.evidence("one:1"))]
    assert keys == ["event/ev-oz-established-1822", "event/ev-oz-severed-undated", "event/ev-oz-recognized-1821-by-oz"]


def test_two_events_of_a_kind_and_year_in_one_claim_are_told_apart_by_their_dates(make) -> None:
    events = tuple(Event(EventKind.SEVERED, make.date(day)) for day in ("1960-01-05", "1960-09-03"))
    keys = event_keys(Relation(make.country("Oz"), make.country("Ev"), events), make.evidence("one:1"))
    assert [key.path for key in keys] == ["event/ev-oz-severed-1960-01-05", "event/ev-oz-severed-1960-09-03"]


def test_evidence_is_named_by_place_and_rule(make) -> None:
    assert evidence_key(make.evidence("one:3")) == "evidence/one-00000000/300-350/rule"


def test_odd_file_names_are_encoded() -> None:
    assert document_key("Übersicht 1?-00000000") == "document/%C3%9Cbersicht%201%3F-00000000"


def test_the_best_key_is_named_before_open_and_dated_before_undated() -> None:
    keys = [Key("b", open=True), Key("a", dated=False), Key("d"), Key("c")]
    assert [key.path for key in sorted(keys, key=lambda key: key.rank)] == ["c", "d", "a", "b"]
