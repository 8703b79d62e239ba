"""Read one sentence as the tests do: the project's gazetteer and patterns, a document made by hand."""

from __future__ import annotations

from functools import cache

from kg.documents.model import Block, BlockKind, Document, Span
from kg.graph.reference import load_reference
from kg.mentions.finder import find_mentions
from kg.mentions.gazetteer import Gazetteer
from kg.mentions.model import Date, Entity
from kg.statements.model import (
    Agreement,
    Border,
    Claim,
    Dispute,
    Membership,
    Mission,
    Observation,
    Relation,
    Tenure,
    Visit,
)
from kg.statements.patterns import Patterns, load_patterns
from kg.statements.prose import read_prose


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.build(load_reference())


@cache
def patterns() -> Patterns:
    return load_patterns()


def countries(*names: str) -> tuple[Entity, ...]:
    found = tuple(gazetteer().find_country(name) for name in names)
    assert None not in found, names
    return found  # type: ignore[return-value]


def document(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Document:
    """A document whose lines are blocks of one kind."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(kind, Span(at, at + len(line))))
        at += len(line) + 1
    return Document(name="made", sha256="0" * 64, text=text, blocks=tuple(blocks))


def claims(text: str, *subjects: str, kind: BlockKind = BlockKind.PARAGRAPH) -> list[Claim]:
    made = document(text, kind)
    mentions = find_mentions(made, gazetteer())
    return read_prose(made, mentions, patterns(), subjects=countries(*subjects), partners={})


def said(text: str, *subjects: str, kind: BlockKind = BlockKind.PARAGRAPH) -> set[str]:
    """What the text states, one short line for each statement (missions and observations too)."""
    return {line for claim in claims(text, *subjects, kind=kind) for line in lines(claim)}


def lines(claim: Claim) -> list[str]:
    match claim.statement:
        case Membership() as s:
            return [f"{s.member.label} {s.role} of {s.organization.label}{_times(s.start, s.end)}"]
        case Relation() as s:
            assert s.partner is not None
            pair = "–".join(sorted((s.country.label, s.partner.label)))
            return [f"{pair} {event.kind}{_times(event.date, None)}" for event in s.events]
        case Agreement() as s:
            names = "|".join(sorted(party.label for party in s.parties))
            return [f"{names} {s.kind}{_times(s.start or s.in_force, s.end)}{_year(s.year_in_name)}"]
        case Dispute() as s:
            names = "|".join(sorted(party.label for party in s.parties))
            return [f"{names} {s.kind} dispute{f' {s.status}' if s.status else ''}{_times(s.start, s.end)}"]
        case Tenure() as s:
            return [f"{s.holder.label} {s.title} of {s.office_in.label}{_times(s.start, s.end)}"]
        case Visit() as s:
            return [f"{s.visitor.label} visits {s.host.label}{_times(s.start, s.end)}"]
        case Border() as s:
            return ["–".join(sorted(side.label for side in s.between)) + " border"]
        case Mission() as s:
            there = f" from {s.accredited_from.label}" if s.accredited_from else ""
            return [f"{s.sender.label} {s.kind} in {s.host.label}{there}"]
        case Observation() as s:
            other = f"–{s.counterpart.label}" if s.counterpart else ""
            return [f"{s.about.label}{other} {s.measure} {s.value} {s.unit}{_times(s.start, s.end)}"]
    raise AssertionError(claim)


def _times(start: Date | None, end: Date | None) -> str:
    if start is None and end is None:
        return ""
    return f" {start.iso if start else ''}" + (f"..{end.iso}" if end else "")


def _year(year: int | None) -> str:
    return f" named {year}" if year else ""
