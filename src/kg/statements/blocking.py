"""See what takes a statement back: negation, modality, plans, wishes and hypotheticals in the clause of a match."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from kg.statements.symbols import PRIVATE_USE


class Block(StrEnum):
    """Why a match makes no statement; a pattern may allow a reason where its own words carry it."""

    NEGATION = "negation"
    MODALITY = "modality"
    PLAN = "plan"


_OF_A_FIGURE = re.compile(r" (?:(?:\w+ly )?(?:from|by|in)|to [^ a-z])")  # "declined by 3 percent" takes nothing back
_NEGATION = (
    r"not|never|no|neither|nor|none|without|cannot|can't|don't|doesn't|didn't|isn't|aren't|wasn't|weren't|hasn't"
    r"|haven't|hadn't|failed|"
    r"fails|failing|failure|refus\w*|declin\w*|reject\w*"
    r"|den(?:y|ied|ies|ying)|prevent\w*|block(?:ed|s|ing)?|veto\w*|"
    r"oppos\w*|unable|lack\w*|absence|yet|rather|instead|avoid(?:s|ed|ing)?|refrain\w*|stop(?:ped)?|unrecogni[sz]ed"
    r"|non-member|nonmember|hardly|few|almost|nearly|averted"
)
_MODALITY = r"once|would|could|should|may|might|must|can|will|shall|if|unless|whether|wouldn't|couldn't|won't|ought|let"
_PLAN = (
    r"plan(?:s|ned|ning)?|intend\w*|intention\w*|hop(?:e|es|ed|ing)|want\w*|wish\w*|seek\w*|sought|aim(?:s|ed"
    r"|ing)?|expect\w*|"
    r"propos(?:e|es|ed|ing|al|als)|consider\w*|negotiat\w*|discuss\w*|call(?:s|ed|ing)? for|calls|urg(?:e|es|ed"
    r"|ing)|demand\w*|"
    r"request\w*|ask(?:s|ed|ing)?|offer\w*|prepar\w*|ready|willing\w*|interest\w*|attempt\w*|tried|tries|try"
    r"|trying|effort\w*|"
    r"goal\w*|aspir\w*|bid|pursu\w*|promis\w*|pledg\w*|vow\w*|threat\w*|potential\w*|possib\w*|prospect\w*|future"
    r"|upcoming|"
    r"likely|scheduled|pending|favou?r\w*|desir\w*|advocat\w*|appl(?:y|ied|ies|ying|ication)|eligib\w*|allow\w*"
    r"|encourag\w*|"
    r"support(?:s|ed|ing|ive|ers?)?|lobb\w*|hypothetical\w*|imagine|suppose\w*|rumou?r\w*|alleg\w*|towards?|"
    r"(?<!agreed )(?<!agreeing )(?<!decided )(?<!chose )(?<!voted )(?<!opted )to (?:become|join|be|sign|establish"
    r"|restore|resume|"
    r"recogni[sz]e|sever|conclude|accede|open|visit|form|create|upgrade|raise|ratify|withdraw|leave|break|cut|suspend|"
    r"re-establish|reestablish|normali[sz]e|have|hold|resolve|settle|participate|serve|host|attend|finali[sz]e"
    r"|reach|negotiate)|"
    r"way (?:for|to)|conditions? (?:for|of)|issue of|question of|necessary|need(?:s|ed)?|options?|path|process of"
    r"|working on|talks (?:on|about)|ambition\w*|eager|keen|campaign\w*|allegations?"
)


def _by_letter(alternatives: str) -> str:
    """The alternatives grouped by their first letters, so that the engine tries few of them at a place."""
    groups: dict[str, str] = {}
    depth = start = 0
    for at, character in enumerate(alternatives + "|"):
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            first = alternatives[start] if alternatives[start] != "(" else ""
            groups[first] = f"{groups[first]}|" if first in groups else ""
            groups[first] += alternatives[start + len(first) : at]
            start = at + 1
    return "|".join(f"{first}(?:{rest})" for first, rest in groups.items())


_ANY = re.compile(
    rf"(?<![^ ])(?:(?P<negation>{_by_letter(_NEGATION)})|(?P<modality>{_by_letter(_MODALITY)})"
    rf"|(?P<plan>{_by_letter(_PLAN)}))(?= )"
)
_CLAUSE = re.compile(
    rf"[;:!?] |\. |, (?:but|while|whereas|although|though|which|who|where|and|so) |(?:but|while|whereas|although"
    rf"|though|because|which|who|whose|when|after|where|despite|given) "
    rf"|, (?=[{PRIVATE_USE}] )"
)
_REACH = 160
_NEAR = {"negation": 7, "modality": 7, "plan": 6}
_BEHIND = re.compile(
    r"(?:(?!(?:but|and|while|although) )[^ ;:.!?,]+ ){0,3}?"
    r"(?:was|were|is|are|has been|have been) (?:never|not|rejected|refused|denied|vetoed"
    r"|blocked|proposed|planned|expected|under (?:discussion|negotiation|consideration)|being (?:negotiated"
    r"|discussed|considered))(?= )"
)


@lru_cache(maxsize=1)
def _signs(text: str) -> tuple[tuple[int, int], ...]:
    """Where words stand in a form that may take something back."""
    return tuple(found.span() for found in _ANY.finditer(text))


def blocked(text: str, start: int, end: int, allowed: frozenset[Block] = frozenset()) -> Block | None:
    """Why the match at ``text[start:end]`` of a form makes no statement, or ``None``.

    Looks at the words of the match and, within its clause, at the nearest words before it.
    """
    begin = max(0, start - _REACH)
    if any(last > begin and first < end for first, last in _signs(text)):
        reason = _before(text, start, end, begin, allowed)
        if reason is not None:
            return reason
    return Block.NEGATION if Block.NEGATION not in allowed and _BEHIND.match(text, end) else None


def _before(text: str, start: int, end: int, begin: int, allowed: frozenset[Block]) -> Block | None:
    """What takes the match back in its own words and those before it, from ``begin``."""
    for boundary in _CLAUSE.finditer(text, begin, start + 2):
        if boundary.end() <= start:
            begin = boundary.end()
    for found in _ANY.finditer(text, begin, end):
        if found[0].startswith("declin") and _OF_A_FIGURE.match(text, found.end(), end):
            continue
        reason = Block(found.lastgroup or "negation")
        if reason in allowed and not text.startswith("no longer ", found.start()):
            continue
        if found.start() < start and text.count(" ", found.end(), start) > _NEAR[reason.value]:
            continue
        return reason
    return None
