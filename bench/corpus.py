"""How fast documents become statements, and a corpus a release; how both grow.

``python -m bench.corpus [FOLDER…]`` takes the documents in the folders; without any, the corpora beside the checkout,
else the seeds. Prints words a second on one core from text to statements with the time of each step; wall time, time of
processors and the largest process's peak memory of ``kg build`` for 1, 2 and 4 times the corpus (the copies are about
other countries: names are exchanged consistently); and the same for single documents of 1, 2, 4 and 8 MB.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.build import kg
from kg.config import resource_folder
from kg.documents.reader import find_documents, read_document
from kg.mentions.finder import find_mentions, subject_countries
from kg.mentions.model import Reference
from kg.pipeline.extraction import Knowledge, load_knowledge
from kg.statements.prose import read_prose
from kg.statements.rows import read_rows

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "corpora"
LEFT_OUT = "wikipedia_names_lost"
TIMES = (1, 2, 4)
MEGABYTES = (1, 2, 4, 8)
LONGEST = 1800.0


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


def documents(folders: Sequence[Path]) -> list[Path]:
    """The documents of the corpus."""
    if not folders:
        folders = [f for f in sorted(BESIDE.iterdir()) if f.is_dir() and f.name != LEFT_OUT] if BESIDE.is_dir() else []
    return find_documents(folders or [resource_folder("seeds")])[0]


def steps(paths: Sequence[Path], knowledge: Knowledge) -> tuple[int, dict[str, float]]:
    """Words read, and seconds of this processor by step."""
    spent = dict.fromkeys(("read", "mentions", "rows", "prose"), 0.0)
    words = 0
    for path in paths:
        marks = [time.process_time()]
        document = read_document(path)
        marks.append(time.process_time())
        mentions = find_mentions(document, knowledge.gazetteer)
        subjects = subject_countries(document, knowledge.gazetteer)
        marks.append(time.process_time())
        rows = read_rows(document, mentions, knowledge.gazetteer, subjects=subjects)
        marks.append(time.process_time())
        read_prose(document, mentions, knowledge.patterns, subjects=subjects, partners=rows.partners)
        marks.append(time.process_time())
        words += len(document.text.split())
        for step, began, ended in zip(spent, marks, marks[1:], strict=False):
            spent[step] += ended - began
    return words, spent


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


def main(arguments: Sequence[str] = ()) -> None:
    """Measure and print."""
    began = time.monotonic()
    paths = documents([Path(argument) for argument in arguments])
    knowledge = load_knowledge()
    words, spent = steps(paths, knowledge)
    parts = ", ".join(f"{step} {seconds:.2f} s" for step, seconds in spent.items())
    print(f"text to statements, one core: {words / sum(spent.values()):,.0f} words/s ({words:,} words: {parts})")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for times in TIMES:
            write_corpus(folder / f"corpus-{times}", paths, knowledge.reference, times)
            command = kg("build", str(folder / f"corpus-{times}"), "--out", str(folder / "data"))
            print(f"kg build of {times} × {len(paths)} documents: {cost(command)}", flush=True)
            if time.monotonic() - began > LONGEST:
                raise SystemExit("this takes too long here")
        for size, text in long_texts(paths):
            path = folder / f"long-{size}.txt"
            path.write_text(text, encoding="utf-8")
            print(
                f"kg build of one document of {size} MB: {cost(kg('build', str(path), '--out', str(folder / 'one')))}"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
