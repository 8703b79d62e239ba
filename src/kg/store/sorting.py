"""Sorts N-Quads lines: in memory while they fit, else in sorted runs on disk that are merged range by range.

A run keeps the line at every ``MARK`` bytes. From the marks of all runs, lines are chosen that part them into ranges
of about equal size; a range is a stretch of each run, read, sorted and written by itself, so that ranges can be
sorted side by side and memory holds no more than a few of them (external sorting by splitters: DeWitt, Naughton and
Schneider 1991, Parallel Sorting on a Shared-Nothing Architecture).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

from kg.store.side_by_side import in_order

RUN_BYTES = 96 << 20
"""Most bytes of lines held at once; Python's own costs add some 40 bytes a line."""

MARK = 1 << 16
BATCH_QUADS = 20_000
_CHUNK = 1 << 20


def packed(quads: Iterable[Quad]) -> Iterator[bytes]:
    """The quads as N-Quads, some thousands of lines at a time."""
    source = iter(quads)
    while text := serialize(islice(source, BATCH_QUADS), format=RdfFormat.N_QUADS):
        yield text


@dataclass(frozen=True, slots=True)
class Run:
    """A file of sorted lines with the lines at its marks and where these begin, the first line among them."""

    path: Path
    marks: list[bytes]
    places: list[int]

    def place(self, line: bytes) -> int:
        """Where the first line begins that does not come before the given one."""
        mark = bisect_left(self.marks, line) - 1
        if mark < 0:
            return 0
        at = self.places[mark]
        with self.path.open("rb") as file:
            file.seek(at)
            for found in file:
                if found >= line:
                    return at
                at += len(found)
        return at


@dataclass(frozen=True, slots=True)
class Range:
    """The job of sorting a stretch of each run (path, start and end in bytes) into a file of its own."""

    stretches: tuple[tuple[Path, int, int], ...]
    target: Path


def write_sorted(
    chunks: Iterable[bytes],
    path: Path,
    folder: Path,
    executor: Executor | None = None,
    *,
    run_bytes: int = RUN_BYTES,
    alone: int = 0,
) -> tuple[str, int]:
    """Write the lines of N-Quads chunks, which hold whole lines, sorted by their bytes and each once.

    Gives the SHA-256 of what was written and the number of lines. ``folder`` takes the runs where there are more than
    ``run_bytes``; they are removed. ``executor`` sorts the ranges of more than ``alone`` runs, else this thread does.
    """
    runs: list[Run] = []
    lines: list[bytes] = []
    held = 0
    for chunk in chunks:
        lines += chunk.splitlines(keepends=True)
        held += len(chunk)
        if held >= run_bytes:
            runs.append(_write_run(lines, folder / f"run-{len(runs)}.nq"))
            lines, held = [], 0
    target = _Target(path)
    if not runs:
        lines.sort()
        target.write(b"".join(dict.fromkeys(lines)))
        return target.close()
    runs.append(_write_run(lines, folder / f"run-{len(runs)}.nq"))
    del lines
    helpers = executor if len(runs) > alone else None
    for part in in_order(helpers, sort_range, _ranges(runs, folder, run_bytes // 3)):
        with part.open("rb") as file:
            while chunk := file.read(_CHUNK):
                target.write(chunk)
        part.unlink()
    for run in runs:
        run.path.unlink()
    return target.close()


def sort_range(job: Range) -> Path:
    """Sort a range; gives the file written. The stretches are sorted already, which sorting makes use of."""
    lines: list[bytes] = []
    for path, start, end in job.stretches:
        with path.open("rb") as file:
            file.seek(start)
            lines += file.read(end - start).splitlines(keepends=True)
    lines.sort()
    job.target.write_bytes(b"".join(dict.fromkeys(lines)))
    return job.target


def _write_run(lines: list[bytes], path: Path) -> Run:
    lines.sort()
    run = Run(path, [], [])
    at = marked = 0
    for line in lines:
        if at >= marked:
            run.marks.append(line)
            run.places.append(at)
            marked = at + MARK
        at += len(line)
    with path.open("wb") as file:
        file.writelines(lines)
    return run


def _ranges(runs: Sequence[Run], folder: Path, size: int) -> Iterator[Range]:
    marks = sorted({mark for run in runs for mark in run.marks})
    splitters = marks[max(1, size // MARK) :: max(1, size // MARK)]
    ends = [run.path.stat().st_size for run in runs]
    places = [[0, *(run.place(line) for line in splitters), end] for run, end in zip(runs, ends, strict=True)]
    for number, bounds in enumerate(zip(*(pairwise(own) for own in places), strict=True)):
        stretches = zip(runs, bounds, strict=True)
        yield Range(tuple((run.path, *own) for run, own in stretches if own[0] < own[1]), folder / f"range-{number}.nq")


@dataclass(slots=True)
class _Target:
    """The file of all lines, its digest and its number of lines, so far."""

    path: Path
    lines: int = 0
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        self.path.write_bytes(b"")

    def write(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self.lines += chunk.count(b"\n")
        with self.path.open("ab") as file:
            file.write(chunk)

    def close(self) -> tuple[str, int]:
        return self._digest.hexdigest(), self.lines
