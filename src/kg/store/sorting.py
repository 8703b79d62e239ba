"""Sorts N-Quads lines: in memory while they fit, else in sorted runs on disk that are merged while reading."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

RUN_QUADS = 1_000_000
"""Most quads held at once; some 250 bytes each."""


def sorted_lines(quads: Iterable[Quad], folder: Path, *, run_quads: int = RUN_QUADS) -> Iterator[bytes]:
    """The quads as N-Quads lines (newline included), sorted by code point, each once.

    ``folder`` takes the runs (``run-N.nq``) when there are more than ``run_quads`` quads; the caller removes it.
    """
    source = iter(quads)
    runs: list[Path] = []
    lines = _run(source, run_quads)
    while lines:
        following = _run(source, run_quads)
        if not following and not runs:
            yield from lines
            return
        runs.append(folder / f"run-{len(runs)}.nq")
        with runs[-1].open("wb") as file:
            file.writelines(lines)
        lines = following
    yield from _merged(runs)


def _run(source: Iterator[Quad], run_quads: int) -> list[bytes]:
    text = serialize(islice(source, run_quads), format=RdfFormat.N_QUADS) or b""
    return sorted(set(text.splitlines(keepends=True)))


def _merged(runs: list[Path]) -> Iterator[bytes]:
    previous = b""
    with ExitStack() as stack:
        for line in heapq.merge(*(stack.enter_context(run.open("rb")) for run in runs)):
            if line != previous:
                yield line
                previous = line
