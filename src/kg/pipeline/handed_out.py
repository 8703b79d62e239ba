"""What comes of a job that another process does.

Apart from the crew, so that the process which validates need not load what reading takes.
"""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from kg.errors import WorkerError

Result = TypeVar("Result")


def outcome(job: Future[Result]) -> Result:
    """What came of a job handed out. Raises what it raised, and WorkerError if its process was killed."""
    try:
        return job.result()
    except BrokenProcessPool:
        raise killed() from None


def killed() -> WorkerError:
    """The error that a process was killed."""
    return WorkerError("a process of the build was killed", remedy="see that there is enough memory, and build again")
