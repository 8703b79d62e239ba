"""A text too long for one page comes in parts, and links to its passages lead to the right one."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).parent))

import sample
from sample_app import sample_app, write_sample

from kg.web.links import PART

KEY = "long-33333333"
LINE = "A line of a long text that says nothing of any country or area at all, number {}.\n"
SAYS = "Line {} says that Peru and Chile are neighbours.\n"
LINES = [(SAYS if number % 100 == 0 else LINE).format(number) for number in range(1, 1200)]
TEXT = "".join(LINES)
SPANS = [(match.start(), match.end()) for match in re.finditer(r"Line \d+ says[^\n]*", TEXT)]


def long_document(key: str = KEY, *, redistribution: str = "full") -> list[ox.Quad]:
    """The description of the long document and of its evidence."""
    base, kg = f"{sample.BASE}id/", "https://w3id.org/foreign-relations/ontology#"
    told = [f"@prefix kg: <{kg}> . @prefix dcterms: <http://purl.org/dc/terms/> ."]
    told.append(
        f'<{base}document/{key}> a kg:Document ; dcterms:title "A long text" ; dcterms:identifier "long" ;'
        f" kg:redistribution kg:redistribution-{redistribution} ; kg:sourceKind kg:source-reference-work ."
    )
    for start, end in SPANS:
        evidence = f"<{base}evidence/{key}/{start}-{end}/severed>"
        told.append(
            f"{evidence} a kg:Evidence ; dcterms:source <{base}document/{key}> ;"
            f" kg:quote {ox.Literal(TEXT[start:end])} ;"
            f" kg:textStart {start} ; kg:textEnd {end} ; kg:line {TEXT.count(chr(10), 0, start) + 1} ;"
            f" kg:passageKind kg:passage-sentence ; kg:pattern <{base}pattern/severed> ; kg:confidence 0.9 ;"
            f" kg:derivation kg:derivation-explicit . <{base}border/chile-peru> kg:supportedBy {evidence} ."
        )
    return list(ox.parse("\n".join(told), format=ox.RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    more = [*long_document(), *long_document("quoted-44444444", redistribution="quotes")]
    texts = {KEY: TEXT, "quoted-44444444": TEXT}
    return sample_app(write_sample(tmp_path_factory.mktemp("long"), more=more, texts=texts)).test_client()


def parts(client: FlaskClient) -> list[str]:
    number = -(-len(TEXT) // PART)
    return [client.get(f"/document/{KEY}?part={part}").text for part in range(1, number + 1)]


def test_each_part_is_a_page_of_its_own_and_together_they_are_the_text(client: FlaskClient) -> None:
    shown = parts(client)
    assert len(shown) > 3
    assert all(len(page) < 100_000 for page in shown)
    for number in range(1, 1200):
        assert any(f"number {number}." in page or f"Line {number} says" in page for page in shown), number
    assert 'rel="prev"' not in shown[0]
    assert 'rel="next"' not in shown[-1]


def test_every_passage_is_in_the_part_that_links_to_it_name(client: FlaskClient) -> None:
    for start, end in SPANS:
        page = client.get(f"/page/evidence/{KEY}/{start}-{end}/severed").text
        found = re.search(rf'href="([^"]*document/{KEY}[^"#]*)#(p-{start}-{end})"', page)
        assert found is not None
        target = urljoin(f"/page/evidence/{KEY}/{start}-{end}/severed", found[1])
        assert f'id="{found[2]}"' in client.get(target).text
        assert ("part=" in target) == (start >= PART)


def test_a_line_is_found_by_its_number(client: FlaskClient) -> None:
    assert "number 777." in client.get(f"/document/{KEY}?line=777").text
    assert "number 1199." in client.get(f"/document/{KEY}?line=999999").text


@pytest.mark.parametrize("given", ["part=0", "part=9999", "part=x", "line=0", "line=-3"])
def test_a_part_that_is_none_is_answered_with_one_that_is(client: FlaskClient, given: str) -> None:
    assert client.get(f"/document/{KEY}?{given}").status_code == 200


def test_passages_that_may_only_be_quoted_come_in_parts_too(client: FlaskClient) -> None:
    first = client.get("/document/quoted-44444444").text
    assert "Line 100 says" in first
    assert "number 101." not in first
    assert "Line 1100 says" not in first
    last = client.get("/document/quoted-44444444?part=99").text
    assert "Line 1100 says" in last
    assert client.get("/document/quoted-44444444.txt").text.count("says that Peru") == len(SPANS)


def test_a_short_text_is_one_page(client: FlaskClient) -> None:
    assert "Parts of the text" not in client.get(f"/document/{sample.ALPHA}").text
