"""The socket of the avatars' pages: says that something has changed, never what."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.http import Http404

from accounts.access import CHOSEN, workspace_of
from avatars.bell import group_of

NOT_LOGGED_IN = 4401


class AvatarsConsumer(AsyncJsonWebsocketConsumer):
    """One page. Sends {"type": "changed", "avatar": code}; the page then asks for what it shows."""

    group = ""

    async def connect(self) -> None:
        """Only who works in a workspace hears of its avatars."""
        user, session = self.scope["user"], self.scope["session"]
        await self.accept()
        if not user.is_authenticated:
            await self.close(NOT_LOGGED_IN)
            return
        try:
            workspace = await database_sync_to_async(lambda: workspace_of(user, session.get(CHOSEN)))()
        except Http404:
            await self.close(NOT_LOGGED_IN)
            return
        self.group = group_of(workspace.code)
        await self.channel_layer.group_add(self.group, self.channel_name)

    async def disconnect(self, code: int) -> None:
        """Out of the group."""
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any) -> None:
        """Nothing that a page could say here means anything."""

    async def avatar_changed(self, message: dict[str, Any]) -> None:
        """The bell."""
        await self.send_json({"type": "changed", "avatar": message["avatar"]})
