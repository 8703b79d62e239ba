"""Settle rivals: of readings of the same words, the one that read most of them stands."""

from __future__ import annotations

from kg.mentions.model import Entity
from kg.statements.makers.reading import Reading
from kg.statements.model import (
    Agreement,
    Border,
    Dispute,
    Membership,
    Mission,
    Observation,
    Relation,
    Statement,
    Tenure,
    Visit,
)

_COLLECTIVE = frozenset({"agreement", "dispute", "observation", "tenure", "relation"})

Made = tuple[Reading, Statement]


def settle(made: list[Made]) -> list[Made]:
    """The statements of one passage without repetitions and without weaker readings of the same words.

    Of statements of one kind with the same participants (and figure, or both consular or not) from overlapping words,
    the longer match wins, then the earlier pattern. What is left keeps the order of the text.
    """
    if len(made) == 1:
        return made
    ranked = sorted(range(len(made)), key=lambda i: (-(made[i][0].end - made[i][0].start), made[i][0].pattern.line, i))
    kept: list[int] = []
    by_key: dict[tuple[str, tuple[Entity, ...]], list[int]] = {}
    seen: set[Statement] = set()
    for index in ranked:
        reading, statement = made[index]
        kind = reading.pattern.kind
        key = (f"{kind} {_figure(statement)}", participants(statement))
        if any(_overlap(reading, made[other][0]) for other in by_key.get(key, ())):
            continue
        if kind in _COLLECTIVE and any(
            made[other][0].pattern.kind == kind
            and _overlap(reading, made[other][0])
            and set(key[1]) & set(participants(made[other][1]))
            and _event(statement) == _event(made[other][1])
            and _figure(statement) == _figure(made[other][1])
            for other in kept
        ):
            continue
        if statement in seen:
            continue
        seen.add(statement)
        by_key.setdefault(key, []).append(index)
        kept.append(index)
    return [made[index] for index in sorted(kept, key=lambda i: (made[i][0].start, i))]


def _overlap(one: Reading, other: Reading) -> bool:
    """Whether two readings share words; statements of one reading are no rivals."""
    return one is not other and one.start < other.end and other.start < one.end


def _figure(statement: Statement) -> str:
    """What tells two statements of one kind on the same participants apart: figures, and whether a mission is
    consular."""
    match statement:
        case Observation():
            return str(statement.value)
        case Mission():
            return "consular" if "consulate" in statement.kind else ""
    return ""


def _event(statement: Statement) -> str:
    return str(statement.events[0].kind) if isinstance(statement, Relation) and statement.events else ""


def participants(statement: Statement) -> tuple[Entity, ...]:
    """Who a statement is about, in an order that does not depend on the text for symmetric ones."""
    match statement:
        case Membership():
            return (statement.member, statement.organization)
        case Relation():
            found = [statement.country] + ([statement.partner] if statement.partner else [])
            return tuple(sorted(found, key=lambda entity: entity.key))
        case Agreement() | Dispute():
            return statement.parties
        case Tenure():
            return (statement.holder, statement.office_in)
        case Visit():
            return (statement.visitor, statement.host)
        case Mission():
            return (statement.sender, statement.host)
        case Border():
            return statement.between
        case Observation():
            return (statement.about, *((statement.counterpart,) if statement.counterpart else ()))
