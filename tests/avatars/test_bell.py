"""The bell of the avatars' pages: it rings for who works in the workspace, and for nobody else."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from accounts.access import CHOSEN
from accounts.models import User
from avatars import bell
from avatars.models import Avatar
from avatars.routing import websocket_urlpatterns

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 20  # a busy machine takes more than the second that is usual


async def page(user: Any, chosen: str | None = None) -> WebsocketCommunicator:
    """A page of theirs."""
    socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), "/ws/avatars/")
    socket.scope |= {"user": user, "session": {CHOSEN: chosen}}
    assert (await socket.connect(PATIENCE_S))[0]
    return socket


async def test_it_rings_for_the_workspace_alone(
    alice: User, bob: User, charlie: User, avatar: Avatar
) -> None:
    assert avatar.workspace is not None
    hers, mates, strangers = (
        await page(alice), await page(bob, avatar.workspace.code), await page(charlie, avatar.workspace.code),
    )  # fmt: skip
    await sync_to_async(bell.ring)(avatar)
    for socket in (hers, mates):
        assert await socket.receive_json_from(PATIENCE_S) == {"type": "changed", "avatar": avatar.code}
    assert await strangers.receive_nothing()
    for socket in (hers, mates, strangers):
        await socket.disconnect()


async def test_who_is_not_logged_in_hears_nothing(db: None) -> None:
    socket = await page(AnonymousUser())
    assert (await socket.receive_output(PATIENCE_S))["code"] == 4401
    await socket.disconnect(timeout=PATIENCE_S)


def test_without_redis_nothing_breaks(avatar: Avatar, settings: Settings) -> None:
    layer = {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": ["unix:///nowhere.sock"]},
    }
    settings.CHANNEL_LAYERS = {"default": layer}
    bell.ring(avatar)
