"""Counts what the server does, in the form Prometheus reads (https://prometheus.io/docs/instrumenting/exposition_formats/).

Counted are plain numbers on one event loop, which are made into Prometheus' own only when it asks, from any thread: its
counters take a lock each time, at every query.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST
_BOUNDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


class Metrics(Collector):
    """The counters of one server; ``read_lanes`` gives the questions and workers in each state."""

    def __init__(self, read_lanes: Callable[[], Mapping[str, int]]) -> None:
        self._read_lanes = read_lanes
        self._registry = CollectorRegistry()
        self._statuses: Counter[int] = Counter()
        self._pages: Counter[int] = Counter()
        self._took = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0
        self._kept = 0
        self._registry.register(self)

    def query(self, status: int, seconds: float) -> None:
        """Count a query that was evaluated or refused."""
        self._statuses[status] += 1
        self._took[bisect_left(_BOUNDS, seconds)] += 1
        self._seconds += seconds

    def kept(self) -> None:
        """Count an answer given from the cache."""
        self._kept += 1

    def page(self, status: int) -> None:
        """Count any other request."""
        self._pages[status // 100] += 1

    def text(self) -> bytes:
        """All counts as text."""
        return generate_latest(self._registry)

    def collect(self) -> Iterable[Metric]:
        """The registry's call: everything counted so far."""
        queries = CounterMetricFamily("kg_queries", "Queries by outcome", labels=["outcome"])
        outcomes: Counter[str] = Counter({"answered": 0})
        for status, number in sorted(self._statuses.copy().items()):
            outcomes["answered" if status < 400 else f"error-{status}"] += number
        for outcome, number in outcomes.items():
            queries.add_metric([outcome], number)
        yield queries
        bounds = [*(str(bound) for bound in _BOUNDS), "+Inf"]
        buckets = list(zip(bounds, map(float, accumulate(self._took)), strict=True))
        yield HistogramMetricFamily("kg_query_seconds", "Time from question to answer", buckets, self._seconds)
        yield CounterMetricFamily("kg_answers_from_cache", "Answers given without evaluation", self._kept)
        pages = CounterMetricFamily("kg_pages", "Other requests by status class", labels=["status"])
        for status, number in sorted(self._pages.copy().items()):
            pages.add_metric([f"{status}xx"], number)
        yield pages
        lanes = GaugeMetricFamily("kg_lanes", "Questions and workers in each state", labels=["state"])
        for state, number in self._read_lanes().items():
            lanes.add_metric([state], number)
        yield lanes
