"""Copies are not witnesses."""

from __future__ import annotations

import pytest

from kg.graph.copies import confidence, copies
from kg.graph.iris import evidence_key
from kg.statements.model import Membership, Role

LONG = "Oz has been a member of the Club since 1949, and "
TEXTS = {
    "one:2": LONG + "one of its citizens served as Secretary General from 1981 to 1991.",
    "two:48": LONG + "was a member of the Council in 2006 and 2007.",
    "three:9": "In 1949 the Club admitted Oz together with two other states of the region.",
}


def witnesses(make, texts=TEXTS, confidence: float = 0.9):
    found = [make.evidence(place, quote=quote, confidence=confidence) for place, quote in texts.items()]
    return {evidence_key(evidence): evidence for evidence in found}


def test_passages_that_share_half_of_their_words_in_runs_are_copies(make) -> None:
    assert copies(witnesses(make)) == [["evidence/one-00000000/200-250/rule", "evidence/two-00000000/4800-4850/rule"]]


def test_the_same_words_in_another_order_are_no_copy(make) -> None:
    texts = {
        "one:1": "Oz joined the Club in 1949 after a long debate at home",
        "two:1": "After a debate at home Oz joined in 1949 the long Club",
    }
    assert copies(witnesses(make, texts)) == []


def test_short_passages_are_no_copies(make) -> None:
    assert copies(witnesses(make, {"one:1": "| Oz | 4 May 1949 |", "two:1": "| Oz | 4 May 1949 |"})) == []


def test_two_rules_at_one_place_are_one_passage_and_no_copy(make) -> None:
    one = make.evidence("one:1", quote=TEXTS["one:2"])
    other = make.evidence("one:1", quote=TEXTS["one:2"], pattern="other")
    assert copies({evidence_key(e): e for e in (one, other)}) == []


def test_the_sentence_that_two_documents_share_counts_once(make) -> None:
    found = witnesses(make)
    assert confidence(found, copies(found)) == pytest.approx(1 - 0.1 * 0.1)
    assert confidence(found, []) == pytest.approx(1 - 0.1**3)


def test_a_document_counts_once_with_its_best_evidence(make) -> None:
    texts = {"one:1": "Oz is in the Club.", "one:2": "The Club has Oz among its members."}
    found = witnesses(make, texts, confidence=0.5)
    assert confidence(found, []) == pytest.approx(0.5)


def test_nothing_is_certain(make) -> None:
    texts = {f"doc{n}:1": f"Text {n}" for n in range(20)}
    assert confidence(witnesses(make, texts), []) == 0.9999


def test_copies_are_linked_both_ways_and_the_independent_texts_can_be_counted(make) -> None:
    oz, club = make.country("Oz"), make.organization("Club")
    since = {"one:2": make.date("1949"), "two:48": make.date("1949"), "three:9": make.date("1949")}
    merged = make.merge([make.claim(p, Membership(oz, club, Role.MEMBER, since[p]), quote=q) for p, q in TEXTS.items()])
    assert len(merged.select("?a kg:sharesTextWith ?b . ?b kg:sharesTextWith ?a", "a", "b")) == 2
    independent = (
        "?m kg:supportedBy ?e . FILTER NOT EXISTS "
        "{ ?m kg:supportedBy ?o . ?e kg:sharesTextWith ?o . FILTER(STR(?o) < STR(?e)) }"
    )
    assert len(merged.select(independent, "e")) == 2


def test_many_copies_cost_little(make) -> None:
    texts = {f"doc{n}:1": f"{LONG} {n} other words follow here and there" for n in range(1500)}
    assert [len(group) for group in copies(witnesses(make, texts))] == [1500]
