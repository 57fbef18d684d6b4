"""Time that is paid: a lease after the other, and an end of its own when what is paid ends."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from .clock import Clock, sleep_unless
from .events import Meter, Notice

log = structlog.get_logger(__name__)

TICK_S = 1.0
HEARTBEAT_S = 2.0
RENEW_LEAST_S = 1.0
SILENCE_S = 2 * HEARTBEAT_S
SETTLE_AGAIN_S = 1.0
SETTLE_ATTEMPTS = 300
DELIVERED_WITHIN_MS = 30_000
WARN_AT_MS = (60_000, 15_000)
WARN_AGAIN_MS = 10_000


@dataclass(frozen=True)
class Paid:
    """`until_ms`: the session must end when it gets there; `free_ms`: what the workspace has beyond what is held.

    `limit_ms`: how long the plan lets one session be, if it says. `sharing`: how many sessions live on `free_ms`;
    0 when this one gets no more.
    """

    until_ms: int
    free_ms: int
    limit_ms: int | None = None
    sharing: int = 1

    @property
    def most_ms(self) -> int:
        """Where the session will end when all that share what is free go on."""
        most = self.until_ms + self.free_ms // max(1, self.sharing)
        return most if self.limit_ms is None else min(most, self.limit_ms)

    def alone(self) -> "Paid":
        """As far as a guest may know it: free is what this session may still come to, whatever the workspace has."""
        return Paid(self.until_ms, self.most_ms - self.until_ms, self.limit_ms, min(1, self.sharing))


class Ledger(Protocol):
    """The billing app, seen from a session. Times count from Start Chat."""

    async def renew(self, confirmed_ms: int, reached_ms: int) -> Paid: ...

    async def settle(self, elapsed_ms: int, reason: str) -> None: ...


class Metering:
    """Counts on the session's clock. `confirm()` at each sign of life: an end for want of one is billed up to it.

    `delivered()` with the first slice: who gets nothing for 30 s is not kept waiting, and pays nothing.
    """

    def __init__(self, ledger: Ledger, clock: Clock, elapsed_ms: int, paid: Paid) -> None:
        self._ledger = ledger
        self._clock = clock
        self._zero = clock.now() - elapsed_ms / 1000
        self._paused_at: float | None = None
        self._paid = paid
        self._confirmed_ms = elapsed_ms
        self._paid_at = clock.now()
        self._signs = asyncio.Event()
        self._is_delivered = False
        self._is_lost = False  # to somebody who settled it, or runs it now
        self._used_ms: int | None = None
        self._warned = [mark for mark in WARN_AT_MS if self.remaining_ms <= mark]

    @property
    def elapsed_ms(self) -> int:
        """Since Start Chat, without the time in which nobody was there; after `stop` what is billed."""
        if self._used_ms is not None:
            return self._used_ms
        now = self._clock.now() if self._paused_at is None else self._paused_at
        return round(1000 * (now - self._zero))

    @property
    def confirmed_ms(self) -> int:
        """What would be billed if the visitor were lost now."""
        return self._confirmed_ms if self._is_delivered else 0

    @property
    def remaining_ms(self) -> int:
        """Until credits or the session's longest time are used up, whichever comes first."""
        return max(0, self._paid.most_ms - self.elapsed_ms)

    def confirm(self) -> None:
        """The visitor is there. After the end of what is paid it is too late to say so."""
        self._confirmed_ms = max(self._confirmed_ms, min(self.elapsed_ms, self._paid.until_ms))
        self._signs.set()

    def pause(self) -> None:
        """The visitor is gone: no time counts until `go_on`. What is paid ahead is held meanwhile."""
        if self._paused_at is None:
            self._paused_at = self._clock.now()

    def go_on(self) -> None:
        """The visitor is back."""
        if self._paused_at is not None:
            self._zero += self._clock.now() - self._paused_at
            self._paused_at = None

    def delivered(self) -> None:
        """A slice has left for the browser."""
        self._is_delivered = True

    def reading(self) -> Meter:
        """What is left is the workspace's, also where the session must end before that is used up."""
        elapsed = self.elapsed_ms
        left_ms = max(0, self._paid.until_ms + self._paid.free_ms - elapsed)
        return Meter(elapsed, self.remaining_ms, left_ms)

    async def run(self, emit: Callable[..., None], notice: Callable[[str], Notice]) -> str:
        """Ticks until nothing is paid any more; returns why the session must end. Waits for nothing but the clock."""
        while self._used_ms is None and (left_ms := self._paid.until_ms - self.elapsed_ms) > 0:
            await self._clock.sleep(min(TICK_S, left_ms / 1000))
            if not self._is_delivered and self.elapsed_ms >= DELIVERED_WITHIN_MS:
                return "nothing_delivered"
            emit(self.reading())
            for message_id in self._due_warnings():
                emit(notice(message_id))
        return self._why_over()

    def _why_over(self) -> str:
        if self._is_lost:
            return "failed"
        if self._paid.until_ms == self._paid.limit_ms:
            return "session_limit"
        silent_s = self._clock.now() - self._paid_at
        return "failed" if self._paid.free_ms or silent_s > SILENCE_S else "time_used_up"

    def _due_warnings(self) -> list[str]:
        """The nearest mark that was passed. It counts again when credits were bought meanwhile."""
        left = self.remaining_ms
        self._warned = [mark for mark in self._warned if left <= mark + WARN_AGAIN_MS]
        due = [mark for mark in WARN_AT_MS if left <= mark and mark not in self._warned]
        self._warned += due
        what = "limit" if self._paid.most_ms == self._paid.limit_ms else "left"
        return [f"conversation.{what}_{mark // 1000}s" for mark in due[-1:]]

    async def keep_paying(self) -> None:
        """Tell each sign of life, and hold the next lease; without one, too: a lost visitor has time to come back.

        A database that is away for a moment ends nothing: what is paid lasts.
        """
        while self._used_ms is None:
            await self._clock.sleep(self._paid_at + RENEW_LEAST_S - self._clock.now())
            await sleep_unless(self._clock, HEARTBEAT_S, self._signs)
            self._signs.clear()
            await self._renew()

    async def _renew(self) -> None:
        try:
            paid = await self._ledger.renew(self.confirmed_ms, self.elapsed_ms)
        except Exception as error:  # noqa: BLE001 - whatever the database raises, time that is paid goes on
            log.warning("renewal_failed", error=type(error).__name__)
            await self._clock.sleep(RENEW_LEAST_S)
            return
        # What is paid never grows less while the meter is ours.
        self._is_lost |= paid.until_ms < self._paid.until_ms or not paid.sharing
        self._paid, self._paid_at = paid, self._clock.now()

    def stop(self, *, lost: bool) -> None:
        """Time counts up to now (to the last sign of life when the visitor was lost), however long closing takes."""
        elapsed = self.elapsed_ms if self._is_delivered else 0
        self._used_ms = self.confirmed_ms if lost else elapsed

    def settle(self, reason: str, outside: Callable[[Coroutine[Any, Any, None]], object]) -> asyncio.Event:
        """Begin to bill what was used until `stop`; the event says that it is done.

        While the database is away a task `outside` of the session goes on asking, and the visitor need not wait for it.
        """
        settled = asyncio.Event()
        outside(self._settle(self.elapsed_ms, reason, settled))
        return settled

    async def _settle(self, used_ms: int, reason: str, settled: asyncio.Event) -> None:
        """Within minutes; whoever is silent for longer is settled to what was confirmed."""
        for _ in range(SETTLE_ATTEMPTS):
            try:
                await self._ledger.settle(used_ms, reason)
                break
            except Exception as error:  # noqa: BLE001 - whatever the database raises, it may come back
                log.error("settling_failed", error=type(error).__name__)
            await self._clock.sleep(SETTLE_AGAIN_S)
        settled.set()
