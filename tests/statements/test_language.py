"""The pattern language matches over forms what its signs promise."""

from __future__ import annotations

import pytest

from kg.statements.language import PatternSyntaxError, compile_form
from kg.statements.symbols import Legend, Symbol, SymbolKind

LEGEND = Legend()
KENYA = LEGEND.add(Symbol(SymbolKind.COUNTRY, "Kenya"))
PAIR = LEGEND.add(Symbol(SymbolKind.COUNTRY_LIST, "Kenya and Ghana"))
UNION = LEGEND.add(Symbol(SymbolKind.ORGANIZATION, "the African Union"))


def found(form: str, text: str) -> str | None:
    match = compile_form(form, {"be": "is|was|has been"}).regex.search(text)
    return match[0] if match else None


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("member of", "a member of it ", "member of "),
        ("member", "membership grew ", None),
        ("recogni*", "it recognised it ", "recognised "),
        ("(joined|was part of) it", "who was part of it ", "was part of it "),
        ("member [state] of", "member state of ", "member state of "),
        ("<be> old", "has been old ", "has been old "),
        ("signed ~2 treaty", "signed a new treaty ", "signed a new treaty "),
        ("signed ~1 treaty", "signed a new treaty ", None),
        ("signed ~3 treaty", "signed , a treaty ", None),
        ("signed ~~3 treaty", "signed , a treaty ", "signed , a treaty "),
        ("signed ~~3 treaty", f"signed {KENYA} a treaty ", None),
        ("signed ~~~3 treaty", f"signed {KENYA} a treaty ", f"signed {KENYA} a treaty "),
        ("member !(of)", "member of ", None),
        ("^ member", "a member ", None),
        ("^ member", "member ", "member "),
        ("{country} joined", f"{KENYA} joined ", f"{KENYA} joined "),
        ("{country} joined", f"{PAIR} joined ", None),
        ("{countries} joined {organization}", f"{PAIR} joined {UNION} ", f"{PAIR} joined {UNION} "),
    ],
)
def test_a_form_matches_what_it_says(form: str, text: str, expected: str | None) -> None:
    assert found(form, text) == expected


def test_a_slot_gives_its_symbol_to_its_role() -> None:
    compiled = compile_form("{member:country} joined {organization}", {})
    match = compiled.regex.search(f"{KENYA} joined {UNION} ")

    assert match is not None
    assert {role: match[group] for group, role in compiled.roles} == {"member": KENYA, "organization": UNION}


def test_a_form_tells_which_words_and_kinds_a_passage_needs() -> None:
    compiled = compile_form("{member:countries} (joined|entered) [the] {organization}", {})

    assert compiled.needs == (frozenset({"join*", "enter*"}),)
    assert compiled.kinds == (
        frozenset({SymbolKind.COUNTRY, SymbolKind.COUNTRY_LIST}),
        frozenset({SymbolKind.ORGANIZATION}),
    )


@pytest.mark.parametrize("form", ["(a|b", "a)", "[a", "a]", "()", "a||b", "{planet}", "{x:planet}", "<none>", "{", ""])
def test_a_malformed_form_is_refused(form: str) -> None:
    with pytest.raises(PatternSyntaxError):
        compile_form(form, {})


def test_a_word_set_that_contains_itself_is_refused() -> None:
    with pytest.raises(PatternSyntaxError, match="contains itself"):
        compile_form("<loop>", {"loop": "a|<loop>"})
