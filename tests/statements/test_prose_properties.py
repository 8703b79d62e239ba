"""No text makes the reader of prose raise or hang, and what it finds is where it says."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prose_reading import claims, countries, document, gazetteer, patterns, said

from kg.mentions.finder import find_mentions
from kg.statements.prose import read_prose

WORDS = (  # noqa: SIM905
    "Kenya Ghana Kenyan the a of and , ; . ( ) – - is was not member treaty signed with between 1990 May since joined "
    "United Nations European Union dispute recognized embassy in it both countries relations established President "
    "Daniel Moi visited $5 million agreement 's that which to \ue000 \U000f0000 \U000ffffd [12] ’s İ \n"
).split(" ")
relaxed = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_sentences_put_together_at_random_are_read_and_quoted_exactly(text: str) -> None:
    for claim in claims(text, "Kenya"):
        span = claim.evidence.span
        assert text[span.start : span.end] == claim.evidence.quote
        assert 0 < claim.evidence.confidence < 1


@relaxed
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    claims(text, "Kenya", "Ghana")


def test_what_a_document_states_does_not_depend_on_what_was_read_before() -> None:
    text = "It is a member of the African Union. The two countries signed a treaty in 1990."
    before = said(text, "Kenya")
    claims("Ghana recognized Uganda in 1962. The two countries are members of the United Nations.", "Ghana")

    assert said(text, "Kenya") == before


def test_reading_takes_time_that_grows_with_the_text_and_no_faster() -> None:
    line = "Kenya, Ghana and Uganda signed a treaty (in 1990) with (the European Union). " * 10 + "\n"

    def seconds(times: int) -> float:
        made = document(line * times)
        mentions = find_mentions(made, gazetteer())
        start = time.process_time()
        read_prose(made, mentions, patterns(), subjects=countries("Kenya"), partners={})
        return time.process_time() - start

    seconds(2)
    assert seconds(32) < 12 * max(seconds(8), 0.02)


def test_one_endless_sentence_and_ten_thousand_brackets_are_read_in_bounded_time() -> None:
    start = time.process_time()
    claims("Kenya and " * 20_000, "Kenya")
    claims("(" * 10_000 + " Kenya joined the African Union " + ")" * 10_000, "Kenya")
    claims("Kenya signed, " + "a (treaty " * 5_000, "Kenya")

    assert time.process_time() - start < 10
