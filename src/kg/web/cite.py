"""Citations of statements, things, documents and queries: the source first, then the graph that read it.

Four styles: a footnote, BibTeX, RIS (https://refman.com/support/risformat_intro.asp) and CSL-JSON
(https://docs.citationstyles.org/en/stable/specification.html).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from kg.store.describe import Statement, Witness
from kg.store.things import Thing
from kg.web.rendering import GRAPH_TITLE, base_iri, opened
from kg.web.wording import as_of, shorten

MOST_SOURCES = 3
"""How many sources a citation names; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work to be cited: ``issued`` and ``line`` are empty where unknown."""

    key: str
    author: str
    title: str
    issued: str
    address: str
    line: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """What to cite, the source first, the graph last; ``path`` (below ``cite/``) answers with files."""

    works: tuple[Work, ...]
    path: str

    @property
    def footnote(self) -> str:
        """The works as one footnote."""
        return " — ".join(_footnote(work) for work in self.works)


def cite_statement(statement: Statement) -> Citation:
    """The citation of a statement: the first sources, then its node in the graph."""
    sources = tuple(_source(witness) for witness in statement.witnesses[:MOST_SOURCES])
    return Citation((*dict.fromkeys(sources), _graph(statement.thing)), _path(statement.thing.iri))


def cite_witness(witness: Witness, thing: Thing) -> Citation:
    """The citation of a passage: its document and line, then the piece of evidence in the graph."""
    return Citation((_source(witness), _graph(thing)), _path(thing.iri))


def cite_thing(thing: Thing) -> Citation:
    """The citation of a thing: a document itself, else its node in the graph."""
    if "kg:Document" in thing.types:
        return Citation((_document(thing), _graph(thing)), _path(thing.iri))
    return Citation((_graph(thing),), _path(thing.iri))


def cite_query(title: str, path: str) -> Citation:
    """The citation of an example query and its answer over this release."""
    iri = base_iri() + path
    return Citation((_graph(Thing(iri), title=title),), path)


def write(citation: Citation, style: str) -> str:
    """The citation in a style: ``txt`` (footnote), ``bib``, ``ris`` or ``json`` (CSL-JSON)."""
    match style:
        case "bib":
            return "\n".join(_bibtex(work) for work in citation.works)
        case "ris":
            return "\n".join(_ris(work) for work in citation.works)
        case "json":
            return json.dumps([_csl(work) for work in citation.works], ensure_ascii=False, indent=1) + "\n"
        case _:
            return citation.footnote + "\n"


def _path(iri: str) -> str:
    return iri.removeprefix(base_iri()).removeprefix("id/")


def _source(witness: Witness) -> Work:
    line = witness.evidence.value("kg:line")
    work = _document(witness.document)
    return Work(
        f"{work.key}-l{line}", work.author, work.title, work.issued, work.address, line, f"as of {as_of(witness)}"
    )


def _document(thing: Thing) -> Work:
    return Work(
        re.sub(r"[^A-Za-z0-9]+", "-", thing.value("dcterms:identifier") or "document"),
        thing.value("dcterms:creator") or thing.value("dcterms:publisher") or "Unknown author",
        thing.value("dcterms:title") or thing.label,
        (thing.value("dcterms:issued") or thing.value("dcterms:modified"))[:10],
        thing.value("dcterms:source"),
    )


def _graph(thing: Thing, title: str = "") -> Work:
    release = opened().release.id[:12]
    name = shorten(title or thing.label, 200)
    return Work(f"kg-{release}", GRAPH_TITLE, name, "", thing.iri, "", f"release {release}")


def _footnote(work: Work) -> str:
    parts = [work.author, f"“{shorten(work.title, 200)}”", work.issued, work.note, work.line and f"line {work.line}"]
    told = ", ".join(part for part in parts if part)
    return f"{told}, <{work.address}>" if work.address else told


def _bibtex(work: Work) -> str:
    fields = {
        "author": f"{{{_tex(work.author)}}}",
        "title": f"{{{_tex(work.title)}}}",
        "year": work.issued[:4],
        "url": _tex_url(work.address),
        "note": _tex(", ".join(part for part in (work.note, work.line and f"line {work.line}") if part)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{work.key},\n{lines}}}\n"


_TEX = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(c, c) for c in " ".join(text.split()))


def _tex_url(text: str) -> str:
    return "".join(f"%{ord(c):02X}" if c in "{}\\ " else c for c in text)


def _ris(work: Work) -> str:
    kind = "ELEC" if work.address else "GEN"
    lines = [
        ("TY", kind),
        ("AU", work.author),
        ("TI", work.title),
        ("PY", work.issued[:4]),
        ("DA", work.issued.replace("-", "/")),
    ]
    lines += [("UR", work.address), ("SP", work.line), ("N1", work.note), ("ER", "")]
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines if value or tag == "ER")


def _csl(work: Work) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": work.key,
        "type": "webpage",
        "title": work.title,
        "author": [{"literal": work.author}],
        "URL": work.address,
        "locator": work.line,
        "note": work.note,
    }
    if work.issued:
        entry["issued"] = {"date-parts": [[int(part) for part in work.issued.split("-") if part.isdecimal()]]}
    return {name: value for name, value in entry.items() if value}
