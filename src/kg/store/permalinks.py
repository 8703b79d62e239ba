"""Permalinks of queries: the query, the release it was asked, and a checksum of the answer that anyone can recompute.

The checksum is the SHA-256 of the answer's lines in the order of their bytes, each with its line feed: of SELECT and
ASK as TSV, the line of columns among them, of CONSTRUCT and DESCRIBE as N-Triples. On a command line:

    curl -s -H 'Accept: text/tab-separated-values' --data-urlencode query@FILE …/sparql | LC_ALL=C sort | sha256sum
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

TABLE_FORMAT, GRAPH_FORMAT = "tsv", "ntriples"
"""The formats whose lines are counted."""


@dataclass(frozen=True, slots=True)
class Permalink:
    """A query with the id of its release and the checksum of its answer (64 hexadecimal digits, or empty)."""

    query: str
    release: str
    checksum: str = ""

    @property
    def path(self) -> str:
        """Its address below the base."""
        fields = {"release": self.release, "checksum": self.checksum, "query": self.query}
        return "permalink?" + urlencode({name: value for name, value in fields.items() if value})


def checksum(answer: bytes) -> str:
    """The checksum of an answer in the formats above, whatever the order of its lines."""
    lines = answer.removesuffix(b"\n").split(b"\n")
    lines.sort()
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line + b"\n")
    return digest.hexdigest()
