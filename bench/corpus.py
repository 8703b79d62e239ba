"""How fast documents become statements, and a corpus a release; how both grow.

``python -m bench.corpus [FOLDER…]`` takes the documents in the folders; without any, the corpora beside the checkout,
else the seeds. Prints what ``bench.extraction``, in a process of its own, says of 1, 2 and 4 times the corpus (the
copies are about other countries: names are exchanged consistently) and of single documents of 1, 2, 4, 8 and 10 MB,
and of a line of 5 MB; then wall time, time of processors and the largest process's peak memory of ``kg build``
for 1 and 2 times the corpus and single documents of 1 and 2 MB.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.build import kg
from bench.extraction import documents
from kg.graph.reference import load_reference
from kg.mentions.model import Reference

TIMES = (1, 2, 4)
MEGABYTES = (1, 2, 4, 8, 10)
BUILT = 2  # times and megabytes that are also built
ONE_LINE = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds of wall time and of processors (all processes), MB of its largest process."""

    wall: float
    cpu: float
    peak: float

    def __str__(self) -> str:
        return f"{self.wall:.1f} s wall, {self.cpu:.1f} s of processors, peak {self.peak:.0f} MB"


def cost(command: list[str]) -> Cost:
    """Run a command; raises SystemExit if it fails."""
    began = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    _, status, usage = os.wait4(os.posix_spawn(command[0], command, os.environ, file_actions=quiet), 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def renaming(reference: Reference, turn: int) -> Callable[[str], str]:
    """Exchanges the names of countries in a text: each one's for those of the one ``turn`` places further."""
    countries = [country for country in reference.countries if country.demonyms]
    others: dict[str, str] = {}
    for index, country in enumerate(countries):
        other = countries[(index + turn) % len(countries)]
        others.setdefault(country.entity.label, other.entity.label)
        others.setdefault(country.demonyms[0], other.demonyms[0])
    names = sorted(others, key=len, reverse=True)
    found = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    return lambda text: found.sub(lambda match: others[match[0]], text)


def write_corpus(folder: Path, paths: Sequence[Path], reference: Reference, times: int) -> None:
    """The documents and their copies about other countries: ``times`` as many in all."""
    for number in range(times):
        renamed = renaming(reference, number * 17) if number else str
        for path in paths:
            target = folder / f"{path.parent.name}-{number}"
            target.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8", errors="replace")
            (target / path.name).write_text(renamed(text), encoding="utf-8")


def long_texts(paths: Sequence[Path]) -> Iterator[tuple[int, str]]:
    """Texts of so many megabytes, made of the corpus over and over."""
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths if path.suffix in (".txt", ".md")]
    whole = "\n\n".join(texts)
    for size in MEGABYTES:
        wanted = size << 20
        yield size, (whole * (wanted // len(whole) + 1))[:wanted]


def extraction(path: Path) -> str:
    """What ``bench.extraction`` says of a file or folder, in its own process."""
    command = [sys.executable, "-m", "bench.extraction", str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main(arguments: Sequence[str] = ()) -> None:
    """Measure and print."""
    paths = documents([Path(argument) for argument in arguments])
    reference = load_reference()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for times in TIMES:
            write_corpus(folder / f"corpus-{times}", paths, reference, times)
            print(f"text to statements, one core, {times} × {len(paths)} documents: ", end="", flush=True)
            print(extraction(folder / f"corpus-{times}"), flush=True)
        for size, text in long_texts(paths):
            path = folder / f"long-{size}.txt"
            path.write_text(text, encoding="utf-8")
            print(f"text to statements, one document of {size} MB: {extraction(path)}", flush=True)
        path.write_text(" ".join(text.split())[: ONE_LINE << 20], encoding="utf-8")
        print(f"text to statements, one line of {ONE_LINE} MB: {extraction(path)}", flush=True)
        for times in TIMES[:BUILT]:
            command = kg("build", str(folder / f"corpus-{times}"), "--out", str(folder / "data"))
            print(f"kg build of {times} × {len(paths)} documents: {cost(command)}", flush=True)
        for size in MEGABYTES[:BUILT]:
            command = kg("build", str(folder / f"long-{size}.txt"), "--out", str(folder / "one"))
            print(f"kg build of one document of {size} MB: {cost(command)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
