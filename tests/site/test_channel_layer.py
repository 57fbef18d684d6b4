"""What WebSockets wait on: a quiet one lasts, a closed one ends."""

import asyncio

from channels.layers import get_channel_layer
from channels_redis.core import RedisChannelLayer

PATIENCE_S = 20
POINTS_TO_CANCEL_AT = 120  # a receive that has to connect first goes through some fifty


def layer() -> RedisChannelLayer:
    """The site's own."""
    found = get_channel_layer()
    assert isinstance(found, RedisChannelLayer)
    return found


def test_a_quiet_websocket_outlives_its_wait_for_messages() -> None:
    limit_s = layer().create_pool(0).connection_kwargs["socket_timeout"]
    assert limit_s is None or limit_s > layer().brpop_timeout


async def test_a_page_that_closes_stops_waiting_wherever_it_waits() -> None:
    for turns in range(POINTS_TO_CANCEL_AT):
        waiting = asyncio.ensure_future(layer().receive(await layer().new_channel()))
        for _ in range(turns):
            await asyncio.sleep(0)
        waiting.cancel()
        _, going_on = await asyncio.wait([waiting], timeout=PATIENCE_S)
        assert not going_on, f"still waits after a cancel in turn {turns}"
        assert waiting.cancelled()
        await layer().close_pools()
