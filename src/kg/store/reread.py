"""The second opinion: re-reads a release's dumps with rdflib and compares them, as sets of quads, with the store's own.

The data has no blank nodes, so two graphs are the same if their sets of triples are. Decimals and integers are
compared by value, since the engine's store writes them in their canonical form; other literals by lexical form and
datatype, as written: rdflib's normalisation is switched off meanwhile.
"""

from __future__ import annotations

import gzip
import warnings
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph
import rdflib
from pyoxigraph import DefaultGraph, RdfFormat
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID, Dataset, Graph
from rdflib.store import Store as RdflibStore

from kg.errors import ReleaseError
from kg.store.dump import open_dump
from kg.store.dump_samples import sample
from kg.store.layout import Release, part_path

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

_Key = tuple[str, str, str, str]
_XSD = "http://www.w3.org/2001/XMLSchema#"
_XSD_STRING = _XSD + "string"
_NUMBERS = frozenset({_XSD + "decimal", _XSD + "integer"})
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def reread(release: Release, *, whole_quads: int = WHOLE_QUADS) -> list[str]:
    """The problems found on reading every dump again with rdflib, each one sentence that names the file.

    A release of more than ``whole_quads`` quads is read in samples: then what is read must be in the release, while
    what is missing is not noticed. Takes some 60 µs and 100 bytes per quad and dump.
    """
    whole = release.quads <= whole_quads
    expected, problems = _expected(release)
    share = 1.0 if whole else whole_quads / release.quads
    for name, format_name in DUMPS.items():
        everything = name.startswith("kg.")
        wanted = expected.everything if everything else expected.merged
        sink = _Sink(wanted)
        parts = release.dump_parts(name) or (part_path(release.dumps, name),)
        unread = [problem for path in parts if (problem := _read_part(path, format_name, sink, share, everything))]
        problems += unread or _differences(parts[0], sink, wanted if whole else frozenset())
    return problems


def _read_part(path: Path, format_name: str, sink: _Sink, share: float, everything: bool) -> str:
    """Read a file, which is a document of its own, or a share of it; gives the problem, if there is one."""
    try:
        with gzip.open(path, "rb") as file:
            content = cast(IO[bytes], file)
            if share < 1:
                content = sample(content, format_name, share)
            _read(content, format_name, sink, everything=everything)
    except FileNotFoundError:
        return f"{path}: the file is missing"
    except Exception as error:  # noqa: BLE001  rdflib's parsers raise whatever their reading comes upon
        return f"{path}: rdflib cannot read it ({_first_line(error)})"
    return ""


@dataclass(slots=True)
class _Expected:
    """Hashes of the quads of the release, and of those of its merged view."""

    everything: set[int] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)


def _expected(release: Release) -> tuple[_Expected, list[str]]:
    expected = _Expected()
    try:
        with open_dump(release, "nquads") as file:
            for quad in pyoxigraph.parse(file, RdfFormat.N_QUADS, lenient=True):
                graph = "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
                key = hash((quad.subject.value, quad.predicate.value, _engine_term(quad.object), graph))
                expected.everything.add(key)
                if not graph:
                    expected.merged.add(key)
    except ReleaseError as error:
        return expected, [str(error)]
    except (OSError, SyntaxError, ValueError) as error:
        return expected, [f"{part_path(release.dumps, 'kg.nq')}: the dump is damaged ({_first_line(error)})"]
    return expected, []


def _engine_term(term: Any) -> str:
    if not isinstance(term, pyoxigraph.Literal):
        return str(term.value)
    return _literal(term.value, term.datatype.value, term.language or "")


def _rdflib_term(term: Any) -> str:
    if not isinstance(term, rdflib.Literal):
        return str(term)
    datatype = _LANG_STRING if term.language else str(term.datatype or _XSD_STRING)
    return _literal(str(term), datatype, term.language or "")


def _literal(text: str, datatype: str, language: str) -> str:
    if datatype in _NUMBERS:
        with suppress(InvalidOperation):
            text = f"{Decimal(text).normalize():f}"
    return f"{text}\0{datatype}\0{language.lower()}"


class _Sink(RdflibStore):
    """A store that keeps of each quad its hash only, and the text of the first one that nobody expects."""

    context_aware = True
    graph_aware = True

    def __init__(self, expected: Set[int]) -> None:
        super().__init__()
        self.expected = expected
        self.found: set[int] = set()
        self.surplus: _Key | None = None
        self._namespaces: dict[str, Any] = {}

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:  # noqa: ARG002
        """Take note of a triple."""
        graph = "" if context.identifier == DATASET_DEFAULT_GRAPH_ID else str(context.identifier)
        key = (str(triple[0]), str(triple[1]), _rdflib_term(triple[2]), graph)
        hashed = hash(key)
        self.found.add(hashed)
        if self.surplus is None and hashed not in self.expected:
            self.surplus = key

    def remove(self, triple: Any, context: Any = None) -> None:
        """Nothing is kept."""

    def add_graph(self, graph: Any) -> None:
        """Graphs are there by their triples."""

    def remove_graph(self, graph: Any) -> None:
        """Graphs are there by their triples."""

    def contexts(self, triple: Any = None) -> Any:  # noqa: ARG002
        """None: nothing is kept."""
        return iter(())

    def bind(self, prefix: str, namespace: Any, override: bool = True) -> None:  # noqa: ARG002
        """Take note of a prefix."""
        self._namespaces[prefix] = namespace

    def namespace(self, prefix: str) -> Any:
        """What a prefix stands for."""
        return self._namespaces.get(prefix)

    def prefix(self, namespace: Any) -> Any:
        """The prefix of a namespace, if it has one."""
        return next((p for p, n in self._namespaces.items() if str(n) == str(namespace)), None)

    def namespaces(self) -> Iterator[Any]:
        """Every prefix with what it stands for."""
        return iter(list(self._namespaces.items()))


def _read(content: IO[bytes], format_name: str, sink: _Sink, *, everything: bool) -> None:
    graph: Graph = Dataset(store=sink) if everything else Graph(store=sink, identifier=DATASET_DEFAULT_GRAPH_ID)
    with _literals_as_written(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="rdflib")
        graph.parse(content, format=format_name, publicID="http://localhost/")


@contextmanager
def _literals_as_written() -> Iterator[None]:
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _differences(path: Path, sink: _Sink, wanted: Set[int]) -> list[str]:
    problems = []
    if sink.surplus is not None:
        surplus = len(sink.found - sink.expected)
        problems.append(
            f"{path}: rdflib reads {surplus:,} statements that are not in the release: {_text(sink.surplus)}"
        )
    if missing := len(wanted - sink.found):
        problems.append(f"{path}: rdflib does not find {missing:,} of {len(wanted):,} statements of the release")
    return problems


def _text(key: _Key) -> str:
    return " ".join(part.replace("\0", "|")[:120] for part in key if part)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
