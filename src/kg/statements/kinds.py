"""What a pattern of each kind may say: its constants with their values, and the roles its slots may fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kg.statements.model import AgreementKind, DisputeKind, DisputeStatus, EventKind, MissionKind, Role

TIMES = frozenset({"start", "end", "time", "in_force"})


@dataclass(frozen=True, slots=True)
class Kind:
    """``constants``: the keys a pattern may set, each with its values (``None``: any text), those in ``required``
    must be set; ``roles``: the roles of slots; ``timing``: how its statements are dated unless a pattern says so."""

    constants: Mapping[str, frozenset[str] | None]
    roles: frozenset[str]
    timing: str
    required: frozenset[str] = frozenset()


def _values(kind: type[StrEnum]) -> frozenset[str]:
    return frozenset(str(member) for member in kind)


_YES = frozenset({"yes"})

_PARTIES = frozenset({"named", "partner", "sentence", "slots", "unnamed"})
_DATES = frozenset({"signed", "in force", "benefit"})

KINDS: Mapping[str, Kind] = {
    "membership": Kind(
        constants={"role": _values(Role)},
        roles=frozenset({"member", "organization", "quantity", "before", "earlier"}),
        timing="state",
        required=frozenset({"role"}),
    ),
    "relation": Kind(
        constants={"event": _values(EventKind), "actor": _YES, "then": _values(EventKind)},
        roles=frozenset({"actor", "other", "pair", "by"}),
        timing="event",
        required=frozenset({"event"}),
    ),
    "agreement": Kind(
        constants={
            "agreement": _values(AgreementKind),
            "each": _YES,
            "date": _DATES,
            "parties": _PARTIES,
            "programme": frozenset({"told"}),
        },
        roles=frozenset({"party", "other", "agreement", "head", "count", "subject", "name", "grantor", "beneficiary"}),
        timing="event",
    ),
    "dispute": Kind(
        constants={
            "dispute": _values(DisputeKind),
            "status": _values(DisputeStatus),
            "parties": frozenset({"partner", "sentence"}),
        },
        roles=frozenset({"party", "other", "claimant", "respondent", "subject", "agreement", "court"}),
        timing="none",
    ),
    "tenure": Kind(
        constants={"title": None, "place": frozenset({"american", "opposite", "other", "subject", "there"})},
        roles=frozenset({"holder", "place", "title", "to", "city", "receiver"}),
        timing="state",
    ),
    "visit": Kind(constants={}, roles=frozenset({"visitor", "host", "receiver"}), timing="event"),
    "border": Kind(constants={}, roles=frozenset({"country", "neighbour"}), timing="none"),
    "mission": Kind(
        constants={"mission": _values(MissionKind), "closed": _YES},
        roles=frozenset({"sender", "host", "city", "mission", "raised", "accredited_from", "from_city"}),
        timing="none",
    ),
    "observation": Kind(
        constants={"measure": None, "unit": None},
        roles=frozenset({"about", "counterpart", "value", "source", "count"}),
        timing="event",
    ),
}
