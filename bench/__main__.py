"""Run benchmarks by name, or all that need nothing beside the checkout."""

from __future__ import annotations

import importlib
import sys

BENCHMARKS = ("build",)


def main() -> None:
    """Run each benchmark's ``main`` and print what it measured."""
    for name in sys.argv[1:] or BENCHMARKS:
        print(f"== {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
