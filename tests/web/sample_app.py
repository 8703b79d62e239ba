"""The application over the sample release, with a store that counts the look-ups made through it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import sample
from flask import Flask

from kg.config import Settings
from kg.store.release import write_release
from kg.web.app import create_app
from kg.web.serving import Opened, Serving

ROW = sample.evidence_path("row-chile").removeprefix("id/")
PAGES: dict[str, str] = {
    "home": "/",
    "country": "/page/country/peru",
    "one kind of a country": "/page/country/peru?kind=relation&from=1950&to=1980&derivation=explicit",
    "country without statements": "/page/country/soviet-union",
    "organization": "/page/organization/apec",
    "person": "/page/person/ana-flores",
    "relation": "/page/relation/cuba-peru",
    "open relation": "/page/relation/peru-open-alpha-11111111-5",
    "membership": "/page/membership/peru-apec-member-1998",
    "agreement": "/page/agreement/chile-peru-treaty-1929",
    "dispute": "/page/dispute/chile-peru-maritime",
    "tenure": "/page/tenure/ana-flores-foreign-minister-peru-2003",
    "visit": "/page/visit/ana-flores-chile-2004",
    "mission": "/page/mission/peru-chile-embassy-santiago",
    "border": "/page/border/chile-peru",
    "observation": "/page/observation/peru-chile-exports-2005",
    "event": "/page/event/cuba-peru-severed-1960",
    "document": "/page/document/alpha-11111111",
    "text of a document": "/document/alpha-11111111",
    "passages of a document": "/document/beta-22222222",
    "evidence": f"/page/{ROW}",
    "pattern": "/page/pattern/member-since",
    "conflict": "/page/relation/cuba-peru/conflict/1",
    "phase": "/page/relation/cuba-peru/phase/1",
    "candidate": "/page/relation/peru-open-alpha-11111111-5/candidate/1",
    "point": "/page/country/peru/point",
    "questions": "/queries/",
    "question": "/queries/05-apec-since",
    "relations on a day": "/relations?country=peru&at=1965-01-01",
    "relations, nothing asked": "/relations",
    "conflicts": "/conflicts",
    "quality": "/quality",
    "coverage": "/coverage",
    "search": "/search?q=peru",
    "search without words": "/search",
    "vocabulary": "/ontology",
}
"""A page of every kind: what it is, and its address."""


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202egnp.exe\n" + "ẍ" * 100_000
"""A name with markup, a right-to-left override and a line end, a hundred kilobytes long."""


class CountingStore:
    """A store that counts its queries and pattern look-ups."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.looked_up = 0

    def query(self, *args: Any, **kwargs: Any) -> Any:
        self.looked_up += 1
        return self.store.query(*args, **kwargs)

    def quads_for_pattern(self, *args: Any, **kwargs: Any) -> Any:
        self.looked_up += 1
        return self.store.quads_for_pattern(*args, **kwargs)


def write_sample(out: Path, *, more: Iterable[ox.Quad] = (), texts: dict[str, str] | None = None) -> Path:
    """Write the sample, and more quads, as a release below ``out``."""
    write_release(
        out,
        [*sample.sample_quads(), *more],
        sample.TEXTS | (texts or {}),
        {"documents": 2},
        base_iri=sample.BASE,
    )
    return out


def sample_app(data: Path) -> Flask:
    """The application over a data folder."""
    app = create_app(data, Settings(data=data))
    app.testing = True
    return app


def counted(app: Flask) -> CountingStore:
    """Put a counting store into an application."""
    serving: Serving = app.extensions["kg"]
    counting = CountingStore(serving.store)
    serving._opened = Opened(serving.release, counting)  # type: ignore[arg-type]
    return counting


def write_hostile_sample(out: Path) -> Path:
    """Write the sample with hostile names in place of its own, hostile texts, and addresses that are scripts."""
    base = sample.BASE + "id/"
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    named = ("country/chile", "membership/peru-apec-member-1998", f"document/{sample.ALPHA}", "pattern/member-since")
    changed = [ox.Quad(ox.NamedNode(base + name), label, ox.Literal(" " + HOSTILE, language="en")) for name in named]
    for name, property_, address in (
        ("country/peru", "https://schema.org/sameAs", "javascript:alert(3)"),
        (f"document/{sample.ALPHA}", "http://purl.org/dc/terms/source", "javascript:alert(4)"),
    ):
        changed.append(ox.Quad(ox.NamedNode(base + name), ox.NamedNode(property_), ox.NamedNode(address)))
    other_name = ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    changed.append(ox.Quad(ox.NamedNode(f"{base}organization/mercosur"), other_name, ox.Literal(HOSTILE)))
    replaced = {(quad.subject, quad.predicate) for quad in changed}
    kept = [quad for quad in sample.sample_quads() if (quad.subject, quad.predicate) not in replaced]
    text = sample.TEXTS[sample.ALPHA] + "<script>alert(5)</script>\u202e</div>\n"
    write_release(
        out,
        [*kept, *changed],
        sample.TEXTS | {sample.ALPHA: text},
        {"documents": 2},
        base_iri=sample.BASE,
    )
    return out
