"""Metrics of the running portal for Prometheus: how many, how long, what failed.

All processes of a portal count together. Labels are routes as the code names them, never an
address that somebody asked for, so their number is bounded and they say nothing of anybody.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from datetime import UTC
from importlib.metadata import version
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from db.engine import reading_engine
from db.revisions import newest_revision
from portal.services.base import Data
from portal.settings import metrics_folder

PATH = "/metrics"
# Seconds; a kept answer takes under a millisecond, a page some tens of them.
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)


class Metrics:
    """The counts of one process, and the page that adds up those of all."""

    def __init__(self, data: Data, engine: Engine) -> None:
        registry = CollectorRegistry()
        self._requests = Counter(
            "portal_requests", "Requests answered", ["route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "portal_request_seconds",
            "Seconds until an answer was sent",
            ["route"],
            buckets=_BOUNDS,
            registry=registry,
        )
        self._running = Gauge(
            "portal_requests_in_progress",
            "Requests being answered",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._connections = Gauge(
            "portal_database_connections_in_use",
            "Connections to the database in use when a request ended",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._pools = [engine.pool, reading_engine(engine).pool]
        self._used = 0
        # Looking a label up costs more than counting.
        self._counters: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        if metrics_folder():
            self._shown = CollectorRegistry()
            MultiProcessCollector(self._shown)  # type: ignore[no-untyped-call]
        else:
            self._shown = registry
        self._shown.register(_State(data))

    def begin(self) -> None:
        """A request came."""
        self._running.inc()

    def end(self, route: str, status: int, seconds: float) -> None:
        """A request was answered.

        Args:
            route: the rule or the page that answered.
        """
        self._running.dec()
        counters = self._counters.get((route, status))
        if counters is None:
            counters = self._counters[route, status] = (
                self._requests.labels(route, str(status)),
                self._seconds.labels(route),
            )
        counters[0].inc()
        counters[1].observe(seconds)
        used = sum(_in_use(pool) for pool in self._pools)
        if used != self._used:
            self._used = used
            self._connections.set(used)

    def page(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        """Answer on the address of the metrics, which has nothing else to give."""
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return [b""]
        text = generate_latest(self._shown)
        start("200 OK", [("Content-Type", CONTENT_TYPE_LATEST), ("Content-Length", str(len(text)))])
        return [text]


class _State(Collector):
    """Gauges: what is so when it is asked, not what was counted."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._build = (platform.python_version(), version("dash"), newest_revision())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Measure what Prometheus reads; the database may be away."""
        build = GaugeMetricFamily(
            "portal_build_info", "What runs here", labels=["python", "dash", "schema"]
        )
        build.add_metric(self._build, 1)
        yield build
        try:
            with self._data.asking() as data_version:
                pass
        except SQLAlchemyError:
            yield GaugeMetricFamily("portal_database_up", "Whether the database answers", 0)
            return
        yield GaugeMetricFamily("portal_database_up", "Whether the database answers", 1)
        yield GaugeMetricFamily(
            "portal_data_version", "The version of the data", data_version.number
        )
        if data_version.made_at is not None:
            made_at = (
                data_version.made_at
                if data_version.made_at.tzinfo
                else data_version.made_at.replace(tzinfo=UTC)
            )
            yield GaugeMetricFamily(
                "portal_data_changed_timestamp_seconds",
                "When the data last changed",
                made_at.timestamp(),
            )


def _in_use(pool: Any) -> int:
    counts = getattr(pool, "checkedout", None)  # some pools keep nothing
    return counts() if counts else 0
