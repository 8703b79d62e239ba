"""Processor time of a server with all its processes, from /proc: what counts on a machine that others use too."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """The processor seconds that a process and all its descendants have used, those that ended included."""
    while True:
        parents, used = _all_processes()
        family = {pid}
        while more := {child for child, parent in parents.items() if parent in family} - family:
            family |= more
        if all(Path(f"/proc/{member}").exists() for member in family):
            return sum(used.get(member, 0.0) for member in family)


def _all_processes() -> tuple[dict[int, int], dict[int, float]]:
    """The parent of each process, and the processor seconds of it and of its children that ended."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                parents[int(folder.name)] = int(fields[1])
                used[int(folder.name)] = sum(map(int, fields[11:15])) / _TICKS
    return parents, used
