"""Let governments stand for their countries: "the leftist government of Peru", "the Peruvian authorities", "Lima"."""

from __future__ import annotations

import re

from kg.statements.forms import PassageForm
from kg.statements.symbols import PRIVATE_USE, Symbol, SymbolKind, bits, block, list_kind

K = SymbolKind
_NATIONS = bits(K.COUNTRY, K.DEMONYM, K.COUNTRY_LIST, K.DEMONYM_LIST)
_DEMONYM = block(K.DEMONYM, K.DEMONYM_LIST)
_COUNTRY = block(K.COUNTRY, K.COUNTRY_LIST)
_GOVERNMENT = (
    r"(?:governments?|authorities|administrations?|regimes?|parliaments?|leadership|sides?|states?"
    r"|foreign ministr(?:y|ies)|ministry of foreign affairs|royal government)"
)
_ADJECTIVE = (
    r"(?:[^ ;:.,]+ist|communist|military|royal|imperial|federal|provisional|transitional|new|democratic"
    r"|revolutionary|conservative|liberal|then|right-wing|left-wing)"
)
_GOVERNED = re.compile(
    rf"([{_DEMONYM}]) (?:[^ ;:.,{PRIVATE_USE}]+ ){{0,2}}{_GOVERNMENT} "
    rf"|([{_COUNTRY}]) (?:'s )?(?:[^ ;:.,{PRIVATE_USE}]+ )?"
    rf"(?:governments?|authorities|administration|regime|leadership) "
    rf"|(?:(?<![^ ]){_ADJECTIVE} )?(?:(?:the_)?governments?|authorities|sovereign state|independent state"
    r"|people 's republic|(?:islamic |democratic |federal )?republic|kingdom|commonwealth|sultanate|principality)"
    rf" of ([{_COUNTRY}]) "
)


_CITIES = bits(K.CITY, K.CITY_LIST)
_ACTS = (
    r"(?:also |had |has |have )?(?:recogni[sz]ed|severed|suspended|restored|resumed|broke|cut|expelled|signed|ratified"
    r"|concluded|designated|accused|imposed|provided|granted|allocated|joined|withdrew|acceded|established"
    r"|re-?established|normali[sz]ed|upgraded|claims|claimed|recalled|annexed|invaded|agreed|reached)"
)
_CAPITALS = re.compile(  # a city; then what stands before it, for the engine finds symbols fast
    rf"([{block(K.CITY, K.CITY_LIST)}]) (?:(?={_ACTS} )"
    r"(?:(?<!.. )|(?<=, . )|(?<=; . )|(?<=when . )|(?<=after . )|(?<=while . )|(?<=but . )|(?<=that . ))"
    rf"|(?<=[{block(K.CITY_LIST)}] )(?:(?<=relations between . )|(?<=ties between . )|(?<=agreement between . )"
    r"|(?<=treaty between . )|(?<=accord between . )|(?<=pact between . )|(?<=dispute between . )"
    r"|(?<=trade between . )|(?<=alliance between . )))"
)
_OF_MANY = frozenset({"Belgium"})  # Brussels is the European Union's too
_SIGNS = (
    "government", "authorit", "administration", "regime", "parliament", "leadership", " side", " state", "republic",
    "foreign ministr", "ministry of", "kingdom", "commonwealth", "sultanate", "principality",
)  # fmt: skip


def read_governments(form: PassageForm) -> bool:
    """Replace what stands for a country by the country; whether there was any."""
    legend = form.legend
    acting = bool(legend.bits & _CITIES) and _read_capitals(form)
    if not legend.bits & _NATIONS or not any(map(form.text.__contains__, _SIGNS)):
        return acting

    def replaced(match: re.Match[str]) -> str:
        character = match[1] or match[2] or match[3]
        symbol = legend.symbols[character]
        kind = list_kind(symbol.entities) if len(symbol.entities) > 1 else K.COUNTRY
        if symbol.kind is kind:
            return character + " "
        added = legend.add(Symbol(kind, symbol.text, symbol.entities, notes=symbol.notes))
        return match[0] if added is None else added + " "

    before = form.text
    form.text = _GOVERNED.sub(replaced, before)
    return acting or form.text != before


def _read_capitals(form: PassageForm) -> bool:
    """Capitals that act stand for their countries ("Washington recognized", "relations between Lima and Quito")."""
    legend = form.legend

    def replaced(match: re.Match[str]) -> str:
        symbol = legend.symbols[match[1]]
        if any(entity.label in _OF_MANY for entity in symbol.entities):
            return match[0]
        kind = list_kind(symbol.entities) if len(symbol.entities) > 1 else K.COUNTRY
        added = legend.add(Symbol(kind, symbol.text, symbol.entities))
        return match[0] if added is None else added + " "

    before = form.text
    form.text = _CAPITALS.sub(replaced, before)
    return form.text != before
