"""Reads a date cell into events: ``11 January 1905, broken 30 December 1960, restored 8 July 1972`` has three.

Every date is an event. What kind it is, the words around it say; without such words the first date is what the column
is about, a date after a break is a restoration, and any other is left unspecified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kg.documents.model import Span
from kg.frozen import dataclass
from kg.mentions.model import Country, Date, DateRange, Entity, EntityName, Mention
from kg.statements.model import Event, EventKind

_CUES: tuple[tuple[re.Pattern[str], EventKind], ...] = tuple(
    (re.compile(words, re.IGNORECASE), kind)
    for words, kind in (
        (
            r"\bre-?\s?(?:established|establishment|opened|newed?|new\b)|\brestor|\bresum|\bnormali[sz]",
            EventKind.RESTORED,
        ),
        (r"\bwithdr|\bretract|\brevoke|\brescind|\bcancel", EventKind.RECOGNITION_WITHDRAWN),
        (r"\bsever|\bbr[eo]ke?n?\b|\bbreak|\bcut\b|\bruptur|\bdiscontinu", EventKind.SEVERED),
        (r"\bsuspen|\bfrozen|\bfroze\b|\binterrupt", EventKind.SUSPENDED),
        (r"\bupgrad|\braised to|\belevated", EventKind.UPGRADED),
        (r"\bdowngrad", EventKind.DOWNGRADED),
        (r"\bended\b|\bceased|\bterminat|\buntil\b|\bdissol", EventKind.ENDED),
        (r"\brecogni(?:[sz]|tion)", EventKind.RECOGNIZED),
        (r"\bestablish|\bstarted|\bbegan|\bopened", EventKind.ESTABLISHED),
    )
)
_BREAKS = frozenset({EventKind.SEVERED, EventKind.SUSPENDED, EventKind.ENDED})
_BOUND_BEFORE = re.compile(r"(?:\b(?:before|by|prior to|until|no later than)|<)\s*$", re.IGNORECASE)
_BOUND_AFTER = re.compile(r"\s*(?:\[[^\]]*\]\s*)*(?:or before|or earlier|at the latest)\b", re.IGNORECASE)
_MARK = re.compile(r"\[[^\[\]]{1,12}\]")
_BRACKET = re.compile(r"\W*\([^()]*\)")
_LAST_BRACKET = re.compile(r"\W*\([^()]*(?:\)|$)")
_AS_STATE = re.compile(r"\(\s*(?:as |with )?(?:the )?([A-Z][\w' -]+?)\s*\)")
_NONE = re.compile(
    r"^\W*(?:none|never|nil|no(?:ne)? (?:formal |official |current )?(?:diplomatic )?relations?|non-member)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of a cell with the words ``before`` it and ``after`` it, the latter only in brackets or at the end."""

    value: Date | DateRange
    before: str
    after: str
    named: tuple[Entity, ...] = ()


def denies_relations(cell: str) -> bool:
    """Whether a date cell says that there are no relations."""
    return _NONE.match(_MARK.sub("", cell)) is not None


def read_events(
    text: str,
    cell: Span,
    mentions: Sequence[Mention],
    *,
    kind: EventKind,
    states: Mapping[Entity, Country],
    partner: Entity | None,
) -> tuple[Event, ...]:
    """The events of a date cell, in the order of the text.

    ``mentions`` are those within the cell; ``kind`` is what its column dates; ``states`` are all countries, among
    which former states of ``partner`` are looked for where a bracket names one.
    """
    events: list[Event] = []
    for dated in split_dates(text, cell, mentions):
        found = read_dated(dated, events, kind)
        as_state = former_state(dated, states, partner)
        events += found if as_state is None else [replace(event, as_state=as_state) for event in found]
    return tuple(settle_ends(events))


def split_dates(text: str, cell: Span, mentions: Sequence[Mention]) -> Iterator[Dated]:
    """The dates of a cell with their words: a bracket after a date belongs to it, other words to the next one."""
    dates = [m for m in mentions if isinstance(m.value, Date | DateRange)]
    start = cell.start
    for i, mention in enumerate(dates):
        value = mention.value
        assert isinstance(value, Date | DateRange)
        before = text[start : mention.span.start]
        last = i + 1 == len(dates)
        following = cell.end if last else dates[i + 1].span.start
        gap = text[mention.span.end : following]
        bracket = (_LAST_BRACKET if last else _BRACKET).match(_blank_marks(gap)) if "(" in gap else None
        end = following if last else mention.span.end + (bracket.end() if bracket else 0)
        after = text[mention.span.end : end]
        near = Span(start, end)
        named = tuple(m.value.entity for m in mentions if isinstance(m.value, EntityName) and near.covers(m.span))
        yield Dated(value, _blank_marks(before), _blank_marks(after), named)
        start = end


def _blank_marks(text: str) -> str:
    return _MARK.sub(lambda m: " " * len(m[0]), text) if "[" in text else text


def read_dated(dated: Dated, earlier: Sequence[Event], kind: EventKind) -> list[Event]:
    """The one event of a date, or the two of a range."""
    cue = find_cue(dated.before) or find_cue(dated.after)
    if cue is None:
        if not earlier:
            cue = kind
        elif earlier[-1].kind in _BREAKS:
            cue = EventKind.RESTORED
        else:
            cue = kind if dated.named or "(" in dated.after else EventKind.UNSPECIFIED
    elif cue is EventKind.ESTABLISHED and any(e.kind in _BREAKS for e in earlier):
        cue = EventKind.RESTORED
    if isinstance(dated.value, DateRange):
        begun = Event(EventKind.RESTORED if cue is EventKind.RESTORED else kind, dated.value.start)
        return [begun] if dated.value.end is None else [begun, Event(EventKind.ENDED, dated.value.end)]
    bound = _BOUND_BEFORE.search(dated.before) or _BOUND_AFTER.match(dated.after)
    return [Event(cue, None if bound and cue is not EventKind.ENDED else dated.value)]


def find_cue(words: str) -> EventKind | None:
    """The kind of event that the words nearest to the end tell; ``None`` if they tell none."""
    best: tuple[int, int, EventKind] | None = None
    if not words or words.isspace():
        return None
    for order, (pattern, kind) in enumerate(_CUES):
        for found in pattern.finditer(words):
            if best is None or (found.end(), -order) > best[:2]:
                best = (found.end(), -order, kind)
    return best[2] if best else None


def settle_ends(events: Sequence[Event]) -> Iterator[Event]:
    """The events, where the end of a range that a restoration follows is a break."""
    for i, event in enumerate(events):
        following = events[i + 1] if i + 1 < len(events) else None
        if event.kind is EventKind.ENDED and following is not None and following.kind is EventKind.RESTORED:
            yield replace(event, kind=EventKind.SEVERED)
        else:
            yield event


def former_state(dated: Dated, states: Mapping[Entity, Country], partner: Entity | None) -> Entity | None:
    """The former state that a bracket names: by its own name, or as a part of a predecessor's official name."""
    for entity in dated.named:
        country = states.get(entity)
        if country is not None and entity != partner and country.area.value == "former state":
            return entity
    bracket = _AS_STATE.search(dated.after) if "(" in dated.after else None
    if bracket is None or partner is None or partner not in states:
        return None
    for slug in predecessors(partner, states):
        country = next(c for e, c in states.items() if e.slug == slug)
        if any(bracket[1].casefold() in name.casefold() for name in country.names):
            own = states[partner]
            closer = any(bracket[1].casefold() in name.casefold() for name in own.names)
            if not closer or _existed(country, dated.value):
                return country.entity
    return None


def predecessors(partner: Entity, states: Mapping[Entity, Country]) -> tuple[str, ...]:
    """The slugs of the states that a country continues or succeeds."""
    country = states[partner]
    known = {c.entity.slug for c in states.values()}
    return tuple(slug for slug in (*country.continues, *country.succeeds) if slug in known)


def _existed(country: Country, value: Date | DateRange) -> bool:
    start = value.start if isinstance(value, DateRange) else value
    if start is None:
        return False
    return any(
        (p.start is None or p.start.earliest <= start.latest) and (p.end is None or start.earliest <= p.end.latest)
        for p in country.existence
    )
