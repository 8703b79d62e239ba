"""Tenures of office: who held which office of which country or organization."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mentions.model import Entity, EntityKind, PersonName
from kg.statements.makers.americans import is_american, is_american_president, says_so
from kg.statements.makers.reading import COUNTRY_SYMBOLS, Reading
from kg.statements.model import Tenure
from kg.statements.symbols import SymbolKind, block

_HONORIFIC = re.compile(
    r"(?:mrs?|ms|miss|dr|sir|dame|lord|lady|m|mme|prof|professor|gen|general|lt|lieutenant|col|colonel|capt"
    r"|captain|maj|major|"
    r"brigadier|admiral|marshal|field marshal|sheikh|sheik|hon|rev|reverend|father|ayatollah|comrade|sayyid"
    r"|haji)(?:[. ]+(?:general|colonel))?\.?",
    re.IGNORECASE,
)
_SMALL = frozenset({"of", "the", "for", "and", "to", "on", "in", "at"})


def make(reading: Reading) -> Iterator[Tenure]:
    """One tenure for each holder."""
    places = _places(reading)
    if places is None:
        return
    symbols, holders = reading.symbols.get("holder", ()), _persons(reading)
    if 1 < len(places) != len(holders):
        return
    rule, two = reading.constants.get("place", ""), len(reading.discourse.subjects) == 2
    for index, holder in enumerate(holders):
        if len(symbols) == 1 < len(holders) != len(places) and not _is_of_them(holder, holders[0], rule, alone=two):
            continue
        title = _said(reading, holder) or reading.constants.get("title") or holders[0].title
        place = places[index] if len(places) == len(holders) else places[0] if places else None
        if place is None:
            place = _sender(reading, titled=bool(holder.title or reading.constants or reading.texts.get("title")))
        if place is None or not title or _HONORIFIC.fullmatch(title):
            continue
        start, end = reading.times()[0]
        if "ad interim" in title.lower() and not _BEGAN.search(reading.form.text, reading.start, reading.end):
            start = None  # in charge that day, since when is not said
        yield Tenure(holder.entity, place, office_title(title), start, end)


def _places(reading: Reading) -> tuple[Entity, ...] | None:
    """Whose office it is; empty where that is left to ``_sender``, ``None`` where nothing can be said."""
    places = reading.entities("place")
    match reading.constants.get("place"):
        case "subject":
            return places if _is_head_of_subject(reading) else None
        case "american":
            if reading.pattern.id == "american-agent":
                found = () if "washington" in reading.form.source.lower() else american_side(reading)
                known = {reading.discourse.offices.get(person) for person in reading.entities("holder")} - {None}
                return found if found and known <= set(found) else None
            return americans(reading, "holder") or None
        case "other":
            subjects = reading.discourse.subjects
            partner = reading.discourse.partner
            if len(subjects) == 1 and partner is not None and partner.label == "United States":
                subjects = (*subjects, partner)
            others = tuple(s for s in subjects if s.label != "United States")
            alone = len(subjects) == 2 and len(others) == 1 and _names_only(subjects, reading)
            return others if alone and _is_foreign_head(reading) else None
        case "there":
            return places if _is_foreign_head(reading) else None
        case "opposite":
            paired = reading.discourse.partner is not None or len(reading.discourse.subjects) == 2
            sent_to = reading.countries("to", "city")
            return reading.others(sent_to) or None if paired and _is_foreign_head(reading) else None
    return None if places and _is_sent_there(reading) else places


def _sender(reading: Reading, *, titled: bool) -> Entity | None:
    """Whose office it is where the text does not say: of two countries the one that is not sent to, or the subject."""
    sent_to = reading.countries("to") or reading.countries("city")
    if not sent_to and "receiver" in reading.symbols:
        sent_to = americans(reading, "receiver")
        if not sent_to:
            return None
    if len(sent_to) == 1:
        senders = reading.others(sent_to)
        return senders[0] if senders else None
    discourse = reading.discourse
    if "title" in reading.constants and discourse.partner is not None:
        return None
    return discourse.subject if titled and len(discourse.subjects) == 1 and not _is_of_another(reading) else None


def _is_of_another(reading: Reading) -> bool:
    """Whether a nation that is not the document's subject stands before the holder ("Chilean President Boric")."""
    at = next(iter(reading.places.get("holder", ())), 0)
    own = _NATION.search(reading.form.text, max(0, at - 80), at)
    return own is not None and reading.discourse.subject not in reading.form.legend.entities(own[1])


_SENT = re.compile(
    r"\b(?:ambassador|envoy|high commissioner|charg[eé]|minister (?:plenipotentiary|resident)|consul|permanent)",
    re.IGNORECASE,
)


def _leads_something_else(reading: Reading) -> bool:
    """Whether a body stands before the title ("Congress Party President")."""
    at = reading.places["holder"][0]
    found = _NO_HEAD.search(reading.form.text, max(0, at - 20), at)
    return found is not None and "former" not in found[0] and not any("minister" in t.lower() for t in _titles(reading))


def _titles(reading: Reading, role: str = "holder") -> list[str]:
    return [person.title for person in _persons(reading, role)]


def _is_sent_there(reading: Reading) -> bool:
    """Whether the place is where an envoy is sent ("Ambassador to Chile John Smith"), not whose envoy it is."""
    at = reading.places["place"][0]
    if at != reading.start or not reading.form.text.endswith((" to ", " in ", " near "), 0, at):
        return False
    return any(map(_SENT.search, (reading.texts.get("title", ""), *_titles(reading))))


def _said(reading: Reading, holder: PersonName) -> str:
    """The office that the words around the holder name, else the title, which says more than "head of state"."""
    title = reading.texts.get("title", "")
    plain = title in ("head of state", "head of government") and _HEADS.fullmatch(holder.title)
    return holder.title if plain or not title else title


def _is_of_them(holder: PersonName, first: PersonName, rule: str, *, alone: bool) -> bool:
    """Whether one of several persons named together holds an office of the country that the reading is about.

    ``alone``: the text is on two countries, so that others are as well of the other one.
    """
    if rule == "american":
        return is_american(holder)
    if rule:
        return bool(_HEAD_TITLE.fullmatch(holder.title)) and not is_american_president(holder.entity)
    return holder is first or (not alone and _is_colleague(holder, first))


_MINISTER = re.compile(r"\b(?:\w+ minister|minister (?:of|for) \w+|foreign secretary)\b", re.IGNORECASE)


def _is_colleague(second: PersonName, first: PersonName) -> bool:
    """Whether the second of two named together has an office beside the first's ("PM Costa and Foreign Minister Lima").

    Two of one rank are of two countries; who has no title of their own is left out.
    """
    if not second.title or second.title == first.title or is_american_president(second.entity):
        return False
    return bool(_MINISTER.search(second.title))


_NATION = re.compile(
    rf"([{block(SymbolKind.COUNTRY, SymbolKind.DEMONYM, SymbolKind.ORGANIZATION)}]) (?:'s |, )?(?:[^ ,.;]+ ){{0,2}}$"
)
_NO_HEAD = re.compile(
    r"(?:counterpart|confederate|vice|deputy|assistant|(?<!then )former|university|company|bank|club"
    r"|congress|party|union|front|league|movement|council|assembly|senate|chamber|committee|federation) (?:, )?$"
)
_OWN_BEHIND = re.compile(
    rf"(?:, )?(?:(?:president|prime minister|king|queen|leader|emperor|head) )?of [{block(SymbolKind.COUNTRY)}] "
    rf"|, (?:[^ ,.;]+ )?[{block(SymbolKind.COUNTRY, SymbolKind.DEMONYM)}] 's "
)
_FOREIGN = frozenset({"George", "Victoria", "Elizabeth", "Edward"})  # monarchs of many countries


def _is_foreign_head(reading: Reading) -> bool:
    """Whether the holder is titled as a head or foreign minister, is no American president, and no country is told
    with the name."""
    text, at = reading.form.text, reading.places["holder"][0]
    return (
        any(map(_HEAD_TITLE.fullmatch, _titles(reading)))
        and not all(map(is_american_president, reading.entities("holder")))
        and not any(e.label.partition(" ")[0] in _FOREIGN for e in reading.entities("holder"))
        and _NATION.search(text, max(0, at - 80), at) is None
        and _NO_HEAD.search(text, max(0, at - 20), at) is None
        and _OWN_BEHIND.match(text, at + 2) is None
    )


_HEAD_TITLE = re.compile(
    r"(?:then[- ])?(?:president|prime minister|pm|king|queen|emperor|empress|sultan|emir|shah|ts?ar|czar|premier"
    r"|chancellor|foreign minister|minister (?:of|for) (?:foreign|external) affairs|governor[- ]general)",
    re.IGNORECASE,
)


def american_side(reading: Reading) -> tuple[Entity, ...]:
    """The United States, if the document is on their relations with one other country."""
    subjects = reading.discourse.subjects
    return tuple(s for s in subjects if s.label == "United States") if len(subjects) == 2 else ()


def americans(reading: Reading, role: str) -> tuple[Entity, ...]:
    """The United States, if the person in this role is one of its presidents or Secretaries of State and the document,
    the row or heading, or the passage is on them."""
    if not any(map(is_american, _persons(reading, role))) or (
        role != "holder" and "President" not in _titles(reading, role)
    ):
        return ()
    partner = reading.discourse.partner
    if found := american_side(reading) or ((partner,) if partner and partner.label == "United States" else ()):
        return found
    if role != "holder" or len(reading.discourse.subjects) == 2 or not any(map(says_so, _persons(reading, role))):
        return ()
    named = (e for s in reading.form.legend.symbols.values() for e in s.entities)
    return tuple(dict.fromkeys(e for e in named if e.label == "United States"))


_HEADS = re.compile(
    r"\b(?:president|king|queen|prime minister|pm|emperor|empress|sultan|emir|premier|chancellor|foreign minister|"
    r"minister (?:of|for) (?:foreign|external) affairs|head of (?:state|government)|chief minister|supreme leader|"
    r"foreign secretary|(?:defen[cs]e|finance|interior) minister|minister of (?:defen[cs]e|finance)|"
    r"governor[- ]general)\b",
    re.IGNORECASE,
)
_MET = re.compile(  # who comes, is received or is met may be another country's head
    r"\b(?:visit\w*|trips?|tour\w*|travel\w*|hosted|receiv\w+|welcom\w+|invit\w+|attend\w+|met|meets?|meeting|talks|summit"
    r"|delegation|counterpart|arriv\w+|called|congratulat\w+|guest|foreign leaders|world leaders)\b"
)


def _is_head_of_subject(reading: Reading) -> bool:
    """Whether the holder is titled as a head and no country but the one subject is named with him or above."""
    discourse = reading.discourse
    subjects = discourse.subjects
    if not subjects:
        return False
    named = reading.form.legend.symbols.values()
    titles = _titles(reading)
    known = any(" " in e.label for e in reading.entities("holder")) or any(subjects[0] in s.entities for s in named)
    known = known or any(map(_ROYAL.match, titles))
    title = reading.texts.get("title") or reading.constants.get("title", "")
    return (
        len(subjects) == 1
        and discourse.partner is None
        and known
        and (_names_only(subjects, reading) or _is_under(subjects[0], reading))
        and any(map(_HEADS.search, (*titles, title)))
        and not _leads_something_else(reading)
        and (bool(title) or _MET.search(reading.form.text) is None)
        and not any(map(is_american, _persons(reading)))
        and not any(map(is_american_president, reading.entities("holder")))
    )


_ROYAL = re.compile(r"king|queen|emperor|empress|sultan|emir", re.IGNORECASE)


def _persons(reading: Reading, role: str = "holder") -> list[PersonName]:
    return [v for s in reading.symbols.get(role, ()) for v in s.values if isinstance(v, PersonName)]


_BEGAN = re.compile(
    r"(?:presented|received|accepted|appointed|named|commissioned|assumed?|took up|became|assignment|appointment) "
)
_FIRST = re.compile(r"^first (?=president\b)", re.IGNORECASE)


def _names_only(subjects: tuple[Entity, ...], reading: Reading) -> bool:
    named = reading.form.legend.symbols.values()
    return all(e in subjects for s in named for e in s.entities if e.kind is EntityKind.COUNTRY)


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
