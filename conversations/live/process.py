"""The live process: the event loop that sessions run in, as the pages (in threads) and the server's stop reach it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context
from typing import Any

import structlog

from .registry import Build, registry
from .tasks import Tasks

log = structlog.get_logger(__name__)

PrepareAvatar = Callable[[Any], Awaitable[None]]


class Process:
    """Knows its loop from the first request on. Outside a live process (commands, tests of pages) it does nothing."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.tasks = Tasks()
        self.build: Build | None = None
        self.load_avatar: PrepareAvatar | None = None

    def begin(self, build: Build, load_avatar: PrepareAvatar, warm: Callable[[], Awaitable[None]]) -> None:
        """At the server's first request: note the loop, warm up what is slow the first time, hear of the stop."""
        self.loop = asyncio.get_running_loop()
        self.build, self.load_avatar = build, load_avatar
        self.tasks.spawn("warm-up", self._warm_up(warm))
        before_stop(self.aclose)

    async def _warm_up(self, warm: Callable[[], Awaitable[None]]) -> None:
        from .webrtc import warm_up  # aiortc takes most of a second: not for pages and commands

        await warm_up()
        await warm()
        log.info("live_process_warm")

    def prepare_avatar(self, avatar: Any) -> None:
        """Load an avatar that will probably be talked with. Any thread."""
        if self.load_avatar is not None:
            self._call(self._quietly(self.load_avatar(avatar)))

    def prepare_session(self, code: str) -> None:
        """Build the session while the browser still opens its socket. Any thread."""
        if self.build is not None:
            self._call(self._quietly(registry.open(code, self.build)))

    def end_session(self, code: str, reason: str) -> bool:
        """End it if it runs here, and wait until it has ended. Any thread but the loop's."""
        session = registry.get(code)
        return session is not None and self._wait_for(session.end(reason))

    def end_left(self, code: str) -> bool:
        """The same, unless its visitor has come back."""
        session = registry.get(code)
        return session is not None and self._wait_for(session.end_if_left())

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> bool:
        if self.loop is None:
            work.close()
            return False
        asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=10)
        return True

    def _call(self, work: Coroutine[Any, Any, Any]) -> None:
        """In a context of its own: a request's would bind the session's database work to the request's thread."""
        if self.loop is not None:
            self.loop.call_soon_threadsafe(lambda: self.tasks.spawn("prepare", work), context=Context())

    async def _quietly(self, work: Awaitable[Any]) -> None:
        """Whoever comes next is told the reason."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - preparing is a favour
            log.warning("not_prepared", error=type(error).__name__, detail=str(error)[:200])

    async def aclose(self) -> None:
        await registry.aclose()
        await self.tasks.aclose()


def before_stop(close: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Daphne's stop calls no consumer's disconnect; twisted waits for what is registered here."""
    from twisted.internet import reactor
    from twisted.internet.defer import Deferred

    stopping: Any = reactor
    if stopping.running:
        stopping.addSystemEventTrigger(
            "before", "shutdown", lambda: Deferred.fromFuture(asyncio.ensure_future(close()))
        )


process = Process()
