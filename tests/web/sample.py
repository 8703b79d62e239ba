"""A small release made by hand: two made-up documents, their evidence, and the statements of ``sample.trig``."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

BASE = "http://localhost:8000/"
ALPHA, BETA = "alpha-11111111", "beta-22222222"

TEXTS = {
    ALPHA: """Peru abroad
Peru has been a member of Asia-Pacific Economic Cooperation since November 1998.
Country | Formal relations began | Notes
Chile | 1822 | The two countries share a border.
| 1964 | An embassy opened.
In 1960 Peru broke relations with Cuba; they were restored in 1972.
Ana Flores, foreign minister from 2003 to 2005, visited Chile in 2004.
Chile and Peru signed the Border Treaty in 1929.
""",
    BETA: """A brief on Peru
Peru joined APEC in November 1998.
Peru severed relations with Cuba in 1961.
Peru disputes the line at sea with Chile.
Peru keeps an embassy in Santiago.
Exports to Chile reached about $1.1 billion in 2005.
""",
}

_EVIDENCE = {
    "member-alpha": (ALPHA, "Peru has been a member", "member-since", "sentence"),
    "member-beta": (BETA, "Peru joined APEC", "member-since", "sentence"),
    "row-chile": (ALPHA, "Chile | 1822", "relations-row", "row"),
    "row-open": (ALPHA, "| 1964", "relations-row", "row"),
    "severed-alpha": (ALPHA, "In 1960 Peru", "severed", "sentence"),
    "severed-beta": (BETA, "Peru severed", "severed", "sentence"),
    "treaty": (ALPHA, "Chile and Peru signed", "member-since", "sentence"),
    "dispute": (BETA, "Peru disputes", "severed", "sentence"),
    "tenure": (ALPHA, "Ana Flores", "member-since", "sentence"),
    "mission": (BETA, "Peru keeps", "member-since", "sentence"),
    "border": (ALPHA, "Chile | 1822", "severed", "row"),
    "observation": (BETA, "Exports to Chile", "member-since", "sentence"),
}


def evidence_path(name: str) -> str:
    """The path below the base of the evidence called ``name`` in ``sample.trig``."""
    document, start, end, pattern, _, _ = _place(name)
    return f"id/evidence/{document}/{start}-{end}/{pattern}"


def trig() -> str:
    """The sample as TriG, with the places of the evidence worked out from the texts."""
    text = (Path(__file__).parent / "sample.trig").read_text(encoding="utf-8")
    described = []
    for name in _EVIDENCE:
        document, start, end, pattern, kind, quote = _place(name)
        line = TEXTS[document].count("\n", 0, start) + 1
        described.append(
            f"<{evidence_path(name)}> a kg:Evidence ; dcterms:source <id/document/{document}> ;"
            f" kg:quote {ox.Literal(quote)} ; kg:textStart {start} ; kg:textEnd {end} ; kg:line {line} ;"
            f" kg:passageKind kg:passage-{kind} ;"
            f" kg:pattern <id/pattern/{pattern}> ; kg:confidence 0.9 ; kg:derivation kg:derivation-explicit ."
        )
        text = text.replace(f"{{{name}}}", evidence_path(name))
    return text.replace("EVIDENCE\n", "\n".join(described) + "\n")


def sample_quads() -> list[ox.Quad]:
    """Every quad of the sample."""
    return list(ox.parse(trig(), format=ox.RdfFormat.TRIG))


def sample_store() -> ox.Store:
    """The sample in a store in memory."""
    store = ox.Store()
    store.extend(sample_quads())
    return store


def _place(name: str) -> tuple[str, int, int, str, str, str]:
    document, beginning, pattern, kind = _EVIDENCE[name]
    text = TEXTS[document]
    start = text.index(beginning)
    end = text.index("\n", start)
    return document, start, end, pattern, kind, text[start:end]
