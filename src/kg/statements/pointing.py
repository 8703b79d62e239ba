"""Let pronouns and definite descriptions point: "it", "he", "the two countries", "the organization", "the treaty".

They are resolved within the sentence first, then to what the sentences before in the same block were about, then to
the row's or heading's partner and the document's subject.
"""

from __future__ import annotations

import re

from kg.mentions.model import Entity, EntityKind
from kg.statements.discourse import HE, Discourse
from kg.statements.forms import AGREEMENT_NOUNS, COUNTRY_NOUNS, ORGANIZATION_NOUNS, PassageForm
from kg.statements.symbols import Symbol, SymbolKind, block, list_kind

K = SymbolKind
_POINTED = re.compile(
    r"(?<![^ ])(?:"
    r"(?P<both>(?:(?:two|both|these|all two|these two|both of) (?:of )?(?:these |independent |sovereign "
    r"|neighbou?ring |asian |african |european |arab |friendly )?"
    r"(?:countries|country|nations|nation|states|governments|sides|parties|republics|peoples|kingdoms"
    r"|states parties|neighbou?rs) (?:'s )?)"
    r"|two have (?=established|signed|been|had|restored|resumed|severed)"
    r"|they (?:both )?(?=are |were |have |signed |established |share )|both (?=are |were |have |had |maintain "
    r"|belong |joined |became |signed |recogni|established )"
    r"|countries (?=signed |concluded |established |restored |exchanged |have (?:signed|concluded|established) )"
    r"|(?<=between )(?:countries|nations|states|governments|sides|parties) |each other |one another )"
    r"|(?P<its>its )"
    r"|(?P<it>it )"
    rf"|the_(?P<noun>{'|'.join(sorted(COUNTRY_NOUNS | ORGANIZATION_NOUNS | AGREEMENT_NOUNS, key=len, reverse=True))}) "
    r"(?!of |between |with |on |for )"
    r")"
)


_POINTERS = ("the_", "they ", "it ", "its ", "both ", "two ", "these ", "each other ", "one another ", "between ")


def point(form: PassageForm, discourse: Discourse) -> None:
    """Replace what points by symbols of what it points to, where that is known."""
    text = form.text
    if any(map(text.__contains__, _POINTERS)) and _POINTED.search(text):
        text = _POINTED.sub(lambda match: _pointed(match, form, discourse), text)
    if discourse.person is not None and "he " in text and HE.search(text):
        character = form.legend.add(discourse.person)
        text = text if character is None else HE.sub(f"{character} ", text)
    form.text = text.replace("the_", "")


def _pointed(match: re.Match[str], form: PassageForm, discourse: Discourse) -> str:
    before = match.string[: match.start()]
    if match["both"]:
        pair = _pair(before, form, discourse)
        if len(pair) != 2:
            return match[0]
        tail = "'s " if match["both"].endswith("'s ") else "have " if match["both"].startswith("two have") else ""
        return _symbol(form, match[0], pair, tail)
    noun = match["noun"]
    if match["its"] and _PARTIES.search(before):
        return ""
    if noun in AGREEMENT_NOUNS:
        if discourse.agreement is None or _AGREEMENTS.search(before):
            return match[0].replace("the_", "")
        character = form.legend.add(discourse.agreement._replace(pointed=True))
        return match[0] if character is None else character + " "
    entity = _thing(noun, before, form, discourse)
    if entity is None:
        return match[0].replace("the_", "")
    return _symbol(form, match[0], (entity,), "'s " if match["its"] else "")


def _symbol(form: PassageForm, text: str, entities: tuple[Entity, ...], tail: str) -> str:
    kinds = {EntityKind.COUNTRY: K.COUNTRY, EntityKind.ORGANIZATION: K.ORGANIZATION}
    kind = kinds[entities[0].kind] if len(entities) == 1 else list_kind(entities)
    character = form.legend.add(Symbol(kind, text.replace("the_", "the ").strip(), entities, pointed=True))
    return text if character is None else f"{character} {tail}"


_PARTIES = re.compile(f"[{block(K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION, K.ORGANIZATION_LIST, K.MIXED_LIST)}]")
_COUNTRIES = re.compile(f"[{block(K.COUNTRY, K.COUNTRY_LIST)}]")
_DEMONYMS = re.compile(f"[{block(K.COUNTRY, K.COUNTRY_LIST, K.DEMONYM, K.DEMONYM_LIST)}]")
_OBJECT = re.compile(r" (?:with|to|from|of|by) $")
_SAME_SUBJECT = re.compile(r" (?:when|after|before|because|while|until|although) $")
_ORGANIZATIONS = re.compile(f"[{block(K.ORGANIZATION)}]")
_AGREEMENTS = re.compile(f"[{block(K.AGREEMENT)}]")


def _pair(before: str, form: PassageForm, discourse: Discourse) -> tuple[Entity, ...]:
    if discourse.partner is not None:
        return discourse.pointed_pair()
    named: list[Entity] = []
    for character in _DEMONYMS.findall(before):
        named.extend(e for e in form.legend.entities(character) if e not in named)
    if len(named) == 2:
        return tuple(named)
    if len(named) == 1 and discourse.subject is not None:
        others = [s for s in discourse.subjects if s != named[0]]
        if len(others) == 1 and len(discourse.subjects) <= 2:
            return (others[0], named[0])
    return discourse.pointed_pair() if len(named) < 2 or len(discourse.subjects) == 2 else ()


def _thing(noun: str | None, before: str, form: PassageForm, discourse: Discourse) -> Entity | None:
    if noun in ORGANIZATION_NOUNS:
        named = _ORGANIZATIONS.findall(before)
        if named:
            return form.legend.entities(named[-1])[0]
        return discourse.organization
    if noun is None and _OBJECT.search(before):
        countries = list(dict.fromkeys(_COUNTRIES.findall(before)))
        if len(countries) >= 2:
            return form.legend.entities(countries[-1])[-1]
    if noun is None and _SAME_SUBJECT.search(before):
        first = _COUNTRIES.match(before)
        if first is not None and len(form.legend.entities(first[0])) == 1:
            return form.legend.entities(first[0])[0]
    if noun is None and discourse.topic is not None:
        return discourse.topic
    if noun is None or discourse.subject is None:
        countries = _COUNTRIES.findall(before)
        if countries and len(form.legend.entities(countries[0])) == 1 and discourse.subject is None:
            return form.legend.entities(countries[0])[0]
    if len(discourse.subjects) == 1:
        return discourse.subjects[0]
    return None
