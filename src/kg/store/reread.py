"""The second opinion: re-reads a release's dumps with rdflib and compares them, as sets of quads, with the engine's.

The data has no blank nodes, so two graphs are the same if their sets of triples are. Each dump is read in shares of
some ten thousands of quads, in a process for each processor; what they find is kept as hashes in files, by their
remainders, and compared remainder by remainder. So memory does not grow with the release.
"""

from __future__ import annotations

import gzip
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from kg.store.dump_samples import sample
from kg.store.layout import Release, part_path
from kg.store.second_reader import Hashes, hash_with_engine, hash_with_rdflib
from kg.store.side_by_side import in_order, processes

WHOLE_QUADS = 1_000_000
"""Up to here dumps are re-read whole, beyond as samples of about as many quads."""

DUMPS = {
    "kg.nq": "nquads",
    "kg.trig": "trig",
    "merged.nt": "nt",
    "merged.ttl": "turtle",
    "merged.rdf": "xml",
    "merged.jsonld": "json-ld",
}
"""The dumps and rdflib's names of their formats; those of ``kg`` hold every graph, the others the merged view."""

SHARE_QUADS = 60_000
"""About how many quads a process reads at once."""
ALONE_QUADS = 15_000
"""Up to here it is done in this process: others take longer to start."""
_BUCKET_QUADS = 200_000
_EVERYTHING, _MERGED = "everything", "merged"


def reread(release: Release, *, whole_quads: int = WHOLE_QUADS, share_quads: int = SHARE_QUADS) -> list[str]:
    """The problems found on reading every dump again with rdflib, each one sentence that names the file.

    A release of more than ``whole_quads`` quads is read in samples: then what is read must be in the release, while
    what is missing is not noticed. Takes some 60 µs of processor time per quad and dump. Raises WorkerError if a
    process was killed.
    """
    whole = release.quads <= whole_quads
    with tempfile.TemporaryDirectory(prefix="kg-verify-") as folder, ExitStack() as stack:
        jobs = list(_jobs(release, Path(folder), 1.0 if whole else whole_quads / release.quads, share_quads))
        executor = stack.enter_context(processes()) if release.quads > ALONE_QUADS else None
        outcomes = list(zip(jobs, in_order(executor, _read, jobs), strict=True))
        problems = list(dict.fromkeys(problem for _, problem in outcomes if problem))
        unread = {job.name for job, problem in outcomes if problem}
        for name in DUMPS:
            if not unread & {"", name}:
                problems += _compare([job for job in jobs if job.name == name], Path(folder), whole=whole)
    return problems


@dataclass(frozen=True, slots=True)
class _Job:
    """A share of a file (0 to 1, from ``start`` on), to be hashed into ``{folder}/{kind}-{number}-{bucket}``.

    ``format_name`` is rdflib's, or empty for the engine's own reading of everything.
    """

    number: int
    name: str
    path: Path
    format_name: str
    start: float
    share: float
    folder: Path
    buckets: int


def _jobs(release: Release, folder: Path, share: float, share_quads: int) -> Iterator[_Job]:
    buckets = 1 + release.quads // _BUCKET_QUADS
    number = 0
    for name, format_name in {"": "", **DUMPS}.items():
        paths = release.dump_parts(name or "kg.nq") or (part_path(release.dumps, name or "kg.nq"),)
        for path in paths:
            each = release.quads * share / len(paths)
            cuts = max(1, round(each / share_quads)) if format_name else 1
            for cut in range(cuts):
                number += 1
                reads = share / cuts if format_name else 1.0
                yield _Job(number, name, path, format_name, cut * reads, reads, folder, buckets)


def _read(job: _Job) -> str:
    """Hash what is to be read; gives the problem, if there is one."""
    try:
        if job.format_name:
            found = Hashes(job.buckets)
            _hash_share(job, found)
            _keep(job, job.name, found)
        else:
            everything, merged = Hashes(job.buckets), Hashes(job.buckets)
            with gzip.open(job.path, "rb") as file:
                hash_with_engine(cast(IO[bytes], file), everything, merged)
            _keep(job, _EVERYTHING, everything)
            _keep(job, _MERGED, merged)
    except FileNotFoundError:
        return f"{job.path}: the file is missing"
    except Exception as error:  # noqa: BLE001  rdflib's parsers raise whatever their reading comes upon
        who = "rdflib cannot read it" if job.format_name else "the dump is damaged"
        return f"{job.path}: {who} ({_first_line(error)})"
    return ""


def _hash_share(job: _Job, found: Hashes) -> None:
    with gzip.open(job.path, "rb") as file:
        content = cast(IO[bytes], file)
        if job.share < 1:
            content = sample(content, job.format_name, job.share, job.start)
        hash_with_rdflib(content, job.format_name, found, everything=job.name.startswith("kg."))


def _keep(job: _Job, kind: str, hashes: Hashes) -> None:
    for bucket, held in enumerate(hashes.buckets):
        with (job.folder / f"{kind}-{job.number}-{bucket}").open("wb") as file:
            held.tofile(file)


def _kept(folder: Path, kind: str, bucket: int) -> set[int]:
    found: set[int] = set()
    for path in folder.glob(f"{kind}-*-{bucket}"):
        held = array("Q")
        held.frombytes(path.read_bytes())
        found.update(held)
    return found


def _compare(jobs: list[_Job], folder: Path, *, whole: bool) -> list[str]:
    """Compare one dump, which these jobs read, with what the engine reads."""
    name, path = jobs[0].name, jobs[0].path
    kind = _EVERYTHING if name.startswith("kg.") else _MERGED
    surplus = missing = wanted = 0
    first: int | None = None
    for bucket in range(jobs[0].buckets):
        expected, found = _kept(folder, kind, bucket), _kept(folder, name, bucket)
        more = found - expected
        first = min(more, default=None) if first is None else first
        surplus, wanted = surplus + len(more), wanted + len(expected)
        missing += len(expected - found) if whole else 0
    problems = []
    if first is not None:
        text = _text_of(jobs, first)
        problems.append(f"{path}: rdflib reads {surplus:,} statements that are not in the release: {text}")
    if missing:
        problems.append(f"{path}: rdflib does not find {missing:,} of {wanted:,} statements of the release")
    return problems


def _text_of(jobs: list[_Job], wanted: int) -> str:
    """The quad with this hash, found by reading the dump once more."""
    for job in jobs:
        found = Hashes(1, wanted)
        _hash_share(replace(job, buckets=1), found)
        if found.text:
            return found.text
    return ""


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
