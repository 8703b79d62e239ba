"""The network as GraphML and the points of countries as GeoJSON, written as they are read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from kg.store.exports.facts import NA, Facts, Reader

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
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_POINT = re.compile(r"POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)
_MOST_PARTIES = 12
"""Agreements and disputes with more parties are left out of the network: they would tie everyone to everyone."""


def write_network(read: Reader, path: Path) -> None:
    """Write who is tied to whom: relations, memberships (directed), agreements, disputes and borders as edges."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_GRAPHML)
        nodes = set()
        for kind in ("Country", "Organization"):
            for node in read.of_class(f"kg:{kind}"):
                nodes.add(node.iri)
                _write_node(file, read, node, kind.lower())
        for statement, relation, term, source, target in _edges(read):
            if source in nodes and target in nodes:
                _write_edge(file, read, statement, (relation, term), (source, target))
        file.write("  </graph>\n</graphml>\n")


def _edges(read: Reader) -> Iterator[tuple[Facts, str, str, str, str]]:
    """Each edge as statement, kind of statement, its term, and the IRIs of both ends."""
    for one in read.of_class("kg:DiplomaticRelation"):
        sides, phases = one.all("kg:between"), one.all("kg:hasPhase")
        if len(sides) == 2:
            last = max(phases, key=lambda iri: (len(iri), iri), default=None)
            yield one, "relation", read.facts(last).term("kg:state") if last else NA, sides[0], sides[1]
    for one in read.of_class("kg:Participation"):
        for member in one.all("org:member"):
            for organization in one.all("org:organization"):
                yield one, "membership", one.term("org:role"), member, organization
    for name, relation, term in (
        ("Agreement", "agreement", "kg:agreementKind"),
        ("Dispute", "dispute", "kg:disputeKind"),
    ):
        for one in read.of_class(f"kg:{name}"):
            parties = sorted({iri for role in _ROLES for iri in one.all(role)})
            if len(parties) <= _MOST_PARTIES:
                yield from ((one, relation, one.term(term), *pair) for pair in combinations(parties, 2))
    for one in read.of_class("kg:Border"):
        if len(sides := one.all("kg:between")) == 2:
            yield one, "border", "border", sides[0], sides[1]


_ROLES = ("kg:party", "kg:grantor", "kg:beneficiary", "kg:claimant", "kg:respondent")


def _write_node(file: TextIO, read: Reader, node: Facts, kind: str) -> None:
    party = read.party(node.iri)
    file.write(f"    <node id={_attribute(node.iri)}>{_data('label', party.label)}{_data('kind', kind)}")
    file.write(f"{_data('iso3', party.iso3)}</node>\n")


def _write_edge(file: TextIO, read: Reader, one: Facts, kind: tuple[str, str], ends: tuple[str, str]) -> None:
    directed = ' directed="true"' if kind[0] == "membership" else ""
    years = one.all("kg:startYear")
    file.write(f"    <edge source={_attribute(ends[0])} target={_attribute(ends[1])}{directed}>")
    file.write(_data("relation", kind[0]) + _data("term", kind[1]) + _data("year", years[0] if len(years) == 1 else NA))
    file.write(_data("derivation", one.term("kg:derivation")) + _data("sources", str(read.support(one).sources)))
    file.write(f"{_data('address', one.iri)}</edge>\n")


def _data(key: str, value: str) -> str:
    return "" if value == NA else f'<data key="{key}">{escape(_NOT_XML.sub("", value))}</data>'


def _attribute(value: str) -> str:
    return quoteattr(_NOT_XML.sub("", value))


def write_points(read: Reader, path: Path) -> None:
    """Write where countries and areas lie, one point each (degrees, WGS 84), which says nothing of their status."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        separator = "\n"
        for country in read.of_class("kg:Country"):
            for point in country.all("geo:hasCentroid"):
                found = _POINT.search(read.facts(point).one("geo:asWKT"))
                if found:
                    file.write(separator + json.dumps(_feature(read, country, found), ensure_ascii=False))
                    separator = ",\n"
        file.write("\n]}\n")


def _feature(read: Reader, country: Facts, point: re.Match[str]) -> dict[str, object]:
    party = read.party(country.iri)
    codes = {"iso3": party.iso3, "cow": party.cow, "gw": party.gw}
    return {
        "type": "Feature",
        "id": country.iri,
        "geometry": {"type": "Point", "coordinates": [float(point[1]), float(point[2])]},
        "properties": {"label": party.label, **{name: None if code == NA else code for name, code in codes.items()}},
    }
