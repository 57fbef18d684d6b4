"""The sessions that run in this process, by conversation code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from prometheus_client import Gauge

if TYPE_CHECKING:
    from .session import LiveSession

Build = Callable[[str], Coroutine[Any, Any, "LiveSession"]]


class Registry:
    """A session is built once, however many sockets ask for it at the same time, and leaves when it has ended."""

    def __init__(self) -> None:
        self._sessions: dict[str, asyncio.Task[LiveSession]] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    def get(self, code: str) -> LiveSession | None:
        task = self._sessions.get(code)
        if task is None or not task.done() or task.cancelled() or task.exception():
            return None
        return task.result()

    async def open(self, code: str, build: Build) -> LiveSession:
        """The running session, or a new one. Whatever `build` raises reaches every caller, and is not kept."""
        task = self._sessions.get(code)
        if task is None:
            task = asyncio.get_running_loop().create_task(build(code), name=f"build-{code}")
            self._sessions[code] = task
        try:
            session = await asyncio.shield(task)
        except BaseException:
            if task.done():
                self._forget(code, task)
            raise
        session.on_closed = lambda: self._forget(code, task)
        return session

    def _forget(self, code: str, task: asyncio.Task[LiveSession]) -> None:
        if self._sessions.get(code) is task:
            del self._sessions[code]

    async def aclose(self, reason: str = "server_stopped") -> None:
        """End every session, all at once: the process stops and is not waited for long."""
        for task in self._sessions.values():
            task.cancel()  # those that are being built; a finished one takes no notice
        running = [session for code in self._sessions if (session := self.get(code)) is not None]
        await asyncio.gather(*(session.end(reason) for session in running))


registry = Registry()
Gauge("live_sessions", "Conversations that run in this process.").set_function(lambda: len(registry))
