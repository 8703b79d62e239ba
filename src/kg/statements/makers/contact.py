"""What states do with each other in person and in place: tenures of office, visits, missions and borders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.mentions.model import Entity, EntityKind, PersonName
from kg.statements.makers.reading import COUNTRY_SYMBOLS, Reading
from kg.statements.model import Border, Mission, MissionKind, Tenure, Visit
from kg.statements.symbols import Symbol

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
_HONORIFIC = re.compile(
    r"(?:mrs?|ms|miss|dr|sir|dame|lord|lady|m|mme|prof|professor|gen|general|lt|lieutenant|col|colonel|capt"
    r"|captain|maj|major|"
    r"brigadier|admiral|marshal|field marshal|sheikh|sheik|hon|rev|reverend|father|ayatollah|comrade|sayyid"
    r"|haji)(?:[. ]+(?:general|colonel))?\.?",
    re.IGNORECASE,
)
_SMALL = frozenset({"of", "the", "for", "and", "to", "on", "in", "at"})


def mission_kind(words: str) -> MissionKind:
    """The kind of mission that the (lower-case) words name; an embassy if they name none."""
    for sign, kind in _MISSIONS:
        if sign in words:
            return kind
    return MissionKind.EMBASSY


def make_tenure(reading: Reading) -> Iterator[Tenure]:
    """One tenure for each holder."""
    places = reading.entities("place")
    if reading.constants.get("place") == "subject" and not _is_head_of_subject(reading):
        return
    if reading.constants.get("place") == "american":
        agent = reading.pattern.id == "american-agent" and "washington" not in reading.form.source.lower()
        places = _recognizer(reading) if agent else _united_states(reading, "holder")
        if not places:
            return
    holders = [v for s in reading.symbols.get("holder", ()) for v in s.values if isinstance(v, PersonName)]
    for index, holder in enumerate(holders):
        title = reading.texts.get("title") or holder.title or reading.constants.get("title") or holders[0].title
        place = places[index] if len(places) == len(holders) else places[0] if places else None
        if place is None:
            place = _sender(reading, titled=bool(holder.title or reading.constants or reading.texts.get("title")))
        if place is None or not title or _HONORIFIC.fullmatch(title):
            continue
        start, end = reading.times()[0]
        if "ad interim" in title.lower() and not _BEGAN.search(reading.form.text, reading.start, reading.end):
            start = None  # in charge that day, since when is not said
        yield Tenure(holder.entity, place, office_title(title), start, end)


def _sender(reading: Reading, *, titled: bool) -> Entity | None:
    """Whose office it is where the text does not say: of two countries the one that is not sent to, or the subject."""
    sent_to = reading.countries("to") or reading.countries("city")
    if not sent_to and "receiver" in reading.symbols:
        sent_to = _united_states(reading, "receiver")
        if not sent_to:
            return None
    if len(sent_to) == 1:
        senders = _others(reading, sent_to)
        return senders[0] if senders else None
    discourse = reading.discourse
    if "title" in reading.constants and discourse.partner is not None:
        return None
    return discourse.subject if titled and len(discourse.subjects) == 1 else None


def _is_american_president(person: Entity) -> bool:
    """Whether the name, in full or alone, is that of a president of the United States; initials do not count."""
    first, _, last = person.label.rpartition(" ")
    return f"{first.partition(' ')[0]} {last}" in _AMERICAN_PRESIDENTS if first else last in _AMERICAN_SURNAMES


def _recognizer(reading: Reading) -> tuple[Entity, ...]:
    """The United States, if the document is on their relations with one other country."""
    subjects = reading.discourse.subjects
    return tuple(s for s in subjects if s.label == "United States") if len(subjects) == 2 else ()


def _united_states(reading: Reading, role: str) -> tuple[Entity, ...]:
    """The United States, if it is one of two that the document is about and the person one of its presidents or
    Secretaries of State."""
    titles = {v.title for s in reading.symbols[role] for v in s.values if isinstance(v, PersonName)}
    american = any(map(_is_american_president, reading.entities(role))) and "President" in titles
    return _recognizer(reading) if american or (role == "holder" and "Secretary of State" in titles) else ()


_HEADS = re.compile(
    r"\b(?:president|king|queen|prime minister|pm|emperor|empress|sultan|emir|premier|chancellor|foreign minister|"
    r"minister (?:of|for) (?:foreign|external) affairs|head of (?:state|government)|chief minister|supreme leader|"
    r"foreign secretary|(?:defen[cs]e|finance|interior) minister|minister of (?:defen[cs]e|finance)|"
    r"governor[- ]general)\b",
    re.IGNORECASE,
)
_MET = re.compile(  # who comes, is received or is met may be another country's head
    r"\b(?:visit\w*|trips?|tour\w*|travel\w*|hosted|receiv\w+|welcom\w+|invit\w+|met|meets?|meeting|talks|summit"
    r"|delegation|counterpart|arriv\w+|called|congratulat\w+|guest|foreign leaders|world leaders)\b"
)
_AMERICAN_PRESIDENTS = frozenset(  # texts in English name them without their country
    ("George Washington", "John Adams", "Thomas Jefferson", "James Madison", "James Monroe", "John Quincy Adams",
     "Andrew Jackson", "Martin Van Buren", "William Harrison", "John Tyler", "James Polk", "Zachary Taylor",
     "Millard Fillmore", "Franklin Pierce", "James Buchanan", "Abraham Lincoln", "Andrew Johnson", "Ulysses Grant",
     "Rutherford Hayes", "James Garfield", "Chester Arthur", "Grover Cleveland", "Benjamin Harrison",
     "William McKinley", "Theodore Roosevelt", "William Taft", "Woodrow Wilson",
     "Warren Harding", "Calvin Coolidge", "Herbert Hoover",
     "Franklin Roosevelt", "Harry Truman", "Dwight Eisenhower", "John Kennedy", "Lyndon Johnson", "Richard Nixon",
     "Gerald Ford", "Jimmy Carter", "Ronald Reagan", "George Bush", "Bill Clinton", "William Clinton", "Barack Obama",
     "Donald Trump", "Joe Biden", "Joseph Biden")
)  # fmt: skip
_AMERICAN_SURNAMES = frozenset(name.rpartition(" ")[2] for name in _AMERICAN_PRESIDENTS)


def _is_head_of_subject(reading: Reading) -> bool:
    """Whether the holder is titled as a head and no country but the one subject is named with him or above."""
    discourse = reading.discourse
    subjects = discourse.subjects
    if not subjects:
        return False
    named = reading.form.legend.symbols.values()
    titles = [v.title for s in reading.symbols["holder"] for v in s.values if isinstance(v, PersonName)]
    known = any(" " in e.label for e in reading.entities("holder")) or any(subjects[0] in s.entities for s in named)
    title = reading.texts.get("title") or reading.constants.get("title", "")
    return (
        len(subjects) == 1
        and discourse.partner is None
        and known
        and (_names_only(subjects[0], reading) or _is_under(subjects[0], reading))
        and any(map(_HEADS.search, (*titles, title)))
        and (bool(title) or _MET.search(reading.form.text) is None)
        and not any(map(_is_american_president, reading.entities("holder")))
    )


_BEGAN = re.compile(
    r"(?:presented|received|accepted|appointed|named|commissioned|assumed?|took up|became|assignment|appointment) "
)
_FIRST = re.compile(r"^first (?=president\b)", re.IGNORECASE)


def _names_only(subject: Entity, reading: Reading) -> bool:
    named = reading.form.legend.symbols.values()
    return all(e == subject for s in named for e in s.entities if e.kind is EntityKind.COUNTRY)


def _is_under(subject: Entity, reading: Reading) -> bool:
    """Whether the match begins with "under" and the first country named before it is the subject."""
    text = reading.form.text
    named = COUNTRY_SYMBOLS.search(text, 0, reading.start) if text.startswith("under ", reading.start) else None
    return named is not None and reading.form.legend.entities(named[0]) == (subject,)


_CHARGE = re.compile(r"charg[eé] d'affaires", re.IGNORECASE)


def office_title(words: str) -> str:
    """An office's title with capitals ("foreign minister" gives "Foreign Minister")."""
    if words.lower() == "pm":
        return "Prime Minister"
    words = _FIRST.sub("", words)
    title = " ".join(w if w in _SMALL or w[:1].isupper() else w[:1].upper() + w[1:] for w in words.split())
    return _CHARGE.sub("Chargé d'Affaires", title.replace("’", "'")).replace("Ad Interim", "ad interim")


_TO_STAY = re.compile(r"(?:to (?:assume|take up|serve|begin)|as (?:\S+ )?(?:consul|minister|ambassador|charg[ée])) ")
_ENVOY = re.compile(r"received .*(?:charg[ée]|plenipotentiary|minister resident|envoy|ambassador|consul)\b")


def make_visit(reading: Reading) -> Iterator[Visit]:
    """One visit for each visitor and host."""
    subject = reading.discourse.subject
    hosts = reading.countries("host") or ((subject,) if subject else ())
    if _ENVOY.search(reading.form.written(reading.form.text[reading.start : reading.end]).lower()) is not None:
        return
    if _TO_STAY.match(reading.form.text, reading.end):
        return
    visitors = reading.entities("visitor") or ((subject,) if subject else ())
    for visitor in visitors:
        for host in hosts:
            for start, end in reading.times():
                if visitor != host:
                    yield Visit(visitor, host, start, end)


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
    senders = reading.entities("sender") or _others(reading, hosts)
    start, end = reading.times()[0]
    if "closed" in reading.constants:
        start, end = None, start
    for sender in senders:
        for host in hosts or _others(reading, (sender,), senders):
            if sender == host or (not at_organization and _elsewhere(reading, sender, host)):
                continue
            seat = next(iter(reading.entities("accredited_from", "from_city")), None)
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


def _others(reading: Reading, named: tuple[Entity, ...], both: tuple[Entity, ...] = ()) -> tuple[Entity, ...]:
    """The country on the other side, where the text names only one: of the two named, or the row's or document's."""
    discourse = reading.discourse
    if len(both) == 2 and len(named) == 1:
        return tuple(entity for entity in both if entity != named[0])
    if len(named) != 1:
        return ()
    pair = discourse.default_pair() if discourse.partner is not None else discourse.subjects
    if len(pair) > 1 and named[0] not in pair:
        return ()
    others = tuple(entity for entity in pair if entity != named[0])
    return others if len(others) == 1 else ()


def _elsewhere(reading: Reading, sender: Entity, host: Entity) -> bool:
    """Whether a side of a document on two countries has the mission in a third: its seat in exile, or a stopover."""
    subjects = reading.discourse.subjects
    return len(subjects) == 2 and sender in subjects and host not in subjects


def _city(cities: list[Symbol], host: Entity) -> str:
    for symbol in cities:
        if host in symbol.entities and len(symbol.entities) == 1:
            return symbol.text
    return ""
