"""Tells open pages that something about a workspace's avatars has changed. They ask the database what it is."""

import structlog
from asgiref.sync import async_to_sync
from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

from avatars.models import Avatar

log = structlog.get_logger(__name__)


def group_of(workspace_code: str) -> str:
    """The name of the channel group of all pages that show the workspace's avatars."""
    return f"avatars.{workspace_code}"


def ring(avatar: Avatar) -> None:
    """After the transaction. Nobody depends on it: pages also ask by themselves."""
    if avatar.workspace is not None:
        group, code = group_of(avatar.workspace.code), avatar.code
        transaction.on_commit(lambda: _send(group, code))


def _send(group: str, code: str) -> None:
    try:
        async_to_sync(get_channel_layer().group_send)(group, {"type": "avatar.changed", "avatar": code})
    except (RedisError, OSError, ChannelFull) as error:
        log.warning("bell_not_rung", error=type(error).__name__)
