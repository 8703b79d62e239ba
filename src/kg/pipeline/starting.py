"""How the processes of a build start: as copies of this one where that is safe, since nothing need be loaded again.

A copy has only the thread that made it: what other threads held locked would stay locked in it for ever. So copies
are made while there is one thread, on Linux, and else processes start from nothing.
"""

from __future__ import annotations

import sys
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from pathlib import Path

_THREADS = Path("/proc/self/task")


def copies() -> bool:
    """Whether processes that start now can be copies of this one."""
    try:
        return sys.platform == "linux" and len(list(_THREADS.iterdir())) == 1
    except OSError:
        return False


def context() -> BaseContext:
    """The way in which processes start now."""
    return get_context("fork" if copies() else "spawn")
