"""What restoring a document's lost names takes, and each of its tables once weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.statements.lost import LostNames, LostTable
from kg.statements.restore_candidates import Possible
from kg.statements.restore_evidence import RowWeights
from kg.statements.restore_parameters import Parameters
from kg.statements.restore_references import Link
from kg.statements.restore_tables import TableShape
from kg.statements.witnesses import Known

Posterior = list[list[float] | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """A document's lost names with everything that bears on them."""

    lost: LostNames
    candidates: tuple[Possible, ...]
    subject: Possible
    known: Known
    links: Mapping[tuple[int, int], Sequence[Link]]
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Weighed:
    """A table with its rows' evidence and the probability of each of its candidates in each row.

    Candidates are those of the table's continents and any that a row's evidence names; indices run over them.
    """

    table: LostTable
    shape: TableShape
    candidates: tuple[Possible, ...]
    odds: list[float]
    weights: list[RowWeights | None]
    posterior: Posterior
