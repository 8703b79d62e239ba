"""Render a passage as a form: lower-case tokens, one space behind each, with a symbol for every mention.

The chain of small steps, each a rewriting of the form's text:

    tokens          mentions become symbols, articles and colourless adverbs go, reference marks go
    brackets        "(OAS)" and other notes join the symbol before them, "(1990–2000)" stays
    coordination    "Chile, Peru and Bolivia" becomes one list, so do "Chile–Peru" and "both Chile and Peru"
    governments     "the leftist government of Peru" and "the Peruvian authorities" become Peru
    pointing        "it", "the two countries", "the organization" become what they point to (see pointing.py)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.mentions.model import (
    AgreementName,
    Date,
    DateRange,
    Entity,
    EntityKind,
    EntityName,
    Form as NameForm,
    Mention,
    PersonName,
    Quantity,
)
from kg.statements.symbols import PRIVATE_USE, Legend, Symbol, SymbolKind, bits, block, list_kind

K = SymbolKind
LONGEST = 6_000  # characters of a passage that are read; the rest of a longer one is left

_PUNCTUATION = re.compile(r"[,;:()!?\"“”…«»|*#•]|\.(?=\s|$)|'s?(?![^\W_])|(?<![^\W_])[-–—/]|[-–—/](?![^\W_])|[–—]")
_MARK = re.compile(r"\[[^\[\]\n]{1,24}\]")
_DROPPED = frozenset(
    "the a an also formally officially currently presently subsequently later eventually finally already recently "
    "soon still jointly unilaterally temporarily simultaneously initially thus therefore however indeed "
    "consequently immediately effectively fully actively promptly successfully originally swiftly quickly "
    "informally directly actually namely their * ' \" “ ” ‘ • _ # |".split()
)
_PRIVATE = re.compile(f"[{PRIVATE_USE}]")
COUNTRY_NOUNS = frozenset(
    "country nation state kingdom republic island government sultanate emirate principality federation "
    "monarchy archipelago".split()
)
ORGANIZATION_NOUNS = frozenset(
    "organization organisation group grouping bloc association union alliance community council forum league "
    "commission body movement".split()
)
AGREEMENT_NOUNS = frozenset("agreement treaty pact accord convention protocol memorandum declaration".split())
_DEFINITE = re.compile(
    rf"\b(?:the|this) ({'|'.join(sorted(COUNTRY_NOUNS | ORGANIZATION_NOUNS | AGREEMENT_NOUNS))})\b"
)


@dataclass(slots=True)
class PassageForm:
    """A passage as patterns see it: ``text`` over the symbols of ``legend``; ``source`` is it with its capitals."""

    text: str
    legend: Legend
    source: str = ""

    def written(self, text: str) -> str:
        """A piece of the form as it was written, near enough to read: symbols and capitals come back."""
        source = _PUNCTUATION.sub(r" \g<0> ", self.source.replace("’", "'"))
        words = {word.lower(): word for word in reversed(source.split())}
        shown = []
        for token in text.split():
            symbol = self.legend.symbols.get(token)
            shown.append(symbol.text if symbol is not None else words.get(token, token))
        joined = " ".join(shown)
        return re.sub(r" ('s|[,;:.!?)])", r"\1", joined).replace("( ", "(")


def render(text: str, start: int, end: int, mentions: Sequence[Mention]) -> PassageForm:
    """The form of ``text[start:end]`` whose mentions, in order, are ``mentions``; before pointing back."""
    legend = Legend()
    end = min(end, start + LONGEST)
    pieces: list[str] = []
    at = start
    linked = False
    for index, mention in enumerate(mentions):
        first, last = mention.span.start, mention.span.end
        if first < at or last > end:
            continue
        following = mentions[index + 1].span.start if index + 1 < len(mentions) else -1
        if _is_compound(text, last, end, following) or _is_part_of_name(text, mention, last):
            continue
        character = _symbol(legend, mention, text[first:last])
        if character is None:
            continue
        between = text[at:first]
        if linked and _names_between(mention, between):
            between = ", "
        linked = _is_organization(mention)
        pieces.append(between)
        pieces.append(f" {character} ")
        at = last
    pieces.append(text[at:end])
    written = "".join(pieces)
    lower = written.lower()
    if "’" in lower:
        lower = lower.replace("’", "'")
    if "[" in lower:
        lower = _MARK.sub(" ", lower)
    if "the " in lower or "this " in lower:
        lower = _DEFINITE.sub(r"the_\1", lower)
    tokens = [token for token in _PUNCTUATION.sub(r" \g<0> ", lower).split() if token not in _DROPPED]
    if not _ADJECTIVES.isdisjoint(tokens):
        return PassageForm(_PLAIN.sub("", " ".join(tokens) + " "), legend, written)
    return PassageForm(" ".join(tokens) + " ", legend, written)


_NATIONS = bits(K.COUNTRY, K.DEMONYM, K.COUNTRY_LIST, K.DEMONYM_LIST)
_ORGANIZATIONS = bits(K.ORGANIZATION, K.ORGANIZATION_LIST)
_ADJECTIVES = frozenset(
    "neighboring neighbouring leftist rightist communist socialist fellow newly independent then modern revolutionary "
    "democratic post-soviet post-war ex former unified reunified nearby mainland contemporary present-day "
    "modern-day".split()
)
_PLAIN = re.compile(
    rf"(?<![^ ])(?:(?:{'|'.join(sorted(_ADJECTIVES))}) )+(?=[{block(K.COUNTRY, K.DEMONYM)}] )"
)
_OWNED = re.compile(rf"[{block(K.COUNTRY, K.ORGANIZATION)}] 's (?=[{block(K.ORGANIZATION)}] )")


def normalise(form: PassageForm) -> None:
    """Brackets, coordination and governments; again after pointing back, which may have made new neighbours."""
    if "( " in form.text:
        _read_brackets(form)
    if len(form.legend.symbols) == 0:
        return
    kinds = form.legend.bits
    if kinds & _ORGANIZATIONS:
        form.text = _OWNED.sub("", form.text)
    if len(form.legend.symbols) > 1:
        coordinate(form)
    if kinds & _NATIONS and any(map(form.text.__contains__, _GOVERNING)):
        before = form.text
        _read_governments(form)
        if form.text != before:
            coordinate(form)


_NAME_WORD = r"(?:[A-Z][\w'’.-]*|of|for|the|and|on|in|to|de|&)"
_UNLISTED = re.compile(
    rf"(?: ?\([^()]{{1,20}}\))?(?:, (?:and |also )?{_NAME_WORD}(?: {_NAME_WORD}){{0,12}}(?: ?\([^()]{{1,30}}\))?){{1,4}}(?:,| and|, and)"
    r" (?:the )?"
)


def _is_organization(mention: Mention) -> bool:
    return isinstance(mention.value, EntityName) and mention.value.entity.kind is EntityKind.ORGANIZATION


def _names_between(mention: Mention, between: str) -> bool:
    """Whether names that nobody listed stand between two organizations of one enumeration."""
    return len(between) > 4 and between[0] in ", (" and _is_organization(mention) and _UNLISTED.fullmatch(between) is not None


_LONGER_NAME = re.compile(
    r" (?:(?:[A-Z][\w-]+|on|of|for|and|the|in) ){0,6}(?:Program(?:me)?|Commission|Committee|Office|Fund|Agency|Convention|"
    r"Conference|Framework|Mission|Force|Authority|Institute|Centre|Center|Tribunal|Court|Parliament)(?![a-z])"
)


def _is_part_of_name(text: str, mention: Mention, end: int) -> bool:
    """Whether an organization's name begins the longer name of another body ("the UN Drug Control Program")."""
    if not text[end + 1 : end + 2].isupper() or text[end] != " ":
        return False
    value = mention.value
    if not isinstance(value, EntityName) or value.entity.kind is not EntityKind.ORGANIZATION:
        return False
    return _LONGER_NAME.match(text, end) is not None


_HOLDING = ("administered", "occupied", "controlled", "held", "ruled", "claimed", "governed", "annexed", "owned")


def _is_compound(text: str, end: int, stop: int, following: int) -> bool:
    """Whether a hyphen ties what ends here to a plain word ("French-speaking", "Soviet-backed")."""
    if end + 1 >= stop or text[end] not in "-–" or not text[end + 1].isalpha() or following == end + 1:
        return False
    return text[end + 1].islower() and not text.startswith(_HOLDING, end + 1)


def _symbol(legend: Legend, mention: Mention, text: str) -> str | None:
    value = mention.value
    match value:
        case EntityName(entity=entity, form=name_form):
            return legend.add(Symbol(_entity_kind(entity, name_form), text, (entity,)))
        case Date():
            return legend.add(Symbol(K.DATE, text, (), (value,)))
        case DateRange():
            return legend.add(Symbol(K.RANGE, text, (), (value,)))
        case Quantity():
            return legend.add(Symbol(K.QUANTITY, text, (), (value,)))
        case PersonName():
            return legend.add(Symbol(K.PERSON, text, (value.entity,), (value,)))
        case AgreementName():
            return legend.add(Symbol(K.AGREEMENT, text, value.parties, (value,)))
    return None


def _entity_kind(entity: Entity, name_form: NameForm) -> SymbolKind:
    if name_form is NameForm.CAPITAL:
        return K.CITY
    if entity.kind is EntityKind.ORGANIZATION:
        return K.ORGANIZATION
    return K.DEMONYM if name_form is NameForm.DEMONYM else K.COUNTRY


_BRACKET = re.compile(rf"([{PRIVATE_USE}] )?\( ([^()]*)\) ")
_ONLY_DATE = re.compile(rf"(?:(?:from|since|in|until|[-–]) )*([{block(K.DATE, K.RANGE)}]) (?:[-–] )?")


_ONLY_MEMBERS = re.compile(rf"(?:[{block(K.COUNTRY)}] (?:, )?(?:and )?){{2,}}")


def _read_brackets(form: PassageForm) -> None:
    """A note joins the symbol before it; one that is only a date stays as ``in-brackets`` and the date; others go."""

    def replaced(match: re.Match[str]) -> str:
        before, inside = match[1] or "", match[2]
        members = _ONLY_MEMBERS.fullmatch(inside)
        if members is not None and before and form.legend.symbols[before[0]].kind is K.ORGANIZATION:
            return f"{before}; {before}includes {inside}; "
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
_AND = r"(?:, )?(?:and|or|&|as well as|along with|together with|plus|and with|and of|and to|and then|but also|/) "
_MORE = r"(?:(?:, )?and (?:[^ ;:.,]+ ){0,2}(?:ocean|sea|gulf|bay|channel) |(?:, )?and (?:other|others|several|many|various|some|most|all|numerous)(?: (?:other|nearby|smaller))? (?:[^ ;:.,]+ ){0,2})"


def _coordination(kinds: str) -> re.Pattern[str]:
    one = f"[{kinds}] "
    return re.compile(
        rf"(?:both )?(?:(?:{one}(?:, of |, in |, |; |/ ))*{one}{_AND}(?:also )?{one}(?:(?:and|or|&) {one})*"
        rf"|{one}(?:(?:, of |, |; ){one}){{2,}}|{one}, of {one}|{one}(?:, {one})+{_MORE}|{one}(?:[-–—/] {one})+)"
    )


_LISTS = (
    (bits(K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION, K.ORGANIZATION_LIST, K.MIXED_LIST), _coordination(_PARTY), None),
    (bits(K.DEMONYM, K.DEMONYM_LIST), _coordination(block(K.DEMONYM, K.DEMONYM_LIST)), K.DEMONYM_LIST),
    (bits(K.PERSON), _coordination(block(K.PERSON)), K.PERSON_LIST),
    (bits(K.AGREEMENT), _coordination(block(K.AGREEMENT)), K.AGREEMENT_LIST),
    (bits(K.CITY, K.CITY_LIST), _coordination(block(K.CITY, K.CITY_LIST)), K.CITY_LIST),
    (
        bits(K.DATE),
        re.compile(
            rf"[{block(K.DATE)}] (?:, [{block(K.DATE)}] )*(?:, )?(?:and|&) (?:again |in |from |since )?[{block(K.DATE)}] "
        ),
        K.DATE_LIST,
    ),
)
_AGENCIES = re.compile(
    rf"([{block(K.ORGANIZATION)}]) (?:and|with) (?:[^ ;:.,]+ ){{0,6}}(?:agencies|organs|bodies) (?:, )?(?:such as|including|like) "
    rf"(?=[{block(K.ORGANIZATION, K.ORGANIZATION_LIST)}] )"
)
_BE_WITH = re.compile(
    rf"([{_PARTY}]) ((?:is|was|are|were|has been|have been|has|have) ), ((?:together|along|jointly) with|like) ([{_PARTY}]) , "
)
_ALSO_WITH = re.compile(rf"([{_PARTY}]) , ((?:together|along|jointly) with|as well as|like) ([{_PARTY}]) , ")


def coordinate(form: PassageForm) -> None:
    """Replace coordinations of symbols of one kind by a list symbol; run until nothing changes, at most thrice."""
    legend = form.legend
    for _ in range(3):
        before = text = form.text
        if "agencies " in text or "bodies " in text:
            text = _AGENCIES.sub(r"\1 and ", text)
        if "with " in text or "well as" in text or "like " in text:
            text = _BE_WITH.sub(lambda m: f"{m[1]} and {m[4]} {m[2]}", text)
            text = _ALSO_WITH.sub(lambda m: f"{m[1]} and {m[3]} ", text)
        for kinds, regex, kind in _LISTS:
            if legend.bits & kinds:
                text = regex.sub(lambda m, kind=kind: _listed(legend, m[0], kind), text)
        form.text = text
        if text == before or len(legend.symbols) < 3:
            return


def _listed(legend: Legend, text: str, kind: SymbolKind | None) -> str:
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


_DEMONYM = block(K.DEMONYM, K.DEMONYM_LIST)
_COUNTRY = block(K.COUNTRY, K.COUNTRY_LIST)
_GOVERNMENT = (
    r"(?:governments?|authorities|administrations?|regimes?|parliaments?|leadership|sides?|states?|foreign ministr(?:y|ies)"
    r"|ministry of foreign affairs|royal government)"
)
_ADJECTIVE = (
    r"(?:[^ ;:.,]+ist|communist|military|royal|imperial|federal|provisional|transitional|new|democratic|revolutionary"
    r"|conservative|liberal|then|right-wing|left-wing)"
)
_GOVERNED = re.compile(
    rf"([{_DEMONYM}]) (?:[^ ;:.,{PRIVATE_USE}]+ ){{0,2}}{_GOVERNMENT} "
    rf"|([{_COUNTRY}]) (?:'s )?(?:[^ ;:.,{PRIVATE_USE}]+ )?(?:governments?|authorities|administration|regime|leadership) "
    rf"|(?:{_ADJECTIVE} )?(?:(?:the_)?governments?|authorities|sovereign state|independent state|people 's republic"
    rf"|(?:islamic |democratic |federal )?republic|kingdom|commonwealth|sultanate|principality) of ([{_COUNTRY}]) "
)


_GOVERNING = ("government", "authorit", "administration", "regime", "parliament", "leadership", " side", " state", "republic",
              "foreign ministr", "ministry of", "kingdom", "commonwealth", "sultanate", "principality")  # fmt: skip


def _read_governments(form: PassageForm) -> None:
    """ "The Peruvian government", "Peru's authorities" and "the government of Peru" stand for Peru."""
    legend = form.legend

    def replaced(match: re.Match[str]) -> str:
        character = match[1] or match[2] or match[3]
        symbol = legend.symbols[character]
        kind = list_kind(symbol.entities) if len(symbol.entities) > 1 else K.COUNTRY
        if symbol.kind is kind:
            return character + " "
        added = legend.add(Symbol(kind, symbol.text, symbol.entities, notes=symbol.notes))
        return match[0] if added is None else added + " "

    form.text = _GOVERNED.sub(replaced, form.text)


_MEASURED = re.compile(rf"([{_PARTY}] )\(? ?(?:[{block(K.QUANTITY)}]|[0-9][0-9.,]*(?: km| %)?) \)? ?(?=[;,:.(]|$)")
_UNKNOWN = re.compile(rf"(?<=[,;] )(?:[^ ,;:.{PRIVATE_USE}]+ ){{1,5}}(?:\( [^()]* \) )?[,;] ")


_SENTENCE = re.compile(r" (?:is|are|was|were|has|have|had|claims?|disputes?|signed|remains?|continues?|agreed|ruled|to) ")
_ONLY_NAMES = re.compile(rf"^((?:[{_PARTY}] [,;] )*[{_PARTY}] )[,;] ([{_PARTY}] (?:[.;] )?)$")


def as_list(form: PassageForm) -> None:
    """In a field or item that lists names, leave out figures behind them and what is unknown between them."""
    if _SENTENCE.search(form.text):
        return
    head, colon, text = form.text.rpartition(" : ")
    if len(_PRIVATE.findall(text)) >= 3 or "border" in head:
        text = _MEASURED.sub(r"\1", text)
        if text.count(", ") >= 8 or text.count("; ") >= 8:
            text = _UNKNOWN.sub("", text)
    form.text = f"{head}{colon}{_ONLY_NAMES.sub(lambda m: f'{m[1]}and {m[2]}', text)}"
