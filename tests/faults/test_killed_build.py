"""A build that is stopped, at any moment, leaves the current release as it was, and the next one goes on from there."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.pipeline.cache import FILE, FOLDER
from kg.store.engine import open_store
from kg.store.layout import open_release
from kg.store.verify import verify_release

COUNTRIES = (
    *("Ghana", "Kenya", "Togo", "Mali", "Niger", "Chad", "Gabon", "Benin", "Laos", "Nepal", "Chile", "Bolivia"),
    *("Egypt", "Libya", "Oman", "Qatar", "Cuba", "Haiti", "Fiji", "Malta"),
)

FORKER = """
import functools, os, resource, signal, sys
import kg.cli, kg.pipeline.build, kg.store.release, kg.terminal

kg.pipeline.build.load_knowledge = functools.lru_cache(kg.pipeline.build.load_knowledge)
kg.pipeline.build.load_knowledge((), ())

def die_at(place, name):
    whole = getattr(kg.store.release, name)
    def dying(*arguments):
        if place == "after":
            whole(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(kg.store.release, name, dying)

for line in sys.stdin:
    documents, out, told, place, moment = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child == 0:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        to = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(to, 1), os.dup2(to, 2)
        if place == "bytes":
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(moment), resource.RLIM_INFINITY))
        elif place:
            die_at(place, moment)
        sys.argv = ["kg", "build", documents, "--out", out]
        kg.cli.main()
    print(child, flush=True)
    sys.stdin.readline()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Builder:
    """Runs ``kg build`` again and again in children of one process that has loaded all it needs."""

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

    def start(self, place: str = "", moment: str = "") -> int:
        """Begin a build; the id of its process, which leads a session of its own."""
        return self.say(f"{self.documents}\t{self.out}\t{self.told}\t{place}\t{moment}")

    def end(self) -> int:
        """Wait for the build; its exit code."""
        return self.say("")

    def build(self, place: str = "", moment: str = "") -> int:
        """A whole build: its exit code."""
        self.start(place, moment)
        return self.end()

    @property
    def told(self) -> Path:
        """What the last build printed."""
        return self.documents.with_name("told")

    def add(self, country: str) -> None:
        """One document more."""
        text = f"{country} established diplomatic relations with Peru on 3 May 1961. {country} borders Brazil.\n"
        (self.documents / f"{country}.txt").write_text(text, encoding="utf-8")

    def kept(self) -> int:
        """The number of entries in the cache."""
        with closing(sqlite3.connect(self.out / FOLDER / FILE)) as db:
            return int(db.execute("SELECT COUNT(*) FROM entry").fetchone()[0])


@pytest.fixture(scope="module")
def forker() -> Iterator[subprocess.Popen[str]]:
    """The process whose children build."""
    command = [sys.executable, "-c", FORKER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


@pytest.fixture(scope="module")
def first(forker: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """A folder with one document, and its release."""
    place = tmp_path_factory.mktemp("first")
    (place / "documents").mkdir()
    first = Builder(forker, place / "documents", place / "data")
    first.add("Peru")
    assert first.build() == 0
    return first


@pytest.fixture
def builder(first: Builder, tmp_path: Path) -> Builder:
    """Builds of a copy of that folder."""
    shutil.copytree(first.documents.parent, tmp_path, dirs_exist_ok=True, symlinks=True)
    return Builder(first.process, tmp_path / "documents", tmp_path / "data")


def session_is_empty(leader: int) -> bool:
    """Whether a killed build's helping processes end by themselves within some seconds."""
    for _ in range(400):
        try:
            os.killpg(leader, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.025)
    os.killpg(leader, signal.SIGKILL)
    return False


def releases(out: Path) -> list[str]:
    """What is in the folder of releases."""
    return sorted(path.name for path in (out / "releases").iterdir())


def test_a_build_killed_at_twenty_random_moments_harms_nothing_and_is_resumed(builder: Builder) -> None:
    before = open_release(builder.out)
    builder.add("Ecuador")
    began = time.monotonic()
    assert builder.build() == 0
    duration = time.monotonic() - began
    current = open_release(builder.out)
    assert current.id != before.id
    chance = random.Random()
    killed = kept = 0
    for number, country in enumerate(COUNTRIES):
        builder.add(country)
        build = builder.start()
        time.sleep(duration * (number + chance.random()) / len(COUNTRIES))
        os.kill(build, signal.SIGKILL)
        killed += builder.end() == -signal.SIGKILL
        assert session_is_empty(build)
        found = open_release(builder.out)
        if found.id == current.id:
            assert len(open_store(found)) == found.quads
        else:
            assert verify_release(builder.out) == []
            current = found
        kept, fewer = builder.kept(), kept
        assert kept >= fewer
    assert killed >= len(COUNTRIES) // 2
    assert builder.build() == 0
    resumed = re.search(r"(\d+) of the documents had been read|nothing has changed", builder.told.read_text())
    assert resumed is not None
    assert resumed[1] is None or int(resumed[1]) >= len(COUNTRIES) // 2
    after = open_release(builder.out)
    assert verify_release(builder.out) == verify_release(builder.out, before.id) == []
    assert after.manifest["counts"]["documents"] == len(COUNTRIES) + 2
    assert not [name for name in releases(builder.out) if name.startswith(".")]
    assert not list(builder.out.glob(".current-*"))


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("moment", ["_write_manifest", "_put_in_place", "switch_current"])
def test_a_build_cut_off_around_its_renames_leaves_one_release_or_the_other(
    builder: Builder, place: str, moment: str
) -> None:
    before = open_release(builder.out)
    builder.add("Chile")
    assert builder.build(place, moment) == -signal.SIGKILL
    current = open_release(builder.out)
    assert (current.id == before.id) is ((place, moment) != ("after", "switch_current"))
    assert len(open_store(current)) == current.quads
    assert builder.build() == 0
    assert "2 of the documents had been read" in builder.told.read_text()
    after = open_release(builder.out)
    assert verify_release(builder.out) == []
    assert releases(builder.out) == sorted([before.id, after.id])


def test_a_disk_that_is_full_at_any_point_leaves_the_release_as_it_was(builder: Builder) -> None:
    before = open_release(builder.out)
    builder.add("Chile")
    largest = max(path.stat().st_size for path in before.folder.rglob("*") if path.is_file())
    for part in (1, 3, 10, 30, 100):
        assert builder.build("bytes", str(largest // part)) in (0, 1)
        told = builder.told.read_text()
        if (current := open_release(builder.out)).id != before.id:
            assert verify_release(builder.out) == []
            continue
        assert told.count("\n") == 1
        assert re.search(r"kg: .*cannot write the release .*; choose another --out", told)
        assert len(open_store(current)) == before.quads
    assert part == 100
    assert current.id == before.id
    assert builder.build() == 0
    assert verify_release(builder.out) == []


def test_a_full_disk_leaves_the_release_as_it_was(builder: Builder, tmp_path: Path) -> None:
    size = sum(path.stat().st_size for path in builder.out.rglob("*") if path.is_file())
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size * 3 // 2}", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        small = Builder(builder.process, builder.documents, place / "data")
        shutil.copytree(builder.out, small.out, symlinks=True)
        before = open_release(small.out)
        small.add("Chile")
        assert small.build() == 1
        assert re.fullmatch(
            r"kg: .*cannot write the release \(No space left on device\); choose another --out\n",
            small.told.read_text(),
        )
        assert open_release(small.out).id == before.id
        assert verify_release(small.out) == []
        assert releases(small.out) == [before.id]
    finally:
        subprocess.run(["umount", str(place)], check=True)
