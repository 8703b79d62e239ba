"""Prose says what it says, however it is put: one phenomenon at a time, in sentences of our own."""

from __future__ import annotations

import pytest
from prose_reading import claims, patterns, said

from kg.documents.model import BlockKind, PassageKind

PHENOMENA = [
    ("a member since a year", "Kenya has been a member of the African Union since 1963.", (),
     {"Kenya member of African Union 1963"}),
    ("a date that leads", "Since 1995, Kenya has been a member of the World Trade Organization.", (),
     {"Kenya member of World Trade Organization 1995"}),
    ("coordinated organizations", "Kenya belongs to the African Union and the Commonwealth of Nations.", (),
     {"Kenya member of African Union", "Kenya member of Commonwealth of Nations"}),
    ("coordinated members", "Both Kenya and Ghana are members of the African Union.", (),
     {"Kenya member of African Union", "Ghana member of African Union"}),
    ("an abbreviation in brackets", "Kenya is a member of the United Nations (UN), the IMF and UNESCO.", (),
     {"Kenya member of United Nations", "Kenya member of International Monetary Fund",
      "Kenya member of United Nations Educational, Scientific and Cultural Organization"}),
    ("a role in brackets", "Kenya is a member of the African Union and OPEC (observer).", (),
     {"Kenya member of African Union", "Kenya observer of Organization of the Petroleum Exporting Countries"}),
    ("a relative clause", "Mercosur, whose members are Brazil and Uruguay, met in May.", (),
     {"Brazil member of Mercosur", "Uruguay member of Mercosur"}),
    ("a reduced clause", "Mercosur, formed by Brazil and Uruguay, met in May.", (),
     {"Brazil member of Mercosur", "Uruguay member of Mercosur"}),
    ("a shared verb", "Kenya joined the United Nations in 1963 and was elected to the Security Council.", (),
     {"Kenya member of United Nations 1963", "Kenya member of United Nations Security Council"}),
    ("a pronoun", "Kenya lies in Africa. It is a member of the African Union.", ("Kenya",),
     {"Kenya member of African Union"}),
    ("the country", "The country joined the African Union in 1963.", ("Kenya",),
     {"Kenya member of African Union 1963"}),
    ("a nominal form", "Its accession to the World Trade Organization in 1995 was quiet.", ("Kenya",),
     {"Kenya member of World Trade Organization 1995"}),
    ("the first to do it", "Kenya was the first state to recognize Ghana in 1957.", (),
     {"Ghana–Kenya recognized 1957"}),
    ("as a member", "As a member of the African Union, Kenya sent troops.", (), {"Kenya member of African Union"}),
    ("someone who left", "Kenya withdrew from the African Union.", (), {"Kenya former member of African Union"}),
    ("a passive", "Kenya was admitted to the United Nations in 1963.", (), {"Kenya member of United Nations 1963"}),
    ("relations by two", "Kenya and Ghana established diplomatic relations on 3 May 1964.", (),
     {"Ghana–Kenya established 1964-05-03"}),
    ("relations of one with the other", "Kenya established diplomatic relations with Ghana on May 3, 1964.", (),
     {"Ghana–Kenya established 1964-05-03"}),
    ("relations, passive", "Diplomatic relations between Kenya and Ghana were established on 3 May 1964.", (),
     {"Ghana–Kenya established 1964-05-03"}),
    ("relations, nominal", "The establishment of diplomatic relations with Ghana in 1964 came late.", ("Kenya",),
     {"Ghana–Kenya established 1964"}),
    ("relations of a government", "The Kenyan government severed relations with the government of Ghana in 1970.", (),
     {"Ghana–Kenya severed 1970"}),
    ("relations for a while", "Kenya severed relations with Ghana between 3 May and 5 June, 1970.", (),
     {"Ghana–Kenya severed 1970-05-03", "Ghana–Kenya restored 1970-06-05"}),
    ("the two countries", "Kenya borders Uganda. The two countries restored diplomatic relations in 1972.", ("Kenya",),
     {"Kenya–Uganda border", "Kenya–Uganda restored 1972"}),
    ("a day without its year", "Kenya recognized Ghana on 3 May 1964. Relations with Ghana were established on 5 June.",
     (), {"Ghana–Kenya recognized 1964-05-03"}),
    ("a legation raised", "The two raised their legations to embassies.", ("Kenya", "Ghana"), {"Ghana–Kenya upgraded"}),
    ("an agreement by two", "In May 2001, Kenya and Ghana signed a trade agreement.", (),
     {"Ghana|Kenya trade agreement 2001-05"}),
    ("an agreement with one", "Kenya signed a treaty with Ghana on 3 May 2001.", (), {"Ghana|Kenya treaty 2001-05-03"}),
    ("a counted agreement", "Kenya and Ghana signed two agreements in 2001.", (), {"Ghana|Kenya agreement 2001"}),
    ("agreements with each", "Kenya has free trade agreements with Ghana and Uganda.", (),
     {"Ghana|Kenya free-trade agreement", "Kenya|Uganda free-trade agreement"}),
    ("a year in a name", "Exports grew under the 2009 Kenya–Ghana Trade Agreement.", (),
     {"Ghana|Kenya trade agreement named 2009"}),
    ("in force", "A free trade agreement with Ghana entered into force in May 2004.", ("Kenya",),
     {"Ghana|Kenya free-trade agreement 2004-05"}),
    ("a dispute between", "The border dispute between Kenya and Uganda is old.", (),
     {"Kenya|Uganda territorial dispute"}),
    ("a dispute settled", "It was the end of its border dispute with Uganda in 1998.", ("Kenya",),
     {"Kenya|Uganda territorial dispute settled ..1998"}),
    ("an event that came late", "Kenya did not join the United Nations until 1963.", (),
     {"Kenya member of United Nations 1963"}),
    ("someone who came back", "Kenya left the Commonwealth in 1972 and rejoined in 1989.", (),
     {"Kenya former member of Commonwealth of Nations 1972", "Kenya member of Commonwealth of Nations 1989"}),
    ("an observer that is no member", "Kenya is not a member of NATO, but is an observer.", (),
     {"Kenya observer of North Atlantic Treaty Organization"}),
    ("recognition taken back", "Kenya recognised Kosovo in 2008 but withdrew its recognition in 2019.", (),
     {"Kenya–Kosovo recognized 2008", "Kenya–Kosovo recognition withdrawn 2019"}),
    ("a treaty that ceded", "Under the Treaty of Kampala of 1926, Kenya ceded a strip to Uganda.", (),
     {"Kenya|Uganda treaty 1926"}),
    ("an agreement with two", "Kenya built the line under a 1967 agreement with Tanzania and Uganda.", ("Kenya",),
     {"Kenya|Tanzania|Uganda agreement named 1967"}),
    ("a dispute to be settled", "Kenya and Uganda agreed to settle their long-standing border dispute.", (),
     {"Kenya|Uganda territorial dispute"}),
    ("no dispute with a continent that nobody holds", "Argentina claims part of Antarctica.", (), set()),
    ("a claim", "Guatemala claims Belizean territory.", (), {"Belize|Guatemala territorial dispute ongoing"}),
    ("an office", "Kenyan President Uhuru Kenyatta spoke.", (), {"Uhuru Kenyatta President of Kenya"}),
    ("two offices", "Kenya's President Uhuru Kenyatta and Ghana's John Mahama spoke.", (),
     {"Uhuru Kenyatta President of Kenya", "John Mahama President of Ghana"}),
    ("a visit", "In May 2001, President Daniel Moi visited Ghana.", (), {"Daniel Moi visits Ghana 2001-05"}),
    ("borders", "Kenya is bordered by Uganda, Somalia and the Indian Ocean.", (),
     {"Kenya–Uganda border", "Kenya–Somalia border"}),
    ("a mission", "Kenya has an embassy in Accra.", (), {"Kenya embassy in Ghana"}),
    ("an accreditation", "Kenya is accredited to Ghana from its high commission in Abuja, Nigeria.", (),
     {"Kenya high commission in Ghana from Nigeria"}),
    ("trade", "Trade volume between Kenya and Ghana was US$142 million in 2019.", (),
     {"Kenya–Ghana goods trade 142000000 USD 2019"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "subjects", "expected"), [case[1:] for case in PHENOMENA], ids=[case[0] for case in PHENOMENA]
)
def test_a_sentence_states_what_it_says_and_nothing_else(
    text: str, subjects: tuple[str, ...], expected: set[str]
) -> None:
    assert said(text, *subjects) == expected


def test_a_heading_of_a_history_is_about_the_two_countries_of_the_document() -> None:
    found = said("Establishment of Diplomatic Relations, 1921.", "United States", "Austria", kind=BlockKind.HEADING)

    assert found == {"Austria–United States established 1921"}


def test_evidence_is_the_passage_with_its_line_pattern_and_measured_confidence() -> None:
    text = "Nothing here.\nKenya joined the African Union in 1963. It rained."

    (claim,) = claims(text)

    evidence = claim.evidence
    assert evidence.quote == text[evidence.span.start : evidence.span.end] == "Kenya joined the African Union in 1963."
    assert (evidence.line, evidence.passage, evidence.pattern) == (2, PassageKind.SENTENCE, "joined")
    record = next(record for record in patterns().records if record.id == "joined")
    assert evidence.confidence == record.confidence
