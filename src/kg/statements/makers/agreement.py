"""Agreements, named or described, with their parties and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mentions.model import AgreementName, Date, Entity
from kg.statements.makers.programme import end_of_programme
from kg.statements.makers.reading import COUNTRY_SYMBOLS, Reading
from kg.statements.model import Agreement, AgreementKind
from kg.statements.timing import spread

_A = AgreementKind
_KINDS: tuple[tuple[re.Pattern[str], AgreementKind], ...] = (
    (
        re.compile(r"free[- ]trade|\bftas?\b|trade promotion|economic partnership|association agreement"),
        _A.FREE_TRADE_AGREEMENT,
    ),
    (re.compile(r"framework"), _A.FRAMEWORK_AGREEMENT),
    (re.compile(r"preference"), _A.PREFERENCE_PROGRAMME),
    (re.compile(r"armistice|ceasefire|cease-fire|truce"), _A.ARMISTICE),
    (re.compile(r"memorand|\bmous?\b"), _A.MEMORANDUM),
    (re.compile(r"protocol"), _A.PROTOCOL),
    (re.compile(r"convention"), _A.CONVENTION),
    (re.compile(r"joint statement|joint communiqu"), _A.JOINT_STATEMENT),
    (re.compile(r"declaration"), _A.JOINT_DECLARATION),
    (re.compile(r"trade (?:agreement|pact|deal|accord|treaty)|commercial|commerce agreement"), _A.TRADE_AGREEMENT),
    (re.compile(r"treat(?:y|ies)"), _A.TREATY),
)
_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip


_BILATERAL = frozenset({"treaty", "agreement", "pact", "accord"})


def agreement_kind(words: str) -> AgreementKind:
    """The kind that the words of a name or head noun (any case) give."""
    lower = words.lower()
    for regex, kind in _KINDS:
        if regex.search(lower):
            return kind
    return AgreementKind.AGREEMENT


def make(reading: Reading) -> Iterator[Agreement]:
    """One agreement for each name or, if described only, for each date; with ``each`` for each other party."""
    if "programme" in reading.constants and "grantor" not in reading.symbols:
        yield from end_of_programme(reading)
        return
    named = reading.entities("party", "grantor", "beneficiary")
    others = reading.entities("other")
    groups = [(*named, o) for o in others] if "each" in reading.constants and others else [named + others]
    names = [v for s in reading.symbols.get("agreement", ()) for v in s.values if isinstance(v, AgreementName)]
    pointed = all(symbol.pointed for symbol in reading.symbols.get("agreement", ()))
    if names and pointed and not named and not others and reading.times()[0] == (None, None):
        return
    for group in groups:
        for name in names or [_described(reading)]:
            parties = _parties(reading, group, name)
            if len(parties) < 2 or "of independence" in name.name.lower():
                continue
            for start, end in _spread(reading, name):
                yield _agreement(reading, name, parties, start, end)


def _described(reading: Reading) -> AgreementName:
    """What the text slots say of an agreement that is no mention of its own."""
    return AgreementName(reading.texts.get("head", "agreement"), reading.form.written(reading.texts.get("name", "")))


def _spread(reading: Reading, name: AgreementName) -> tuple[tuple[Date | None, Date | None], ...]:
    found = reading.times()
    return found[:1] if name.name else found


def _parties(reading: Reading, group: tuple[Entity, ...], name: AgreementName) -> tuple[Entity, ...]:
    if len(group) > 1 and reading.entities("other") == group and "each" not in reading.constants:
        group = (*group, *_whose(reading, group))
    parties = set(group) | (set(name.parties) if len(group) < 2 or len(name.parties) > 1 else set())
    if reading.constants.get("parties") == "sentence":
        bilateral = name.year is not None and name.head.split()[-1] in _BILATERAL
        return reading.sentence_pair() if not parties and bilateral else ()
    wanted = reading.constants.get("parties", "")
    if wanted == "slots":
        return tuple(sorted(group, key=lambda entity: entity.key))
    if wanted == "partner":
        return () if parties else reading.discourse.known_pair()
    if wanted == "unnamed":
        if len(parties) < 2 and len(reading.sentence_pair()) == 2:
            return tuple(sorted(parties | set(reading.sentence_pair()), key=lambda entity: entity.key))
        wanted = "" if not name.name else wanted
    if len(parties) < 2 and not wanted and (not (name.name and parties) or _with_the_subject(reading)):
        known = reading.discourse.default_pair()
        if len(parties) == 1 and reading.discourse.partner is None and len(reading.discourse.subjects) == 1:
            known = reading.discourse.subjects
        if not parties or parties & set(known) or len(known) == 1:
            parties |= set(known)
    return tuple(sorted(parties, key=lambda entity: entity.key))


def _whose(reading: Reading, others: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Whose "agreement with A and B" it is: the document's, or that of the sentence's first country."""
    subjects = reading.discourse.subjects
    if len(subjects) == 1 and subjects[0] not in others:
        return subjects
    first = COUNTRY_SYMBOLS.search(reading.form.text, 0, reading.start)
    named = reading.form.legend.entities(first[0]) if first is not None else ()
    return named if len(named) == 1 and named[0] not in others else ()


def _with_the_subject(reading: Reading) -> bool:
    """Whether "the X Treaty with Y" leaves its other party to the one country that the document is about."""
    alone = reading.entities("other") and not reading.entities("party")
    return bool(alone) and COUNTRY_SYMBOLS.search(reading.form.text, 0, reading.start) is None


def _agreement(
    reading: Reading, name: AgreementName, parties: tuple[Entity, ...], start: Date | None, end: Date | None
) -> Agreement:
    words = f"{name.name} {name.head} {reading.texts.get('head', '')}"
    if "agreement" not in reading.symbols:
        words = reading.form.text[reading.start : reading.end]
    kind = AgreementKind(reading.constants["agreement"]) if "agreement" in reading.constants else agreement_kind(words)
    count = reading.texts.get("count", "")
    in_force = start if reading.constants.get("date") == "in force" else None
    signed = None if in_force else start
    if "in_force" in reading.symbols:
        in_force = spread(reading.symbols["in_force"][0])[0][0]
    return Agreement(
        parties=parties,
        kind=kind,
        name=name.name,
        start=signed,
        in_force=in_force,
        end=end,
        year_in_name=name.year,
        count=_COUNTS.get(count) if _COUNTS.get(count, 1) > 1 else None,
        grantors=reading.entities("grantor"),
        beneficiaries=reading.entities("beneficiary"),
        description=reading.form.written(reading.texts.get("subject", "")),
    )
