"""Puts dates, periods and statements into words, never saying more than the sources do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pyoxigraph import Literal

from kg.store.describe import Statement, Witness
from kg.store.kinds import Kind
from kg.store.things import Thing

T = TypeVar("T")

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_OPEN_ENDED = ("membership", "mission", "tenure")


def date_words(text: str) -> str:
    """``1998-11-04``, ``1998-11`` or ``1998`` as people write it: ``4 November 1998``; anything else unchanged."""
    sign = "-" if text.startswith("-") else ""
    parts = text.removeprefix("-").split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return text
    year = sign + (parts[0].lstrip("0") or "0")
    if len(parts) == 1:
        return year
    if not 1 <= int(parts[1]) <= 12:
        return text
    month = MONTHS[int(parts[1]) - 1]
    return f"{month} {year}" if len(parts) == 2 else f"{int(parts[2])} {month} {year}"


def moment(thing: Thing, side: str = "start") -> str:
    """A date of a thing (``start``, ``end``, ``inForce``) in words; empty where there is none.

    Where sources differ each date stands, joined by "or"; a date with bounds only is given as its bounds.
    """
    name = "kg:inForceFrom" if side == "inForce" else f"kg:{side}"
    exact = dict.fromkeys(thing.values(name))
    if exact:
        return " or ".join(date_words(text) for text in exact)
    earliest, latest = thing.value(f"kg:{side}Earliest"), thing.value(f"kg:{side}Latest")
    return bounds_words(earliest, latest)


def bounds_words(earliest: str, latest: str) -> str:
    """Two bounds (ISO days, either may be empty) in words: ``1980–1989``, ``after 4 May 1950``; empty without any."""
    if earliest == latest:
        return date_words(earliest)
    if earliest.endswith("-01-01") and latest.endswith("-12-31"):
        first, last = earliest[:-6], latest[:-6]
        return date_words(first) if first == last else f"{date_words(first)}–{date_words(last)}"
    if earliest and latest:
        if earliest[:7] == latest[:7] and earliest.endswith("-01"):
            return date_words(earliest[:7])
        return f"between {date_words(earliest)} and {date_words(latest)}"
    return f"not before {date_words(earliest)}" if earliest else f"not after {date_words(latest)}"


def when(statement: Statement) -> str:
    """When a statement holds, in words; says plainly that no date is given."""
    thing, kind = statement.thing, statement.kind
    start, end = moment(thing), moment(thing, "end")
    if kind is None:
        return period(start, end)
    if kind.name == "relation":
        return history(statement)
    if kind.name == "agreement":
        force = moment(thing, "inForce")
        verb = "benefit from" if thing.value("kg:agreementKind").endswith("preference-programme") else "signed"
        parts = [f"{verb} {start}" if start else "", f"in force from {force}" if force else ""]
        return "; ".join(part for part in [*parts, f"until {end}" if end else ""] if part) or "no date given"
    if kind.name in _OPEN_ENDED and start and not end:
        return f"since {start}"
    return period(start, end) or "no date given"


def period(start: str, end: str) -> str:
    """Two dates in words as one: ``1981 – 1991``, ``since 1949``, ``until 1991``."""
    if start and end:
        return start if start == end else f"{start} – {end}"
    return start or (f"until {end}" if end else "")


def existed(span: Thing) -> str:
    """A period of existence in words: ``1922 – 1991``, ``since 28 July 1821``."""
    start, end = moment(span), moment(span, "end")
    return f"since {start}" if start and not end else period(start, end) or "no date given"


def history(statement: Statement) -> str:
    """The events of a relation in order: ``established 1822; severed 1960``."""
    told = [f"{event_name(event.thing)} {moment(event.thing)}".strip() for event in statement.events]
    return "; ".join(dict.fromkeys(told)) or "no date given"


def event_name(thing: Thing) -> str:
    """What happened, as the controlled term says: ``recognition withdrawn``."""
    return thing.value("kg:eventKind").rpartition("#event-")[2].replace("-", " ") or "event"


def as_of(witness: Witness) -> str:
    """The date at which a source speaks, in words: of the passage if known, else of the document."""
    return date_words(as_of_date(witness)) or "an undated source"


def source_and_date(witness: Witness) -> str:
    """Who speaks and when: ``reference work, as of 2 March 2019``."""
    return f"{source_kind(witness.document)}, as of {as_of(witness)}"


def as_of_date(witness: Witness) -> str:
    """The ISO date at which a source speaks; empty if it has none."""
    for thing, name in (
        (witness.evidence, "kg:asOf"),
        (witness.document, "dcterms:modified"),
        (witness.document, "dcterms:issued"),
    ):
        if thing.value(name):
            return thing.value(name)[:10]
    return ""


def shorten(text: str, length: int = 300) -> str:
    """The text cut at ``length`` characters, with an ellipsis where something is left out."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def number(value: float | int) -> str:
    """A whole or decimal number with thin groups of thousands."""
    return f"{value:,}".replace(",", "\u202f")


def literal(term: Literal) -> str:
    """A literal as people write it: dates in words, numbers in groups, anything else as it is."""
    kind = term.datatype.value.rpartition("#")[2]
    if kind in ("date", "gYearMonth", "gYear"):
        return date_words(term.value)
    if kind in ("decimal", "integer") and len(term.value) > 4:
        whole, point, rest = term.value.partition(".")
        return number(int(whole)) + (point + rest if rest.strip("0") else "")
    return shorten(term.value, 600)


def percent(value: str | float) -> str:
    """A probability as a whole percentage, never rounded up to certainty: ``0.997`` is ``99 %``."""
    if value == "":
        return "not known"
    share = min(round(float(value) * 100), 99 if float(value) < 1 else 100)
    return f"{share}\u202f%"


def source_kind(document: Thing) -> str:
    """Who speaks in a document: ``reference work``; ``unknown`` where nobody says."""
    return last_word(document.value("kg:sourceKind")).replace("source kind ", "") or "unknown"


def last_word(iri: str) -> str:
    """What follows the scheme in the IRI of a controlled term: ``row`` of ``kg:passage-row``."""
    name = iri.rpartition("#")[2]
    for scheme in ("source-kind-", "source-", "passage-kind-"):
        if name.startswith(scheme):
            return name.removeprefix(scheme).replace("-", " ")
    return name.partition("-")[2].replace("-", " ")


def state_name(phase: Thing) -> str:
    """The state of a phase: ``relations``, ``broken``, ``unknown``."""
    return last_word(phase.value("kg:state")) or "unknown"


def count(total: int, kind: Kind) -> str:
    """How many statements of a kind, in words: ``1 agreement``, ``12 memberships``."""
    one, many = _COUNTED[kind.name]
    return f"{number(total)} {one if total == 1 else many}"


def extras(statement: Statement) -> list[str]:
    """What else a list says of a statement in a word: a status with its date."""
    status = last_word(statement.thing.value("kg:status"))
    return [f"described as {status}, {speaks(statement)}"] if status else []


def places(witnesses: Sequence[Witness]) -> list[Witness]:
    """One witness for each passage, in order: a passage that two patterns read is named once."""
    names = ("dcterms:source", "kg:textStart", "kg:textEnd")
    return list({tuple(w.evidence.value(name) for name in names): w for w in reversed(witnesses)}.values())[::-1]


def together_last(tallies: Mapping[str, T]) -> list[tuple[str, T]]:
    """The rows of a table in order of name, their sum (``all``) last."""
    return sorted(tallies.items(), key=lambda row: (row[0] == "all", row[0]))


def speaks(statement: Statement) -> str:
    """As of when the sources speak: the latest date among them, in words."""
    if not statement.witnesses:
        return ""
    dates = sorted({as_of_date(witness) for witness in statement.witnesses} - {""})
    return f"as of {date_words(dates[-1])}" if dates else "as of an undated source"


def candidates_line(statement: Statement) -> str:
    """What a list says of a relation whose other side is not named."""
    return "The source does not name the other side. " + (
        "The likeliest is" if len(statement.candidates) == 1 else "The likeliest are"
    )


_COUNTED = {
    "relation": ("diplomatic relation", "diplomatic relations"),
    "membership": ("membership or participation", "memberships and participations"),
    "agreement": ("agreement", "agreements"),
    "dispute": ("dispute", "disputes"),
    "tenure": ("tenure of an office", "tenures of an office"),
    "visit": ("visit", "visits"),
    "mission": ("mission", "missions"),
    "border": ("border", "borders"),
    "observation": ("figure", "figures"),
    "event": ("event", "events"),
}
