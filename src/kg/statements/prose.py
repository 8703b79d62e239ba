"""Read prose: run the patterns over every passage and turn what they match into claims with their evidence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

from kg.documents.model import Block, Document, Passage, PassageKind, Span
from kg.documents.passages import passages
from kg.mentions.model import Entity, EntityKind, EntityName, Form, Mention
from kg.statements.blocking import blocked
from kg.statements.ellipsis import fill
from kg.statements.forms import PassageForm, normalise, render
from kg.statements.makers import agreement, contact, dispute, membership, observation, relation
from kg.statements.makers.reading import Reading, read_match
from kg.statements.model import Claim, Evidence, Statement
from kg.statements.patterns import Pattern, Patterns
from kg.statements.pointing import Discourse, point, remember
from kg.statements.rivals import settle

_MAKERS: Mapping[str, Callable[[Reading], Iterator[Statement]]] = {
    "membership": membership.make,
    "relation": relation.make,
    "agreement": agreement.make,
    "dispute": dispute.make,
    "tenure": contact.make_tenure,
    "visit": contact.make_visit,
    "border": contact.make_border,
    "mission": contact.make_mission,
    "observation": observation.make,
}
_HEADING_WORDS = 9


def read_prose(
    document: Document,
    mentions: Sequence[Mention],
    patterns: Patterns,
    *,
    subjects: tuple[Entity, ...],
    partners: Mapping[Span, Entity],
) -> list[Claim]:
    """Every statement that the document's passages make, in order, each with its passage as evidence.

    ``mentions`` are sorted and do not overlap; ``partners`` tells which country a table's row is about. Never raises
    for any text; takes time linear in the length of the text.
    """
    starts = [mention.span.start for mention in mentions]
    rows = sorted((span, partner) for span, partner in partners.items())
    row_starts = [span.start for span, _ in rows]
    discourse = Discourse(subjects)
    place: tuple[Block | None, Entity | None] = (None, None)
    claims: list[Claim] = []
    for passage in passages(document):
        span = passage.span
        found = mentions[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        partner = _row_partner(span, rows, row_starts)
        if partner is None and place[0] is not passage.block:
            partner = _heading_partner(passage.block, mentions, starts, subjects)
        elif partner is None:
            partner = place[1]
        if place != (passage.block, partner):
            discourse.begin_block(partner)
            place = (passage.block, partner)
        claims.extend(read_passage(document, passage, found, patterns, discourse))
    return claims


def read_passage(
    document: Document, passage: Passage, mentions: Sequence[Mention], patterns: Patterns, discourse: Discourse
) -> list[Claim]:
    """The claims of one passage, whose mentions are given; leaves in ``discourse`` what later ones may point to."""
    span = passage.span
    candidates = patterns.candidates(document.text[span.start : span.end].lower())
    if not candidates and not mentions:
        return []
    form = passage_form(document.text, span, mentions, discourse)
    made: list[tuple[Reading, Statement]] = []
    for candidate in candidates:
        pattern = candidate.pattern
        if pattern.passages and passage.kind not in pattern.passages:
            continue
        for match in candidate.form.regex.finditer(form.text):
            if blocked(form.text, match.start(), match.end(), pattern.allow) is not None:
                continue
            reading = read_match(pattern, candidate.form, match, form, discourse)
            made.extend((reading, statement) for statement in _MAKERS[pattern.kind](reading))
    remember(form, discourse)
    if not made:
        return []
    return [
        Claim(statement, _evidence(document, passage, reading.pattern)) for reading, statement in settle(made)
    ]


def passage_form(text: str, span: Span, mentions: Sequence[Mention], discourse: Discourse) -> PassageForm:
    """The passage as patterns see it, with everything that points resolved."""
    form = render(text, span.start, span.end, mentions)
    normalise(form)
    before = form.text
    point(form, discourse)
    if form.text != before:
        normalise(form)
    fill(form)
    return form


def _evidence(document: Document, passage: Passage, pattern: Pattern) -> Evidence:
    return Evidence(
        document=document.key,
        span=passage.span,
        line=document.line(passage.span.start),
        quote=document.quote(passage.span),
        passage=PassageKind.SENTENCE if passage.kind is PassageKind.ROW else passage.kind,
        pattern=pattern.id,
        confidence=pattern.confidence,
    )


def _row_partner(span: Span, rows: list[tuple[Span, Entity]], row_starts: list[int]) -> Entity | None:
    index = bisect_right(row_starts, span.start) - 1
    if index < 0 or not rows[index][0].covers(span):
        return None
    return rows[index][1]


def _heading_partner(
    block: Block, mentions: Sequence[Mention], starts: list[int], subjects: tuple[Entity, ...]
) -> Entity | None:
    """The one country, beside the subject, that the nearest heading to name any is about."""
    for heading in reversed(block.headings):
        found = mentions[bisect_left(starts, heading.start) : bisect_left(starts, heading.end)]
        if len(heading) > _HEADING_WORDS * 8:
            continue
        countries = {
            m.value.entity
            for m in found
            if isinstance(m.value, EntityName)
            and m.value.entity.kind is EntityKind.COUNTRY
            and m.value.form is not Form.CAPITAL
        } - set(subjects)
        if len(countries) == 1:
            return next(iter(countries))
        if countries:
            return None
    return None
