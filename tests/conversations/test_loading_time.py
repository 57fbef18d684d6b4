"""The meter's zero is Start Chat, however long the avatar takes to load."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from conversations import live_build, services
from conversations.live.clock import MonotonicClock

from .rows import make_project

pytestmark = pytest.mark.django_db(transaction=True)
LOADING_S = 3.0


class SlowLoading(MonotonicClock):
    """The machine's clock, but between its first reading and the next one the avatar took long to load."""

    def __init__(self) -> None:
        self.readings = 0

    def now(self) -> float:
        self.readings += 1
        return super().now() + (LOADING_S if self.readings > 1 else 0.0)


async def test_loading_is_part_of_the_conversation(alice: Any, workspace: Any, monkeypatch: Any) -> None:
    conversation = await sync_to_async(lambda: services.start(make_project(workspace), alice))()
    monkeypatch.setattr(live_build, "MonotonicClock", SlowLoading)
    session = await live_build.build(conversation.code)
    assert session.metering.elapsed_ms >= 1000 * LOADING_S
    session.metering.delivered()
    await session.end("visitor")
    await sync_to_async(conversation.refresh_from_db)()
    assert conversation.billed_ms is not None
    assert conversation.billed_ms >= 1000 * LOADING_S
