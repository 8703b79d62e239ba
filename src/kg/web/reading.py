"""Reads from the release being served, and keeps for as long as it is served what many pages need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import Store

from kg.store.describe import WITNESSES_EACH, Described, Witness, describe_statements, read_witnesses
from kg.store.partners import Partner, read_partners
from kg.store.shortlist import AnyList, open_list
from kg.store.things import Thing
from kg.web.rendering import opened, per_release

PICTURED = 400
"""The most partners in a map and timeline; beyond that only the paged tables are complete."""


@per_release
def _known(_: Store) -> dict[str, Thing]:
    return {}


@per_release
def shortlist(store: Store) -> AnyList:
    """The statements about each thing, in the order of its page."""
    return open_list(opened().release.search_index, store)


@per_release
def partners_of(store: Store, iri: str, limit: int) -> tuple[Partner, ...]:
    """The relations of a country with phases and places."""
    return read_partners(store, iri, limit=limit)


def describe(
    iris: Sequence[str], *, witnesses_each: int = WITNESSES_EACH, parts_witnessed: bool = True, beside: bool = True
) -> Described:
    """The statements with these IRIs, ready to be shown."""
    return describe_statements(
        opened().store,
        iris,
        witnesses_each=witnesses_each,
        parts_witnessed=parts_witnessed,
        beside=beside,
        known=_known(),
        listed=shortlist(),
    )


def find_witnesses(evidence: Iterable[str]) -> dict[str, Witness]:
    """The pieces of evidence with these IRIs, ready to be shown."""
    return read_witnesses(opened().store, evidence, known=_known())
