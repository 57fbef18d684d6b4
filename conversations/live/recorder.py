"""Turns on their way into the database: in order, off the live path, and all of them before the session is closed."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)

ATTEMPTS = 3


@dataclass(frozen=True)
class Record:
    """One turn as it is kept. `heard_text`: for the avatar's turns, what was really played."""

    role: str
    text: str
    heard_text: str = ""
    interrupted: bool = False
    latency: dict[str, int] = field(default_factory=dict)


class Store(Protocol):
    async def write(self, record: Record) -> None: ...


class Recorder:
    """`run()` is one task of the session; `aclose()` returns when everything is written."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: asyncio.Queue[Record] = asyncio.Queue()

    def keep(self, record: Record) -> None:
        self._queue.put_nowait(record)

    async def run(self) -> None:
        while True:
            record = await self._queue.get()
            await self._write(record)
            self._queue.task_done()

    async def _write(self, record: Record) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._store.write(record)
                return
            except Exception as error:  # noqa: BLE001 - a turn that can't be kept must not end the conversation
                log.error("turn_not_kept", attempt=attempt, error=type(error).__name__)

    async def aclose(self) -> None:
        await self._queue.join()
