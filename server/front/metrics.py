"""What `/metrics` tells: counts as they are kept, in the text format of Prometheus."""

import resource
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from server.front.pool import Pool
from server.front.roles import Front

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Plain counters: a request costs a few additions, and the rest is done when asked for."""

    def __init__(self, front: Front, pools: Sequence[Pool]) -> None:
        """Begin with nothing."""
        self.front, self.pools, self.born = front, pools, time.time()
        self.requests: Counter[tuple[str, int]] = Counter()
        self.killed: Counter[str] = Counter()
        self.seconds: dict[str, list[int]] = {}
        self.spent: Counter[str] = Counter()
        self.bytes = self.reloads = self.restarts = 0
        self.registry = CollectorRegistry(auto_describe=False)
        self.registry.register(self)

    def request(self, kind: str, status: int, size: int, seconds: float) -> None:
        """Count a request."""
        self.requests[kind, status] += 1
        self.bytes += size
        counts = self.seconds.setdefault(kind, [0] * (len(BOUNDS) + 1))
        counts[bisect_left(BOUNDS, seconds)] += 1
        self.spent[kind] += seconds  # type: ignore[assignment]

    def text(self) -> bytes:
        """Write everything."""
        return generate_latest(self.registry)

    def collect(self) -> Iterator[Metric]:
        """Give everything to the library that writes it."""
        requests = CounterMetricFamily(
            "cybernorms_requests", "Requests answered.", labels=["kind", "status"]
        )
        for (kind, status), number in self.requests.items():
            requests.add_metric([kind, str(status)], number)
        killed = CounterMetricFamily(
            "cybernorms_workers_killed",
            "Workers that did not end by themselves.",
            labels=["reason"],
        )
        for reason, number in self.killed.items():
            killed.add_metric([reason], number)
        yield from (requests, killed, self.times())
        yield from self.gauges()
        yield from self.counters()

    def times(self) -> HistogramMetricFamily:
        """Give how long requests took."""
        times = HistogramMetricFamily(
            "cybernorms_request_seconds", "Seconds from request to answer.", labels=["kind"]
        )
        for kind, counts in self.seconds.items():
            running, buckets = 0, []
            for bound, number in zip([*map(str, BOUNDS), "+Inf"], counts, strict=True):
                running += number
                buckets.append((bound, running))
            times.add_metric([kind], buckets, self.spent[kind])
        return times

    def gauges(self) -> Iterator[Metric]:
        """Give what is true now."""
        front = self.front
        workers = GaugeMetricFamily(
            "cybernorms_workers", "Workers by what they do.", labels=["pool", "place"]
        )
        queued = GaugeMetricFamily("cybernorms_queued", "Requests that wait.", labels=["pool"])
        for pool in self.pools:
            places = Counter(w.place if w.job else "idle" for w in pool.workers)
            for place in ("idle", "short", "long", "parked"):
                workers.add_metric([pool.name, place], places[place])
            queued.add_metric([pool.name], pool.queued)
        yield from (workers, queued)
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        for name, words, value in (
            ("connections", "Open connections.", len(front.connections)),
            ("cache_bytes", "Bytes of kept answers.", front.cache.size),
            ("ready", "Whether there is a template to answer from.", int(front.ready)),
            ("start_time_seconds", "When the service started.", self.born),
            ("front_peak_bytes", "The most memory that the front has had.", rss),
        ):
            yield GaugeMetricFamily(f"cybernorms_{name}", words, value)

    def counters(self) -> Iterator[Metric]:
        """Give what only grows."""
        cache = self.front.cache
        for name, words, value in (
            ("cache_hits", "Requests answered from kept answers.", cache.hits),
            ("cache_misses", "Requests that were not.", cache.misses),
            ("sent_bytes", "Bytes of bodies sent.", self.bytes),
            ("reloads", "Releases exchanged while running.", self.reloads),
            ("template_restarts", "Templates that died and were replaced.", self.restarts),
        ):
            yield CounterMetricFamily(f"cybernorms_{name}", words, value)
