"""Sees to it that a process which helps with a build does not outlive the build, however that ends."""

from __future__ import annotations

import os
from multiprocessing import parent_process
from threading import Thread


def end_with_parent() -> None:
    """End this process as soon as the one that started it is gone; meant as the initializer of a pool.

    A pool's process waits on a pipe of which it holds both ends, so it would wait for ever once its parent was killed.
    """
    Thread(target=_watch, name="watch-parent", daemon=True).start()


def _watch() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
