"""Every task of a session is spawned here and awaited here, so that none outlives it and no failure is silent."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)


class Tasks:
    """The tasks that one owner answers for. `on_failure(name, error)` hears of any that broke."""

    def __init__(self, on_failure: Callable[[str, BaseException], None] | None = None) -> None:
        self._running: dict[asyncio.Task[Any], str] = {}
        self._on_failure = on_failure

    def spawn(self, name: str, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running[task] = name
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: "asyncio.Task[Any]") -> None:
        name = self._running.pop(task, "?")
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        log.error("live_task_failed", task=name, error=type(error).__name__, exc_info=error)
        if self._on_failure:
            self._on_failure(name, error)

    async def aclose(self) -> None:
        """Cancel what runs and wait for it; the caller's own task is left out."""
        mine = [task for task in self._running if task is not asyncio.current_task()]
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)


async def each_of(*closings: Callable[[], Awaitable[None]]) -> None:
    """All of them in order: what one can't close must not keep the others open."""
    for close in closings:
        try:
            await close()
        except Exception as error:
            log.exception("not_closed", part=close.__qualname__, error=type(error).__name__)


async def cancelled(task: "asyncio.Task[Any] | None") -> None:
    """Cancel one task and wait until it has ended."""
    if task is None or task.done() or task is asyncio.current_task():
        return
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
