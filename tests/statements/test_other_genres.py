"""Facts as briefs, fact sheets and almanacs tell them: sentences of our own about countries all over the world."""

from __future__ import annotations

import pytest
from prose_reading import gazetteer, said

from kg.documents.model import Block, BlockKind, Document, Span
from kg.mentions.finder import find_mentions

MEMBERSHIPS = [
    ("shared organizations",
     "Fiji and Peru belong to a number of the same international organizations, including the UN and APEC.",
     {"Fiji member of United Nations", "Fiji member of Asia-Pacific Economic Cooperation",
      "Peru member of United Nations", "Peru member of Asia-Pacific Economic Cooperation"}),
    ("an apposition", "Fiji, a NATO member since 1952, agreed.",
     {"Fiji member of North Atlantic Treaty Organization 1952"}),
    ("founders in company", "Along with Chad and Ghana, Fiji founded the African Union in 1963.",
     {"Chad founding member of African Union", "Ghana founding member of African Union",
      "Fiji founding member of African Union"}),
    ("one of several founders", "Fiji was one of the original six members of the Arab League.",
     {"Fiji founding member of Arab League"}),
    ("members in company", "Fiji is a member of the African Union, along with Chad and Ghana.",
     {"Fiji member of African Union", "Chad member of African Union", "Ghana member of African Union"}),
    ("one of so many", "Fiji is one of 21 members of APEC.", {"Fiji member of Asia-Pacific Economic Cooperation"}),
    ("a participle", "Fiji regained its independence in 1991, joining the UN in 1993.",
     {"Fiji member of United Nations 1993"}),
    ("the first to be admitted", "In 1998 Fiji became the first island to be admitted to the African Union.",
     {"Fiji member of African Union 1998"}),
    ("leaving has a date", "Fiji left OPEC on 1 January 2019.",
     {"Fiji former member of Organization of the Petroleum Exporting Countries 2019-01-01"}),
    ("candidate status", "Fiji was granted EU candidate status in June 2022.",
     {"Fiji candidate of European Union 2022-06"}),
    ("an unlisted body", "Fiji is a member of the Lake Rewa Fisheries Organization (LRFO).",
     {"Fiji member of Lake Rewa Fisheries Organization"}),
]  # fmt: skip
RELATIONS = [
    ("broken and restored", "Fiji broke off relations with Peru in 1966 but restored them in February 1972.",
     {"Fiji–Peru severed 1966", "Fiji–Peru restored 1972-02"}),
    ("suspended and restored", "Fiji's diplomatic relations with Peru, suspended in 1965, were restored in 1975.",
     {"Fiji–Peru suspended 1965", "Fiji–Peru restored 1975"}),
    ("passive between", "Formal relations were established between Fiji and Peru on 5 November 1975.",
     {"Fiji–Peru established 1975-11-05"}),
    ("a capital for its government", "Fiji severed ties with Lima in 1975.", {"Fiji–Peru severed 1975"}),
    ("recognition switched", "Fiji switched recognition from Taiwan to China in June 2007.",
     {"Fiji–Taiwan severed 2007-06", "China–Fiji established 2007-06"}),
    ("lowered", "In 2013 Fiji downgraded diplomatic ties with Peru.", {"Fiji–Peru downgraded 2013"}),
    ("raised", "In 1963 the legations of Fiji and Peru were elevated to embassies.", {"Fiji–Peru upgraded 1963"}),
]  # fmt: skip
AGREEMENTS = [
    ("an abbreviation", "The Fiji-Peru FTA entered into force on 1 March 2004.",
     {"Fiji|Peru free-trade agreement 2004-03-01"}),
    ("against double taxation",
     "An agreement on the avoidance of double taxation between Fiji and Peru was signed in 2008.",
     {"Fiji|Peru agreement 2008"}),
    ("a relative clause", "Under the Nadi Agreement of 2006, signed by Fiji and Peru, troops withdrew.",
     {"Fiji|Peru agreement 2006"}),
    ("leaders by demonym", "In July 1997, Fijian and Peruvian leaders reached agreement on six principles.",
     {"Fiji|Peru agreement 1997-07"}),
    ("an end", "A bilateral investment treaty between Fiji and Peru was terminated in May 2018.",
     {"Fiji|Peru treaty ..2018-05"}),
    ("an abbreviation of its own",
     "Trade rests on the Fiji-Peru Commerce Agreement (FIPECA). FIPECA entered into force on 1 July 2020.",
     {"Fiji|Peru trade agreement", "Fiji|Peru trade agreement 2020-07-01"}),
]  # fmt: skip
DISPUTES = [
    ("a war fought", "Fiji and Peru fought a border war in 1962.", {"Fiji|Peru war dispute 1962"}),
    ("a claim to what another holds", "The Rewa Islands, administered by Peru, are also claimed by Fiji.",
     {"Fiji|Peru territorial dispute ongoing"}),
    ("a dispute settled", "Fiji and Peru settled their boundary dispute in 2001.",
     {"Fiji|Peru territorial dispute settled ..2001"}),
    ("a dispute at court", "Fiji and Peru submitted their territorial dispute to the ICJ.",
     {"Fiji|Peru territorial dispute"}),
    ("relations strained", "Relations between Fiji and Peru were marred by a border dispute.",
     {"Fiji|Peru territorial dispute"}),
    ("claims that overlap", "Fiji's claims in the Coral Sea overlap with those of Peru.",
     {"Fiji|Peru maritime dispute"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [pytest.param(*row, id=row[0]) for row in (*MEMBERSHIPS, *RELATIONS, *AGREEMENTS, *DISPUTES)],
)
def test_other_genres_say_it_in_their_own_words(name: str, text: str, expected: set[str]) -> None:
    assert said(text) == expected


def test_the_idb_of_a_country_profile_is_the_islamic_development_bank() -> None:
    text = "IDB, IMF"
    block = Block(BlockKind.FIELD, Span(0, len(text)), label=("International organization participation",))
    made = Document(name="made", sha256="0" * 64, text=text, blocks=(block,))

    found = [mention.value.entity.label for mention in find_mentions(made, gazetteer())]  # type: ignore[union-attr]

    assert found == ["Islamic Development Bank", "International Monetary Fund"]
