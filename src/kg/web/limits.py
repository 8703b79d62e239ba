"""How often an address may ask: a bucket of tokens for each, refilled steadily, forgotten when full again."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from time import monotonic

from cachetools import LRUCache

from kg.config import Settings
from kg.web.problems import HttpError

ADDRESSES = 65_536
"""Addresses remembered at once; the one unseen for longest goes first."""


class RateLimit:
    """Requests per minute and address; bursts of up to a minute's worth are fine. IPv6 counts by /64 network."""

    def __init__(self, settings: Settings) -> None:
        self._rate = settings.rate
        self._loopback = settings.rate_loopback
        self._buckets: LRUCache[str, tuple[float, float]] = LRUCache(ADDRESSES)

    def check(self, client: str, now: float | None = None) -> None:
        """Take a token of this address. Raises HttpError (429) with Retry-After if it has none."""
        network, is_loopback = network_of(client)
        per_minute = self._loopback if is_loopback else self._rate
        if per_minute <= 0:
            return
        moment = monotonic() if now is None else now
        tokens, seen = self._buckets.get(network, (float(per_minute), moment))
        tokens = min(float(per_minute), tokens + (moment - seen) * per_minute / 60)
        if tokens < 1:
            self._buckets[network] = (tokens, moment)
            seconds = max(1, round((1 - tokens) * 60 / per_minute))
            raise HttpError(
                429,
                "too-many-requests",
                f"more than {per_minute} requests a minute came from your address",
                hint=f"wait {seconds} s, or take a dump from /dumps/",
                headers=(("retry-after", str(seconds)), ("ratelimit", f'"address";r=0;t={seconds}')),
            )
        self._buckets[network] = (tokens - 1, moment)


@lru_cache(maxsize=4096)
def network_of(client: str) -> tuple[str, bool]:
    """The network that is counted for an address, and whether it is a loopback one."""
    try:
        address = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:
        return client, False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return network_of(str(address.ipv4_mapped))
        if not address.is_loopback:
            return str(ipaddress.ip_network((address, 64), strict=False)), False
    return str(address), address.is_loopback


def client_of(peer: str, forwarded: str | None, proxies: int) -> str:
    """The client's address: the peer, or with trusted proxies in front the one they forwarded for."""
    if proxies <= 0 or not forwarded:
        return peer
    hops = [hop.strip() for hop in forwarded.split(",")]
    return hops[-proxies] if len(hops) >= proxies else hops[0]
