"""Speaks with a SPARQL 1.1 server elsewhere over kept connections: queries, updates, credentials, what can go wrong.

Protocol: https://www.w3.org/TR/sparql11-protocol/. Credentials go as HTTP Basic or Digest, whichever the server asks
for (https://www.rfc-editor.org/rfc/rfc7617, https://www.rfc-editor.org/rfc/rfc7616); they stand in no error and no log.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError

from kg.errors import QueryError, RemoteError, SettingError

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 300.0
"""Longest silence of a server while it answers."""
GREETING_SECONDS = 30.0
CONNECTIONS = 32
_FORM = "application/x-www-form-urlencoded"
_UPDATE = "application/sparql-update"
_TRIPLES = "application/n-triples"
_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_TRIED = ("", "query", "sparql")
"""Where below the address given the endpoint may be."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user's name and password."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """The addresses of a server: for queries and for updates, and whether it is a Virtuoso with its peculiarities."""

    query: str
    update: str
    virtuoso: bool = False


class SparqlClient:
    """A server at a place; may be used by several threads at once."""

    def __init__(
        self, place: Place, credentials: Credentials | None = None, *, seconds: float = ANSWER_SECONDS
    ) -> None:
        self.place = place
        self._authority = _Authority(credentials)
        timeout = Timeout(connect=CONNECT_SECONDS, read=seconds)
        self._pool = PoolManager(num_pools=2, maxsize=CONNECTIONS, timeout=timeout, retries=False)

    def query(self, query: str, accept: str, dataset: tuple[list[str], list[str]] | None = None) -> BaseHTTPResponse:
        """The open answer to a query, to be read as a stream; ``dataset`` is (default graphs, named graphs).

        Raises QueryError where the server finds the query wrong and RemoteError where it does not answer.
        """
        default, named = dataset or ([], [])
        fields = [
            ("query", query),
            *(("default-graph-uri", g) for g in default),
            *(("named-graph-uri", g) for g in named),
        ]
        headers = {"Accept": accept, "Content-Type": _FORM}
        response = self._send("POST", self.place.query, urlencode(fields).encode(), headers)
        if response.status == 400:
            raise QueryError(f"the store elsewhere finds the query wrong: {_first_line(response)}")
        if response.status != 200:
            raise refusal(self.place.query, response)
        if partial := response.headers.get("X-SPARQL-Anytime") or response.headers.get("X-SPARQL-MaxRows"):
            response.close()
            raise RemoteError(
                f"the server cuts its answers short ({partial})",
                path=self.place.query,
                remedy="raise its limits (of Virtuoso: ResultSetMaxRows, MaxQueryExecutionTime) above ours",
            )
        return response

    def update(self, update: bytes) -> BaseHTTPResponse:
        """The whole answer to an update, of whatever status. Raises RemoteError where there is none."""
        response = self._send("POST", self.place.update, update, {"Content-Type": _UPDATE, "Accept": "*/*"})
        _ = response.data
        return response

    def write_graph(self, method: str, address: str, triples: bytes) -> BaseHTTPResponse:
        """The whole answer to PUT, POST or DELETE of a graph. Raises RemoteError where there is none."""
        headers = {"Content-Type": _TRIPLES} if triples else {}
        response = self._send(method, address, triples, {**headers, "Accept": "*/*"})
        _ = response.data
        return response

    def close(self) -> None:
        """Close every connection."""
        self._pool.clear()

    def _send(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> BaseHTTPResponse:
        for again in (True, False):
            authority = self._authority.header(method, address)
            response = self._try(method, address, body, {**headers, **authority})
            if response.status != 401 or not again or not self._authority.learn(response):
                return response
            response.drain_conn()
        raise AssertionError

    def _try(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> BaseHTTPResponse:
        """One request; once more where a kept connection turns out to be closed."""
        for last in (False, True):
            try:
                return self._pool.request(method, address, body=body, headers=headers, preload_content=False)
            except ProtocolError as error:
                if last:
                    raise no_answer(address, error) from None
            except HTTPError as error:
                raise no_answer(address, error) from None
        raise AssertionError


class _Authority:
    """Who asks, in the way the server wants to hear it."""

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials
        self._challenge: dict[str, str] = {}
        self._basic = False
        self._count = 0
        self._lock = threading.Lock()

    def learn(self, response: BaseHTTPResponse) -> bool:
        """Take note of a challenge; gives whether it can be met."""
        if self._credentials is None:
            return False
        offered = response.headers.getlist("WWW-Authenticate")
        with self._lock:
            for challenge in offered:
                scheme, _, parameters = challenge.partition(" ")
                if scheme.lower() == "digest":
                    found = re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', parameters)
                    self._challenge = {name.lower(): quoted or plain for name, quoted, plain in found}
                    self._count = 0
                    return True
            self._basic = any(challenge.lower().startswith("basic") for challenge in offered)
        return self._basic

    def header(self, method: str, address: str) -> dict[str, str]:
        """The header that answers the last challenge; none before the first one."""
        if self._credentials is None:
            return {}
        with self._lock:
            if self._challenge:
                return {"Authorization": self._digest(self._credentials, method, address)}
        if not self._basic:
            return {}
        pair = f"{self._credentials.user}:{self._credentials.password}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def _digest(self, credentials: Credentials, method: str, address: str) -> str:
        """RFC 7616, section 3.4, with ``qop=auth`` or, for old servers, without."""
        given = self._challenge
        algorithm = given.get("algorithm", "MD5")

        def digest(*parts: str) -> str:
            made = hashlib.sha256 if algorithm.upper().startswith("SHA-256") else hashlib.md5
            return made(":".join(parts).encode(), usedforsecurity=False).hexdigest()

        split = urlsplit(address)
        uri = split.path + (f"?{split.query}" if split.query else "")
        realm, nonce = given.get("realm", ""), given.get("nonce", "")
        self._count += 1
        count, once = f"{self._count:08x}", os.urandom(8).hex()
        secret = digest(credentials.user, realm, credentials.password)
        if algorithm.lower().endswith("-sess"):
            secret = digest(secret, nonce, once)
        request = digest(method, uri)
        fields = {"username": credentials.user, "realm": realm, "nonce": nonce, "uri": uri}
        if "qop" in given:
            fields["response"] = digest(secret, nonce, count, once, "auth", request)
            extra = f', qop=auth, nc={count}, cnonce="{once}"'
        else:
            fields["response"], extra = digest(secret, nonce, request), ""
        if "opaque" in given:
            fields["opaque"] = given["opaque"]
        return "Digest " + ", ".join(f'{n}="{v}"' for n, v in fields.items()) + f", algorithm={algorithm}{extra}"


def find_place(address: str, credentials: Credentials | None = None, update: str | None = None) -> Place:
    """The server at an address, which is that of its endpoint or the one above (``…/query``, ``…/sparql``).

    ``update`` is the address for updates where it cannot be told from the other. Raises SettingError for what is no
    address, RemoteError where no endpoint answers.
    """
    for given in (address, *((update,) if update is not None else ())):
        check_address(given)
    barred: RemoteError | None = None
    for below in _TRIED:
        query = address if not below else f"{address.rstrip('/')}/{below}"
        response = _greet(query, credentials)
        if response.status == 200 and "sparql-results" in response.headers.get("Content-Type", ""):
            virtuoso = "virtuoso" in response.headers.get("Server", "").lower()
            return Place(query, update or _update_address(query, virtuoso and credentials is not None), virtuoso)
        if response.status in (401, 403):
            barred = barred or refusal(query, response)
    raise barred or RemoteError(
        "no SPARQL endpoint here", path=address, remedy="give the endpoint's own, such as http://localhost:7878/query"
    )


def check_address(address: str) -> None:
    """Raises SettingError for what is no address of a server."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError(f"{_shown(address)!r} is not the address of a server", remedy="give http://host:port/…")


def _greet(query: str, credentials: Credentials | None) -> BaseHTTPResponse:
    client = SparqlClient(Place(query, query), credentials, seconds=GREETING_SECONDS)
    body = urlencode({"query": "ASK { }"}).encode()
    response = client._send("POST", query, body, {"Accept": _RESULTS, "Content-Type": _FORM})
    _ = response.data
    client.close()
    return response


def split_credentials(address: str, user: str = "", password: str = "") -> tuple[str, Credentials | None]:
    """The address without ``user:password@``, and the credentials it or the settings give."""
    parts = urlsplit(address)
    if parts.username:
        host = parts.netloc.rpartition("@")[2]
        address = urlunsplit(parts._replace(netloc=host))
        return address, Credentials(unquote(parts.username), unquote(parts.password or ""))
    return address, Credentials(user, password) if user else None


def refusal(address: str, response: BaseHTTPResponse) -> RemoteError:
    """The error that a server's answer speaks of, with the first line of what it says."""
    status = response.status
    said = _first_line(response)
    if status in (401, 403) or "SECURITY" in said:
        remedy = "name a user who may, with --user and KG_REMOTE_PASSWORD"
        return RemoteError(f"the server does not let us in ({status})", path=address, remedy=remedy)
    return RemoteError(f"the server refused ({status}: {said})", path=address)


def no_answer(address: str, error: BaseException) -> RemoteError:
    """The error for a server that cannot be reached or breaks off."""
    if isinstance(error, NewConnectionError):
        reason = str(error).rpartition(": ")[2]
    else:
        reason = type(error).__name__ if isinstance(error, HTTPError) else str(error)
    return RemoteError(f"no answer ({reason})", path=address, remedy="see that the server runs, or mend the address")


def _update_address(query: str, virtuoso: bool) -> str:
    """Where a server takes updates, by the customs of Oxigraph, Fuseki, RDF4J and Virtuoso."""
    if virtuoso:
        return f"{query}-auth"
    stem, _, last = query.rpartition("/")
    if last == "query":
        return f"{stem}/update"
    if "/repositories/" in query:
        return f"{query.rstrip('/')}/statements"
    return query


def _first_line(response: BaseHTTPResponse) -> str:
    try:
        text: Any = response.data.decode("utf-8", "replace")
    except HTTPError:
        text = ""
    finally:
        response.release_conn()
    return " ".join((text.strip().splitlines() or ["no word of explanation"])[0].split())[:300]


def _shown(address: str) -> str:
    return split_credentials(address)[0]
