"""Read prose: run the patterns over every passage and turn what they match into claims with their evidence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter

from kg.documents.model import Block, Document, Passage, PassageKind, Span
from kg.documents.passages import passages
from kg.mentions.model import Entity, EntityKind, EntityName, Form, Mention
from kg.statements.blocking import blocked
from kg.statements.coordination import as_list, join_dated, normalise
from kg.statements.days import read_days
from kg.statements.discourse import POINTED, Discourse, named_kinds, pointed_kinds, remember
from kg.statements.ellipsis import fill
from kg.statements.forms import PassageForm, render
from kg.statements.gapping import fill_gaps
from kg.statements.leads import Leads
from kg.statements.makers import agreement, contact, dispute, membership, observation, relation, tenure
from kg.statements.makers.reading import Reading, read_match
from kg.statements.model import Claim, Evidence, Statement
from kg.statements.pattern_files import Pattern
from kg.statements.patterns import Candidate, Patterns
from kg.statements.pointing import point
from kg.statements.rivals import settle

_MAKERS: Mapping[str, Callable[[Reading], Iterator[Statement]]] = {
    "membership": membership.make,
    "relation": relation.make,
    "agreement": agreement.make,
    "dispute": dispute.make,
    "tenure": tenure.make,
    "visit": contact.make_visit,
    "border": contact.make_border,
    "mission": contact.make_mission,
    "observation": observation.make,
}
_LONGEST_HEADING = 72
_HEADING_WORD = re.compile(r"[^\W\d_]+")
_BESIDE_COUNTRIES = frozenset(
    ("relations", "relation", "with", "and", "the", "bilateral", "foreign", "diplomatic", "ties", "of", "between",
     "relationship", "relationships", "to", "in", "a", "dispute", "disputes", "border", "conflict", "war", "trade",
     "republic",
     "see", "also", "economic", "military", "cooperation", "kingdom", "state", "policy", "s", "issue", "boundary")
)  # fmt: skip
_START = attrgetter("start")
_SAID_BY_BRACKETS = " includes "  # "the Visegrád Group (Slovakia, Hungary …)", "the Quad – Japan, India … –"


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
    discourse = Discourse(subjects)
    place: Block | Span | None = None
    rows = sorted((row.span for table in document.tables for row in table.rows), key=_START)
    row_starts = [row.start for row in rows]
    leads = Leads(document)
    claims: list[Claim] = []
    for passage in passages(document):
        span = passage.span
        begin = _line_start(document, passage)
        found = mentions[bisect_left(starts, begin) : bisect_left(starts, span.end)]
        at = bisect_right(row_starts, span.start) - 1
        row = rows[at] if at >= 0 and rows[at].covers(span) else None
        here: Block | Span = passage.block if row is None else row
        if here is not place:
            place = here
            partner = partners.get(row) if row is not None else None
            if partner is None and passage.block.label:
                partner = _label_partner(document, passage.block, mentions, starts, subjects)
            elif partner is None:
                partner = _heading_partner(document.text, passage.block, mentions, starts, subjects)
            discourse.begin_block(partner)
        claims.extend(read_passage(document, passage, found, patterns, discourse, leads.of(passage)))
    return claims


def _line_start(document: Document, passage: Passage) -> int:
    """Where the reading of a passage begins: for a field, at its label on the same line."""
    start = passage.span.start
    if not passage.block.label or start != passage.block.span.start:
        return start
    return document.text.rfind("\n", 0, start) + 1


def read_passage(
    document: Document,
    passage: Passage,
    mentions: Sequence[Mention],
    patterns: Patterns,
    discourse: Discourse,
    lead: str = "",
) -> list[Claim]:
    """The claims of one passage, whose mentions (for a field with those of its label) are given.

    ``lead`` says what an item of a list is one of. Leaves in ``discourse`` what later passages may point to.
    """
    start, end = _line_start(document, passage), passage.span.end
    made: list[tuple[Reading, Statement]] = []
    forms = _possible_forms(lead + document.text[start:end].lower(), passage.kind, mentions, patterns, discourse)
    if forms:
        form = passage_form(document.text, Span(start, end), mentions, discourse, passage.block.label, lead)
        text = form.text
        for candidate in patterns.of(forms & patterns.fitting(passage.kind, form.legend.bits)):
            match = candidate.form.regex.search(text)
            while match is not None:
                made += _stated(candidate, match, form, discourse)
                match = candidate.form.regex.search(text, max(match.end(), match.start() + 1))
    remember(document.text, start, mentions, discourse)
    claims = _claims(document, passage, made) if made else []
    discourse.say(document.text, start, end, [claim.statement for claim in claims])
    return claims


def _possible_forms(
    text: str, kind: PassageKind, mentions: Sequence[Mention], patterns: Patterns, discourse: Discourse
) -> int:
    """The forms of patterns that may match a passage with this text, in lower case."""
    said = text.replace("’", "'") if "’" in text else text
    forms = patterns.with_words(said + _SAID_BY_BRACKETS if "(" in said or "—" in said or " – " in said else said)
    named = named_kinds(mentions)
    most = forms & patterns.fitting(kind, named | POINTED)
    sure = most & patterns.fitting(kind, named)
    return sure if sure == most else most & patterns.fitting(kind, named | pointed_kinds(text, discourse))


def _stated(
    candidate: Candidate, match: re.Match[str], form: PassageForm, discourse: Discourse
) -> list[tuple[Reading, Statement]]:
    """What a match of a form of a pattern states in the passage, unless something takes it back."""
    pattern = candidate.pattern
    if blocked(form.text, match.start(), candidate.form.core_end(match), pattern.allow) is not None:
        return []
    reading = read_match(pattern, candidate.form, match, form, discourse)
    if pattern.dated and reading.times()[0] == (None, None):
        return []
    return [(reading, statement) for statement in _MAKERS[pattern.kind](reading)]


def passage_form(
    text: str,
    span: Span,
    mentions: Sequence[Mention],
    discourse: Discourse,
    label: tuple[str, ...] = (),
    lead: str = "",
) -> PassageForm:
    """The passage as patterns see it, with everything that points resolved; ``label`` is that of a field."""
    form = render(text, span.start, span.end, mentions)
    form.text = lead + form.text
    if label or lead:
        as_list(form)
    normalise(form)
    before = form.text
    read_days(form, discourse)
    point(form, discourse)
    if form.text != before:
        normalise(form)
    fill_gaps(form)
    join_dated(form)
    fill(form, discourse.subject if label else None)
    return form


def _claims(document: Document, passage: Passage, made: list[tuple[Reading, Statement]]) -> list[Claim]:
    """The statements with their evidence."""
    span = passage.span
    line, quote = document.line(span.start), document.quote(span)
    kind = PassageKind.SENTENCE if passage.kind is PassageKind.ROW else passage.kind
    evidence: dict[Pattern, Evidence] = {}
    claims = []
    for reading, statement in settle(made):
        pattern = reading.pattern
        if pattern not in evidence:
            evidence[pattern] = Evidence(
                document.key, span, line, quote, kind, pattern=pattern.id, confidence=pattern.confidence
            )
        claims.append(Claim(statement, evidence[pattern]))
    return claims


def _label_partner(
    document: Document, block: Block, mentions: Sequence[Mention], starts: list[int], subjects: tuple[Entity, ...]
) -> Entity | None:
    """The one country, beside the subject, in the label that stands before a field ("Chile-Peru: …")."""
    begin = document.text.rfind("\n", 0, block.span.start) + 1
    named = _countries(mentions[bisect_left(starts, begin) : bisect_left(starts, block.span.start)]) - set(subjects)
    return next(iter(named)) if len(named) == 1 else None


def _countries(mentions: Sequence[Mention]) -> set[Entity]:
    return {
        m.value.entity
        for m in mentions
        if isinstance(m.value, EntityName)
        and m.value.entity.kind is EntityKind.COUNTRY
        and m.value.form is not Form.CAPITAL
    }


def _is_about_countries(text: str, heading: Span, mentions: Sequence[Mention]) -> bool:
    """Whether a heading says little beside the countries it names ("Relations with Chile", "Chile–Peru border")."""
    at, rest = heading.start, []
    for mention in mentions:
        rest.append(text[at : mention.span.start])
        at = mention.span.end
    rest.append(text[at : heading.end])
    return _BESIDE_COUNTRIES.issuperset(_HEADING_WORD.findall(" ".join(rest).lower()))


def _heading_partner(
    text: str, block: Block, mentions: Sequence[Mention], starts: list[int], subjects: tuple[Entity, ...]
) -> Entity | None:
    """The one country, beside the subject, that the nearest heading to name any is about."""
    for heading in reversed(block.headings):
        found = mentions[bisect_left(starts, heading.start) : bisect_left(starts, heading.end)]
        if len(heading) > _LONGEST_HEADING or not _is_about_countries(text, heading, found):
            continue
        countries = _countries(found) - set(subjects)
        if len(countries) == 1:
            return next(iter(countries))
        if countries:
            return None
    return None
