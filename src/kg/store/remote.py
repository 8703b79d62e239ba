"""Asks a server that serves a release, over HTTP and with the standard library alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store

from kg.errors import BusyError, KgError, LimitError, MachineError, QueryError, ReleaseError

_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
_SECONDS = 60.0
_RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Remote:
    """A server at ``address`` (which ends in ``/``) and the release it is asked about."""

    address: str
    release: str
    base_iri: str
    pinned: bool

    @classmethod
    def connect(cls, address: str, release: str | None = None) -> Remote:
        """The server at an address and its current release, or the one named, to which queries are then pinned.

        Raises ReleaseError where no server answers or it has no such release.
        """
        address = address.removesuffix("sparql").rstrip("/") + "/"
        listing = json.loads(
            _send(f"{address}releases/{release}/" if release else f"{address}dumps/", "application/json")
        )
        manifest = json.loads(_send(f"{address}releases/{listing['release']}/manifest.json", "application/json"))
        return cls(address, str(listing["release"]), str(manifest["base_iri"]), release is not None)

    def ask(self, query: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        """The result of a query."""
        fields = {"query": query, **({"release": self.release} if self.pinned else {})}
        body = _send(f"{self.address}sparql", _ACCEPT, urlencode(fields).encode())
        if body.lstrip().startswith(b"{"):
            parsed = pyoxigraph.parse_query_results(body, QueryResultsFormat.JSON)
            assert isinstance(parsed, (QuerySolutions, QueryBoolean))
            return parsed
        store = Store()
        store.load(body, RdfFormat.N_TRIPLES)
        triples = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
        assert isinstance(triples, QueryTriples)
        return triples

    def read_dump(self, name: str) -> bytes:
        """A file among the release's dumps."""
        return _send(f"{self.address}releases/{self.release}/dumps/{name}", "*/*")


def _send(address: str, accept: str, form: bytes | None = None) -> bytes:
    request = Request(address, form, {"Accept": accept})
    try:
        with urlopen(request, timeout=_SECONDS) as response:
            body: bytes = response.read()
            return body
    except HTTPError as error:
        with error:
            raise _refusal(error.code, error.read(), address) from None
    except (URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise ReleaseError(
            f"no answer ({reason})", path=address, remedy="start `kg serve`, or mend the address"
        ) from None


def _refusal(status: int, body: bytes, address: str) -> KgError:
    """The error that a server's problem details (RFC 9457) speak of."""
    problem: dict[str, Any] = {}
    if body.lstrip().startswith(b"{"):
        problem = json.loads(body)
    hint = problem.get("hint")
    detail = str(problem.get("detail") or problem.get("title") or f"the server answered {status}")
    detail = detail.removesuffix(f"; {hint}")
    if status in (400, 403):
        return QueryError(detail, line=problem.get("line"), column=problem.get("column"), hint=hint)
    if status in (404, 410):
        return ReleaseError(detail, path=address, remedy=hint)
    if status in (429, 503) and "limit" not in str(problem.get("type", "")):
        return BusyError(detail, retry_after=_RETRY_SECONDS)
    if status in (413, 503):
        return LimitError(detail, limit=str(problem.get("limit", "")), value="", remedy=str(hint or "ask for less"))
    return MachineError(detail, path=address)
