"""The network as GraphML and the points of countries as GeoJSON, made of a head, what some nodes make, and a foot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from xml.sax.saxutils import escape, quoteattr

from kg.store.exports.facts import NA, Facts, Party, Reader

_GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="label" for="node" attr.name="label" attr.type="string"/>
  <key id="kind" for="node" attr.name="kind" attr.type="string"/>
  <key id="iso3" for="node" attr.name="iso3" attr.type="string"/>
  <key id="relation" for="edge" attr.name="relation" attr.type="string"/>
  <key id="term" for="edge" attr.name="term" attr.type="string"/>
  <key id="year" for="edge" attr.name="year" attr.type="int"/>
  <key id="derivation" for="edge" attr.name="derivation" attr.type="string"/>
  <key id="sources" for="edge" attr.name="sources" attr.type="int"/>
  <key id="address" for="edge" attr.name="address" attr.type="string"/>
  <graph id="foreign-relations" edgedefault="undirected">
"""
NETWORK_ENDS = (_GRAPHML.encode(), b"  </graph>\n</graphml>\n")
POINTS_ENDS = (b'{"type": "FeatureCollection", "features": [', b"\n]}\n")
"""What comes first and last in the files."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_POINT = re.compile(r"POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)
_MOST_PARTIES = 12
"""Agreements and disputes with more parties are left out of the network: they would tie everyone to everyone."""


def nodes(read: Reader, class_: str, ones: Iterable[Facts]) -> tuple[bytes, int]:
    """The nodes that countries or organizations are; also gives how many there are."""
    kind = class_.removeprefix("kg:").lower()
    made = [_node(read.party(one.iri), kind) for one in ones]
    return "".join(made).encode(), len(made)


def edges(read: Reader, class_: str, ones: Iterable[Facts], ends: frozenset[str]) -> tuple[bytes, int]:
    """The edges that some statements of one class make between ``ends``, directed from member to organization.

    Relations, memberships, agreements, disputes and borders make edges; also gives how many there are.
    """
    made = []
    for one in ones:
        for relation, term, source, target in _ends(read, class_, one):
            read.note(source, target)
            if source in ends and target in ends:
                made.append(_edge(read, one, (relation, term), (source, target)))
    return "".join(made).encode(), len(made)


def _ends(read: Reader, class_: str, one: Facts) -> Iterator[tuple[str, str, str, str]]:
    """Each edge of a statement as kind of statement, its term, and the IRIs of both ends."""
    if class_ == "kg:DiplomaticRelation":
        sides, phases = one.all("kg:between"), one.all("kg:hasPhase")
        if len(sides) == 2:
            last = max(phases, key=lambda iri: (len(iri), iri), default=None)
            yield "relation", read.facts(last).term("kg:state") if last else NA, sides[0], sides[1]
    elif class_ == "kg:Participation":
        for member in one.all("org:member"):
            for organization in one.all("org:organization"):
                yield "membership", one.term("org:role"), member, organization
    elif class_ in ("kg:Agreement", "kg:Dispute"):
        name = class_.removeprefix("kg:").lower()
        parties = sorted({iri for role in _ROLES for iri in one.all(role)})
        if len(parties) <= _MOST_PARTIES:
            yield from ((name, one.term(f"kg:{name}Kind"), *pair) for pair in combinations(parties, 2))
    elif class_ == "kg:Border" and len(sides := one.all("kg:between")) == 2:
        yield "border", "border", sides[0], sides[1]


_ROLES = ("kg:party", "kg:grantor", "kg:beneficiary", "kg:claimant", "kg:respondent")


def _node(party: Party, kind: str) -> str:
    told = f"{_data('label', party.label)}{_data('kind', kind)}{_data('iso3', party.iso3)}"
    return f"    <node id={_attribute(party.iri)}>{told}</node>\n"


def _edge(read: Reader, one: Facts, kind: tuple[str, str], ends: tuple[str, str]) -> str:
    directed = ' directed="true"' if kind[0] == "membership" else ""
    years = one.all("kg:startYear")
    told = _data("relation", kind[0]) + _data("term", kind[1]) + _data("year", years[0] if len(years) == 1 else NA)
    told += _data("derivation", one.term("kg:derivation")) + _data("sources", str(read.support(one).sources))
    ends_told = f"source={_attribute(ends[0])} target={_attribute(ends[1])}{directed}"
    return f"    <edge {ends_told}>{told}{_data('address', one.iri)}</edge>\n"


def _data(key: str, value: str) -> str:
    return "" if value == NA else f'<data key="{key}">{escape(_NOT_XML.sub("", value))}</data>'


def _attribute(value: str) -> str:
    return quoteattr(_NOT_XML.sub("", value))


def points(read: Reader, ones: Iterable[Facts]) -> tuple[bytes, int]:
    """Where countries and areas lie, one point each (degrees, WGS 84), which says nothing of their status.

    Also gives how many there are. Commas stand between them.
    """
    made = [
        f"\n{json.dumps(_feature(read, country, found), ensure_ascii=False)}"
        for country in ones
        for point in country.all("geo:hasCentroid")
        if (found := _POINT.search(read.facts(point).one("geo:asWKT")))
    ]
    return ",".join(made).encode(), len(made)


def _feature(read: Reader, country: Facts, point: re.Match[str]) -> dict[str, object]:
    party = read.party(country.iri)
    codes = {"iso3": party.iso3, "cow": party.cow, "gw": party.gw}
    return {
        "type": "Feature",
        "id": country.iri,
        "geometry": {"type": "Point", "coordinates": [float(point[1]), float(point[2])]},
        "properties": {"label": party.label, **{name: None if code == NA else code for name, code in codes.items()}},
    }
