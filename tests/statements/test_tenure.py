"""Whose office it is where the sentence does not say: by credentials, visits, meetings and the two a text is about."""

from __future__ import annotations

import pytest
from prose_reading import said

OFFICES = [
    (
        "the receiver of credentials, in the country the envoy was sent to",
        "Relations began in 1970 when the first Ambassador of Kenya to Ghana, Paul Kamau, presented his credentials "
        "to President Kofi Mensah.",
        ("Kenya", "Ghana"),
        {"Paul Kamau Ambassador of Kenya 1970", "Kofi Mensah President of Ghana"},
    ),
    (
        "the receiver of credentials, opposite the envoy",
        "On 5 May 1970 the Kenyan ambassador Paul Kamau presented his credentials to President Kofi Mensah.",
        ("Kenya", "Ghana"),
        {"Paul Kamau Ambassador of Kenya 1970-05-05", "Kofi Mensah President of Ghana"},
    ),
    (
        "a visitor to one of the two",
        "Prime Minister Kofi Mensah paid an official visit to Nairobi in 1999.",
        ("Kenya", "Ghana"),
        {"Kofi Mensah Prime Minister of Ghana", "Kofi Mensah visits Kenya 1999"},
    ),
    (
        "a visitor from a third country",
        "Zambian Prime Minister Kofi Mensah paid an official visit to Nairobi in 1999.",
        ("Kenya", "Ghana"),
        {"Kofi Mensah Prime Minister of Zambia", "Kofi Mensah visits Kenya 1999"},
    ),
    (
        "whom a visitor met",
        "In 1999 Paul Kamau visited Ghana and met with President Kofi Mensah.",
        ("Kenya",),
        {"Kofi Mensah President of Ghana", "Paul Kamau visits Ghana 1999"},
    ),
    (
        "whom a visitor met, of no country",
        "In 1999 Paul Kamau visited Ghana and met with Bishop Kofi Mensah.",
        ("Kenya",),
        {"Paul Kamau visits Ghana 1999"},
    ),
    (
        "a head who is no American, in a history of relations with the United States",
        "President James Monroe sent a letter to Emperor Kofi Mensah.",
        ("United States", "Ghana"),
        {"James Monroe President of United States", "Kofi Mensah Emperor of Ghana"},
    ),
    (
        "a head of a third country in such a history",
        "President James Monroe sent a letter to Kenya's President Kofi Mensah.",
        ("United States", "Ghana"),
        {"James Monroe President of United States", "Kofi Mensah President of Kenya"},
    ),
    (
        "an American official where the United States is named",
        "Relations with the United States improved after Secretary of State George Shultz spoke.",
        ("Kenya",),
        {"George Shultz Secretary of State of United States"},
    ),
    (
        "two colleagues",
        "Ghanaian Prime Minister Kofi Mensah and Foreign Minister Paul Kamau spoke.",
        ("Kenya",),
        {"Kofi Mensah Prime Minister of Ghana", "Paul Kamau Foreign Minister of Ghana"},
    ),
    (
        "two of one rank, the second of no country",
        "Ghanaian President Kofi Mensah and President Paul Kamau spoke.",
        ("Zambia",),
        {"Kofi Mensah President of Ghana"},
    ),
    (
        "two heads of the two",
        "Secretary of State John Hay and Premier Kofi Mensah signed it.",
        ("United States", "Ghana"),
        {"John Hay Secretary of State of United States", "Kofi Mensah Premier of Ghana"},
    ),
    (
        "a surname that many presidents have, where the United States is named",
        "President Taylor asked the United States for help.",
        ("Kenya",),
        set(),
    ),
    (
        "an American vice president abroad",
        "Vice President Kamala Harris spoke.",
        ("Kenya",),
        set(),
    ),
    (
        "a minister with two offices",
        "Ghanaian Deputy Prime Minister and Foreign Minister Kofi Mensah spoke.",
        ("Kenya",),
        {"Kofi Mensah Deputy Prime Minister and Foreign Minister of Ghana"},
    ),
    (
        "a visitor to a town with its country",
        "In 2012 President Kofi Mensah paid a state visit to Kisumu, Kenya.",
        ("Kenya", "Ghana"),
        {"Kofi Mensah President of Ghana", "Kofi Mensah visits Kenya 2012"},
    ),
    (
        "whom a visitor met, then in office",
        "Paul Kamau visited Accra in 2021 and met with then-President Kofi Mensah.",
        ("Kenya",),
        {"Kofi Mensah President of Ghana", "Paul Kamau visits Ghana 2021"},
    ),
    (
        "head of state",
        "Head of State: President Kofi Mensah",
        ("Ghana",),
        {"Kofi Mensah President of Ghana"},
    ),
    (
        "a nickname",
        'Paul "Baba" Kamau was elected president in May 2022.',
        ("Kenya",),
        {'Paul "Baba" Kamau President of Kenya 2022-05'},
    ),
    (
        "a surname that begins a sentence",
        "Prime Minister Kofi Mensah spoke to Paul Kamau. Mensah visited Lusaka in 2004.",
        ("Ghana",),
        {"Kofi Mensah Prime Minister of Ghana", "Kofi Mensah visits Zambia 2004"},
    ),
    (
        "a promotion, in a history of relations with the United States",
        "Minister Paul Field, who had been appointed on May 16, 1966, was appointed Ambassador on April 7, 1967.",
        ("United States", "Ghana"),
        {"Paul Field Ambassador of United States 1967-04-07"},
    ),
    (
        "a promotion of the other country's envoy",
        "Ghanaian Minister Paul Kamau, who had served for years, was promoted to Ambassador.",
        ("United States", "Ghana"),
        {"Paul Kamau Minister of Ghana"},
    ),
    (
        "one serving in charge",
        "The Legation at Accra was raised to Embassy status with Principal Officer Paul Field serving as Chargé "
        "d'Affaires ad interim.",
        ("United States", "Ghana"),
        {
            "Paul Field Chargé d'Affaires ad interim of United States",
            "United States embassy in Ghana",
            "Ghana–United States upgraded",
        },
    ),
    (
        "a first ambassador",
        "Paul Field was the first resident Ambassador to Ghana.",
        ("United States", "Ghana"),
        {"Paul Field Ambassador of United States"},
    ),
    (
        "one who was only nominated",
        "Paul Field was nominated as Ambassador to Ghana.",
        ("United States", "Ghana"),
        set(),
    ),
    (
        "in office since an inauguration",
        "Since his inauguration in 1999, President Kofi Mensah sought more influence.",
        ("Ghana",),
        {"Kofi Mensah President of Ghana 1999"},
    ),
    (
        "a successor",
        "King Paul Kamau was exiled and succeeded by his son, King Kofi Mensah, in 1996.",
        ("Ghana",),
        {"Paul Kamau King of Ghana", "Kofi Mensah King of Ghana 1996"},
    ),
    (
        "in office since a year, as what",
        "Since taking office in 1994 as the country's first elected president, Kofi Mensah has ruled alone.",
        ("Ghana",),
        {"Kofi Mensah President of Ghana 1994"},
    ),
    (
        "elected, by a title",
        "President Kofi Mensah was elected in 2014 in a landslide.",
        ("Ghana",),
        {"Kofi Mensah President of Ghana 2014"},
    ),
    (
        "who became what",
        "Kofi Mensah, who led the uprising and became the nation's first prime minister, left.",
        ("Ghana",),
        {"Kofi Mensah Prime Minister of Ghana"},
    ),
    (
        "a leader whom parliament elected",
        "Parliament elected Progress Party leader Kofi Mensah prime minister.",
        ("Ghana",),
        {"Kofi Mensah Prime Minister of Ghana"},
    ),
    (
        "presidents of two",
        "The presidents of Ghana and Kenya, Kofi Mensah and Paul Kamau, met in Lusaka.",
        ("Zambia",),
        {"Kofi Mensah President of Ghana", "Paul Kamau President of Kenya"},
    ),
    (
        "presidents of two, only one of them named",
        "The presidents of Ghana and Kenya, Kofi Mensah among them, met in Lusaka.",
        ("Zambia",),
        set(),
    ),
    (
        "the president of a party",
        "A coalition was formed with Congress President Kofi Mensah.",
        ("Ghana",),
        set(),
    ),
    ("an ambassador to, of no country", "Ambassador to Ghana Paul Kamau spoke.", ("Zambia",), set()),
]


@pytest.mark.parametrize(("text", "subjects", "expected"), [r[1:] for r in OFFICES], ids=[r[0] for r in OFFICES])
def test_an_office_is_of_the_country_that_the_text_leaves_no_doubt_about(
    text: str, subjects: tuple[str, ...], expected: set[str]
) -> None:
    assert said(text, *subjects) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Paul Kamau studied in Nairobi. He served as Ambassador of Kenya to Ghana from 1990 to 1994.",
            {"Paul Kamau Ambassador of Kenya 1990..1994"},
        ),
        ("Paul Kamau met Kofi Mensah. He served as Ambassador of Kenya from 1990 to 1994.", set()),
        ("He served as Ambassador of Kenya from 1990 to 1994.", set()),
    ],
)
def test_a_pronoun_stands_for_the_only_person_of_the_sentence_before(text: str, expected: set[str]) -> None:
    assert said(text, "Kenya") == expected
