"""Join what is enumerated: brackets to the name before them, coordinated names into one list symbol."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from kg.mentions.model import Entity
from kg.statements.forms import PassageForm
from kg.statements.governments import read_governments
from kg.statements.symbols import BITS, PRIVATE_USE, Legend, Symbol, SymbolKind, bits, block, list_kind

K = SymbolKind
_PRIVATE = re.compile(f"[{PRIVATE_USE}]")
_COUNTRIES = bits(K.COUNTRY)
_ORGANIZATIONS = bits(K.ORGANIZATION, K.ORGANIZATION_LIST)
_OWNED = re.compile(
    rf"[{block(K.COUNTRY, K.ORGANIZATION)}] 's "
    rf"(?=[{block(K.ORGANIZATION)}] (?!membership |accession |candidacy |entry ))"
)
_ADORNED = re.compile(  # "a member of NATO, the Eastern Caribbean's Security System, and the newly formed Sea Union"
    rf"(?<=[{block(K.ORGANIZATION)}] , )(?:and )?(?:(?:[^ ;:.,'{PRIVATE_USE}]+ ){{1,3}}'s |(?:newly |then )?"
    rf"(?:formed|founded|created|established|renamed|defunct) )(?=[{block(K.ORGANIZATION)}] )"
)


def normalise(form: PassageForm) -> None:
    """Brackets, coordination and governments; again after pointing back, which may have made new neighbours."""
    if form.legend.bits & _COUNTRIES and ("( " in form.text or "– " in form.text or "— " in form.text):
        if form.legend.bits & _ORGANIZATIONS:
            members = _MEMBERS_NAMED.search(form.text) or _NAMED_AS.search(form.text)
            if members is not None:  # first who they are, then what they do
                body, theirs = members["body"], members["theirs"]
                before, after = form.text[: members.start()], form.text[members.end() :]
                form.text = f"{body} includes {theirs}; {before}{theirs}{after}"
            form.text = _WITH_MEMBERS.sub(_members_told, form.text)
        form.text = _NAMED_AFTER.sub(lambda match: match["inside"] or match["dashed"], form.text)
    if "( " in form.text:
        _read_brackets(form)
    if len(form.legend.symbols) == 0:
        return
    if form.legend.bits & _ORGANIZATIONS:
        if " 's " in form.text:
            form.text = _OWNED.sub("", form.text)
        if ", " in form.text:
            form.text = _ADORNED.sub("", form.text)
    if len(form.legend.symbols) > 1:
        coordinate(form)
    if read_governments(form):
        coordinate(form)


_BRACKET = re.compile(rf"([{PRIVATE_USE}] )?\( ([^()]*)\) ")
_ONLY_DATE = re.compile(rf"(?:(?:from|since|in|until|signed|on|[-–]) )*([{block(K.DATE, K.RANGE)}]) (?:[-–] )?")


_ONLY_MEMBERS = re.compile(rf"(?:[{block(K.COUNTRY)}] (?:, )?(?:and )?){{2,}}")
_COMPANIONS = re.compile(rf"(?:along |together )?with ((?:[{block(K.COUNTRY)}] (?:, )?(?:and )?)+)")
_NAMED_AFTER = re.compile(  # "the Four Powers (…)", "three Baltic states (…)", "its neighbours – … – "
    rf"(?<![^ ])(?:(?:two|three|four|five|six|seven|several|some|other|all) )*"
    rf"(?:(?:baltic|nordic|gulf|arab|african|european|asian|neighbou?ring|caribbean|benelux|balkan|visegr[aá]d|central"
    rf"|western|eastern|southern|northern|other|member) )*"
    rf"(?:powers|countries|nations|states|republics|neighbou?rs|allies|governments|members|monarchies|kingdoms) "
    rf"(?:\( (?P<inside>(?:[{block(K.COUNTRY)}] (?:, )?(?:and )?){{2,}})\) "
    rf"|[–—-] (?P<dashed>(?:[{block(K.COUNTRY)}] (?:, )?(?:and )?){{2,}})(?:[–—-] |(?=[.;] |$)))"
)


_THEIRS = rf"(?:[{block(K.COUNTRY)}] (?:, )?(?:and )?){{2,}}"
_WITH_MEMBERS = re.compile(  # "the Quad – Australia, India … – met", "leaders of the Quad countries (Australia, …)"
    rf"(?P<organization>[{block(K.ORGANIZATION)}]) (?:"
    rf"(?:countries|nations|members|member states|states|partners|allies|group|grouping|alliance|bloc) "
    rf"\( (?P<inside>{_THEIRS})\) "
    rf"|[–—] (?P<dashed>{_THEIRS})(?:[–—] |(?=\) )))"
)


def _members_told(match: re.Match[str]) -> str:
    organization = match["organization"]
    return f"{organization} ; {organization} includes {match['inside'] or match['dashed']}. {organization} "


_MEMBERS_NAMED = re.compile(  # "four members of the Commonwealth – namely … – signed"
    rf"(?:(?:two|three|four|five|six|seven|eight|nine|ten|several|some|other|all) )?(?:members|member states) of "
    rf"(?P<body>[{block(K.ORGANIZATION)}]) [–—(-] (?:, )?(?P<theirs>{_THEIRS})[–—)-] "
)
_NAMED_AS = re.compile(  # "the Iceland–Norway–Sweden (Nordic Council) bloc"
    rf"(?P<theirs>(?:[{block(K.COUNTRY)}] [–—-] ){{2,}}[{block(K.COUNTRY)}] )"
    rf"\( (?P<body>[{block(K.ORGANIZATION)}]) \) "
)


def _read_brackets(form: PassageForm) -> None:
    """A note joins the symbol before it; one that is only a date stays as ``in-brackets`` and the date; others go."""

    def replaced(match: re.Match[str]) -> str:
        before, inside = match[1] or "", match[2]
        members = _ONLY_MEMBERS.fullmatch(inside)
        if members is not None and before and form.legend.symbols[before[0]].kind is K.ORGANIZATION:
            return f"{before}; {before}includes {inside}; "
        company = _COMPANIONS.fullmatch(inside)
        if company is not None and before and form.legend.symbols[before[0]].kind is K.ORGANIZATION:
            return f"{before}, along with {company[1]}"
        date = _ONLY_DATE.fullmatch(inside)
        if date is not None:
            return f"{before}in-brackets {date[1]} "
        if not before or not inside.strip():
            return before
        symbol = form.legend.symbols[before[0]]
        noted = Symbol(symbol.kind, symbol.text, symbol.entities, symbol.values, (inside.strip(),), symbol.pointed)
        character = form.legend.add(noted)
        return before if character is None else character + " "

    for _ in range(3):
        text = _BRACKET.sub(replaced, form.text)
        if text == form.text:
            return
        form.text = text


_PARTY = block(K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION, K.ORGANIZATION_LIST, K.MIXED_LIST)
_ORGANIZATION = f"[{block(K.ORGANIZATION, K.ORGANIZATION_LIST)}]"
_NATION = f"[{block(K.COUNTRY, K.COUNTRY_LIST)}]"
_COMPANY = (  # countries are no second object: "a member of the Quad, along with India"
    rf"(?:(?<!{_ORGANIZATION} )(?<!{_ORGANIZATION} , )|(?!(?:along|together) with {_NATION}))(?:along|together) with"
)
_AND = rf"(?:[,;] )?(?:and|or|&|as well as|{_COMPANY}|plus|and with|and of|and to|and then|but also|/) "
_MORE = (
    r"(?:(?:, )?and (?:[^ ;:.,]+ ){0,2}(?:ocean|sea|gulf|bay|channel) "
    r"|(?:, )?and (?:other|others|several|many|various|some|most|all|numerous)(?: (?:other|nearby|smaller))? "
    r"(?:[^ ;:.,]+ ){0,2})"
)


def _coordinated(kinds: str) -> str:
    one = f"[{kinds}] "
    return (
        rf"{one}(?:(?:(?:, of |, in |, |; |/ ){one})*{_AND}(?:also )?{one}(?:(?:and|or|&) {one})*"
        rf"|(?:(?:, of |, |; ){one}){{2,}}|, of {one}|(?:, {one})+{_MORE}|(?:[-–—/] {one})+)"
    )


_DATE = f"[{block(K.DATE)}] "
_DATES = rf"{_DATE}(?:, {_DATE})*(?:, )?(?:and|&) (?:again |in |from |since )?{_DATE}"


@dataclass(frozen=True, slots=True)
class _Coordination:
    """How symbols of ``kinds`` are coordinated, also after "both", and what they become (``None``: it depends)."""

    kinds: tuple[SymbolKind, ...]
    bits: int
    plain: re.Pattern[str]
    both: re.Pattern[str]
    becomes: SymbolKind | None

    @classmethod
    def of(cls, kinds: tuple[SymbolKind, ...], becomes: SymbolKind | None) -> _Coordination:
        """Begins with a symbol where nobody says "both": the engine finds that faster."""
        plain = _DATES if kinds == (K.DATE,) else _coordinated(block(*kinds))
        return cls(kinds, bits(*kinds), re.compile(plain), re.compile(f"(?:both )?(?:{plain})"), becomes)


_LISTS = (
    _Coordination.of((K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION, K.ORGANIZATION_LIST, K.MIXED_LIST), None),
    _Coordination.of((K.DEMONYM, K.DEMONYM_LIST), K.DEMONYM_LIST),
    _Coordination.of((K.PERSON,), K.PERSON_LIST),
    _Coordination.of((K.AGREEMENT,), K.AGREEMENT_LIST),
    _Coordination.of((K.CITY, K.CITY_LIST), K.CITY_LIST),
    _Coordination.of((K.DATE,), K.DATE_LIST),
)
_AGENCIES = re.compile(
    rf"([{block(K.ORGANIZATION)}]) (?:and|with) (?:[^ ;:.,]+ ){{0,6}}(?:agencies|organs|bodies) "
    rf"(?P<these>(?:, )?(?:such as|including|like) |, (?:and )?)"
    rf"(?=[{block(K.ORGANIZATION, K.ORGANIZATION_LIST)}] (?P<more>,)?)"
)
_AND_OTHERS = re.compile(
    rf"(?<=[{block(K.COUNTRY, K.COUNTRY_LIST)}] )(?:, )?and (?:(?:over|some|about|nearly|several|many|most|various"
    rf"|more than|[0-9]+) )*other (?:[^ ;:.,{PRIVATE_USE}]+ ){{0,2}}(?:countries|nations|states|powers|governments"
    rf"|republics) (?!of |in |such |like |including )"
)
_NAMES = rf"(?:[{_PARTY}] , )*(?:[{_PARTY}] (?:, )?and )?[{_PARTY}]"
_BE_WITH = re.compile(
    rf"([{_PARTY}]) ((?:is|was|are|were|has been|have been|has|have) ), "
    rf"(?:(?:together|along|jointly) with|like) ({_NAMES}) , "
)
_ALSO_WITH = re.compile(
    rf"([{_PARTY}])(?!(?<={_ORGANIZATION}) , (?:along|together) with {_NATION}) "
    rf", (?:(?:together|along|jointly) with|as well as|like) ({_NAMES}) , "
)
_WITH_FIRST = re.compile(
    rf"(?:^|(?<=[;.] ))(?:together|along|jointly|alongside)(?: with)? ({_NAMES}) , ([{block(K.COUNTRY)}]) (?!,|and )"
)
_TWO_LISTS = re.compile(
    rf"[{block(K.ORGANIZATION_LIST)}] [;,] (?:and )?[{block(K.ORGANIZATION, K.ORGANIZATION_LIST)}] (?=[.;] |$)"
)
_NEIGHBOURS = re.compile(
    rf"[{PRIVATE_USE}] (?:, of |, in |[,;/&–—-] |{_AND})(?:also |again |in |from |since )?[{PRIVATE_USE}] "
)


def coordinate(form: PassageForm) -> None:
    """Replace coordinations of symbols of one kind by a list symbol; run until nothing changes, at most thrice."""
    legend = form.legend
    for _ in range(3):
        before = text = form.text
        if "agencies " in text or "bodies " in text:
            text = _AGENCIES.sub(
                lambda m: f"{m[1]} {', ' if m['more'] or m['these'] in (', ', ', and ') else 'and '}", text
            )
        if " other " in text:
            text = _AND_OTHERS.sub("", text)
        if "with " in text or "well as" in text or "like " in text:
            if "along" in text or "together" in text or "jointly" in text:
                text = _WITH_FIRST.sub(lambda m: f"{_and(m[2], m[1])} ", text)
            text = _BE_WITH.sub(lambda m: f"{_and(m[1], m[3])} {m[2]}", text)
            text = _ALSO_WITH.sub(lambda m: f"{_and(m[1], m[2])} ", text)
        if _NEIGHBOURS.search(text):
            for way in _LISTS:
                if legend.bits & way.bits and legend.count(way.kinds) > 1:
                    listing = way.both if "both " in text else way.plain
                    text = listing.sub(partial(_listed, legend, way.becomes), text)
            if legend.bits & BITS[K.ORGANIZATION_LIST]:
                text = _TWO_LISTS.sub(partial(_listed, legend, None), text)
        form.text = text
        if text == before or len(legend.symbols) < 3:
            return


def _and(first: str, others: str) -> str:
    """One name joined to one or several."""
    return f"{first} , {others}" if " " in others else f"{first} and {others}"


def _listed(legend: Legend, kind: SymbolKind | None, match: re.Match[str]) -> str:
    text = match[0]
    symbols = [legend.symbols[character] for character in _PRIVATE.findall(text)]
    entities: list[Entity] = []
    notes: list[str] = []
    for symbol in symbols:
        for index, entity in enumerate(symbol.entities):
            if entity not in entities:
                entities.append(entity)
                notes.append(symbol.notes[index] if index < len(symbol.notes) else "")
    values = tuple(value for symbol in symbols for value in symbol.values)
    written = ", ".join(symbol.text for symbol in symbols)
    if kind in (None, K.DEMONYM_LIST) and len(entities) == 1:
        single = Symbol(symbols[0].kind, symbols[0].text, tuple(entities), values, tuple(notes))
        character = legend.add(single)
    else:
        listed = kind or list_kind(tuple(entities))
        character = legend.add(Symbol(listed, written, tuple(entities), values, tuple(notes)))
    return text if character is None else character + " "


_DATED_ITEM = re.compile(
    rf"(?<=[{block(K.ORGANIZATION)}] )in-brackets [{block(K.DATE)}] (?=(?:, |; )?(?:and )?[{block(K.ORGANIZATION)}])"
    rf"|(?<=[{block(K.ORGANIZATION_LIST)}] )in-brackets [{block(K.DATE)}] "
)


def join_dated(form: PassageForm) -> None:
    """Join what a date in brackets behind one item of a list keeps apart; the date, which is the item's own, goes."""
    if "in-brackets " in form.text and form.legend.bits & _ORGANIZATIONS:
        text = _DATED_ITEM.sub("", form.text)
        if text != form.text:
            form.text = text
            coordinate(form)


_MEASURED = re.compile(rf"([{_PARTY}] )\(? ?(?:[{block(K.QUANTITY)}]|[0-9][0-9.,]*(?: km| %)?) \)? ?(?=[;,:.(]|$)")
_UNKNOWN = re.compile(rf"(?<=[,;] )(?:[^ ,;:.{PRIVATE_USE}]+ ){{1,5}}(?:\( [^()]* \) )?[,;] ")


_SENTENCE = re.compile(
    r" (?:is|are|was|were|has|have|had|claims?|disputes?|signed|remains?|continues?|agreed|ruled|to) "
)
_ONLY_NAMES = re.compile(rf"^((?:[{_PARTY}] [,;] )*[{_PARTY}] )[,;] ([{_PARTY}] (?:[.;] )?)$")


_SHARE = re.compile(rf"([{block(K.COUNTRY)}] [{block(K.QUANTITY)}] )(?=[;,:.(]|$)")
_YEAR = re.compile(rf"\( ([{block(K.DATE)}]) [^()]*\) (?:[.;] )?$")


_MISSION = re.compile(rf"\( ((?:[{block(K.ORGANIZATION)}] (?:[/,] )?)+)[^()]*\) ")


def as_list(form: PassageForm) -> None:
    """In a field or item that lists names, leave out figures behind them and what is unknown between them.

    Partners keep their shares, each behind the head of the field and with its year; so do deployed troops the mission
    in brackets behind them.
    """
    if form.text.startswith("military deployments : "):
        year = _YEAR.search(form.text)
        when = f"in-brackets {year[1]} " if year is not None else ""
        form.text = _MISSION.sub(
            lambda match: "".join(f"in-brackets {mission} {when}; " for mission in _PRIVATE.findall(match[1])),
            form.text,
        )
        return
    if _SENTENCE.search(form.text):
        return
    head, colon, text = form.text.rpartition(" : ")
    head = head.partition(" : ")[0] if head.startswith("international organization participation : ") else head
    if head.endswith("partners") and (shares := _SHARE.findall(text)):
        year = _YEAR.search(text)
        when = f"in-brackets {year[1]} " if year is not None else ""
        form.text = "".join(f"{head} : {share}{when}; " for share in shares)
        return
    if len(_PRIVATE.findall(text)) >= 3 or "border" in head:
        text = _MEASURED.sub(r"\1", text)
        if text.count(", ") >= 8 or text.count("; ") >= 8:
            text = _UNKNOWN.sub("", text)
    form.text = f"{head}{colon}{_ONLY_NAMES.sub(lambda m: f'{m[1]}and {m[2]}', text)}"
