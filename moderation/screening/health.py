"""How screening fares in this process: how many texts, how long each took, what failed and why."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import dataclass

KEPT = 1000


@dataclass(frozen=True)
class Report:
    """Since the process began; times in seconds, of the last thousand texts."""

    outcomes: dict[str, int]
    failures: dict[str, int]
    p50_s: float
    p95_s: float


class Health:
    """Counts from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._times: deque[float] = deque(maxlen=KEPT)

    def read(self, outcome: str, seconds: float) -> None:
        with self._lock:
            self._outcomes[outcome] += 1
            self._times.append(seconds)

    def failed(self, why: str) -> None:
        """`why` is the kind of failure, e.g. TimeoutError or Unavailable."""
        with self._lock:
            self._failures[why] += 1

    def report(self) -> Report:
        with self._lock:
            times = sorted(self._times) or [0.0]
            return Report(
                dict(self._outcomes),
                dict(self._failures),
                times[len(times) // 2],
                times[min(len(times) - 1, int(len(times) * 0.95))],
            )


health = Health()


def metrics() -> str:
    """The report in Prometheus' text format (https://prometheus.io/docs/instrumenting/)."""
    report = health.report()
    lines = ["# TYPE alongside_screened_total counter"]
    lines += [
        f'alongside_screened_total{{outcome="{name}"}} {count}'
        for name, count in sorted(report.outcomes.items())
    ]
    lines += ["# TYPE alongside_screening_failures_total counter"]
    lines += [
        f'alongside_screening_failures_total{{why="{name}"}} {count}'
        for name, count in sorted(report.failures.items())
    ]
    lines += [
        "# TYPE alongside_screening_seconds summary",
        f'alongside_screening_seconds{{quantile="0.5"}} {report.p50_s:.6f}',
        f'alongside_screening_seconds{{quantile="0.95"}} {report.p95_s:.6f}',
    ]
    return "\n".join(lines) + "\n"
