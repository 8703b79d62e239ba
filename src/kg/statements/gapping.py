"""Give every date of a series its own clause: "joined A in 1995, B in 1999 and C in 2004"."""

from __future__ import annotations

import re

from kg.statements.forms import PassageForm
from kg.statements.symbols import PRIVATE_USE, SymbolKind, bits, block, kind_of

K = SymbolKind
_ITEM = f"[{block(K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION, K.ORGANIZATION_LIST, K.AGREEMENT)}]"
_DATE = f"[{block(K.DATE)}]"
_WHEN = rf"(?:(?:in|on|since|from|dated) {_DATE} |in-brackets {_DATE} )"
_PREPOSITION = "(?:with|to|by|of|from|into|in|between) "
_AS = "(?:as (?:full |founding |associate |associated )?(?:member |observer |associate |candidate )?)?"
_NEXT = re.compile(
    rf"(?P<one>{_ITEM}) {_WHEN}(?P<joint>, and |and |, |; and |; (?=[{block(K.AGREEMENT)}] in-brackets ))"
    rf"(?:again |later |then )?(?P<same>{_PREPOSITION})?"
    rf"(?:[^ ,;:.!?(){PRIVATE_USE}]+ ){{0,2}}?(?P<two>{_ITEM}) (?={_AS}{_WHEN}(?:[.,;] |and |$))"
)
_BOUNDARY = re.compile(r"[;:.!?] ")
_DATES = bits(K.DATE)
_LONGEST = 160  # characters that a series may share
_MOST = 40
_PARTIES = (K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION, K.ORGANIZATION_LIST)


def fill_gaps(form: PassageForm) -> None:
    """Repeat before each later member of a dated series what stands before the first.

    "X joined A in 1995 and B in 1999" becomes "X joined A in 1995 ; X joined B in 1999". Parties go with parties,
    agreements with agreements.
    """
    if not form.legend.bits & _DATES or form.legend.count((K.DATE,)) < 2:
        return
    text, at = form.text, 0
    for _ in range(_MOST):
        found = _NEXT.search(text, at)
        if found is None:
            break
        begin = 0
        for boundary in _BOUNDARY.finditer(text, max(0, found.start() - _LONGEST), found.start()):
            begin = boundary.end()
        shared = text[begin : found.start("one")]
        mixed = (kind_of(found["one"]) in _PARTIES) != (kind_of(found["two"]) in _PARTIES)
        if len(shared) > _LONGEST or not shared or mixed or (found["same"] and not shared.endswith(found["same"])):
            at = found.start("joint")
            continue
        text = f"{text[: found.start('joint')]}; {shared}{text[found.start('two') :]}"
        at = found.start("joint") + 2 + len(shared)
    form.text = text
