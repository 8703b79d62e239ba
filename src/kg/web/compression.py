"""Compresses pages on their way out, with an ETag of their own, as the same page in another coding is another thing."""

from __future__ import annotations

import zlib
from dataclasses import replace

from kg.web.wsgi import WsgiResponse

LEAST_BYTES = 1_400
"""Shorter bodies fit into one packet as they are."""
_SUFFIX = '-gzip"'
_WORTHWHILE = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/javascript",
    "image/svg",
    "application/n-",
)


def compressed(response: WsgiResponse) -> WsgiResponse:
    """The response in gzip, where that is worthwhile; the rest as it is."""
    headers = {name.lower(): value for name, value in response.headers}
    worthwhile = headers.get("content-type", "").startswith(_WORTHWHILE) and len(response.body) >= LEAST_BYTES
    if response.status != 200 or not worthwhile or "content-encoding" in headers or response.file is not None:
        return response
    packer = zlib.compressobj(5, zlib.DEFLATED, 31)
    body = packer.compress(response.body) + packer.flush()
    kept = [(n, v) for n, v in response.headers if n.lower() not in ("content-length", "etag", "vary")]
    kept += [("content-encoding", "gzip"), ("content-length", str(len(body)))]
    vary = headers.get("vary")
    kept.append(("vary", "Accept-Encoding" if vary is None else f"{vary}, Accept-Encoding"))
    if "etag" in headers:
        kept.append(("etag", headers["etag"].removesuffix('"') + _SUFFIX))
    return replace(response, headers=kept, body=body)


def plain_etags(if_none_match: str) -> str:
    """The ETags of the uncompressed pages, for those of compressed ones."""
    return if_none_match.replace(_SUFFIX, '"')
