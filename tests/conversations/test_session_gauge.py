"""/metrics tells how many conversations run in the live process."""

from types import SimpleNamespace
from typing import Any

from prometheus_client import REGISTRY

from conversations.live.registry import registry


async def test_it_counts_from_the_first_to_the_last_moment() -> None:
    session = SimpleNamespace()

    async def build(code: str) -> Any:
        return session

    await registry.open("counted", build)
    assert REGISTRY.get_sample_value("live_sessions") == 1
    session.on_closed()
    assert REGISTRY.get_sample_value("live_sessions") == 0
