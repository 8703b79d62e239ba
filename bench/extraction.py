"""How fast documents become statements on one core, step by step: ``python -m bench.extraction [PATH…]``.

Reads documents (files or folders; without any, the corpora beside the checkout, else the seeds) one after the other,
keeps none, and prints one line: words a second, seconds of each step, what loading took, and peak memory in MB.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kg.config import resource_folder
from kg.documents.reader import find_documents, read_document
from kg.mentions.finder import find_mentions, subject_countries
from kg.pipeline.extraction import Knowledge, load_knowledge
from kg.statements.prose import read_prose
from kg.statements.rows import read_rows

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "corpora"
LEFT_OUT = "wikipedia_names_lost"
_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class Spent:
    """Words read, statements made, and seconds of this processor by step."""

    words: int = 0
    statements: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step."""
        began = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - began

    @property
    def rate(self) -> float:
        """Words a second, loading left out."""
        return self.words / sum(seconds for name, seconds in self.seconds.items() if name != "loading")

    def __str__(self) -> str:
        steps = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in self.seconds.items() if name != "loading")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return (
            f"{self.rate:,.0f} words/s ({self.words:,} words to {self.statements:,} statements: {steps}; "
            f"loading, once: {self.seconds['loading']:.2f} s), peak {peak:.0f} MB"
        )


def documents(paths: Sequence[Path]) -> list[Path]:
    """The documents in files and folders; without any, those of the corpora."""
    if not paths:
        paths = [f for f in sorted(BESIDE.iterdir()) if f.is_dir() and f.name != LEFT_OUT] if BESIDE.is_dir() else []
    return find_documents(paths or [resource_folder("seeds")])[0]


def load(spent: Spent) -> Knowledge:
    """The knowledge, with all patterns compiled."""
    with spent.step("loading"):
        knowledge = load_knowledge()
        knowledge.patterns.prepare()
    return knowledge


def extract(path: Path, knowledge: Knowledge, spent: Spent) -> None:
    """What ``kg.pipeline.extraction.extract`` does, with the time of each step."""
    with spent.step("reading"):
        document = read_document(path)
    with spent.step("mentions"):
        mentions = find_mentions(document, knowledge.gazetteer)
        subjects = subject_countries(document, knowledge.gazetteer)
    with spent.step("rows"):
        rows = read_rows(document, mentions, knowledge.gazetteer, subjects=subjects)
    with spent.step("prose"):
        prose = read_prose(document, mentions, knowledge.patterns, subjects=subjects, partners=rows.partners)
    spent.words += sum(1 for _ in _WORD.finditer(document.text))  # a list of them would be the largest thing there is
    spent.statements += len(rows.claims) + len(prose)


def main(arguments: Sequence[str] = ()) -> None:
    """Measure and print."""
    spent = Spent()
    knowledge = load(spent)
    for path in documents([Path(argument) for argument in arguments]):
        extract(path, knowledge, spent)
    print(spent)


if __name__ == "__main__":
    main(sys.argv[1:])
