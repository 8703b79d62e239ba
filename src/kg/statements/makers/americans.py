"""Who holds office in the United States: texts in English name its presidents and secretaries without their country."""

from __future__ import annotations

from kg.mentions.model import Entity, PersonName

_AMERICAN_PRESIDENTS = frozenset(  # texts in English name them without their country
    ("George Washington", "John Adams", "Thomas Jefferson", "James Madison", "James Monroe", "John Quincy Adams",
     "Andrew Jackson", "Martin Van Buren", "William Harrison", "John Tyler", "James Polk", "Zachary Taylor",
     "Millard Fillmore", "Franklin Pierce", "James Buchanan", "Abraham Lincoln", "Andrew Johnson", "Ulysses Grant",
     "Rutherford Hayes", "James Garfield", "Chester Arthur", "Grover Cleveland", "Benjamin Harrison",
     "William McKinley", "Theodore Roosevelt", "William Taft", "Woodrow Wilson",
     "Warren Harding", "Calvin Coolidge", "Herbert Hoover",
     "Franklin Roosevelt", "Harry Truman", "Dwight Eisenhower", "John Kennedy", "Lyndon Johnson", "Richard Nixon",
     "Gerald Ford", "Jimmy Carter", "Ronald Reagan", "George Bush", "Bill Clinton", "William Clinton", "Barack Obama",
     "Donald Trump", "Joe Biden", "Joseph Biden")
)  # fmt: skip
_AMERICAN_SURNAMES = frozenset(name.rpartition(" ")[2] for name in _AMERICAN_PRESIDENTS)
_AMERICAN_TITLES = frozenset(
    {"Secretary of State", "Acting Secretary of State", "Assistant Secretary of State", "Deputy Secretary of State"}
    | {"Under Secretary of State", "Secretary of Defense"}
)
_VICE_PRESIDENTS = frozenset(
    {"Humphrey", "Agnew", "Rockefeller", "Mondale", "Quayle", "Gore", "Cheney", "Biden"}
    | {"Pence", "Harris", "Vance", "Barkley", "Nixon", "Bush"}
)


def is_american_president(person: Entity) -> bool:
    """Whether the name, in full or alone, is that of a president of the United States; initials do not count."""
    first, _, last = person.label.rpartition(" ")
    return f"{first.partition(' ')[0]} {last}" in _AMERICAN_PRESIDENTS if first else last in _AMERICAN_SURNAMES


def says_so(person: PersonName) -> bool:
    """Whether the title says that the office is one of the United States, as that of a president does not."""
    return person.title in _AMERICAN_TITLES


def is_american(person: PersonName) -> bool:
    """Whether the name and title are those of a president, vice president or Secretary of the United States."""
    if person.title in ("Vice President", "vice president"):
        return person.entity.label.rpartition(" ")[2] in _VICE_PRESIDENTS
    president = person.title.lower() in ("president", "former president") and is_american_president(person.entity)
    return president or person.title in _AMERICAN_TITLES
