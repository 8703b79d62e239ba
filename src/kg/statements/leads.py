"""What the items of a list are: the line or heading that leads to them says it once for all."""

from __future__ import annotations

import re
from bisect import bisect_left

from kg.documents.model import Block, BlockKind, Document, Passage

PARTICIPATION = "international organization participation : "
_SAYS_MEMBER = re.compile(
    r"\b(?:member(?:s|ship|ships)? (?:of|in)|membership|participat\w+ in|belongs to|joined)\b.*"
    r"\b(?:organi[sz]ations?|bodies|institutions|forums?|following|these)\b|\bmember of(?: the following)?:\s*$",
    re.IGNORECASE | re.DOTALL,
)
_HEADS_MEMBERS = re.compile(
    r"^(?:participation in |membership (?:in|of) |member of )?(?:multilateral |regional )?"
    r"(?:(?:international|regional|intergovernmental|multilateral)(?: and regional)? organi[sz]ations?"
    r"(?: participation| membership| memberships)?|memberships?(?: (?:in|of) .*)?"
    r"|participation in .*organi[sz]ations.*|member of)\W*$",
    re.IGNORECASE,
)
_PROSE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|became|joined|signed|the two|not)\b")


class Leads:
    """The leads of a document's lists, found block by block."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._starts = [block.span.start for block in document.blocks]
        self._known: dict[int, str] = {}

    def of(self, passage: Passage) -> str:
        """What to read before the passage: empty, or the name of a participation list with a colon."""
        block = passage.block
        if block.kind is BlockKind.LIST_ITEM:
            return self._lead(block) if not _PROSE.search(self._document.quote(passage.span)) else ""
        if block.kind is BlockKind.PARAGRAPH:
            text = self._document.quote(passage.span)
            label, colon, _ = text.partition(": ")
            if text.count(",") >= 2 and not _PROSE.search(text):
                labelled = bool(colon) and _HEADS_MEMBERS.match(label) is not None
                return PARTICIPATION if labelled or self._is_under_members(block) else ""
        return ""

    def _lead(self, block: Block) -> str:
        """The lead of the list that the item stands in."""
        index = bisect_left(self._starts, block.span.start)
        first = index
        while first > 0 and first not in self._known and self._document.blocks[first - 1].kind is BlockKind.LIST_ITEM:
            first -= 1
        if first not in self._known:
            before = self._document.blocks[first - 1] if first > 0 else None
            lead = ""
            if before is not None and before.kind is BlockKind.PARAGRAPH:
                text = self._document.quote(before.span)[-400:]
                if text.rstrip().endswith((":", "]")) and _SAYS_MEMBER.search(text) and ":" in text[-12:]:
                    lead = PARTICIPATION
            elif self._is_under_members(block):
                lead = PARTICIPATION
            self._known[first] = lead
        self._known[index] = self._known[first]
        return self._known[first]

    def _is_under_members(self, block: Block) -> bool:
        if not block.headings:
            return False
        return _HEADS_MEMBERS.match(self._document.quote(block.headings[-1]).strip("#=* ")) is not None
