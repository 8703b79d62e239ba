"""Reads statements, the parties in them and what supports them, one node at a time and in order of IRI.

Memory grows with the countries, organizations and persons, not with the statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kg.store.nodes import AnyNodes

NA = "NA"
"""What stands in a table for what is not known."""

_CACHED = 50_000


@dataclass(frozen=True, slots=True)
class Facts:
    """A node's IRI and its properties (``kg:start``), each a sorted tuple of lexical forms or IRIs."""

    iri: str
    values: dict[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a property, none if it has none."""
        return self.values.get(name, ())

    def one(self, name: str) -> str:
        """The value of a property; of several, all with `` | `` between them; ``NA`` if there is none."""
        return " | ".join(self.all(name)) or NA

    def term(self, name: str) -> str:
        """The name of a controlled term without scheme (``severed`` for ``kg:event-severed``)."""
        return " | ".join(value.rpartition("#")[2].partition("-")[2] for value in self.all(name)) or NA


@dataclass(frozen=True, slots=True)
class Coded:
    """A code in a system (``cow`` or ``gw``) and the days from and until which it held (ISO, empty if open)."""

    system: str
    code: str
    since: str
    until: str

    def held_in(self, first: str, last: str) -> bool:
        """Whether it held on any of the days from the first to the last."""
        return self.since <= last and (not self.until or self.until >= first)


@dataclass(frozen=True, slots=True)
class Party:
    """A country, organization or person: its codes are ``NA`` where the system has none for it.

    A country with successive codes in one system has all of them, with spaces between; ``coded`` says when each held.
    """

    iri: str
    label: str
    iso3: str
    cow: str
    gw: str
    coded: tuple[Coded, ...] = ()

    def codes_in(self, year: int) -> tuple[str, str]:
        """Its Correlates of War and Gleditsch–Ward codes in a year: of several the one at its end, else within it.

        ``NA`` for a year between two of them. Where it is not known when they held, all of them.
        """
        return self._code_in(year, "cow", self.cow), self._code_in(year, "gw", self.gw)

    def _code_in(self, year: int, system: str, codes: str) -> str:
        if " " not in codes:
            return codes
        periods = [one for one in self.coded if one.system == system]
        if not periods:
            return codes
        held = [one for one in periods if one.held_in(f"{year:04d}-01-01", f"{year:04d}-12-31")]
        return max(held, key=lambda one: (one.until or "~", one.since)).code if held else NA


NOBODY = Party(NA, NA, NA, NA, NA)
"""The side of a relation that no source names."""


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for a statement: the number of independent sources (documents that share a passage count once),
    the address of the first piece of evidence of the statement's own derivation, and the latest date of a source."""

    sources: int
    evidence: str
    as_of: str


@dataclass(frozen=True, slots=True)
class _Piece:
    iri: str
    document: str
    restored: bool
    line: int
    as_of: str
    copies: tuple[str, ...]


@dataclass(slots=True)
class Reader:
    """Reads from the nodes of one merged view, and notes which it has read."""

    nodes: AnyNodes
    _noted: set[str] = field(default_factory=set)
    _held: dict[str, Facts] = field(default_factory=dict)
    _parties: dict[str, tuple[Party, tuple[str, ...]]] = field(default_factory=dict)
    _piece: Any = None

    def __post_init__(self) -> None:
        self._piece = lru_cache(maxsize=_CACHED)(self._read_piece)

    def note(self, *iris: str) -> None:
        """Note nodes as read."""
        self._noted.update(iris)

    def noted(self) -> set[str]:
        """The IRIs of the nodes read since the last call."""
        noted, self._noted = self._noted, set()
        self._held.clear()
        return noted

    def facts(self, iri: str) -> Facts:
        """What the merged view says of a node."""
        found = self._held.get(iri)
        if found is None:
            found = self._held[iri] = Facts(iri, self.nodes.values(iri))
            self._noted.add(iri)
        return found

    def party(self, iri: str) -> Party:
        """The country, organization or person with this IRI."""
        known = self._parties.get(iri)
        if known is not None:
            self._noted.update(known[1])
            party = known[0]
        else:
            found = self.facts(iri)
            cow, gw = (" ".join(sorted(found.all(name), key=_number)) or NA for name in ("kg:cowCode", "kg:gwCode"))
            label = (*found.all("rdfs:label"), iri.rpartition("/")[2])[0]
            iso3, coded = found.one("kg:iso3166Alpha3"), self._coded(found)
            party = Party(iri, label, iso3, cow, gw, coded)
            self._parties[iri] = (party, (iri, *found.all("kg:inStateSystem")))
        return party

    def _coded(self, country: Facts) -> tuple[Coded, ...]:
        periods = [self.facts(iri) for iri in country.all("kg:inStateSystem")]
        return tuple(
            Coded(system, code, _first(period.all("kg:startEarliest")), _first(period.all("kg:endLatest")))
            for period in periods
            for system, name in (("cow", "kg:cowCode"), ("gw", "kg:gwCode"))
            for code in period.all(name)
        )

    def sides(self, relation: Facts) -> tuple[Party, Party]:
        """The two sides of a relation in order of IRI; the second is ``NOBODY`` where no source names it."""
        parties = [self.party(iri) for iri in relation.all("kg:between")[:2]]
        first, second = (*parties, NOBODY, NOBODY)[:2]
        return first, second

    def support(self, *statements: Facts) -> Support:
        """What speaks for any of the statements."""
        evidence = [iri for one in statements for iri in one.all("kg:supportedBy")]
        self._noted.update(evidence)
        pieces: list[_Piece] = [self._piece(iri) for iri in evidence]
        if not pieces:
            return Support(0, NA, NA)
        dates = [piece.as_of for piece in pieces if piece.as_of]
        restored = statements[0].term("kg:derivation") == "restored"
        first = min(pieces, key=lambda p: (p.restored is not restored, p.document, p.line, p.iri))
        return Support(_independent(pieces), first.iri, max(dates, default=NA))

    def _read_piece(self, iri: str) -> _Piece:
        found = self.facts(iri)
        line = found.all("kg:line")
        return _Piece(
            iri,
            found.one("dcterms:source"),
            found.term("kg:derivation") == "restored",
            int(line[0]) if line else 0,
            "".join(found.all("kg:asOf")[-1:]),
            found.all("kg:sharesTextWith"),
        )


def _number(code: str) -> tuple[int, str]:
    return (int(code), "") if code.isdecimal() else (0, code)


def _independent(pieces: Sequence[_Piece]) -> int:
    """The number of documents, those with copies of one passage taken as one."""
    group = {piece.document: piece.document for piece in pieces}

    def head(document: str) -> str:
        while group[document] != document:
            document = group[document]
        return document

    documents = {piece.iri: piece.document for piece in pieces}
    for piece in pieces:
        for copy in piece.copies:
            if copy in documents:
                group[head(piece.document)] = head(documents[copy])
    return len({head(document) for document in group})


def date_cells(statement: Facts, name: str = "kg:start") -> tuple[object, object, object, object]:
    """A date as it stands (several with `` | `` between them), and its year, month and day, each ``NA`` if unknown.

    A date as coarse as a decade has no year.
    """
    dates = statement.all(name)
    if len(dates) != 1:
        years = statement.all(f"{name}Year")
        return statement.one(name), int(years[0]) if len(years) == 1 else NA, NA, NA
    parts: list[object] = [int(part) for part in dates[0].split("-")[:3] if part.isdecimal()]
    year, month, day = (*parts, NA, NA, NA)[:3]
    return dates[0], year, month, day


def labels(parties: Iterable[Party]) -> str:
    """The names of parties, with `` | `` between them."""
    return " | ".join(party.label for party in parties) or NA


def _first(values: tuple[str, ...]) -> str:
    return values[0] if values else ""
