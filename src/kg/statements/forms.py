"""Render a passage as a form: lower-case tokens, one space behind each, with a symbol for every mention.

This is the first of a chain of small steps, each a rewriting of the form's text:

    forms           mentions become symbols, articles and colourless adverbs go, reference marks go
    coordination    brackets join the symbol before them, "Chile, Peru and Bolivia" becomes one list
    governments     "the leftist government of Peru" and "the Peruvian authorities" become Peru
    pointing        "it", "the two countries", "the organization" become what they point to
    gapping         each member of a dated series gets its own clause
    ellipsis        verbs that share a subject, and relative clauses, get it back
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.mentions.model import (
    AgreementName,
    Date,
    DateRange,
    Entity,
    EntityKind,
    EntityName,
    Mention,
    MentionValue,
    PersonName,
    Quantity,
)
from kg.mentions.model import (
    Form as NameForm,
)
from kg.statements.symbols import PRIVATE_USE, Legend, Symbol, SymbolKind, bits, block

K = SymbolKind

_PUNCTUATION = re.compile(r"[,;:()!?\"“”…«»|*#•]|\.(?=\s|$)|'s?(?![^\W_])|(?<![^\W_])[-–—/]|[-–—/](?![^\W_])|[–—]")
_MARK = re.compile(r"\[[^\[\]\n]{1,24}\]")
_DROPPED = frozenset(
    (
        "the",
        "a",
        "an",
        "also",
        "formally",
        "officially",
        "currently",
        "presently",
        "subsequently",
        "later",
        "eventually",
        "finally",
        "already",
        "recently",
        "soon",
        "still",
        "jointly",
        "unilaterally",
        "temporarily",
        "simultaneously",
        "initially",
        "thus",
        "therefore",
        "however",
        "indeed",
        "consequently",
        "immediately",
        "effectively",
        "fully",
        "actively",
        "promptly",
        "successfully",
        "originally",
        "swiftly",
        "quickly",
        "informally",
        "directly",
        "actually",
        "namely",
        "their",
        "*",
        "'",
        '"',
        "“",
        "”",
        "‘",
        "•",
        "_",
        "#",
        "|",
    )
)
COUNTRY_NOUNS = frozenset(
    (
        "country",
        "nation",
        "state",
        "kingdom",
        "republic",
        "island",
        "government",
        "sultanate",
        "emirate",
        "principality",
        "federation",
        "monarchy",
        "archipelago",
    )
)
ORGANIZATION_NOUNS = frozenset(
    (
        "organization",
        "organisation",
        "group",
        "grouping",
        "bloc",
        "association",
        "union",
        "alliance",
        "community",
        "council",
        "forum",
        "league",
        "commission",
        "body",
        "movement",
    )
)
AGREEMENT_NOUNS = frozenset(
    ("agreement", "treaty", "pact", "accord", "convention", "protocol", "memorandum", "declaration")
)
_OWN = re.compile(f"[{PRIVATE_USE}]")  # what the text itself has of the characters that stand for mentions
_DEFINITE = re.compile(
    rf"th(?<=\bth)(?:e|is) ({'|'.join(sorted(COUNTRY_NOUNS | ORGANIZATION_NOUNS | AGREEMENT_NOUNS))})\b"
)


_ADJECTIVES = frozenset(
    (
        "neighboring",
        "neighbouring",
        "leftist",
        "rightist",
        "communist",
        "socialist",
        "fellow",
        "newly",
        "independent",
        "then",
        "modern",
        "revolutionary",
        "democratic",
        "post-soviet",
        "post-war",
        "ex",
        "former",
        "unified",
        "reunified",
        "nearby",
        "mainland",
        "contemporary",
        "present-day",
        "modern-day",
        "neighbour",
        "neighbor",
        "ally",
        "rival",
    )
)
_NAMED = bits(K.COUNTRY, K.DEMONYM)
_PLAIN = re.compile(
    rf"(?<![^ ])(?:(?:{'|'.join(sorted(_ADJECTIVES))}) )+(?=[{block(K.COUNTRY, K.DEMONYM)}] )"
    rf"|(?<![^ ])(?:(?:northern|southern|eastern|western|larger|smaller|giant|closest|immediate|longtime|close|old) )*"
    rf"(?:neighbou?r|ally|rival) (?=[{block(K.COUNTRY)}] )"
)


@dataclass(slots=True)
class PassageForm:
    """A passage as patterns see it: ``text`` over the symbols of ``legend``; ``source`` is it with its capitals."""

    text: str
    legend: Legend
    source: str = ""

    def written(self, text: str) -> str:
        """A piece of the form as it was written, near enough to read: symbols and capitals come back."""
        if not text:
            return ""
        source = _PUNCTUATION.sub(_apart, self.source.replace("’", "'"))
        words = {word.lower(): word for word in reversed(source.split())}
        shown = []
        for token in text.split():
            symbol = self.legend.symbols.get(token)
            shown.append(symbol.text if symbol is not None else words.get(token, token))
        joined = " ".join(shown)
        return re.sub(r" ('s|[,;:.!?)])", r"\1", joined).replace("( ", "(")


def _apart(mark: re.Match[str]) -> str:
    return f" {mark[0]} "


@lru_cache(maxsize=50_000)
def _token(word: str) -> str:
    """A word and the punctuation at it as tokens with a space behind each, without those that say nothing."""
    if len(word) == 1 or word.isalpha():
        return "" if word in _DROPPED else f"{word} "
    return "".join([f"{part} " for part in _PUNCTUATION.sub(_apart, word).split() if part not in _DROPPED])


def render(text: str, start: int, end: int, mentions: Sequence[Mention]) -> PassageForm:
    """The form of ``text[start:end]`` whose mentions, in order, are ``mentions``; before pointing back."""
    legend = Legend()
    pieces: list[str] = []
    at = start
    city: Mention | None = None
    linked = False
    private = _OWN.search(text, start, end) is not None
    for index, mention in enumerate(mentions):
        span = mention.span
        first, last = span.start, span.end
        if first < at or last > end:
            continue
        if city is not None and _is_apposed(text, city, mention):  # "in Lima, Peru on 3 May"
            at = last
            continue
        symbol = _symbol(mention.value, text[first:last])
        organization = symbol.kind is K.ORGANIZATION
        if last < end:
            behind = text[last]
            if behind == " ":
                if organization and _is_part_of_name(text, last):
                    continue
            elif behind in "-–" and _is_compound(text, last, end, mentions[index + 1 : index + 2]):
                continue
        character = legend.add(symbol)
        if character is None:
            continue
        between = text[at:first]
        if between.endswith("FY"):  # "in FY2021"
            between = between[:-2]
        elif between.endswith("hen-"):  # "then-President Taylor"
            between = between[:-5]
        if linked and organization and _names_between(between):
            between = " and " if between.endswith((" and ", " and the ")) else ", "
        linked = organization
        city = mention if symbol.kind is K.CITY else None
        pieces.append(_OWN.sub(" ", between) if private else between)
        pieces.append(f" {character} ")
        at = last
    pieces.append(_OWN.sub(" ", text[at:end]) if private else text[at:end])
    written = "".join(pieces)
    lower = written.lower()
    if "’" in lower:
        lower = lower.replace("’", "'")
    if "[" in lower:
        lower = _MARK.sub(" ", lower)
    if "the " in lower or "this " in lower:
        lower = _DEFINITE.sub(lambda match: f"the_{match[1]}", lower)
    tokens = "".join(map(_token, lower.split())) or " "
    if legend.bits & _NAMED and not _ADJECTIVES.isdisjoint(tokens.split()):
        tokens = _PLAIN.sub("", tokens)
    return PassageForm(tokens, legend, written)


def _is_apposed(text: str, city: Mention, mention: Mention) -> bool:
    """Whether a capital's own country stands behind it and a comma, and closes the place."""
    first, last = mention.span.start, mention.span.end
    return (
        first == city.span.end + 2
        and text.startswith(", ", first - 2)
        and not text.startswith((",", "'", "’", "-", "–"), last)
        and isinstance(mention.value, EntityName)
        and isinstance(city.value, EntityName)
        and mention.value.entity == city.value.entity
    )


_NAME_WORD = r"(?:[A-Z][\w'’.-]*|of|for|the|and|on|in|to|de|&)"
_NAME = rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,16}}(?: ?\([^()]{{1,30}}\))?"
_UNLISTED = re.compile(rf"(?: ?\([^()]{{1,20}}\))?(?:, (?:and |also )?{_NAME}){{1,4}}(?:,| and|, and) (?:the )?")


def _names_between(between: str) -> bool:
    """Whether what stands between two organizations are names that nobody listed, in one enumeration with them."""
    return 4 < len(between) < 400 and between[0] in ", (" and _UNLISTED.fullmatch(between) is not None


_LONGER_NAME = re.compile(
    r" (?:(?:[A-Z][\w-]+|on|of|for|and|the|in) ){0,6}(?:Program(?:me)?|Commission|Committee|Office|Fund|Agency"
    r"|Convention|Conference|Framework|Mission|Force|Authority|Institute|Centre|Center|Tribunal|Court"
    r"|Parliament)(?![a-z])"
)


def _is_part_of_name(text: str, end: int) -> bool:
    """Whether an organization's name begins the longer name of another body ("the UN Drug Control Program")."""
    return text[end + 1 : end + 2].isupper() and _LONGER_NAME.match(text, end) is not None


_HOLDING = ("administered", "occupied", "controlled", "held", "ruled", "claimed", "governed", "annexed", "owned")


def _is_compound(text: str, end: int, stop: int, following: Sequence[Mention]) -> bool:
    """Whether the hyphen here ties what ends here to a plain word ("French-speaking", "Soviet-backed")."""
    if end + 1 >= stop or not text[end + 1].islower() or (following and following[0].span.start == end + 1):
        return False
    return not text.startswith(_HOLDING, end + 1)


_KINDS: Mapping[type, SymbolKind] = {
    Date: K.DATE,
    DateRange: K.RANGE,
    Quantity: K.QUANTITY,
    PersonName: K.PERSON,
    AgreementName: K.AGREEMENT,
}


def _symbol(value: MentionValue, text: str) -> Symbol:
    if isinstance(value, EntityName):
        entity = value.entity
        return Symbol(_entity_kind(entity, value.form), text, (entity,))
    entities: tuple[Entity, ...] = ()
    if isinstance(value, PersonName):
        entities = (value.entity,)
    elif isinstance(value, AgreementName):
        entities = value.parties
    return Symbol(_KINDS[type(value)], text, entities, (value,))


def _entity_kind(entity: Entity, name_form: NameForm) -> SymbolKind:
    if name_form is NameForm.CAPITAL:
        return K.CITY
    if entity.kind is EntityKind.ORGANIZATION:
        return K.ORGANIZATION
    return K.DEMONYM if name_form is NameForm.DEMONYM else K.COUNTRY
