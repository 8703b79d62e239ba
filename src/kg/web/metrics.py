"""Counts what the server does, in the form Prometheus reads (https://prometheus.io/docs/instrumenting/exposition_formats/)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The counters of one server; ``read_lanes`` gives the questions and workers in each state."""

    def __init__(self, read_lanes: Callable[[], Mapping[str, int]]) -> None:
        self._registry = CollectorRegistry()
        self._queries = Counter("kg_queries", "Queries by outcome", ["outcome"], registry=self._registry)
        self._seconds = Histogram(
            "kg_query_seconds",
            "Time from question to answer",
            buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
            registry=self._registry,
        )
        self._kept = Counter("kg_answers_from_cache", "Answers given without evaluation", registry=self._registry)
        self._pages = Counter("kg_pages", "Other requests by status class", ["status"], registry=self._registry)
        self._registry.register(_Lanes(read_lanes))
        self._answered = self._queries.labels("answered")

    def query(self, status: int, seconds: float) -> None:
        """Count a query that was evaluated or refused."""
        if status < 400:
            self._answered.inc()
        else:
            self._queries.labels(f"error-{status}").inc()
        self._seconds.observe(seconds)

    def kept(self) -> None:
        """Count an answer given from the cache."""
        self._kept.inc()

    def page(self, status: int) -> None:
        """Count any other request."""
        self._pages.labels(f"{status // 100}xx").inc()

    def text(self) -> bytes:
        """All counts as text."""
        return generate_latest(self._registry)


class _Lanes(Collector):
    def __init__(self, read_lanes: Callable[[], Mapping[str, int]]) -> None:
        self._read = read_lanes

    def collect(self) -> Iterable[Metric]:
        gauge = GaugeMetricFamily("kg_lanes", "Questions and workers in each state", labels=["state"])
        for state, number in self._read().items():
            gauge.add_metric([state], number)
        yield gauge
