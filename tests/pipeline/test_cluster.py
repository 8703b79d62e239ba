"""A build on a Dask cluster: a scheduler and two workers on this machine, one of which is killed in mid-build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from kg.errors import ClusterError, PatternError, SettingError, WorkerError
from kg.pipeline import assembly, cluster, grounds
from kg.pipeline.build import build_release
from kg.pipeline.cluster import ClusterCrew
from kg.pipeline.extraction import load_knowledge

pytest.importorskip("distributed", reason="Dask (the extra `cluster`) is not installed")

COUNTRIES = ("Ghana", "Kenya", "Chile", "Bolivia", "Togo", "Mali", "Niger", "Chad", "Gabon", "Benin", "Laos", "Nepal")
ROWS = "| # | Country | Date |\n| --- | --- | --- |\n| 1 | ![](a.png) | 3 May 1961 |\n| 2 | ![](b.png) | 1 May 1975 |\n"
BODY = """@prefix kg: <https://w3id.org/foreign-relations/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
<id/organization/lighthouse-league> a kg:Organization , org:Organization ; rdfs:label "Lighthouse League"@en ;
    kg:organizationKind kg:organization-intergovernmental ; dcterms:source <https://example.org/> .
"""


@dataclass(frozen=True)
class Machines:
    """A cluster: its address, the folder its processes work in, and the workers that have been started."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]]

    def add_worker(self) -> None:
        """Start a worker; it has nothing of this process but the program."""
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "30"]
        options += ["--local-directory", str(self.folder)]
        self.workers.append(start("distributed.cli.dask_worker", self.address, *options, folder=self.folder))


def start(module: str, *arguments: str, folder: Path) -> subprocess.Popen[bytes]:
    """A process of the cluster."""
    command = [sys.executable, "-m", module, *arguments]
    with (folder / "log").open("ab") as log:
        more = {"PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=os.environ | more)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler with two workers, on loopback."""
    folder = tmp_path_factory.mktemp("cluster")
    named = folder / "scheduler.json"
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(named)]
    scheduler = start("distributed.cli.dask_scheduler", *options, folder=folder)
    found = Machines("", folder, [])
    try:
        for _ in range(600):
            if named.exists() and '"address"' in named.read_text():
                break
            time.sleep(0.1)
        address = next(line.split('"')[3] for line in named.read_text().splitlines() if '"address"' in line)
        found = Machines(address, folder, [])
        found.add_worker()
        found.add_worker()
        yield found
    finally:
        for process in (*found.workers, scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dozen small documents: one is empty, one has lost names, all speak of an organization of our own."""
    folder = tmp_path_factory.mktemp("documents")
    for number, name in enumerate(COUNTRIES):
        text = f"Foreign relations of {name}\n\n{name} joined the Lighthouse League in {1960 + number}. "
        text += f"{name} established diplomatic relations with Peru on {number + 1} May 1961.\n"
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "Peru.txt").write_text(f"Foreign relations of Peru\n\nDiplomatic relations\n\n{ROWS}", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reference data with one organization."""
    folder = tmp_path_factory.mktemp("reference")
    (folder / "own.ttl").write_text(BODY, encoding="utf-8")
    return folder


def test_a_cluster_that_loses_a_worker_makes_the_release_that_one_machine_makes(
    machines: Machines, documents: Path, reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "MOST_FILES", 2)
    progress: list[str] = []

    def lose_a_worker(done: int, total: int, name: str) -> None:
        progress.append(name)
        if done == 2:
            os.kill(machines.workers[0].pid, signal.SIGKILL)

    options = {"references": [reference], "cached": False}
    there = build_release(
        [documents],
        out=tmp_path / "there",
        cluster=machines.address,
        progress=lose_a_worker,
        **options,  # type: ignore[arg-type]
    )
    here = build_release([documents], out=tmp_path / "here", **options)  # type: ignore[arg-type]
    assert machines.workers[0].wait(20) == -signal.SIGKILL
    assert len(progress) == len(COUNTRIES) + 2
    assert there.release.id == here.release.id
    assert there.statements["membership"] >= len(COUNTRIES)
    assert (there.restored + there.open_rows, there.restored) == (2, here.restored)
    assert [problem.reason for problem in there.failed] == [problem.reason for problem in here.failed]
    for name in here.release.manifest["outputs"]:
        assert (there.release.folder / name).read_bytes() == (here.release.folder / name).read_bytes()
    assert (there.release.folder / "manifest.json").read_bytes() == (here.release.folder / "manifest.json").read_bytes()


def test_what_a_worker_finds_wrong_is_told_as_it_is(machines: Machines, tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text("colour = 1\n")
    with ClusterCrew(machines.address, patterns=[tmp_path]) as crew, pytest.raises(PatternError, match=r"odd\.toml"):
        list(crew.map(hasattr, [(None, "reference")], load_knowledge()))


def test_another_program_on_the_cluster_is_refused(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "LIBRARIES", ("rdflib",))
    grounds.program.cache_clear()
    with pytest.raises(ClusterError, match=r"must have this very program, and the scheduler has not; install the same"):
        ClusterCrew(machines.address)
    grounds.program.cache_clear()


def test_nobody_at_the_address_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    with pytest.raises(ClusterError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9; start one"):
        ClusterCrew("tcp://127.0.0.1:9")
    with pytest.raises(ClusterError, match="no Dask scheduler answers at nowhere"):
        ClusterCrew("nowhere at all")


def test_without_dask_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SettingError, match=r"pip install 'foreign-relations-kg\[cluster\]'"):
        ClusterCrew("tcp://127.0.0.1:9")


def test_a_cluster_whose_workers_are_all_gone_is_one_clear_error(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    (machines.folder / "last_words.py").write_text("import os\ndef end(knowledge, job):\n    os._exit(3)\n")
    monkeypatch.syspath_prepend(machines.folder)
    last_words = import_module("last_words")
    monkeypatch.setattr(cluster, "ALONE_SECONDS", 0.5)
    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.2)
    with ClusterCrew(machines.address) as crew, pytest.raises(WorkerError, match="was lost during the build"):
        list(crew.map(last_words.end, [(None, "bye")], load_knowledge()))
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    with pytest.raises(ClusterError, match="has no workers; start some: `dask worker tcp://"):
        ClusterCrew(machines.address)
