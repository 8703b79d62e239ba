"""Renders an HTML page as the Markdown-like text that ``layout`` reads: headings, items, pipe tables, paragraphs.

What belongs to the page and not to the text (navigation, forms, scripts, footers) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kg.documents.text import normalise

_DROPPED_TAGS = (
    "script style noscript template nav footer aside form button select svg math iframe object canvas audio video "
    "head dialog menu"
)
_DROPPED = frozenset(_DROPPED_TAGS.split())
_BLOCK_TAGS = (
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure header hr html "
    "li main ol p pre section summary table tbody td tfoot th thead tr ul h1 h2 h3 h4 h5 h6"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_NAVIGATION = re.compile(
    r"(?<![\w-])(?:nav|navbox|navbar|navigation|menu|sidebar|footer|breadcrumbs?|cookie|banner|mw-cite-backlink|noprint|"
    r"mw-editsection|toc|catlinks|printfooter|mw-jump-link|skip-link)(?![\w-])"
)


def render_html(markup: str) -> tuple[str, str]:
    """The page's text in normal form, and its title (its ``h1``, else ``title``; empty where it has neither)."""
    page = LexborHTMLParser(markup)
    heading = page.css_first("h1") or page.css_first("title")
    title = " ".join(heading.text(deep=True).split()) if heading is not None else ""
    root = page.css_first("main") or page.css_first("article") or page.body
    if root is None:
        return "", title
    text = _join(_render(root))
    if title and root.css_first("h1") is None:
        text = f"# {title}\n\n{text}"
    return normalise(text), normalise(title)


def _join(parts: Iterator[str]) -> str:
    """The parts as lines without superfluous space; a blank line at most between two."""
    lines = ("".join(parts)).split("\n")
    kept: list[str] = []
    for line in lines:
        words = " ".join(line.split())
        if words or (kept and kept[-1]):
            kept.append(words)
    return "\n".join(kept).strip()


def _render(root: LexborNode) -> Iterator[str]:
    """The text of the tree under a node, in document order, without recursion."""
    stack: list[LexborNode | str | None] = [root]
    numbers: list[int] = []
    while stack:
        node = stack.pop()
        if node is None:
            numbers.pop()
            continue
        if isinstance(node, str):
            yield node
            continue
        tag = node.tag or ""
        if tag == "-text":
            yield _inline(node.text_content or "")
            continue
        if _is_dropped(node, tag):
            continue
        if tag == "br":
            yield "\n"
            continue
        if tag == "table" and (rows := _grid(node)):
            yield "\n\n"
            yield from rows
            yield "\n"
            continue
        opening, closing = _marks(tag, numbers)
        yield opening
        if closing:
            stack.append(closing)
        if tag in ("ol", "ul"):
            numbers.append(0 if tag == "ol" else -1)
            stack.append(None)
        stack.extend(reversed(list(node.iter(include_text=True))))


def _inline(words: str) -> str:
    """Text with white space as single spaces, so that line ends in the markup make no lines."""
    return re.sub(r"\s+", " ", words)


def _marks(tag: str, numbers: list[int]) -> tuple[str, str]:
    """What stands before and after an element's content."""
    if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return f"\n\n{'#' * int(tag[1])} ", "\n\n"
    if tag == "li":
        if numbers and numbers[-1] >= 0:
            numbers[-1] += 1
            return f"\n{numbers[-1]}. ", "\n"
        return "\n* ", "\n"
    if tag in ("p", "blockquote", "dd", "dt", "figcaption", "caption", "pre"):
        return "\n\n", "\n\n"
    return ("\n", "\n") if tag in _BLOCKS else ("", "")


def _is_dropped(node: LexborNode, tag: str) -> bool:
    if tag in _DROPPED or tag.startswith("-") or tag == "!doctype":
        return True
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if attributes.get("role") in ("navigation", "banner", "contentinfo", "search"):
        return True
    if tag in ("div", "span", "ul", "table", "section", "header", "td"):
        named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        return len(named) > 1 and _NAVIGATION.search(named.casefold()) is not None
    return False


def _grid(table: LexborNode) -> list[str]:
    """A table of data as pipe rows; empty where it only lays out the page (tables within it, or a single cell)."""
    if table.css_first("table table, td p + p + p, td h2, td ul ul") is not None:
        return []
    rows = [row for row in _rows(table) if any(row)]
    width = max((len(row) for row in rows), default=0)
    if width < 2 or len(rows) < 2:
        return []
    lines = [_row(row, width) for row in rows]
    lines.insert(1, "---|" * width + "\n")
    return lines


def _row(cells: list[str], width: int) -> str:
    return " | ".join(cells + [""] * (width - len(cells))) + " |\n"


def _rows(table: LexborNode) -> Iterator[list[str]]:
    """The cells of each row; a cell over several rows or columns is repeated in each row and left empty beside."""
    running: dict[int, tuple[int, str]] = {}
    for tr in table.css("tr"):
        cells: list[str] = []
        own = [node for node in tr.iter() if node.tag in ("td", "th")]
        for cell in own:
            _carry(cells, running)
            words = _cell(cell)
            for beside in range(_extent(cell, "colspan")):
                shown = words if beside == 0 else ""
                down = _extent(cell, "rowspan")
                if down > 1:
                    running[len(cells)] = (down - 1, shown)
                cells.append(shown)
        _carry(cells, running)
        yield cells


def _carry(cells: list[str], running: dict[int, tuple[int, str]]) -> None:
    while len(cells) in running:
        rows, words = running.pop(len(cells))
        if rows > 1:
            running[len(cells)] = (rows - 1, words)
        cells.append(words)


def _cell(cell: LexborNode) -> str:
    words = " ".join("".join(_render_cell(cell)).split())
    return words.replace("|", "/")


def _render_cell(cell: LexborNode) -> Iterator[str]:
    for part in _render(cell):
        yield part.replace("\n* ", " ").replace("\n", " ")


def _extent(cell: LexborNode, name: str) -> int:
    """How many columns or rows the cell covers, 1 to 50."""
    value = (cell.attributes.get(name) or "").strip()
    return min(max(int(value), 1), 50) if value.isascii() and value.isdigit() and len(value) < 6 else 1
