"""Run benchmarks by name, or all of them; those that need what is not here say so."""

from __future__ import annotations

import importlib
import sys

BENCHMARKS = ("build", "corpus", "restoration", "endpoint", "siege", "servers")


def main() -> None:
    """Run each benchmark's ``main`` and print what it measured."""
    for name in sys.argv[1:] or BENCHMARKS:
        print(f"== {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
