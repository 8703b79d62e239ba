"""Every way this program fails, as one tree.

    KgError
    ├── InputError              what we were given is wrong: exit code 1, HTTP 4xx
    │   ├── DocumentError           a source document cannot be read
    │   ├── SourcesError            sources.toml is malformed
    │   ├── ReferenceDataError      reference data, ontology or shapes are malformed
    │   ├── PatternError            a pattern file is malformed
    │   ├── GoldError               a gold file is malformed
    │   ├── QueryError              a query is malformed, or asks for what is refused
    │   ├── ReleaseError            a release is missing or damaged
    │   └── SettingError            a setting or argument has an impossible value
    ├── MachineError            the machine failed: exit code 1, HTTP 503
    │   ├── OutputError             the output folder cannot be written
    │   ├── PortError               the port cannot be had
    │   ├── LimitError              a limit was reached; the answer would not have been whole
    │   ├── BusyError               no worker is free
    │   ├── RemoteError             a server elsewhere does not answer, or refuses
    │   ├── WorkerError             a worker process died
    │   └── ClusterError            a cluster cannot be used
    └── InternalError           we are wrong: exit code 1, HTTP 500
        └── ShapeError              a built graph violates its own shapes

Inner rooms raise these with the facts as attributes; ``cli`` turns them into exit codes and ``web`` into HTTP.
Every error has one sentence for people (``str(error)``) that names the place and ends with the remedy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


class KgError(Exception):
    """The root of the tree: ``what`` happened, where (``path``, ``line``, 1-based), and the ``remedy``."""

    def __init__(
        self, what: str, *, path: Path | str | None = None, line: int | None = None, remedy: str | None = None
    ) -> None:
        self.what = what
        self.path = path
        self.line = line
        self.remedy = remedy
        super().__init__(str(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), dict(self.__dict__))

    def __str__(self) -> str:
        place = "" if self.path is None else f"{self.path}: " if self.line is None else f"{self.path}:{self.line}: "
        return f"{place}{self.reason}"

    @property
    def reason(self) -> str:
        """What happened and the remedy, without the place."""
        return self.what if self.remedy is None else f"{self.what}; {self.remedy}"


def _rebuilt(kind: type[KgError], facts: dict[str, Any]) -> KgError:
    """The error with its facts, as it comes from another process."""
    error = kind.__new__(kind)
    error.__dict__.update(facts)
    return error


class InputError(KgError):
    """What we were given is wrong."""


class DocumentError(InputError):
    """A source document cannot be read."""


class SourcesError(InputError):
    """``sources.toml`` is malformed."""


class ReferenceDataError(InputError):
    """Reference data, ontology or shapes are malformed."""


class PatternError(InputError):
    """A pattern file is malformed; ``key`` names the offending key where there is one."""

    def __init__(
        self,
        what: str,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        key: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.key = key
        super().__init__(what, path=path, line=line, remedy=remedy)


class GoldError(InputError):
    """A gold file is malformed."""


class QueryError(InputError):
    """A query is malformed or asks for what is refused; ``line`` and ``column`` are 1-based, in the query."""

    def __init__(
        self,
        what: str,
        *,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
        refused: bool = False,
    ) -> None:
        self.column = column
        self.hint = hint
        self.refused = refused
        super().__init__(what, line=line, remedy=hint)

    def __str__(self) -> str:
        place = "" if self.line is None else f"line {self.line}, column {self.column}: "
        return f"{place}{self.reason}"


class ReleaseError(InputError):
    """A release is missing or damaged."""


class SettingError(InputError):
    """A setting or argument has an impossible value."""


class MachineError(KgError):
    """The machine failed."""


class OutputError(MachineError):
    """The output folder cannot be written."""


class PortError(MachineError):
    """The port cannot be had."""


class LimitError(MachineError):
    """A limit was reached, so the answer would not have been whole: ``limit`` names it, ``value`` with its unit."""

    def __init__(self, what: str, *, limit: str, value: str, remedy: str) -> None:
        self.limit = limit
        self.value = value
        super().__init__(what, remedy=remedy)


class BusyError(MachineError):
    """No worker is free; ``retry_after`` is in seconds."""

    def __init__(self, what: str, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(what, remedy=f"try again in {retry_after} s")


class RemoteError(MachineError):
    """A server elsewhere does not answer, or refuses."""


class WorkerError(MachineError):
    """A worker process died."""


class ClusterError(MachineError):
    """A cluster cannot be used: nothing answers, nobody works there, or its workers have another program."""


class InternalError(KgError):
    """We are wrong."""


class ShapeError(InternalError):
    """A built graph violates its own shapes: ``violations`` are (node, shape, message) triples."""

    def __init__(
        self, what: str, *, violations: tuple[tuple[str, str, str], ...], path: Path | str | None = None
    ) -> None:
        self.violations = violations
        super().__init__(what, path=path, remedy="this is a defect: please report it with the document named")
