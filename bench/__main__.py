"""Run a benchmark by name with its own arguments, several by name, or all; those that need what is not here say so."""

from __future__ import annotations

import importlib
import sys

BENCHMARKS = ("build", "corpus", "restoration", "endpoint", "isolation", "siege", "servers", "pages")
WITH_ARGUMENTS = ("generate", "profile", "scale")


def main() -> None:
    """Run each benchmark's ``main`` and print what it measured."""
    names = sys.argv[1:]
    if names and names[0] in WITH_ARGUMENTS:
        importlib.import_module(f"bench.{names[0]}").main(names[1:])
        return
    if names and names[0] not in BENCHMARKS:
        raise SystemExit(f"there is no benchmark {names[0]}; there are {', '.join((*BENCHMARKS, *WITH_ARGUMENTS))}")
    for name in [name for name in names if name in BENCHMARKS] or BENCHMARKS:
        print(f"== {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
