"""Browser tabs for the tests of the socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from conversations.live.registry import registry
from conversations.routing import websocket_urlpatterns

WAIT_S = 20.0


class Tab:
    """A browser tab's socket."""

    def __init__(self, code: str, user: Any) -> None:
        self.socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/ws/conversations/{code}/")
        self.socket.scope["user"] = user
        self.events: list[dict[str, Any]] = []
        self.media: list[bytes] = []
        self.close_code: int | None = None

    async def send(self, kind: str, **fields: Any) -> None:
        await self.socket.send_to(text_data=json.dumps({"type": kind, **fields}))

    async def until(self, kind: str, **wanted: Any) -> dict[str, Any]:
        """The next event of a kind with these values; what comes before is kept."""
        async with asyncio.timeout(WAIT_S):
            while True:
                event = await self._next()
                if event.get("type") == kind and wanted.items() <= event.items():
                    return event

    async def closed(self) -> int | None:
        async with asyncio.timeout(WAIT_S):
            while self.close_code is None:
                await self._next()
        return self.close_code

    async def _next(self) -> dict[str, Any]:
        message = await self.socket.receive_output(WAIT_S)
        if message["type"] == "websocket.close":
            self.close_code = message["code"]
            return {}
        if message.get("bytes") is not None:
            self.media.append(message["bytes"])
            return {}
        self.events.append(json.loads(message["text"]))
        return self.events[-1]


@asynccontextmanager
async def opened_tabs() -> AsyncIterator[Callable[[Tab], Awaitable[Tab]]]:
    """Connects tabs; in the end all are closed, and so are their sessions."""
    tabs: list[Tab] = []

    async def opened(tab: Tab) -> Tab:
        tabs.append(tab)
        await tab.socket.connect(timeout=WAIT_S)
        return tab

    yield opened
    for tab in tabs:
        await tab.socket.disconnect(timeout=WAIT_S)
    await registry.aclose("visitor")
