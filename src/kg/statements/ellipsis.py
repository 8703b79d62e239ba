"""Give verbs back the subject they share: "X joined A and signed B", "A, which includes X"."""

from __future__ import annotations

import re

from kg.mentions.model import Entity
from kg.statements.forms import PassageForm
from kg.statements.symbols import PRIVATE_USE, Symbol, SymbolKind, bits, block

K = SymbolKind
_PARTY = block(K.COUNTRY, K.COUNTRY_LIST, K.ORGANIZATION, K.ORGANIZATION_LIST, K.MIXED_LIST)
VERBS = (
    r"(?:is|was|has|had|have|are|were|became|joined|signed|recogni[sz]ed|established|re-established|reestablished"
    r"|severed|broke|"
    r"restored|resumed|suspended|concluded|acceded|ratified|withdrew|left|entered|opened|closed|maintains?"
    r"|participates?|"
    r"participated|hosted|hosts|belongs|holds|served|serves|claims|shares|borders|includes?|contributed"
    r"|contributes|sent|normali[sz]ed|"
    r"cut|ended|maintained|gained|obtained|received|upgraded|raised|elevated|visited|applied|remains?|agreed"
    r"|disputes?|attended|exchanged|formed|founded|comprises?|joins|co-founded|cofounded|rejoined|helped|regained"
    r"|switched|quit|takes part|took part|reached|launched|invaded|downgraded)"
)
_RELATIVE = re.compile(rf"([{_PARTY}]) (?:, )?(?:which|who|that) (?={VERBS} )")
_WHOSE = re.compile(rf"([{_PARTY}]) (?:, )?whose ")
_SHARED = re.compile(  # a word of its own; the engine finds what begins with a letter faster
    rf"[,ab](?<![^ ].)(?:(?<=,) (?:(?:and|but) )?|(?<=a)nd |(?<=b)ut )(?:only |then |again |thus |since )?(?={VERBS} )"
)
_APPOSED = re.compile(
    rf"(?:, (?:and )?|(?<=[{PRIVATE_USE}] )and )(?=(?:(?:founding|full|active|associate|permanent|original"
    r"|charter|candidate) )?(?:member|observer|signatory|candidate|dialogue partner|dialog partner|founder|participant)"
    r" (?:state |member |country )?(?:of|in|to|at|for) )"
)
_APPOSED_NOUNS = ("member ", "observer ", "signatory ")
_LEAD = re.compile(
    rf"(?:(?:in|on|since|after|as|under|during|at|by|from|following|with|along with|besides|today|moreover"
    rf"|furthermore|additionally|"
    rf"nevertheless|nonetheless|meanwhile|for example|for instance|until|although|despite|when|while"
    rf"|of) (?:[^ ;:.!?]+ ){{0,14}}?, |in addition , |[{block(K.DATE)}] , |(?:in|on|since|by) [{block(K.DATE)}] )*"
    rf"(?:[^ ;:.!?,{PRIVATE_USE}]+ ){{0,2}}?([{_PARTY}]) (?=(?:, |; |\( )"
    rf"|(?:[^ ;:.!?,{PRIVATE_USE}]+ ){{0,2}}(?:{VERBS}|[a-z]+ed) )"
)


_DATES = bits(K.DATE)
_DATED = re.compile(
    rf"([{_PARTY}])(?= (?:, )?(?:in|on|since) )(?<!to .)(?<!of .)(?<!in .)(?<!on .)(?<!with .)(?<!into .)(?<!by .)"
    rf"(?<!from .)(?<!for .)(?<!joined .)(?<!between .)(?<!among .)(?<!against .)(?<!at .)(?<!over .)"
    rf" (?:, )?((?:in|on|since) [{block(K.DATE)}] )(?:, )?"
    rf"(?=(?:[^ ;:.!?,{PRIVATE_USE}]+ly )?{VERBS} )"
)
_HEADLESS = re.compile(
    r"(?:[^ :]+ )*: (?=(?:claims?|has|had|have|signed|joined|rejects|maintains|shares|is|was|challenges|contests) )|"
    r"(?=(?:claims?|has|had|have|signed|joined|rejects|maintains|shares|is|was|challenges|contests) )"
)


_PAST = {
    "recognize": "recognized", "recognise": "recognised", "sign": "signed", "establish": "established",
    "join": "joined", "ratify": "ratified", "visit": "visited", "open": "opened", "acknowledge": "acknowledged",
    "restore": "restored", "sever": "severed", "re-establish": "re-established", "reestablish": "reestablished",
    "accord": "accorded", "extend": "extended", "grant": "granted", "resume": "resumed", "normalize": "normalized",
    "normalise": "normalised",
}  # fmt: skip
_FIRST_TO = re.compile(
    r"(?:is|was|are|were|became|being) (?:(?:among|one of|some of) )?(?:very )?(?:first|second|third|fourth|fifth"
    r"|sixth|"
    r"seventh|eighth|ninth|tenth|[0-9]+(?:st|nd|rd|th)|last|only|earliest|early) (?:[^ ;:.,]+ ){0,8}?"
    rf"to (?P<verb>{'|'.join(_PAST)}) "
    rf"|(?:is|was|are|were) one of (?:only )?(?:[^ ;:.,]+ ){{0,5}}?to have (?P<done>{'|'.join(_PAST.values())}) "
    r"|(?:(?<=is )|(?<=was )|(?<=became ))(?:among )?(?:very )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth"
    r"|ninth|tenth|[0-9]+(?:st|nd|rd|th)|last|only) (?:[^ ;:.,]+ ){0,4}?to be (?P<passive>accepted|admitted|elected) "
)
_TO = re.compile(rf"to (?:have |be |{'|'.join(_PAST)})")


_PAST_OF_ALL = _PAST | {
    "become": "became", "declare": "declared", "withdraw": "withdrew", "accede": "acceded",
    "enter": "entered", "conclude": "concluded", "send": "sent",
}  # fmt: skip
_NOT_UNTIL = re.compile(
    rf"(?:did not (?P<verb>{'|'.join(_PAST_OF_ALL)}) |(?P<be>was|were) not )"
    rf"(?P<what>(?:[^ ;:.!?(),]+ ){{0,14}}?)until (?P<when>[{block(K.DATE)}] )"
)


def fill(form: PassageForm, subject: Entity | None = None) -> None:
    """Repeat the subject before verbs that share it, and the antecedent for relative pronouns; "was the first to
    sign" becomes "signed", and "did not sign until 1990" "signed in 1990".

    ``subject`` is put before the verb of a field's note that has none ("claims X"); dates between subject and verb
    go before the subject.
    """
    text = form.text
    if subject is not None:
        headless = _HEADLESS.match(text)
        character = form.legend.add(Symbol(K.COUNTRY, subject.label, (subject,), pointed=True)) if headless else None
        if headless is not None and character is not None:
            text = f"{text[: headless.end()]}{character} {text[headless.end() :]}"
    if " to " in text and _TO.search(text):
        text = _FIRST_TO.sub(lambda m: (m["passive"] or m["done"] or _PAST[m["verb"]]) + " ", text)
    if form.legend.bits & _DATES:
        if " until " in text and " not " in text:
            text = _NOT_UNTIL.sub(_happened, text)
        text = _DATED.sub(r"\2, \1 ", text)
    if " which " in text or " who " in text or " that " in text:
        text = _RELATIVE.sub(r"\1 ; \1 ", text)
    if " whose " in text:
        text = _WHOSE.sub(r"\1 ; \1 's ", text)
    lead = _LEAD.match(text)
    if lead is not None:
        shared = lead[1]
        at = lead.end(1)
        text = text[:at] + _SHARED.sub(lambda m: f"{m[0]}{shared} ", text[at:])
        if any(map(text.__contains__, _APPOSED_NOUNS)):
            text = text[:at] + _APPOSED.sub(f", {shared} is ", text[at:])
    form.text = text


def _happened(match: re.Match[str]) -> str:
    """What "did not join until 1991" says: it joined in 1991."""
    verb = _PAST_OF_ALL[match["verb"]] if match["verb"] else match["be"]
    return f"{verb} {match['what']}in {match['when']}"
