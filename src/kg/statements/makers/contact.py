"""What states do with each other in person and in place: visits, missions and borders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.mentions.model import Entity, EntityKind
from kg.statements.makers.reading import Reading
from kg.statements.makers.tenure import american_side, americans
from kg.statements.model import Border, Mission, MissionKind, Visit
from kg.statements.symbols import Symbol
from kg.statements.timing import Times, times

_MISSIONS = (
    ("honorary", MissionKind.HONORARY_CONSULATE),
    ("high commission", MissionKind.HIGH_COMMISSION),
    ("consulate-general", MissionKind.CONSULATE_GENERAL),
    ("consulate general", MissionKind.CONSULATE_GENERAL),
    ("consulates-general", MissionKind.CONSULATE_GENERAL),
    ("consulates general", MissionKind.CONSULATE_GENERAL),
    ("general consulate", MissionKind.CONSULATE_GENERAL),
    ("consulate", MissionKind.CONSULATE),
    ("permanent", MissionKind.PERMANENT_MISSION),
    ("liaison", MissionKind.LIAISON_OFFICE),
)


def mission_kind(words: str) -> MissionKind:
    """The kind of mission that the (lower-case) words name; an embassy if they name none."""
    for sign, kind in _MISSIONS:
        if sign in words:
            return kind
    return MissionKind.EMBASSY


_TO_STAY = re.compile(r"(?:to (?:assume|take up|serve|begin)|as (?:\S+ )?(?:consul|minister|ambassador|charg[ée])) ")
_ENVOY = re.compile(r"received .*(?:charg[ée]|plenipotentiary|minister resident|envoy|ambassador|consul)\b")


def make_visit(reading: Reading) -> Iterator[Visit]:
    """One visit for each visitor, host and date; visitors told with as many dates ("respectively") have one each."""
    subject = reading.discourse.subject
    hosts = reading.countries("host") or ((subject,) if subject and "receiver" not in reading.symbols else ())
    if "receiver" in reading.symbols:
        known = (reading.discourse.offices.get(person) for person in reading.entities("receiver"))
        hosts = hosts or americans(reading, "receiver") or tuple(filter(None, known))
    if _ENVOY.search(reading.form.written(reading.form.text[reading.start : reading.end]).lower()) is not None:
        return
    if _TO_STAY.match(reading.form.text, reading.end):
        return
    visitors = reading.entities("visitor") or ((subject,) if subject else ())
    dates = _visited(reading)
    each = len(visitors) == len(dates) > 1 and "respectively " in reading.form.text
    for index, visitor in enumerate(visitors):
        for host in hosts:
            for start, end in dates[index : index + 1] if each else dates:
                if visitor != host:
                    yield Visit(visitor, host, start, end)


_SINCE = re.compile(r"(?:[^ ;:.!?]+ ){0,6}?since ")


def _visited(reading: Reading) -> Times:
    """When; what stands behind "since" is when somebody else came ("the first to visit Peru since 1990")."""
    if not {"start", "end", "time"} & set(reading.symbols) and _SINCE.match(reading.form.text, reading.end):
        before = replace(reading.form, text=reading.form.text[: reading.end])
        return times(before, reading.start, reading.end, reading.pattern.timing)
    return reading.times()


def make_border(reading: Reading) -> Iterator[Border]:
    """One border for each neighbour; with the document's subject where the match names no other side."""
    subject = reading.discourse.subject
    countries = reading.countries("country")
    if "neighbour" not in reading.symbols and len(countries) == 2:
        first, second = sorted(countries, key=lambda entity: entity.key)
        yield Border((first, second))
    for country in countries or ((subject,) if subject else ()):
        for neighbour in reading.countries("neighbour"):
            if country != neighbour:
                first, second = sorted((country, neighbour), key=lambda entity: entity.key)
                yield Border((first, second))


def make_mission(reading: Reading) -> Iterator[Mission]:
    """One mission for each sender and host; cities stand for their countries.

    A raised mission gives two where the ranks differ: the one that began and the one that ended.
    """
    cities = reading.symbols.get("city", [])
    at_organization = reading.constants.get("mission") == MissionKind.PERMANENT_MISSION
    hosts = tuple(e for e in reading.entities("host") if at_organization is (e.kind is EntityKind.ORGANIZATION))
    hosts = hosts or tuple(entity for symbol in cities for entity in symbol.entities)
    senders = reading.entities("sender") or reading.others(hosts)
    if not senders and not hosts and "raised" in reading.texts:
        senders = american_side(reading)  # in a history of relations of the United States
    start, end = reading.times()[0]
    if "closed" in reading.constants:
        start, end = None, start
    for sender in senders:
        for host in hosts or reading.others((sender,), senders):
            if sender == host or (not at_organization and _elsewhere(reading, sender, host)):
                continue
            seat = next(iter(reading.entities("accredited_from", "from_city")), None)
            seat = None if seat == host else seat
            here = Mission(sender, host, _kind(reading, "mission"), _city(cities, host), seat, start, end)
            if "raised" not in reading.texts:
                yield here
                continue
            raised = replace(here, kind=_kind(reading, "raised"))
            yield raised
            if raised.kind is not here.kind:
                yield replace(here, start=None, end=start)


def _kind(reading: Reading, role: str) -> MissionKind:
    kind = reading.constants.get("mission")
    return MissionKind(kind) if kind else mission_kind(reading.texts.get(role, ""))


def _elsewhere(reading: Reading, sender: Entity, host: Entity) -> bool:
    """Whether a side of a document on two countries has the mission in a third: its seat in exile, or a stopover."""
    subjects = reading.discourse.subjects
    return len(subjects) == 2 and sender in subjects and host not in subjects


def _city(cities: list[Symbol], host: Entity) -> str:
    for symbol in cities:
        if host in symbol.entities and len(symbol.entities) == 1:
            return symbol.text
    return ""
