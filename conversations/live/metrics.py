"""What Prometheus is told of the conversations of this process: how they ended, and how fast they answered."""

from collections.abc import Mapping

from prometheus_client import Counter, Histogram

SECONDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)

_ended = Counter("live_sessions_ended", "Conversations that ended, by reason.", ("reason",))
_latency = Histogram(
    "live_turn_latency_seconds",
    "From the committed turn to a step of its answer.",
    ("step",),
    buckets=SECONDS,
)


def ended(reason: str) -> None:
    """One more; `reason` is a name of conversations/messages.py."""
    _ended.labels(reason).inc()


def answered(latency_ms: Mapping[str, int]) -> None:
    """The steps of one answer: {"ttft_ms": 120, ...}."""
    for step, ms in latency_ms.items():
        _latency.labels(step.removesuffix("_ms")).observe(ms / 1000)
