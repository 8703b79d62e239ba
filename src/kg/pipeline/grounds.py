"""What results rest on besides the documents: the program, its libraries, reference data, patterns, settings.

All of it goes into one digest, which is part of every key in the cache: a change in any of it, down to a comment in the
code of a room that reads, makes the cache's entries unfindable rather than wrong.
"""

from __future__ import annotations

import platform
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import kg
from kg.config import resource_folder
from kg.pipeline.cache import digest
from kg.pipeline.extraction import reference_folders

READING = ("config.py", "documents", "mentions", "statements", "graph", "pipeline")
"""What of the program makes shares and merged views."""
WRITING = (*READING, "store")
"""What of the program makes releases."""
LIBRARIES = ("pyahocorasick", "pypdf", "pyoxigraph", "pyshacl", "rdflib", "selectolax")


@lru_cache(maxsize=4)
def program(rooms: Sequence[str] = READING) -> bytes:
    """A digest of the program as far as it matters, with its libraries and Python; the same on every machine."""
    package = Path(kg.__file__).parent
    code = [path for room in rooms for path in _files(package / room) if path.suffix in (".py", ".toml")]
    named = [(path.relative_to(package).as_posix(), path) for path in code]
    named += [(f"ontology/{path.name}", path) for path in _files(resource_folder("ontology"))]
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    python = f"Python {platform.python_version().rpartition('.')[0]}, Unicode {unicodedata.unidata_version}"
    return digest(kg.__version__, python, *libraries, *_contents(named))


def grounds(references: Sequence[Path], patterns: Sequence[Path], base: str) -> bytes:
    """A digest of what shares and merged views rest on besides their documents."""
    return digest(program(), base, *_folders(references, ".ttl"), "patterns", *_folders(patterns, ".toml"))


def release_grounds(references: Sequence[Path], patterns: Sequence[Path], base: str) -> bytes:
    """A digest of what a release rests on besides its documents."""
    names = [path.name for path in (*references, Path(), *patterns)]
    return digest(grounds(references, patterns, base), program(WRITING), *names)


def reference_grounds(references: Sequence[Path], base: str) -> bytes:
    """A digest of what the graph of the reference data rests on."""
    return digest(program(), base, *_folders(reference_folders(references), ".ttl"))


def _folders(folders: Iterable[Path], extension: str) -> Iterator[bytes | str]:
    for folder in folders:
        yield "folder"
        yield from _contents([(path.name, path) for path in _files(folder) if path.suffix == extension])


def _contents(named: Iterable[tuple[str, Path]]) -> Iterator[bytes | str]:
    for name, path in named:
        yield name
        yield path.read_bytes()


def _files(place: Path) -> list[Path]:
    """A file, or all in a folder, in order; none where there is no such place."""
    return [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
