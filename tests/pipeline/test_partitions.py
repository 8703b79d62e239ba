"""Claims on their way to the merge."""

from __future__ import annotations

from kg.documents.model import PassageKind, Span
from kg.mentions.model import Entity, EntityKind
from kg.pipeline.partitions import Partitions, pack, unpack
from kg.statements.model import Border, Claim, Evidence, Relation, Statement


def country(slug: str) -> Entity:
    return Entity(EntityKind.COUNTRY, slug, slug.title())


def claim(statement: Statement, line: int) -> Claim:
    return Claim(statement, Evidence("d-00000000", Span(line, line + 1), line, "x", PassageKind.SENTENCE, "rule", 0.9))


CLAIMS = [claim(Border((country(f"a{n}"), country("b"))), n) for n in range(40)] + [
    claim(Relation(country(f"a{n % 7}"), country("b")), 100 + n) for n in range(30)
]


def test_claims_come_out_in_whole_partitions_whether_or_not_they_waited_on_disk() -> None:
    found = []
    for most_held in (1 << 20, 500):
        with Partitions(most_held=most_held) as partitions:
            for one in CLAIMS:
                partitions.add(pack([one], {}))
            groups = [group for job in partitions.jobs() for group in unpack(job)]
            assert len(groups) == 47
            assert sorted(one.evidence.line for group in groups for one in group) == [c.evidence.line for c in CLAIMS]
            found.append(groups)
    assert found[0] == found[1]


def test_claims_of_relations_can_be_looked_through() -> None:
    with Partitions(most_held=500) as partitions:
        partitions.add(pack(CLAIMS, {}))
        partitions.add(pack([claim(Relation(country("x"), country("y")), 1000)], {}))
        assert len(list(partitions.relations())) == 31


def test_a_row_that_was_named_goes_where_its_name_is() -> None:
    row = claim(Relation(country("a1"), None), 7)
    (own,) = pack([row], {})
    (named,) = pack([row], {own[0]: "relation/a1-b"})
    assert own[0] != named[0] == "relation/a1-b"
