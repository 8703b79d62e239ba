"""Disputes, with what they are about; they never say who is right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mentions.model import AgreementName, Date, Entity
from kg.statements.makers.reading import Reading
from kg.statements.model import Dispute, DisputeKind, DisputeStatus

_D = DisputeKind
_KINDS: tuple[tuple[re.Pattern[str], DisputeKind], ...] = (
    (re.compile(r"extradit"), _D.EXTRADITION),
    (
        re.compile(
            r"maritime|\bseas?\b|offshore|waters|fishing|continental shelf|gulf|territorial waters|exclusive economic"
        ),
        _D.MARITIME,
    ),
    (re.compile(r"\briver|water rights|\bdam\b|basin|tributar"), _D.RIVER),
    (re.compile(r"\btrade|tariff|dumping|customs|subsid"), _D.TRADE),
    (re.compile(r"diplomat|consul|embass"), _D.DIPLOMATIC),
    (
        re.compile(
            r"territor|border|bound|sovereign|island|islet|land|peninsula|region|province|claim|area|reef|rocks"
            r"|village|"
            r"enclave|archipelago|tripoint|demarcat|delimit|channel|isle|mountain|valley|district|strip|triangle"
        ),
        _D.TERRITORIAL,
    ),
    (re.compile(r"\bwar\b|conflict|fighting|invasion|clashes|hostilities"), _D.WAR),
)


def dispute_kind(words: str) -> DisputeKind:
    """The kind that the words about a dispute give."""
    lower = words.lower()
    for regex, kind in _KINDS:
        if regex.search(lower):
            return kind
    return DisputeKind.OTHER


def make(reading: Reading) -> Iterator[Dispute]:
    """One dispute among all that the match names; "disputes with" several are one with each.

    Where the match names only one party, the document's subject is the other.
    """
    others = reading.entities("other")
    if len(others) > 1 and "disputes with " in reading.form.text[reading.start : reading.end]:
        for other in others:
            yield from _dispute(reading, _parties(reading, (other,)))
        return
    yield from _dispute(reading, _parties(reading, others))


_NOBODY = frozenset({"antarctica"})  # claimed by some, held by none


def _dispute(reading: Reading, parties: tuple[Entity, ...]) -> Iterator[Dispute]:
    if len(parties) < 2 or not _NOBODY.isdisjoint(party.slug for party in parties):
        return
    subject = reading.form.written(reading.texts.get("subject", "").removeprefix("'s "))
    matched = reading.form.text[reading.start : reading.end]
    kind = reading.constants.get("dispute")
    status = reading.constants.get("status")
    start, end = reading.times()[0]
    if end is None and "agreement" in reading.symbols:
        years = [v.year for v in reading.symbols["agreement"][0].values if isinstance(v, AgreementName) and v.year]
        end = Date.of(years[0]) if years else None
    yield Dispute(
        parties=parties,
        kind=DisputeKind(kind) if kind else _kind(reading, f"{matched} {subject}"),
        status=DisputeStatus(status) if status else None,
        subject_matter=subject,
        start=start,
        end=end,
        claimants=reading.entities("claimant"),
        respondents=reading.entities("respondent"),
    )


_THE_BORDER = re.compile(
    r"(?:border|boundary|frontier) (?:problem|issue|question|matter|dispute|disagreement|conflict)s? "
)
_AT_SEA = re.compile(
    r"maritime|\bsea ?(?:limits?|borders?|boundar(?:y|ies))|territorial (?:waters|sea)|continental shelf", re.IGNORECASE
)


def _kind(reading: Reading, words: str) -> DisputeKind:
    """What the words say; a border dispute that names nobody is at sea where the block spoke of one at sea before."""
    kind = dispute_kind(words)
    named = reading.entities("party", "other", "claimant", "respondent")
    if kind is DisputeKind.TERRITORIAL and not named and _THE_BORDER.search(words):
        return DisputeKind.MARITIME if _AT_SEA.search(reading.discourse.told) else kind
    return kind


def _parties(reading: Reading, others: tuple[Entity, ...]) -> tuple[Entity, ...]:
    named = set(reading.entities("party", "claimant", "respondent"))
    parties = named | set(others)
    if len(others) > 1 and not named and len(reading.discourse.subjects) == 1:
        parties |= set(reading.discourse.subjects)
    if reading.constants.get("parties") == "sentence":
        parties |= set(reading.sentence_pair())
    elif reading.constants.get("parties") == "partner":
        pair = set(reading.discourse.known_pair())
        parties = pair if parties <= pair else set()
    elif len(parties) < 2:
        known = reading.discourse.default_pair()
        if not parties or parties & set(known):
            parties |= set(known)
        elif len(reading.discourse.subjects) == 1:
            parties |= set(reading.discourse.subjects)
    return tuple(sorted(parties, key=lambda entity: entity.key))
