"""Where a stretch of prose is cut into sentences.

A cut needs a final mark (``.``, ``!``, ``?``, ``…``, with quotes, brackets and ``[12]`` marks after it), then space and
a capital, digit or opening quote; abbreviations, initials, enumerations and text within brackets are not cut.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter

from kg.documents.lines import trim
from kg.documents.model import Span


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_END = re.compile(
    r"(?P<mark>[.!?…][.!?…]{0,7})(?P<after>[\"'”’»)\]]{0,4}(?:\[[^\[\]\s]{1,12}(?:\s[^\[\]\s]{1,8})?\]){0,40}[\"”’)]{0,2})"
    r"(?:(?P<space>\s+)|(?=[A-Z“\"]))"
)
_LAST_WORD = re.compile(r"[^\s(\[“\"‘/—–-]{1,24}$")
_ABBREVIATIONS = _words(
    "mr mrs ms messrs dr prof gen lt col sgt capt cmdr maj adm sen rep reps gov pres amb hon rev msgr fr st ste mt ft "
    "sra sr jr dept vol vols pp p ed eds art arts sec secs ca c cf e.g i.e vs v al fig figs approx est para paras no "
    "nos op cit viz nr ch res def min sq bros ave blvd rd univ assn comm dist supt rs mil bil mln bln"
)
_MONTHS = _words("jan feb mar apr jun jul aug sep sept oct nov dec")
_MAY_END = _words("etc jr sr inc ltd co corp a.m p.m b.c a.d b.c.e c.e d.c u.s u.k u.n u.s.a u.s.s.r ph.d al")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]")
_STARTERS = _words(
    "the a an in on at by for from after since although though while when as if it its he she they we i his her their "
    "our this that these those there here both however but and or so yet nevertheless moreover furthermore in "
    "following during under with without until between among once despite because then thus also relations "
    "additionally before upon through over some many most several all each such one two three other another"
)
_BRACKETS = re.compile(r"[()\[\]]")
_LONGEST_BRACKET = 600
_START = attrgetter("start")


def split_sentences(text: str, span: Span) -> Iterator[Span]:
    """The sentences within the span, in order, without the white space around them; linear in its length."""
    brackets: list[Span] | None = None
    begin, end = span.start, span.end
    for found in _END.finditer(text, begin, end):
        cut = found.end()
        if cut >= end:
            break
        if not _ends_sentence(text, begin, found):
            continue
        if brackets is None:
            brackets = _bracketed(text, span)
        mark = found.start()
        at = bisect_right(brackets, mark, key=_START) - 1
        if at >= 0 and mark < brackets[at].end:
            continue
        sentence = trim(text, begin, found.end("after"))
        if sentence.start < sentence.end:
            yield sentence
        begin = cut
    sentence = trim(text, begin, end)
    if sentence.start < sentence.end:
        yield sentence


def _ends_sentence(text: str, begin: int, found: re.Match[str]) -> bool:
    mark, start, cut = found["mark"], found.start("mark"), found.end()
    if found["space"] is None:
        return _ends_glued(text, found)
    following = text[cut]
    if not (following.isupper() or following.isdigit() or following in "\"“‘'([¿¡$€£*—"):
        return following.isalpha() and not following.islower()
    if mark != ".":
        return following not in "(["
    before = _LAST_WORD.search(text, max(begin, start - 25), start)
    word = before[0] if before else ""
    if found["after"] and not found["after"].startswith("["):
        return True
    return not _abbreviates(word, text, cut, first=before is not None and before.start() == begin)


def _ends_glued(text: str, found: re.Match[str]) -> bool:
    """A cut without space: after reference marks (``1986.[5]The``), or between words that a scraper ran together."""
    start, cut = found.start("mark"), found.end()
    if found["after"].endswith("]"):
        return True
    if found["after"] or start < 2 or cut + 1 >= len(text):
        return False
    return (
        (text[start - 1].islower() or text[start - 1].isdigit())
        and (text[start - 2].isalnum())
        and text[cut].isupper()
        and (text[cut + 1].islower() or text[cut + 1] == " ")
        and found["mark"] == "."
        and "@" not in text[start - 25 if start > 25 else 0 : start]
    )


def _abbreviates(word: str, text: str, cut: int, *, first: bool) -> bool:
    """Whether the full stop after ``word`` belongs to it and does not end the sentence."""
    if not word:
        return False
    low = word.casefold()
    upcoming = _NEXT_WORD.match(text, cut, cut + 24)
    next_word = upcoming[0] if upcoming else ""
    if first and (word.isdigit() or len(word) == 1):
        return True
    starts = next_word.casefold() in _STARTERS and next_word[:1].isupper()
    if low in _MAY_END:
        return not starts
    if low == "no":
        return text[cut].isdigit()
    if low in _MONTHS:
        return text[cut].isdigit()
    if low in _ABBREVIATIONS:
        return True
    if _INITIALS.fullmatch(word) and (word[0].isupper() or "." in word):
        return not starts or (len(word) == 1 and next_word.casefold() in ("a", "i"))
    return False


def _bracketed(text: str, span: Span) -> list[Span]:
    """The outermost balanced brackets of at most some hundred characters, in order."""
    stack: list[tuple[str, int]] = []
    found: list[Span] = []
    for match in _BRACKETS.finditer(text, span.start, span.end):
        sign, at = match[0], match.start()
        if sign in "([":
            stack.append((sign, at))
        elif stack and stack[-1][0] == ("(" if sign == ")" else "["):
            _, opened = stack.pop()
            if at - opened <= _LONGEST_BRACKET:
                while found and found[-1].start > opened:
                    found.pop()
                found.append(Span(opened, at))
    return found
