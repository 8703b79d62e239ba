"""Names that a document introduces and then uses: surnames, abbreviations in brackets, "the Community"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import ahocorasick

from kg.mentions.agreement_words import NOT_IN_A_NAME
from kg.mentions.gazetteer import Use
from kg.mentions.model import AgreementName, EntityKind, EntityName, Form, PersonName
from kg.mentions.organizations import abbreviation_after, initials_fit
from kg.mentions.person_names import surnames
from kg.mentions.person_words import NOT_A_NAME, THINGS

_LAST_WORD = re.compile(r"(\w+\.?) $")
_NEXT_WORD = re.compile(r" (\w+)")
_NOUNS = (
    "Community|Union|Bank|Organization|Organisation|Alliance|League|Council|Fund|Court|Commonwealth|Forum|Conference"
    "|Association|Group|Commission|Agency|Authority|Committee|Assembly|Pact|Movement|Secretariat"
)
_POINTING = re.compile(rf"[Tt]he ({_NOUNS})\b(?! (?:of|for|on)\b| [A-Z])(?!-)")
_BACK = 3000
_KNOWN_BY_SURNAME = frozenset({"President", "Prime Minister", "Foreign Minister", "Chancellor", "Secretary of State"})
_OWN_ABBREVIATION = re.compile(r"\(([A-Z][A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*)\)$")

Placed = tuple[int, int, object]


def find_local_names(
    text: str,
    persons: Sequence[tuple[int, int, PersonName]],
    organizations: Sequence[tuple[int, int, EntityName]],
    agreements: Sequence[tuple[int, int, AgreementName]],
    listed: Any,
) -> list[Placed]:
    """Later uses of surnames, full names and bracketed abbreviations as (start, end, value), possibly overlapping.

    ``persons``, ``organizations`` and ``agreements`` are what the document names in full, in order; ``listed`` answers
    ``in`` for names that reference data has, which a document cannot redefine.
    """
    names: dict[str, tuple[int, object]] = {}
    for start, end, organization in organizations:
        abbreviation = abbreviation_after(text, end)
        if len(abbreviation) > 1 and abbreviation not in listed and abbreviation not in names:
            name = text[start:end]
            if organization.form is Form.NAME and initials_fit(abbreviation, name):
                value = EntityName(organization.entity, Form.ABBREVIATION, organization.listed)
                names[abbreviation] = (end, value)
    for _, end, agreement in agreements:
        bracket = _OWN_ABBREVIATION.search(text, max(0, end - 16), end)
        if bracket is not None and agreement.name and bracket[1] not in listed:
            names.setdefault(bracket[1], (end, agreement))
    for _, end, person in persons:
        label = person.entity.label
        if " " not in label and person.title not in _KNOWN_BY_SURNAME:
            continue
        value_of_person = PersonName(person.entity)
        for name in (label, *surnames(label)):
            last = name.rsplit(" ", 1)[-1]
            if name not in names and _is_free(name, listed) and len(last) > 2 and not {last} & (NOT_A_NAME | THINGS):
                names[name] = (end, value_of_person)
                if name != label:
                    names.setdefault(name.upper(), (end, value_of_person))
    return _uses(text, names) if names else []


def _is_free(name: str, listed: Any) -> bool:
    """Whether reference data has the name at most as one that people are given."""
    return name not in listed or listed.get(name).use is Use.GIVEN_NAME


def _uses(text: str, names: dict[str, tuple[int, object]]) -> list[Placed]:
    automaton = ahocorasick.Automaton()
    for name, (since, value) in names.items():
        automaton.add_word(name, (len(name), since, value))
    automaton.make_automaton()
    found: list[Placed] = []
    size = len(text)
    for last, (length, since, value) in automaton.iter(text):
        start, end = last + 1 - length, last + 1
        if start < since or (end < size and (text[end].isalnum() or text[end] == "_")):
            continue
        if text[start - 1].isalnum() or text[start - 1] in "_-–":
            continue
        if isinstance(value, PersonName) and not _stands_alone(text, start, end):
            continue
        found.append((start, end, value))
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a surname is not part of another name ("Keiko Fujimori", "Castillo Street")."""
    before = _LAST_WORD.search(text, max(0, start - 20), start)
    if before is not None:
        word = before[1]
        if word.endswith(".") and len(word) > 4:
            return True
        if word[0].isupper() and word not in NOT_IN_A_NAME and word not in NOT_A_NAME:
            return False
    after = _NEXT_WORD.match(text, end)
    return after is None or after[1] not in THINGS


def find_pointing_bodies(text: str, organizations: Sequence[tuple[int, int, EntityName]]) -> list[Placed]:
    """ "the Community", "the Bank" as the organization of that noun named last before, within some paragraphs.

    The span is the noun without the article. ``organizations`` are in order of the text.
    """
    if not organizations:
        return []
    starts = [start for start, _, _ in organizations]
    found: list[Placed] = []
    for match in _POINTING.finditer(text):
        noun = match[1].replace("Organisation", "Organization")
        for index in range(
            bisect_left(starts, match.start()) - 1, max(-1, bisect_left(starts, match.start()) - 12), -1
        ):
            start, _, name = organizations[index]
            if match.start() - start > _BACK:
                break
            if noun in name.entity.label.replace("Organisation", "Organization").split(" "):
                found.append((match.start(1), match.end(), EntityName(name.entity, Form.NAME, name.listed)))
                break
    return found


def only_organizations(names: Sequence[tuple[int, int, EntityName]]) -> list[tuple[int, int, EntityName]]:
    """The organizations among entity names."""
    return [item for item in names if item[2].entity.kind is EntityKind.ORGANIZATION]
