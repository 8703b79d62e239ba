"""Understands the columns of a table by their headers and their content, and tells whether its rows are relations."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kg.documents.model import Block, BlockKind, Document, Row, Span, Table
from kg.frozen import dataclass
from kg.statements.model import EventKind

_MARK = re.compile(r"\[[^\[\]]{1,12}\]")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_ORDINAL_HEADER = re.compile(r"^(?:#|№|n[or]\.?|s/n|s\. ?no\.?|rank)$", re.IGNORECASE)
_PARTNER_HEADER = re.compile(
    r"^(?:(?:sovereign |partner )?"
    r"(?:countr(?:y|ies)|states?|nations?|entit(?:y|ies)|territor(?:y|ies)|partners?|region)(?:\b.*)?|name)$",
    re.IGNORECASE,
)
_ORGANIZATION_HEADER = re.compile(
    r"^(?:international )?(?:organi[sz]ations?|bod(?:y|ies)|institutions?)\b", re.IGNORECASE
)
_ORGANIZATION_HEADING = re.compile(r"\borgani[sz]ations?\b|\bmultilateral\b", re.IGNORECASE)
_RECOGNITION = re.compile(r"\brecogni(?:[sz]|tion)", re.IGNORECASE)
_RELATIONS = re.compile(r"\brelations?\b|\bdiplomatic (?:ties|links)\b|\bties\b", re.IGNORECASE)
_PLAIN_DATE = re.compile(
    r"^(?:date|dates|year|since|from|established|establishment|start(?:ed)?|began|begun|opened)\b", re.IGNORECASE
)
_OTHER_SUBJECT = re.compile(
    r"\bagreement|\btreat(?:y|ies)\b|\banniversar|\bimport|\bexport|\btrade\b|\bvisit|\bambassador|\bembass|\bmission"
    r"|\bconsul|\bvisa\b|\bholder|\bpresident|\bsigned\b|\bissue\b|\bapplication\b",
    re.IGNORECASE,
)
_MEMBERSHIP = re.compile(r"\badmission|\baccession|\bmember|\bjoined|\bentry\b", re.IGNORECASE)
_DATED = re.compile(r"\b(?:1[3-9]|20)\d\d\b|\bunknown\b", re.IGNORECASE)
_CONTEXT = 300


@dataclass(frozen=True, slots=True)
class DateColumn:
    """A column of dates: its index, and the kind of event that an unqualified date in it is."""

    index: int
    kind: EventKind


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column names the partner, which dates what, and which only counts the rows; the rest are notes."""

    partner: int
    dates: tuple[DateColumn, ...]
    ordinal: int | None = None
    listing: bool = False

    def notes(self, row: Row) -> tuple[Span, ...]:
        """The cells of a row that are neither its partner, nor its dates, nor its number."""
        known = {self.partner, self.ordinal, *(column.index for column in self.dates)}
        return tuple(cell for i, cell in enumerate(row.cells) if cell is not None and len(cell) and i not in known)


def relation_columns(document: Document, table: Table, names_country: Callable[[str], bool]) -> Columns | None:
    """The columns of a table of diplomatic relations; ``None`` for a table about something else.

    ``names_country`` says whether a text is the name of a country. A header that speaks of relations or recognition
    decides; a bare "Date" counts where heading or introduction speak of relations.
    """
    if len(table.header) < 2 or not table.rows:
        return None
    header = [_MARK.sub("", name).strip() for name in table.header]
    if any(_ORGANIZATION_HEADER.match(name) for name in header) or _is_about_organizations(document, table):
        return None
    partner = partner_column(document, table, header, names_country)
    if partner is None:
        return None
    context = introduction(document, table)
    dates = tuple(date_columns(document, table, header, partner, context))
    if not dates:
        return None
    ordinal = next((i for i, name in enumerate(header) if _ORDINAL_HEADER.match(name)), None)
    named_by_header = any(_RELATIONS.search(header[d.index]) or _RECOGNITION.search(header[d.index]) for d in dates)
    return Columns(partner, dates, ordinal, listing=not named_by_header)


def _is_about_organizations(document: Document, table: Table) -> bool:
    return bool(table.headings) and _ORGANIZATION_HEADING.search(document.quote(table.headings[-1])) is not None


def partner_column(
    document: Document, table: Table, header: Sequence[str], names_country: Callable[[str], bool]
) -> int | None:
    """The column that names the other country: by its header, else the one whose cells mostly name countries."""
    for i, name in enumerate(header):
        if _PARTNER_HEADER.match(name):
            return i
    best, most = None, 0.5
    for i in range(len(header)):
        cells = [_MARK.sub("", document.quote(row.cells[i] or Span(0, 0))).strip() for row in table.rows]
        filled = [cell for cell in cells if cell]
        share = sum(_IMAGE.fullmatch(c) is not None or names_country(c) for c in filled) / max(len(filled), 1)
        if filled and share > most:
            best, most = i, share
    return best


def date_columns(
    document: Document, table: Table, header: Sequence[str], partner: int, context: str
) -> list[DateColumn]:
    """The columns that date relations or recognition, in order."""
    found = []
    about = _RECOGNITION.search(context) is not None, _RELATIONS.search(context) is not None
    for i, name in enumerate(header):
        if i == partner or _ORDINAL_HEADER.match(name):
            continue
        speaks = _RELATIONS.search(name) or _RECOGNITION.search(name)
        if speaks and not re.search(r"\bnotes?\b|\bstatus\b|\blevel\b", name, re.IGNORECASE):
            found.append(DateColumn(i, EventKind.RECOGNIZED if _RECOGNITION.search(name) else EventKind.ESTABLISHED))
        elif _OTHER_SUBJECT.search(name):
            continue
        elif (_PLAIN_DATE.match(name) or not found) and any(about) and date_share(document, table, i) > 0.5:
            kind = EventKind.ESTABLISHED if about[1] else EventKind.RECOGNIZED
            found.append(DateColumn(i, kind))
    speaking = [c for c in found if _RELATIONS.search(header[c.index]) or _RECOGNITION.search(header[c.index])]
    if not speaking and any(_OTHER_SUBJECT.search(name) for name in header):
        return []
    return speaking or found[:1]


def date_share(document: Document, table: Table, column: int) -> float:
    """The share of a column's filled cells that hold a year and little else, 0 to 1."""
    cells = [document.quote(row.cells[column] or Span(0, 0)).strip() for row in table.rows]
    filled = [cell for cell in cells if cell]
    dated = sum(1 for cell in filled if len(_MARK.sub("", cell)) < 120 and _DATED.search(cell))
    return dated / len(filled) if filled else 0.0


def introduction(document: Document, table: Table) -> str:
    """What introduces a table: its headings but the title, and the end of the text right before it."""
    title = document.blocks[0].span if document.blocks else None
    headings = [document.quote(span) for span in table.headings if span != title]
    before = block_before(document.blocks, table.span.start)
    if before is not None and before.kind is not BlockKind.TABLE:
        headings.append(document.quote(Span(max(before.span.start, before.span.end - _CONTEXT), before.span.end)))
    return "\n".join(headings)


def block_before(blocks: Sequence[Block], position: int) -> Block | None:
    """The last block that ends before ``position``, if it is near."""
    low, high = 0, len(blocks)
    while low < high:
        middle = (low + high) // 2
        if blocks[middle].span.end <= position:
            low = middle + 1
        else:
            high = middle
    while low and not blocks[low - 1].span.end - blocks[low - 1].span.start > 1:
        low -= 1
    return blocks[low - 1] if low else None


def membership_columns(document: Document, table: Table) -> tuple[int, int] | None:
    """The columns of organization and date of joining in a table of memberships; ``None`` for other tables."""
    header = [_MARK.sub("", name).strip() for name in table.header]
    organization = next((i for i, name in enumerate(header) if _ORGANIZATION_HEADER.match(name)), None)
    joined = next((i for i, name in enumerate(header) if _MEMBERSHIP.search(name)), None)
    if organization is None or joined is None or organization == joined:
        return None
    return (organization, joined) if date_share(document, table, joined) > 0.5 else None
