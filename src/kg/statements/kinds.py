"""What a pattern of each kind may say: its constants with their values, and the roles its slots may fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


def _values(kind: type) -> frozenset[str]:
    return frozenset(str(member) for member in kind)  # type: ignore[attr-defined]


_YES = frozenset({"yes"})

KINDS: Mapping[str, Kind] = {
    "membership": Kind(
        {"role": _values(Role)}, frozenset({"member", "organization", "quantity", "before", "earlier"}), "state", frozenset({"role"})
    ),
    "relation": Kind(
        {"event": _values(EventKind), "actor": _YES, "then": _values(EventKind)},
        frozenset({"actor", "other", "pair", "by"}),
        "event",
        frozenset({"event"}),
    ),
    "agreement": Kind(
        {"agreement": _values(AgreementKind), "each": _YES, "date": frozenset({"signed", "in force", "benefit"}), "parties": frozenset({"named", "sentence", "unnamed"})},
        frozenset({"party", "other", "agreement", "head", "count", "subject", "name", "grantor", "beneficiary"}),
        "event",
    ),
    "dispute": Kind(
        {"dispute": _values(DisputeKind), "status": _values(DisputeStatus), "parties": frozenset({"sentence"})},
        frozenset({"party", "other", "claimant", "respondent", "subject", "agreement", "court"}),
        "none",
    ),
    "tenure": Kind({"title": None, "place": frozenset({"subject"})}, frozenset({"holder", "place", "title", "to", "city"}), "state"),
    "visit": Kind({}, frozenset({"visitor", "host"}), "event"),
    "border": Kind({}, frozenset({"country", "neighbour"}), "none"),
    "mission": Kind(
        {"mission": _values(MissionKind)},
        frozenset({"sender", "host", "city", "mission", "accredited_from", "from_city"}),
        "none",
    ),
    "observation": Kind(
        {"measure": None, "unit": None}, frozenset({"about", "counterpart", "value", "source"}), "event"
    ),
}
