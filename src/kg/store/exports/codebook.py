"""The codebook: every table with its columns, their types and how to read them. Tables and data package follow it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type as Table Schema has it, and one sentence on how to read it."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name (and file name), what a row is, and its columns."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    packed: bool = False

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv.gz" if self.packed else f"{self.name}.csv"


def _text(name: str, description: str) -> Column:
    return Column(name, "string", description)


def _whole(name: str, description: str) -> Column:
    return Column(name, "integer", description)


def _side(name: str, who: str) -> tuple[Column, ...]:
    return (
        _text(name, f"{who}: address."),
        _text(f"{name}_label", f"{who}: name."),
        *_codes(name, who),
    )


def _codes(name: str, who: str) -> tuple[Column, ...]:
    return (
        _text(f"{name}_iso3", f"{who}: ISO 3166-1 alpha-3 code, where ISO has one."),
        _text(f"{name}_cow", f"{who}: Correlates of War code; successive codes of one country with spaces between."),
        _text(f"{name}_gw", f"{who}: Gleditsch–Ward code; successive codes of one country with spaces between."),
    )


def _codes_of_year(name: str, who: str) -> tuple[Column, ...]:
    return (
        _text(f"{name}_iso3", f"{who}: ISO 3166-1 alpha-3 code, where ISO has one."),
        _text(f"{name}_cow", f"{who}: Correlates of War code; of a country with several the one of the year, or NA."),
        _text(f"{name}_gw", f"{who}: Gleditsch–Ward code; of a country with several the one of the year, or NA."),
    )


def _date(name: str, what: str) -> tuple[Column, ...]:
    return (
        _text(name, f"{what}: year, month or day, as precise as the sources; dates that exclude each other with |."),
        _whole(f"{name}_year", f"{what}: year; NA for dates coarser than a year and for several."),
        _whole(f"{name}_month", f"{what}: month, 1 to 12."),
        _whole(f"{name}_day", f"{what}: day of the month."),
    )


_BOUNDS = (
    _text("start_earliest", "Earliest day that the date allows."),
    _text("start_latest", "Latest day that the date allows."),
)
_SUPPORT = (
    _text("derivation", "explicit: a text says so; restored: concluded for a table row that lost a name."),
    Column("confidence", "number", "How often such statements are right, 0 to 1."),
    _whole("sources", "Number of independent sources: documents that share a passage count once."),
    _text("evidence", "Address of the first piece of evidence: sentence, document, place and rule."),
)
_FIRST, _SECOND = "The side whose address comes first", "The other side; NA where the source lost its name"

RELATIONS = Table(
    "relations",
    "Diplomatic relations",
    "One row for each relation between two countries or areas.",
    (
        _text("relation", "Address of the relation."),
        *_side("country_1", _FIRST),
        *_side("country_2", _SECOND),
        _text("state", "State after the last known event (relations, recognized, broken, ended), as of as_of."),
        _text("as_of", "Date of the latest source; the table says nothing of later days."),
        *_SUPPORT,
    ),
)
EVENTS = Table(
    "events",
    "Events of diplomatic relations",
    "One row for each event of a relation.",
    (
        _text("event", "Address of the event."),
        _text("relation", "Address of the relation it belongs to."),
        *_side("country_1", _FIRST),
        *_side("country_2", _SECOND),
        _text("kind", "What happened: recognized, established, severed, suspended, restored, upgraded …"),
        _text("actor", "Name of the side that acted, where a source says so."),
        _text("as_state", "Name of the former state that acted, where a source says so."),
        *_date("start", "When"),
        *_BOUNDS,
        *_SUPPORT,
    ),
)
MEMBERSHIPS = Table(
    "memberships",
    "Memberships and participation in organizations",
    "One row for each member, organization, role and period.",
    (
        _text("membership", "Address of the membership."),
        *_side("member", "The member"),
        _text("organization", "The organization: address."),
        _text("organization_label", "The organization: name."),
        _text("role", "member, founding-member, associate-member, observer, candidate, former-member, participant …"),
        *_date("start", "Since"),
        *_BOUNDS,
        *_date("end", "Until"),
        *_SUPPORT,
    ),
)
AGREEMENTS = Table(
    "agreements",
    "Agreements",
    "One row for each agreement and party; parties are those the sources name.",
    (
        _text("agreement", "Address of the agreement."),
        _text("label", "Its name, or its kind and parties."),
        _text("kind", "treaty, free-trade-agreement, memorandum, preference-programme …"),
        *_side("party", "One party"),
        _text("party_role", "party, grantor or beneficiary."),
        _whole("count", "How many agreements the row stands for, where a source speaks of several."),
        *_date("start", "Signed; of a preference programme the start of the benefit"),
        *_BOUNDS,
        *_date("in_force", "In force from"),
        *_date("end", "Until"),
        *_SUPPORT,
    ),
)
DISPUTES = Table(
    "disputes",
    "Disputes",
    "One row for each dispute and party. The table never says who is right.",
    (
        _text("dispute", "Address of the dispute."),
        _text("label", "Its kind and parties."),
        _text("kind", "territorial, maritime, diplomatic, trade, war, extradition, river, other."),
        _text("status", "ongoing, dormant or settled, as the sources say, as of as_of."),
        _text("as_of", "Date of the latest source."),
        _text("subject_matter", "What it is about, under the names that the sources use."),
        *_side("party", "One party"),
        _text("party_role", "party, claimant or respondent, as the sources say."),
        *_date("start", "Since"),
        *_BOUNDS,
        *_date("end", "Until"),
        *_SUPPORT,
    ),
)
MISSIONS = Table(
    "missions",
    "Diplomatic missions",
    "One row for each mission.",
    (
        _text("mission", "Address of the mission."),
        *_side("sender", "Who sends"),
        *_side("host", "Who receives"),
        _text("kind", "embassy, high-commission, consulate-general, consulate …"),
        _text("city", "Where it is."),
        _text("accredited_from", "Name of the country from which it is accredited, if it is elsewhere."),
        *_date("start", "Since"),
        *_BOUNDS,
        *_date("end", "Until"),
        *_SUPPORT,
    ),
)
DYAD_YEARS = Table(
    "dyad-year",
    "State of relations by pair and year",
    "One row for each pair of countries or areas and year, from the first dated event to the latest source.",
    (
        *_codes_of_year("country_1", _FIRST),
        *_codes_of_year("country_2", "The other side"),
        _text("country_1_label", f"{_FIRST}: name."),
        _text("country_2_label", "The other side: name."),
        _whole("year", "The year."),
        _text(
            "state",
            "State at the end of the year (relations, recognized, broken, ended), NA where no source settles it.",
        ),
        _text("events", "What happened in the year, with spaces between; empty if no source dates an event to it."),
        _text("derivation", "explicit: a text says so; restored: concluded for a table row that lost a name."),
        _whole("sources", "Number of independent sources on the relation and its events."),
        _text("evidence", "Address of the evidence for the last event up to the year, or for the relation."),
        _text("relation", "Address of the relation."),
    ),
    packed=True,
)
DOCUMENTS = Table(
    "documents",
    "Documents",
    "One row for each document read.",
    (
        _text("document", "Address of the document."),
        _text("name", "Its file name without ending."),
        _text("title", "Its title."),
        _text("publisher", "Who published it."),
        _text("address", "Where it came from."),
        _text("issued", "When it was issued."),
        _text("modified", "When it was last changed."),
        _text("source_kind", "official, reference-work, press, scholarly, generated, unknown."),
        _text("redistribution", "full, or quotes: only the supporting passages may be passed on."),
        _text("license", "Address of its licence, or its rights in words."),
        _text("sha256", "SHA-256 of the file."),
    ),
)

TABLES = (RELATIONS, EVENTS, MEMBERSHIPS, AGREEMENTS, DISPUTES, MISSIONS, DYAD_YEARS, DOCUMENTS)
