"""From a file to its statements: no text stops it, what it finds stands where it says, and only the text decides."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from kg.documents.model import Document
from kg.documents.passages import LONGEST
from kg.documents.reader import read_document
from kg.graph.describe import DocumentFacts
from kg.graph.merge import merged_quads
from kg.graph.terms import KG
from kg.mentions.finder import find_mentions
from kg.pipeline.extraction import Extraction, Knowledge, extract, load_knowledge
from kg.statements.model import Claim

BASE = "http://localhost:8000/"
PIECES = (
    "Kenya", "Ghana", "Ghanaian ", "United Nations", " joined the African Union in 1963", " and ", " or ", ", ", ". ",
    "; ", "\n", "\n\n", "# Relations of Kenya\n", "## Africa\n", "* ", "1. ", " | ", "|", "---|---|\n", "| --- |\n",
    "Country | Date | Notes |\n", "![](flag.png) | ", "3 May 1964", " established diplomatic relations with ", "(", ")",
    "[", "]", "[12]", "“", "’s", "\u00a0", "\u200b", "\u202e", "\u0130", "e\u0301", "\U0001f1f0", "\U000f0000",
    "\ue000", "$5 million", "President Daniel Moi", " visited ", "The two countries signed a treaty in 1990",
    "It is a member of the ", " not ", "References\n", "https://example.org/Kenya", "\t", "\x0b",
)  # fmt: skip
DOCUMENTS = (
    "Foreign relations of Kenya\n\nKenya established diplomatic relations with Ghana on 3 May 1964. It has been a "
    "member of the United Nations since 1963.\n",
    "Foreign relations of Ghana\n\nGhana and Kenya established diplomatic relations in May 1964. Ghana is a member of "
    "the United Nations. Ghana and Kenya signed the Treaty of Accra on 2 June 1971.\n",
    "Foreign relations of Uganda\n\nUganda has been a member of the United Nations since 1962. Ghana recognized Uganda "
    "in 1962. Uganda has a border dispute with Kenya over an island.\n",
    "Foreign relations of Togo\n\nCountry | Date | Notes |\n---|---|---|\nGhana | 4 May 1960 |  |\nKenya | "
    "7 June 1970 | Broken in 1975, restored in 1980. |\n",
)
relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@cache
def knowledge() -> Knowledge:
    return load_knowledge()


def read(folder: Path, text: str, name: str = "made.txt") -> Document:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def claims_of(extraction: Extraction) -> list[Claim]:
    return [*extraction.rows.claims, *extraction.prose]


def assert_sound(document: Document) -> list[Claim]:
    """Mentions and evidence stand in order where they say, each quote being what the text has there."""
    text, end = document.text, 0
    for mention in find_mentions(document, knowledge().gazetteer):
        assert end <= mention.span.start < mention.span.end <= len(text)
        end = mention.span.end
    found = claims_of(extract(document, knowledge()))
    for claim in found:
        span = claim.evidence.span
        assert claim.evidence.quote == text[span.start : span.end]
        assert claim.evidence.quote.strip()
        assert claim.evidence.line == text.count("\n", 0, span.start) + 1
    return found


@relaxed
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=70).map("".join))
def test_documents_put_together_at_random_are_read_and_quoted_exactly(tmp_path: Path, text: str) -> None:
    assert_sound(read(tmp_path, f"Kenya {text}"))


@relaxed
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=500))
def test_any_text_is_read_and_quoted_exactly(tmp_path: Path, text: str) -> None:
    assert_sound(read(tmp_path, f"Kenya {text}"))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + " Kenya joined the African Union " + ")" * 10_000,
        "([" * 10_000 + " Kenya joined the African Union " + ")]" * 10_000,
        "Kenya joined the African Union (" * 10_000,
        "| " * 10_000 + "\n---|---|\n" + "Ghana | 3 May 1964\n" * 2_000,
        "Country | Date |\n" + "---|---|\n" * 2_000 + "Ghana | 3 May 1964 |" * 2_000,
        "Kenya, " * 20_000,
        "[12]" * 20_000,
    ],
    ids=["brackets", "crossed brackets", "open brackets", "a row without end", "rules", "names", "marks"],
)
def test_hostile_layout_is_read(tmp_path: Path, text: str) -> None:
    assert_sound(read(tmp_path, f"Foreign relations of Kenya\n\n{text}\n"))


def test_a_line_of_five_megabytes_is_read_to_its_end(tmp_path: Path) -> None:
    found = assert_sound(
        read(tmp_path, "lorem ipsum dolor " * (5_000_000 // 18) + "and Kenya joined the African Union.")
    )

    assert [claim.evidence.pattern for claim in found] == ["joined"]
    assert len(found[0].evidence.quote) <= LONGEST


@relaxed
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), min_size=2, max_size=3))
def test_what_a_document_states_does_not_depend_on_what_was_read_before(tmp_path: Path, texts: list[str]) -> None:
    documents = [read(tmp_path, f"Kenya {text}", f"{number}.txt") for number, text in enumerate(texts)]
    first = [extract(document, knowledge()) for document in documents]

    assert [extract(document, knowledge()) for document in reversed(documents)] == first[::-1]


def graph(folder: Path, texts: list[str]) -> list[Quad]:
    """The merged graph of documents that hold these texts."""
    documents = [read(folder, text, f"document-{DOCUMENTS.index(text)}.txt") for text in texts]
    claims = [claim for document in documents for claim in claims_of(extract(document, knowledge()))]
    facts = [DocumentFacts(document.name, document.key, document.sha256) for document in documents]
    return list(merged_quads(claims, facts, knowledge().reference, BASE))


def test_permuting_documents_does_not_change_the_graph(tmp_path: Path) -> None:
    expected = graph(tmp_path, list(DOCUMENTS))
    for seed in range(6):
        assert graph(tmp_path, random.Random(seed).sample(DOCUMENTS, len(DOCUMENTS))) == expected


def test_every_iri_of_an_explicit_statement_resolves_in_a_build_of_more_documents(tmp_path: Path) -> None:
    whole = graph(tmp_path, list(DOCUMENTS))
    known = {quad.subject for quad in whole} | {quad.object for quad in whole if quad.predicate == KG.alias}
    for chosen in range(1, 2 ** len(DOCUMENTS)):
        some = graph(tmp_path, [text for number, text in enumerate(DOCUMENTS) if chosen >> number & 1])
        named = {quad.subject for quad in some if quad.predicate == KG.supportedBy}
        assert named
        assert named <= known
