"""The small pieces of HTML that every template is made of: names, links, terms, places in a text.

They are functions and filters rather than macros, because a page has thousands of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from kg.store.describe import Witness
from kg.web import wording
from kg.web.links import external, part_of
from kg.web.rendering import href, label_for

_NO_LABELS: Mapping[str, str] = {}


def bdi(text: str, length: int = 300) -> Markup:
    """A name or quote, cut at ``length`` characters, kept apart from the direction of the text around it."""
    return Markup(f"<bdi>{escape(wording.shorten(text, length))}</bdi>")


def link_to(iri: str, labels: Mapping[str, str] = _NO_LABELS, length: int = 300) -> Markup:
    """The label of a node, linked where it is ours or on the web."""
    target, named = href(iri), bdi(label_for(iri, labels), length)
    if not target:
        return named
    away = ' rel="noopener external nofollow"' if external(target) else ""
    return Markup(f'<a href="{escape(target)}"{away}>{named}</a>')


def term_of(term: Any, labels: Mapping[str, str] = _NO_LABELS) -> Markup:
    """A node as a link, a literal as people write it."""
    if isinstance(term, NamedNode):
        return link_to(term.value, labels)
    if isinstance(term, Literal):
        language = f' lang="{escape(term.language)}"' if term.language else ""
        return Markup(f"<bdi{language}>{escape(wording.literal(term))}</bdi>")
    return escape(str(term))


def passage_href(witness: Witness) -> str:
    """The link to the passage of a piece of evidence in the text of its document."""
    start, end = witness.evidence.value("kg:textStart"), witness.evidence.value("kg:textEnd")
    document = href(witness.document.iri).replace("page/document/", "document/", 1)
    return f"{document}{part_query(int(start or 0))}#p-{start}-{end}"


def part_query(start: int) -> str:
    """The query string that leads to the part of a text with this character: nothing for the first."""
    part = part_of(start)
    return f"?part={part}" if part > 1 else ""


MARKS = {
    "bdi": bdi,
    "href": href,
    "link_to": link_to,
    "part_query": part_query,
    "passage_href": passage_href,
    "term_of": term_of,
}
"""By the names templates use."""
