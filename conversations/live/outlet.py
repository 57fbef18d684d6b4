"""What goes out over one socket, in order, without anybody who sends having to wait."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

log = structlog.get_logger(__name__)

Send = Callable[..., Awaitable[None]]


class Outlet:
    """`run()` is one task of the consumer. A closed outlet takes no more and lets what is queued go."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue: asyncio.Queue[dict[str, Any] | bytes | None] = asyncio.Queue()
        self._closed = False

    def put(self, item: dict[str, Any] | bytes) -> None:
        if not self._closed:
            self._queue.put_nowait(item)

    def close(self) -> None:
        self._closed = True
        self._queue.put_nowait(None)

    async def run(self) -> None:
        try:
            while (item := await self._queue.get()) is not None:
                if isinstance(item, bytes):
                    await self._send(bytes_data=item)
                else:
                    await self._send(text_data=json.dumps(item, ensure_ascii=False, separators=(",", ":")))
        except Exception as error:  # noqa: BLE001 - servers have errors of their own for a socket that is gone
            self._closed = True
            log.info("socket_gone", error=type(error).__name__)
