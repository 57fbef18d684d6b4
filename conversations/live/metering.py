"""Time that is paid: a lease after the other, and an end of its own when what is paid ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from .clock import Clock
from .events import Meter, Notice

log = structlog.get_logger(__name__)

TICK_S = 1.0
RENEW_EVERY_S = 5.0
WARN_AT_MS = (60_000, 15_000)
MS_PER_CREDIT = 300_000


@dataclass(frozen=True)
class Paid:
    """`until_ms`: the session must end when it gets there; `free_ms`: what the workspace has beyond that.

    `limit_ms`: how long the plan lets one session be, if it says.
    """

    until_ms: int
    free_ms: int
    limit_ms: int | None = None


class Ledger(Protocol):
    """The billing app, seen from a session. Times count from Start Chat."""

    async def renew(self, elapsed_ms: int) -> Paid: ...

    async def settle(self, elapsed_ms: int, reason: str) -> None: ...


class Metering:
    """Counts on the session's clock. `confirm()` at each sign of life: an end for want of one is billed up to it."""

    def __init__(self, ledger: Ledger, clock: Clock, elapsed_ms: int, paid: Paid) -> None:
        self._ledger = ledger
        self._clock = clock
        self._zero = clock.now() - elapsed_ms / 1000
        self._paid = paid
        self._confirmed_ms = elapsed_ms
        self._renewed_at = clock.now()
        self._renewal_failed = False
        self._used_ms: int | None = None
        self._warned = [mark for mark in WARN_AT_MS if self.remaining_ms <= mark]

    @property
    def elapsed_ms(self) -> int:
        """Since Start Chat, until `stop`."""
        if self._used_ms is not None:
            return self._used_ms
        return round(1000 * (self._clock.now() - self._zero))

    @property
    def confirmed_ms(self) -> int:
        return self._confirmed_ms

    @property
    def remaining_ms(self) -> int:
        """Until credits or the session's longest time are used up, whichever comes first."""
        most = self._paid.until_ms + self._paid.free_ms
        limit = self._paid.limit_ms
        return max(0, (most if limit is None else min(most, limit)) - self.elapsed_ms)

    def confirm(self) -> None:
        self._confirmed_ms = self.elapsed_ms

    def reading(self) -> Meter:
        """The credits are the workspace's, also where the session must end before they do."""
        elapsed = self.elapsed_ms
        left = max(0, self._paid.until_ms + self._paid.free_ms - elapsed)
        return Meter(elapsed, self.remaining_ms, round(left / MS_PER_CREDIT, 3))

    async def run(self, emit: Callable[..., None], notice: Callable[[str], Notice]) -> str:
        """Ticks until nothing is paid any more; returns why the session must end."""
        while self._used_ms is None and (left_ms := self._paid.until_ms - self.elapsed_ms) > 0:
            await self._clock.sleep(min(TICK_S, left_ms / 1000))
            if self._clock.now() - self._renewed_at >= RENEW_EVERY_S - 0.01:
                await self._renew()
            emit(self.reading())
            for mark in self._due_warnings():
                emit(notice(f"conversation.left_{mark // 1000}s"))
        return self._why_over()

    def _why_over(self) -> str:
        if self._renewal_failed:
            return "failed"
        limit = self._paid.limit_ms
        return "time_used_up" if limit is None or self._paid.until_ms < limit else "session_limit"

    async def _renew(self) -> None:
        """A database that is away for a moment costs nothing: what is paid lasts another lease."""
        try:
            paid = await self._ledger.renew(self._confirmed_ms)
            # What is paid never grows less while the meter is open: somebody else has settled it.
            self._renewal_failed = paid.until_ms < self._paid.until_ms
            self._paid, self._renewed_at = paid, self._clock.now()
        except Exception as error:  # noqa: BLE001 - whatever the database raises, time that is paid goes on
            self._renewal_failed = True
            log.warning("renewal_failed", error=type(error).__name__)

    def _due_warnings(self) -> list[int]:
        due = [mark for mark in WARN_AT_MS if self.remaining_ms <= mark and mark not in self._warned]
        self._warned += due
        return due[-1:]

    def stop(self, *, lost: bool) -> None:
        """Time counts up to now (to the last sign of life when the visitor was lost), however long closing takes."""
        self._used_ms = self._confirmed_ms if lost else self.elapsed_ms

    async def settle(self, reason: str) -> int:
        """Bill what was used until `stop`, and return those milliseconds.

        A database that is away now loses nothing: the reaper settles a silent meter to what was confirmed.
        """
        used = self.elapsed_ms
        try:
            await self._ledger.settle(used, reason)
        except Exception as error:  # noqa: BLE001 - the visitor gets the goodbye whatever the database raises
            log.error("settling_failed", error=type(error).__name__)
        return used
