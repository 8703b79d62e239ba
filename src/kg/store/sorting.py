"""Sorts N-Quads lines: in memory while they fit, else in sorted runs on disk that are merged while reading."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

RUN_BYTES = 96 << 20
"""Most bytes of lines held at once; Python's own costs add some 40 bytes a line."""

BATCH_QUADS = 20_000


def packed(quads: Iterable[Quad]) -> Iterator[bytes]:
    """The quads as N-Quads, some thousands of lines at a time."""
    source = iter(quads)
    while text := serialize(islice(source, BATCH_QUADS), format=RdfFormat.N_QUADS):
        yield text


def sorted_lines(chunks: Iterable[bytes], folder: Path, *, run_bytes: int = RUN_BYTES) -> Iterator[bytes]:
    """The lines (newline included) of N-Quads chunks, which hold whole lines, sorted by code point, each once.

    ``folder`` takes the runs (``run-N.nq``) when there are more than ``run_bytes``; the caller removes it.
    """
    runs: list[Path] = []
    lines: list[bytes] = []
    held = 0
    for chunk in chunks:
        lines += chunk.splitlines(keepends=True)
        held += len(chunk)
        if held >= run_bytes:
            runs.append(folder / f"run-{len(runs)}.nq")
            lines.sort()
            with runs[-1].open("wb") as file:
                file.writelines(lines)
            lines, held = [], 0
    lines.sort()
    with ExitStack() as stack:
        files = [stack.enter_context(run.open("rb")) for run in runs]
        yield from _each_once(heapq.merge(lines, *files) if files else lines)


def _each_once(lines: Iterable[bytes]) -> Iterator[bytes]:
    previous = b""
    for line in lines:
        if line != previous:
            yield line
            previous = line
