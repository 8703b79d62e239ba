"""Reference data is complete, says where it comes from, and its errors name the place."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.errors import ReferenceDataError
from kg.graph.reference import (
    check_reference,
    load_reference,
    ontology_quads,
    read_turtle,
    reference_folder,
    reference_quads,
    turtle_files,
)
from kg.graph.terms import DCTERMS, KG, RDF, SCHEMA
from kg.mentions.model import AreaKind, Country, Organization, Reference

BASE = "https://kg.example/"
PREFIXES = """@prefix kg: <https://w3id.org/foreign-relations/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ABBREVIATIONS = """
ACP AfDB AOSIS C CAN Caricom CELAC EAPC FAO G-77 IAEA IBRD ICAO ICCt ICRM IDA IFAD IFC IFRCS IHO ILO
IMF IMO IMSO Interpol IOC IOM IPU ISO ITSO ITU ITUC LAES LAIA LAS MIGA MINURSO MINUSTAH MONUSCO NAM
NSG OAPEC OAS OECD OIC OIF OPANAL OPCW OPEC OSCE PCA PIF SAARC SADC SCO SICA UN UNASUR UNCTAD UNESCO
UNHCR UNIDO UNISFA UNMIL UNMISS UNOCI UNWTO UPU WCO WFTU WHO WIPO WMO WTO ZC
"""


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    return list(reference_quads(BASE))


def country(reference: Reference, slug: str) -> Country:
    return next(found for found in reference.countries if found.entity.slug == slug)


def organization(reference: Reference, slug: str) -> Organization:
    return next(found for found in reference.organizations if found.entity.slug == slug)


def written(folder: Path, turtle: str) -> Path:
    (folder / "own.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
    return folder


def codes(quads: list[Quad], slug: str, predicate: NamedNode) -> set[str]:
    subject = NamedNode(f"{BASE}id/country/{slug}")
    return {quad.object.value for quad in quads if quad.subject == subject and quad.predicate == predicate}


def test_the_reference_data_has_no_problem(reference: Reference) -> None:
    assert check_reference(reference) == ()


def test_every_kind_of_country_is_listed(reference: Reference) -> None:
    listed = [found.area for found in reference.countries]
    assert listed.count(AreaKind.STATE) == 195
    assert {kind for kind in AreaKind if kind in listed} == set(AreaKind)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("the PRC", "china"),
        ("Burma", "myanmar"),
        ("Holland", "netherlands"),
        ("Côte d'Ivoire", "ivory-coast"),
        ("U.S.", "united-states"),
        ("DRC", "democratic-republic-of-the-congo"),
        ("Congo-Brazzaville", "republic-of-the-congo"),
        ("Swaziland", "eswatini"),
        ("FYROM", "north-macedonia"),
        ("Timor-Leste", "east-timor"),
        ("Cabo Verde", "cape-verde"),
        ("Czechia", "czech-republic"),
        ("Türkiye", "turkey"),
        ("Persia", "iran"),
        ("Siam", "thailand"),
        ("Upper Volta", "burkina-faso"),
        ("Dahomey", "benin"),
        ("Ceylon", "sri-lanka"),
        ("SADR", "sahrawi-republic"),
        ("FRY", "serbia-and-montenegro"),
        ("USSR", "soviet-union"),
        ("St. Lucia", "saint-lucia"),
        ("Republic of Peru", "peru"),
        ("Vatican City", "holy-see"),
        ("Republic of China", "taiwan"),
    ],
)
def test_countries_have_their_other_names(reference: Reference, name: str, slug: str) -> None:
    assert name.removeprefix("the ") in country(reference, slug).names


@pytest.mark.parametrize(
    ("slug", "demonyms"),
    [
        ("soviet-union", {"Soviet", "Soviets"}),
        ("united-kingdom", {"British", "Briton", "Britons"}),
        ("netherlands", {"Dutch"}),
        ("argentina", {"Argentine", "Argentinian"}),
    ],
)
def test_countries_have_their_demonyms(reference: Reference, slug: str, demonyms: set[str]) -> None:
    assert demonyms <= set(country(reference, slug).demonyms)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Community of Andean Nations", "andean-community"),
        ("Common Market of the South", "mercosur"),
        ("Organisation of American States", "organization-of-american-states"),
        ("Free Trade Area of the Americas", "ftaa"),
        ("One Belt, One Road", "belt-and-road-initiative"),
        ("Security Council", "united-nations-security-council"),
        ("League of Nations", "league-of-nations"),
        ("European Economic Community", "european-community"),
    ],
)
def test_organizations_have_their_other_names(reference: Reference, name: str, slug: str) -> None:
    assert name in organization(reference, slug).names


@pytest.mark.parametrize(
    "abbreviation",
    ABBREVIATIONS.split(),
)
def test_each_common_abbreviation_is_of_one_organization(reference: Reference, abbreviation: str) -> None:
    assert sum(abbreviation in found.abbreviations for found in reference.organizations) == 1


def test_the_territory_and_the_republic_of_western_sahara_are_two(quads: list[Quad]) -> None:
    assert codes(quads, "western-sahara", SCHEMA.sameAs) == {"http://www.wikidata.org/entity/Q6250"}
    assert codes(quads, "sahrawi-republic", SCHEMA.sameAs) == {"http://www.wikidata.org/entity/Q40362"}


def test_codes_are_those_of_the_country_itself(quads: list[Quad]) -> None:
    assert codes(quads, "serbia", KG.gecCode) == {"RI"}
    assert codes(quads, "kosovo", KG.gecCode) == {"KV"}
    assert codes(quads, "palestine", KG.gecCode) == {"WE", "GZ"}
    assert codes(quads, "kosovo", KG.iso3166Alpha3) == set()
    assert codes(quads, "netherlands", SCHEMA.sameAs) == {"http://www.wikidata.org/entity/Q55"}
    assert codes(quads, "namibia", SCHEMA.sameAs) == {"http://www.wikidata.org/entity/Q1030"}


def test_a_country_with_several_codes_in_one_list_says_when_it_had_which(quads: list[Quad]) -> None:
    said = {(quad.subject, quad.predicate, quad.object) for quad in quads}
    periods: dict[object, set[object]] = {}
    for subject, predicate, value in said:
        if predicate == KG.inStateSystem:
            periods.setdefault(subject, set()).add(value)
    for code in (KG.cowCode, KG.gwCode):
        held: dict[object, set[object]] = {}
        for subject, predicate, value in said:
            if predicate == code:
                held.setdefault(subject, set()).add(value)
        for country, codes in held.items():
            if len(codes) > 1:
                assert codes == set().union(*(held.get(period, set()) for period in periods[country])), country


def test_no_code_is_shared_by_two_present_states(quads: list[Quad]) -> None:
    for predicate in (KG.iso3166Alpha3, KG.gecCode, SCHEMA.sameAs):
        pairs = {(quad.object.value, quad.subject) for quad in quads if quad.predicate == predicate}
        assert len(pairs) == len({code for code, _ in pairs}), predicate


def test_successors_know_what_they_continue(reference: Reference) -> None:
    assert country(reference, "russia").continues == ("soviet-union",)
    assert country(reference, "ukraine").succeeds == ("soviet-union",)
    assert country(reference, "serbia").continues == ("serbia-and-montenegro",)


def test_every_state_has_a_period_of_existence_with_its_source(reference: Reference) -> None:
    for found in reference.countries:
        if found.area is not AreaKind.TERRITORY:
            assert found.existence, found.entity.slug
            assert all(period.source for period in found.existence), found.entity.slug


def test_every_country_has_a_point_in_range(quads: list[Quad]) -> None:
    points = [quad.object.value for quad in quads if quad.predicate.value.endswith("#asWKT")]
    places = [point.removeprefix("POINT(").removesuffix(")").split() for point in points]
    assert all(-180 <= float(east) <= 180 and -90 <= float(north) <= 90 for east, north in places)
    located = {quad.subject for quad in quads if quad.predicate.value.endswith("#hasCentroid")}
    countries = {quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == KG.Country}
    assert {country.value.rpartition("/")[2] for country in countries - located} <= {
        "united-states-minor-outlying-islands"
    }


def test_facts_under_the_open_database_license_stay_in_a_file_of_their_own() -> None:
    source = NamedNode(f"{BASE}id/source/mledoze-countries")
    files = turtle_files([reference_folder()])
    using = {path.name for path in files if any(triple.object == source for triple in read_turtle(path, BASE))}
    assert using == {"countries-odbl.ttl"}


def test_everything_listed_names_a_source_that_is_described(quads: list[Quad]) -> None:
    described = {quad.subject for quad in quads}
    sourced = {quad.subject for quad in quads if quad.predicate == DCTERMS.source}
    for quad in quads:
        if quad.predicate == RDF.type and quad.object in (KG.Country, KG.Organization, KG.PeriodOfExistence):
            assert quad.subject in sourced, quad.subject
        if quad.predicate == DCTERMS.source and quad.object.value.startswith(BASE):
            assert quad.object in described, quad.object


def test_reference_quads_stand_in_their_graph_and_in_the_default_graph(quads: list[Quad]) -> None:
    named = {quad.triple for quad in quads if quad.graph_name == NamedNode(f"{BASE}graph/reference")}
    default = {quad.triple for quad in quads if quad.graph_name == DefaultGraph()}
    assert named == default
    assert len(named) + len(default) == len(quads)


def test_reference_quads_have_bounds_beside_dates(quads: list[Quad]) -> None:
    period = next(quad.object for quad in quads if quad.predicate == KG.existence and "/peru" in quad.subject.value)
    said = {quad.predicate for quad in quads if quad.subject == period}
    assert {KG.start, KG.startEarliest, KG.startLatest, KG.startYear} <= said


def test_neither_reference_nor_ontology_has_blank_nodes(quads: list[Quad]) -> None:
    for quad in [*quads, *ontology_quads(BASE)]:
        assert isinstance(quad.subject, NamedNode)
        assert "BlankNode" not in type(quad.object).__name__


def test_ontology_quads_are_the_same_on_every_run() -> None:
    assert list(ontology_quads(BASE)) == list(ontology_quads(BASE))


def test_a_researcher_adds_an_organization_in_a_folder_of_their_own(tmp_path: Path) -> None:
    own = written(
        tmp_path,
        """<id/organization/river-league> a kg:Organization ;
    rdfs:label "River League"@en ; skos:altLabel "League of Rivers"@en ; kg:abbreviation "RL" ;
    kg:organizationKind kg:organization-intergovernmental .""",
    )
    added = organization(load_reference([reference_folder(), own]), "river-league")
    assert added.names == ("River League", "League of Rivers")
    assert (added.abbreviations, added.kind) == (("RL",), "intergovernmental")


def test_malformed_turtle_is_reported_with_file_and_line(tmp_path: Path) -> None:
    own = written(tmp_path, '<id/country/x> rdfs:label "X"@en ;\n   kg:areaKind kg:area-state\n<id/country/y> a .')
    with pytest.raises(ReferenceDataError) as caught:
        load_reference([own])
    assert caught.value.path == own / "own.ttl"
    assert caught.value.line in (6, 7)


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("<id/country/x> a kg:Country ; kg:areaKind kg:area-state .", "rdfs:label"),
        ('<id/country/x> a kg:Country ; rdfs:label "X"@en .', "areaKind"),
        ('<id/country/x> a kg:Country ; rdfs:label "X"@en ; kg:areaKind kg:area-moon .', "areaKind"),
        ('<id/land/x> a kg:Country ; rdfs:label "X"@en ; kg:areaKind kg:area-state .', "name"),
        (
            '<id/country/x> a kg:Country ; rdfs:label "X"@en ; kg:areaKind kg:area-state ; kg:existence <id/p> .\n'
            '<id/p> kg:start "1991-02-31"^^xsd:date .',
            "dated",
        ),
    ],
)
def test_a_thing_described_wrongly_is_reported_with_its_file(tmp_path: Path, turtle: str, words: str) -> None:
    own = written(tmp_path, turtle)
    with pytest.raises(ReferenceDataError, match=words) as caught:
        load_reference([own])
    assert caught.value.remedy


def test_a_missing_folder_of_reference_data_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="no such folder"):
        load_reference([tmp_path / "absent"])


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ('<id/country/x> a kg:Country ; kg:areaKind kg:area-state ; rdfs:label "X"@en , "Y"@en .', "2 labels"),
        (
            '<id/country/x> a kg:Country ; kg:areaKind kg:area-state ; rdfs:label "Xland"@en .\n'
            '<id/country/y> a kg:Country ; kg:areaKind kg:area-state ; rdfs:label "Y"@en ; skos:altLabel "xland"@en .',
            "same name",
        ),
        (
            '<id/country/x> a kg:Country ; kg:areaKind kg:area-state ; rdfs:label "X"@en ;'
            " kg:succeeds <id/country/z> .",
            "not there",
        ),
        (
            '<id/country/x> a kg:Country ; kg:areaKind kg:area-state ; rdfs:label "X"@en ;'
            " kg:continues <id/country/x> .",
            "follows itself",
        ),
    ],
)
def test_problems_between_things_are_found(tmp_path: Path, turtle: str, words: str) -> None:
    problems = check_reference(load_reference([written(tmp_path, turtle)]))
    assert any(words in problem for problem in problems)
