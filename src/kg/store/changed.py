"""Writes the parts of a release that differs little from the one before: only what has changed is worked out anew.

Dumps, counts, index, store and tables hold the same as if nothing had been there before.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pyoxigraph import Store

from kg.store.alteration import Alteration
from kg.store.earlier import COUNTS, Earlier, append, few, keep_pieces, write_changed_store
from kg.store.exports.chunks import CHUNKS, find_chunks, keep_chunks, number
from kg.store.exports.tables import write_tables
from kg.store.nodes import StoredNodes
from kg.store.pieces import Piece, jobs, write_pieces
from kg.store.search_changes import INDEX_FILE, change_index
from kg.store.side_by_side import in_order, processors
from kg.store.statistics import Counting, Statistics, packed, unpacked
from kg.store.survey import survey


@dataclass(frozen=True, slots=True)
class Change:
    """What changes from an earlier release: ``pieces`` are all of now with their digests, ``fresh`` those that it
    lacks, ``gone`` the digests of those that are no more."""

    earlier: Earlier
    pieces: Sequence[tuple[Piece, str]]
    fresh: Sequence[Piece]
    gone: Sequence[str]

    @property
    def fresh_bytes(self) -> int:
        """How many bytes of lines the fresh pieces have."""
        return sum(piece.end - piece.start for piece in self.fresh)


def find_change(earlier: Earlier, pieces: Sequence[Piece]) -> Change | None:
    """What changes, if that is little and the earlier release is as it was written."""
    with ThreadPoolExecutor(processors()) as pool:
        digests = list(pool.map(Piece.digest, pieces))
    fresh = [piece for piece, digest in zip(pieces, digests, strict=True) if digest not in earlier.members]
    gone = sorted(earlier.members.keys() - set(digests))
    change = Change(earlier, list(zip(pieces, digests, strict=True)), fresh, gone)
    if not few(change.fresh_bytes, pieces[-1].end) or len(gone) > 2 * len(fresh) + 100:
        return None
    return change if earlier.intact(INDEX_FILE, CHUNKS, "store/") else None


def write_changed(
    building: Path,
    change: Change,
    everything: Path,
    executor: Executor | None,
    write_store: Callable[[Path, Path], None],
) -> Statistics:
    """Write dumps, index, store and tables, and give the counts of what they hold.

    ``write_store`` writes the store anew, should the earlier one not lead to it.
    """
    found = Alteration()
    counting = _write_dumps(building, change, executor, found)
    weighted = change.pieces[0][0].weighted
    for digest in change.gone:
        found.remove(survey(change.earlier.lines(digest).splitlines(keepends=True), weighted))
    found.finish()
    with ThreadPoolExecutor(1) as pool:
        indexing = pool.submit(
            _change_index, building / INDEX_FILE, change.earlier.folder / INDEX_FILE, found, counting.pointed
        )
        _change_store(building / "store", change, everything, write_store)
        earlier = change.earlier.folder
        chunks = find_chunks(earlier / CHUNKS, earlier / "dumps", set(map(number, found.iris())))
        nodes = StoredNodes(Store.read_only(str(building / "store")))
        keep_chunks(building / CHUNKS, write_tables(nodes, building / "dumps", chunks))
        indexing.result()
    return counting.statistics()


def _write_dumps(building: Path, change: Change, executor: Executor | None, found: Alteration) -> Counting:
    """Write the dumps; gives the counts, and ``found`` takes in what is new."""
    counting, kept = Counting(), []
    written = chain.from_iterable(in_order(executor, write_pieces, jobs(change.fresh)))
    split = change.pieces[-1][0].part > 1
    for piece, digest in change.pieces:
        if digest in change.earlier.members:
            members = change.earlier.copy(digest)
            counting.add(unpacked(members[COUNTS]))
        else:
            one = next(written)
            members = {**one.packed, COUNTS: packed(one.survey)}
            counting.add(one.survey)
            found.add(one.survey)
        kept.append((digest, append(building, piece, members, split=split)))
    keep_pieces(building, kept)
    return counting


def _change_index(path: Path, earlier: Path, found: Alteration, pointed: Mapping[str, int]) -> None:
    shutil.copyfile(earlier, path)
    change_index(path, found, pointed)


def _change_store(folder: Path, change: Change, everything: Path, write_store: Callable[[Path, Path], None]) -> None:
    digests = [digest for _, digest in change.pieces]
    fresh = (piece.lines() for piece in change.fresh)
    if not write_changed_store(folder, change.earlier, digests, fresh, everything.stat().st_size):
        write_store(folder, everything)
