"""Sentences that state nothing: negations, plans, wishes, hypotheticals, opinions and the history of other things."""

from __future__ import annotations

import pytest
from prose_reading import said

NEGATIONS = [
    "Kenya is not a member of the European Union.",
    "Kenya has never been a member of NATO.",
    "Neither Kenya nor Ghana is a member of NATO.",
    "Kenya did not join the Non-Aligned Movement.",
    "Kenya refused to join the World Trade Organization.",
    "Kenya declined membership of the World Trade Organization.",
    "Kenya failed to become a member of the Security Council.",
    "Kenya does not recognize Kosovo.",
    "Kenya has not recognized the independence of Kosovo.",
    "Kenya has not established diplomatic relations with Bhutan.",
    "Kenya and Bhutan have no diplomatic relations.",
    "Diplomatic relations between Kenya and Bhutan were never established.",
    "Kenya and Ghana have not signed a trade agreement.",
    "There is no agreement between Kenya and Ghana.",
    "No treaty between Kenya and Ghana was signed.",
    "Kenya has no border dispute with Uganda.",
    "There is no dispute between Kenya and Uganda.",
    "Kenya never severed diplomatic relations with Ghana.",
    "Kenya has no embassy in Thimphu.",
    "President Daniel Moi did not visit Ghana.",
    "Kenya's accession to the European Union was rejected.",
]
PLANS = [
    "Kenya plans to join the European Union.",
    "Kenya will become a member of BRICS.",
    "Kenya hopes to join BRICS.",
    "Kenya wants to be a member of BRICS.",
    "Kenya seeks membership of BRICS.",
    "Kenya intends to establish diplomatic relations with Bhutan.",
    "Kenya and Bhutan will establish diplomatic relations.",
    "Kenya is negotiating a free trade agreement with Ghana.",
    "Kenya and Ghana plan to sign a trade agreement.",
    "Kenya and Ghana expect to sign a trade agreement in May.",
    "Talks on a free trade agreement between Kenya and Ghana are under way.",
    "Kenya will open an embassy in Thimphu.",
    "President Daniel Moi plans to visit Ghana.",
    "The free trade agreement between Kenya and Ghana is under discussion.",
    "Kenya proposed a treaty with Ghana.",
]
WISHES = [
    "Kenya called for a trade agreement with Ghana.",
    "Ghana urged Kenya to join the World Trade Organization.",
    "Kenya supports Ghana's membership in BRICS.",
    "Kenya opposes Kosovo's membership of the United Nations.",
    "Kenya asked Ghana to recognize Kosovo.",
    "Kenya offered to restore diplomatic relations with Ghana.",
    "Kenya threatened to sever diplomatic relations with Ghana.",
    "Kenya demanded that Ghana sever relations with Israel.",
    "Kenya became a firm supporter of Ghana's European Union membership.",
]
HYPOTHETICALS = [
    "Kenya could join BRICS.",
    "Kenya may become a member of BRICS.",
    "If Kenya joined BRICS, trade would grow.",
    "Kenya should sign a free trade agreement with Ghana.",
    "Kenya might recognize Kosovo.",
    "Kenya would establish diplomatic relations with Bhutan if asked.",
    "Unless Kenya and Ghana sign a treaty, prices can rise.",
    "Whether Kenya and Ghana will restore diplomatic relations is open.",
    "Kenya can be a member of the Arab League.",
]
OPINIONS = [
    "Kenya has good relations with Ghana.",
    "Kenya enjoys warm and friendly ties with Ghana.",
    "Relations between Kenya and Ghana have improved since 1990.",
    "Relations between Kenya and Ghana are close.",
    "Kenya is an important partner of the European Union.",
    "Kenya plays a growing role in world affairs.",
    "Kenya and Ghana share many values.",
]
OTHER_THINGS = [
    "Kenya established a national park in 1946.",
    "The museum was established in 1946 and restored in 1990.",
    "Kenya recognized the need for cleaner water.",
    "The club has been a member of the league since 1990.",
    "Kenya signed the guest book.",
    "The band broke up with its manager in 1990.",
    "Kenya won the cup against Ghana in 1990.",
    "Students from Ghana visited the university.",
    "Georgia, the American state, grows peaches.",
    "The Turkey season began on 1 May 1990.",
    "The agreement of the verb with its subject is simple.",
    "Kenya's parliament adopted a budget in 2019.",
    "Kenya established trade relations with Ghana in 1970.",
    "Kenya and Ghana fought side by side in the Korean War.",
    "Kenya and Ghana clashed in the final of the cup.",
    "Kenya fought corruption with Ghana.",
    "Kenya claims credit for peace in Somalia.",
    "Ghana claims a third of Kenya's exports.",
    "Kenya attacked Ghana's stance on trade.",
    "Kenya invaded Ghana's airwaves with pop music.",
    "Kenya withdrew its ambassador from Ghana.",
    "The United States imposed sanctions on Kenya.",
    "Kenya left the summit of the Commonwealth early.",
    "Despite foreign money in Kenya, joining the EU became a key goal.",
    "Kenya switched its clocks from winter to summer.",
    "Kenya founded a university with Ghana in 1990.",
    "Kenya and Ghana share a history of disputes with bankers.",
    "Kenya has a claim to fame in Ghana.",
    "Ugandan police participate in a census.",
    "Kenya and Ghana disagreed over the agenda of the summit.",
    "Ghana's relations with Kenya were cut short of warm.",
]


@pytest.mark.parametrize("text", NEGATIONS + PLANS + WISHES + HYPOTHETICALS + OPINIONS + OTHER_THINGS)
def test_a_sentence_that_claims_nothing_yields_nothing(text: str) -> None:
    assert said(text) == set()


def test_there_are_at_least_sixty_of_them() -> None:
    assert len({*NEGATIONS, *PLANS, *WISHES, *HYPOTHETICALS, *OPINIONS, *OTHER_THINGS}) >= 60
