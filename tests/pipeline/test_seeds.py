"""The four seed documents as a release: their rows, their prose, and that no order changes it."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import QuerySolutions, Store

from kg.pipeline.build import build_release
from kg.pipeline.evaluate import Evaluation, evaluate_release
from kg.store.layout import open_release

GOLD = Path(__file__).parents[1] / "gold" / "seeds_prose.tsv"
PREFIXES = """PREFIX kg: <https://w3id.org/foreign-relations/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"""


def select(store: Store, query: str) -> QuerySolutions:
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, QuerySolutions)
    return solutions


def rows_in_text(seeds: Path) -> set[int]:
    """The lines of document 000 that begin a row: an image where the country's name stood, then a cell."""
    (path,) = seeds.glob("000_*.txt")
    lines = path.read_text(encoding="utf-8").split("\n")
    first = lines.index("Africa") + 1
    return {n for n, line in enumerate(lines, 1) if n > first and line.startswith("![]() |")}


def test_every_row_of_the_five_tables_is_a_relation_with_evidence_at_its_line(seeds: Path, seeds_store: Store) -> None:
    found = {
        int(line.value)
        for (line,) in select(
            seeds_store,
            """SELECT DISTINCT ?line { ?evidence kg:passageKind kg:passage-row ; kg:line ?line ;
            kg:derivation kg:derivation-explicit . GRAPH ?evidence { ?relation a kg:DiplomaticRelation } }""",
        )
    }
    assert found == rows_in_text(seeds)
    assert len(found) == 188


def test_every_quote_stands_at_its_offsets(seeds_release: Path, seeds_store: Store) -> None:
    release = open_release(seeds_release)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in release.texts.glob("*.txt")}
    query = """SELECT ?document ?start ?end ?line ?quote { ?evidence a kg:Evidence ; dcterms:source ?document ;
        kg:textStart ?start ; kg:textEnd ?end ; kg:line ?line ; kg:quote ?quote }"""
    count = 0
    for document, start, end, line, quote in select(seeds_store, query):
        text = texts[document.value.rpartition("/")[2]]
        assert text[int(start.value) : int(end.value)] == quote.value
        assert text.count("\n", 0, int(start.value)) + 1 == int(line.value)
        count += 1
    assert count > 250


def test_the_order_of_documents_does_not_change_the_release(seeds_release: Path, seeds: Path, tmp_path: Path) -> None:
    backwards = sorted(seeds.glob("*.txt"), reverse=True)
    assert build_release(backwards, out=tmp_path).release.id == open_release(seeds_release).id


def test_the_prose_of_the_seeds_is_read_as_well_as_promised(seeds_release: Path) -> None:
    result: Evaluation = evaluate_release(seeds_release, [GOLD])
    assert result.kinds["main"].precision >= 0.95
    assert result.kinds["main"].recall >= 0.92
