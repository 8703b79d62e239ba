"""Let governments stand for their countries: "the leftist government of Peru", "the Peruvian authorities"."""

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
    rf"|(?:{_ADJECTIVE} )?(?:(?:the_)?governments?|authorities|sovereign state|independent state|people 's republic"
    rf"|(?:islamic |democratic |federal )?republic|kingdom|commonwealth|sultanate|principality) of ([{_COUNTRY}]) "
)


_SIGNS = (
    "government", "authorit", "administration", "regime", "parliament", "leadership", " side", " state", "republic",
    "foreign ministr", "ministry of", "kingdom", "commonwealth", "sultanate", "principality",
)  # fmt: skip


def read_governments(form: PassageForm) -> bool:
    """Replace what stands for a country by the country; whether there was any."""
    legend = form.legend
    if not legend.bits & _NATIONS or not any(map(form.text.__contains__, _SIGNS)):
        return False

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
    return form.text != before
