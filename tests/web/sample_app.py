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
from kg.store.search import build_index
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
        build_index=lambda path, store, _: build_index(path, store),
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
