"""Looks over what a build rests on: ontology, reference data, patterns with their examples, and a release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.errors import KgError
from kg.graph.ontology import check_ontology
from kg.graph.reference import check_reference, load_reference
from kg.mentions.gazetteer import Gazetteer
from kg.pipeline.extraction import reference_folders
from kg.statements.check import check_patterns
from kg.statements.patterns import load_patterns
from kg.store.layout import CURRENT
from kg.store.verify import verify_release


def check_all(
    what: Sequence[str], *, data: Path, references: Sequence[Path] = (), patterns: Sequence[Path] = ()
) -> Iterator[tuple[str, list[str]]]:
    """The name of each part looked over with the problems found, each one sentence; all parts if none is named.

    A release is looked over only where there is one, unless it is named.
    """
    parts: dict[str, Callable[[], Sequence[object]]] = {
        "ontology": check_ontology,
        "reference": lambda: check_reference(load_reference(reference_folders(references))),
        "patterns": lambda: _check_patterns(references, patterns),
        "release": lambda: verify_release(data),
    }
    for name in what or [part for part in parts if part != "release" or (data / CURRENT).exists()]:
        try:
            yield name, [str(problem) for problem in parts[name]()]
        except KgError as error:
            yield name, [str(error)]


def _check_patterns(references: Sequence[Path], patterns: Sequence[Path]) -> Sequence[object]:
    gazetteer = Gazetteer.build(load_reference(reference_folders(references)))
    return check_patterns(load_patterns(patterns), gazetteer)
