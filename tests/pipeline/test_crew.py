"""The processes that do the jobs of a build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import PatternError, WorkerError
from kg.pipeline.crew import WAITING, Crew
from kg.pipeline.extraction import Knowledge, load_knowledge


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_jobs(knowledge: Knowledge, processes: int) -> None:
    handed_out = 0

    def jobs() -> Iterator[tuple[int, str | None]]:
        nonlocal handed_out
        for number in range(40):
            handed_out = number
            yield number, (None, "nothing of the kind", "reference")[number % 3]

    with Crew(processes) as crew:
        for number, (tag, result) in enumerate(crew.map(hasattr, jobs(), knowledge)):
            assert tag == number
            assert result is (None, False, True)[number % 3]
            assert handed_out - number <= processes * (1 + WAITING) + 1


def test_what_needs_no_job_waits_for_no_process(knowledge: Knowledge) -> None:
    with Crew(2) as crew:
        assert list(crew.map(hasattr, ((number, None) for number in range(3)), knowledge)) == [
            (0, None),
            (1, None),
            (2, None),
        ]
        assert crew.pool is not None
        assert not crew.pool._processes


def test_a_killed_process_is_one_clear_error(knowledge: Knowledge) -> None:
    with Crew(2) as crew, pytest.raises(WorkerError, match="was killed"):  # noqa: PT012 - killed in between
        for number, _ in enumerate(crew.map(hasattr, [(None, "reference")] * 40, knowledge)):
            if number == 1:
                assert crew.pool is not None
                for pid in list(crew.pool._processes):
                    os.kill(pid, signal.SIGKILL)


def test_what_is_wrong_with_the_knowledge_is_told_as_it_is(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text("colour = 1\n")
    with Crew(2, patterns=[tmp_path]) as crew, pytest.raises(PatternError, match=r"odd\.toml"):
        list(crew.map(hasattr, [(None, "reference")], knowledge))


def test_copies_of_this_process_have_its_knowledge_and_are_made_while_it_has_one_thread() -> None:
    alone = (
        "from kg.pipeline.crew import Crew\n"
        "from kg.pipeline.extraction import load_knowledge\n"
        "import threading\n"
        "knowledge = load_knowledge()\n"
        "def start():\n"
        "    with Crew(2, knowledge=knowledge) as crew:\n"
        "        found = [found for _, found in crew.map(hasattr, [(None, 'reference')] * 3, knowledge)]\n"
        "        print(found, type(crew.pool._mp_context).__name__)\n"
        "if __name__ == '__main__':\n"
        "    start()\n"
        "    other = threading.Thread(target=start)\n"
        "    other.start()\n"
        "    other.join()\n"
    )
    done = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, timeout=60, check=True)
    first, second = ("ForkContext" if sys.platform == "linux" else "SpawnContext"), "SpawnContext"
    assert done.stdout.splitlines() == [f"[True, True, True] {name}" for name in (first, second)]
