"""A build that is killed, at any moment, leaves the current release as it was and nothing that stops the next one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.store.engine import open_store
from kg.store.layout import open_release
from kg.store.verify import verify_release

KILLS = 20
FIRST = "Peru established diplomatic relations with Ghana on 3 May 1961. Peru is a member of Mercosur.\n"
SECOND = "Peru established diplomatic relations with Kenya on 7 June 1964. Chile borders Peru.\n"

FORKER = """
import os, sys
import kg.cli, kg.pipeline.build, kg.terminal
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0), os.dup2(nowhere, 1)
        documents, out = line.rstrip().split("\\t")
        sys.argv = ["kg", "build", documents, "--out", out]
        kg.cli.main()
    print(child, flush=True)
    sys.stdin.readline()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Builder:
    """Runs ``kg build`` again and again in children of one process that has imported all it needs."""

    process: subprocess.Popen[str]
    documents: Path
    out: Path

    def say(self, line: str) -> int:
        """Send a line, get a number."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def start(self) -> int:
        """Begin a build; the id of its process, which leads a session of its own."""
        return self.say(f"{self.documents}\t{self.out}")

    def end(self) -> int:
        """Wait for the build; its exit code."""
        return self.say("")


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[Builder]:
    """Builds of a folder with one document."""
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "first.txt").write_text(FIRST, encoding="utf-8")
    command = [sys.executable, "-c", FORKER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Builder(process, documents, tmp_path / "data")


def session_is_empty(leader: int) -> bool:
    """Whether a killed build's helping processes end by themselves within some seconds."""
    for _ in range(200):
        try:
            os.killpg(leader, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    os.killpg(leader, signal.SIGKILL)
    return False


def test_a_build_killed_at_twenty_random_moments_harms_nothing(builder: Builder) -> None:
    began = time.monotonic()
    builder.start()
    assert builder.end() == 0
    duration = time.monotonic() - began
    before = open_release(builder.out)
    quads = len(open_store(before))
    (builder.documents / "second.txt").write_text(SECOND, encoding="utf-8")
    chance = random.Random()
    killed = 0
    for number in range(KILLS):
        build = builder.start()
        time.sleep(duration * (number + chance.random()) / KILLS)
        os.kill(build, signal.SIGKILL)
        killed += builder.end() == -signal.SIGKILL
        assert session_is_empty(build)
        current = open_release(builder.out)
        if current.id == before.id:
            assert len(open_store(current)) == quads
        else:
            assert verify_release(builder.out) == []
    assert killed >= KILLS // 2
    builder.start()
    assert builder.end() == 0
    after = open_release(builder.out)
    assert after.id != before.id
    assert verify_release(builder.out) == verify_release(builder.out, before.id) == []
    left = sorted(path.name for path in (builder.out / "releases").iterdir())
    assert left == sorted([before.id, after.id])
    assert not list(builder.out.glob(".current-*"))
