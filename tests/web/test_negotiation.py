"""Accept headers, addresses and rates, read by the letter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.config import Settings
from kg.store.formats import FORMATS, GRAPH_FORMATS, RESULTS_FORMATS, find_format
from kg.web.limits import RateLimit, client_of, network_of
from kg.web.negotiation import accepts_gzip, choose, prefers_html, read_accept
from kg.web.problems import HttpError

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.6", "tsv"),
        ("text/*", "csv"),
        ("application/json", "json"),
        ("application/sparql-results+xml, */*;q=0.1", "xml"),
        ("*/*, application/sparql-results+json;q=0", "xml"),
        ("text/xml, */*;q=0.5", "xml"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("TEXT/CSV", "csv"),
        ("garbage", "json"),
        ("text/csv;q=high, text/tab-separated-values", "tsv"),
    ],
)
def test_the_best_format_wins(accept: str | None, expected: str | None) -> None:
    chosen = choose(RESULTS_FORMATS, accept)
    assert (None if chosen is None else chosen[0].name) == expected


def test_a_more_exact_range_overrules_a_wider_one() -> None:
    chosen = choose(GRAPH_FORMATS, "*/*;q=0.9, text/turtle;q=0.1")
    assert chosen is not None
    assert chosen[0].name == "ntriples"


def test_the_media_type_asked_for_is_the_one_sent() -> None:
    assert choose(RESULTS_FORMATS, "application/json") == (find_format("json"), "application/json")


def test_a_browser_is_known_by_its_header() -> None:
    assert prefers_html(FIREFOX)
    assert not prefers_html("application/sparql-results+json,text/html;q=0.5")
    assert not prefers_html("*/*")
    assert not prefers_html(None)


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_accept_header_is_too_strange_to_read(header: str) -> None:
    assert read_accept(header)
    choose(FORMATS, header)
    prefers_html(header)
    accepts_gzip(header)


def test_a_header_of_ten_thousand_ranges_is_read_in_part() -> None:
    assert len(read_accept(",".join(f"a/b{i}" for i in range(10_000)))) <= 64


@pytest.mark.parametrize(
    ("header", "welcome"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("*", True), ("identity", False), (None, False)],
)
def test_gzip_is_sent_where_it_is_welcome(header: str | None, *, welcome: bool) -> None:
    assert accepts_gzip(header) == welcome


def test_every_format_is_found_by_each_of_its_names() -> None:
    for format_ in FORMATS:
        group = RESULTS_FORMATS if format_ in RESULTS_FORMATS else GRAPH_FORMATS
        for name in (format_.name, format_.extension, *format_.aliases, *format_.media_types):
            assert find_format(name.upper(), group) is not None


def test_an_address_beyond_its_rate_is_told_when_to_come_back() -> None:
    rate = RateLimit(Settings(rate=60))
    for _ in range(60):
        rate.check("192.0.2.1", now=0.0)
    with pytest.raises(HttpError) as raised:
        rate.check("192.0.2.1", now=0.0)
    assert raised.value.status == 429
    assert ("retry-after", "1") in raised.value.headers
    rate.check("192.0.2.2", now=0.0)
    rate.check("192.0.2.1", now=1.1)


def test_loopback_has_no_rate_unless_configured() -> None:
    for _ in range(1_000):
        RateLimit(Settings(rate=1)).check("127.0.0.1")
    configured = RateLimit(Settings(rate_loopback=1))
    configured.check("::1", now=0.0)
    with pytest.raises(HttpError):
        configured.check("::1", now=0.0)


def test_ipv6_counts_by_network_and_mapped_ipv4_as_ipv4() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")


def test_forwarded_addresses_count_only_behind_trusted_proxies() -> None:
    assert client_of("10.0.0.1", "192.0.2.7", 0) == "10.0.0.1"
    assert client_of("10.0.0.1", "203.0.113.9, 192.0.2.7", 1) == "192.0.2.7"
    assert client_of("10.0.0.1", None, 1) == "10.0.0.1"
