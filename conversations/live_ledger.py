"""The billing app as a running session uses it: in threads of its own, so that a slow page holds no lease up."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog
from channels.db import database_sync_to_async
from django.db import DatabaseError
from django.utils import timezone

from avatarsite.errors import UserError
from billing import meter, outage
from conversations import services
from conversations.live.metering import DELIVERED_WITHIN_MS, HEARTBEAT_S, Paid

log = structlog.get_logger(__name__)

T = TypeVar("T")
threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="ledger")


class DatabaseLedger:
    """billing.meter for one session. DatabaseError while the database is away, which the reaper is told of."""

    def __init__(self, code: str, fence: int, *, is_guests: bool = False) -> None:
        self.code = code
        self.fence = fence
        self.is_guests = is_guests

    async def renew(self, confirmed_ms: int, reached_ms: int) -> Paid:
        """Confirm, and pay ahead from where the session is."""
        lease = await ask(meter.renew, self.code, self.fence, confirmed_ms, reached_ms=reached_ms)
        paid = Paid(lease.until_ms, lease.free_ms, lease.limit_ms, lease.sharing)
        return paid.alone() if self.is_guests else paid

    async def settle(self, elapsed_ms: int, reason: str) -> None:
        """And close the conversation's row."""
        await ask(services.end, self.code, elapsed_ms, reason, self.fence)


async def ask(question: Callable[..., T], *args: Any, **options: Any) -> T:
    """Run it in one of the ledger's threads."""
    asked = database_sync_to_async(_told, thread_sensitive=False, executor=threads)
    return await asked(question, *args, **options)


def _told(question: Callable[..., T], *args: Any, **options: Any) -> T:
    try:
        return question(*args, **options)
    except DatabaseError:
        outage.note(timezone.now())
        raise


async def while_paid(work: Awaitable[T], ledger: DatabaseLedger, elapsed_ms: Callable[[], int]) -> T:
    """The result of loading, paying ahead meanwhile. UserError("conversation.cannot_start") when it takes 30 s."""
    loading = asyncio.ensure_future(work)
    while not (await asyncio.wait({loading}, timeout=HEARTBEAT_S))[0]:
        if elapsed_ms() > DELIVERED_WITHIN_MS:
            loading.cancel()
            raise UserError("conversation.cannot_start")
        try:
            await ledger.renew(0, elapsed_ms())
        except DatabaseError as error:
            log.warning("renewal_failed", error=type(error).__name__)
    return loading.result()
