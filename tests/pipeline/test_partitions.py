"""Claims on their way to the merge."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kg.documents.model import PassageKind, Span
from kg.mentions.model import Entity, EntityKind
from kg.pipeline.partitions import Packed, Partitions, pack, unpack
from kg.statements.model import Border, Claim, Evidence, Relation, Statement


def country(slug: str) -> Entity:
    return Entity(EntityKind.COUNTRY, slug, slug.title())


def claim(statement: Statement, line: int) -> Claim:
    return Claim(statement, Evidence("d-00000000", Span(line, line + 1), line, "x", PassageKind.SENTENCE, "rule", 0.9))


CLAIMS = [claim(Border((country(f"a{n}"), country("b"))), n) for n in range(40)] + [
    claim(Relation(country(f"a{n % 7}"), country("b")), 100 + n) for n in range(30)
]


def packed(claims: list[Claim], document: str = "d", named: Mapping[str, str] | None = None) -> Packed:
    return pack(claims, named or {}, document, generated=False, listed=lambda key: key != "country/b")


def test_claims_come_out_in_whole_partitions_whether_or_not_they_waited_on_disk(tmp_path: Path) -> None:
    found = []
    for most_held in (1 << 20, 500):
        with Partitions(tmp_path, most_held=most_held) as partitions:
            for one in CLAIMS:
                partitions.add(packed([one]))
            assert bool(list(tmp_path.iterdir())) is (most_held == 500)
            groups = [group for bucket in partitions.buckets() for group in unpack(bucket)]
            assert len(groups) == 47
            assert sorted(one.evidence.line for group in groups for one in group) == [c.evidence.line for c in CLAIMS]
            found.append(groups)
        assert not list(tmp_path.iterdir())
    assert found[0] == found[1]


def test_the_order_of_documents_makes_no_difference() -> None:
    found = []
    for documents in (("a", "b", "c"), ("c", "a", "b")):
        with Partitions() as partitions:
            for document in documents:
                partitions.add(packed(CLAIMS[:3] + CLAIMS[40:], document))
            found.append([*partitions.buckets(), list(partitions.relations())])
    assert found[0] == found[1]


def test_claims_of_relations_can_be_looked_through() -> None:
    with Partitions(most_held=500) as partitions:
        partitions.add(packed(CLAIMS))
        partitions.add(packed([claim(Relation(country("x"), country("y")), 1000)]))
        assert len(list(partitions.relations())) == 31


def test_a_record_tells_the_unlisted_entities_that_it_names() -> None:
    assert {record.names for record in packed(CLAIMS)} == {("country/b",)}
    assert packed([claim(Relation(country("x"), country("y")), 1)])[0].names == ()


def test_a_row_that_was_named_goes_where_its_name_is() -> None:
    row = claim(Relation(country("a1"), None), 7)
    (own,) = packed([row])
    (named,) = packed([row], named={own.partition: "relation/a1-b"})
    assert own.partition != named.partition == "relation/a1-b"
