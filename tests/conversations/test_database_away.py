"""A real PostgreSQL is cut off from a running session for 30 s, by the test's clock: the session's and the wall's."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError, connection, connections
from django.utils import timezone

from accounts.models import User, Workspace
from billing import outage
from billing.balances import balance
from billing.models import LedgerEntry, Meter
from billing.reaper import reap
from conversations import services
from conversations.live.metering import Paid
from conversations.live_ledger import DatabaseLedger
from tests.fakes.line import Line

from .fakes import FakePort, Stand, make_stand
from .rows import make_project

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is a file: nobody can cut it off"),
]
FREE_MS = 600_000
STEP_S = 0.25
BEGAN = timezone.now()


class AwaitedLedger(DatabaseLedger):
    """Says when it has its answers, so that the test's clock stands still meanwhile."""

    first: Paid

    def __init__(self, code: str, fence: int) -> None:
        super().__init__(code, fence)
        self.questions: set[asyncio.Task[Any]] = set()

    def paid(self) -> Paid:
        return self.first

    async def renew(self, confirmed_ms: int, reached_ms: int) -> Paid:
        answer: Paid = await self._asked(super().renew(confirmed_ms, reached_ms))
        return answer

    async def settle(self, elapsed_ms: int, reason: str) -> None:
        await self._asked(super().settle(elapsed_ms, reason))

    async def _asked(self, question: Coroutine[Any, Any, Any]) -> Any:
        task = asyncio.ensure_future(question)
        self.questions.add(task)
        task.add_done_callback(self.questions.discard)
        return await asyncio.shield(task)

    async def answered(self) -> None:
        while self.questions:
            await asyncio.wait(self.questions, timeout=20)


@pytest.fixture
def code(alice: User, workspace: Workspace) -> str:
    """Of a conversation that has begun."""
    return services.start(make_project(workspace), alice).code


@pytest.fixture
def line(code: str) -> Iterator[Line]:
    """Every connection to the database goes through it."""
    settings: dict[str, Any] = connection.settings_dict
    direct = {name: settings[name] for name in ("HOST", "PORT", "OPTIONS")}
    with Line(settings["HOST"] or "127.0.0.1", int(settings["PORT"] or 5432)) as line:
        reconnect(
            HOST="127.0.0.1",
            PORT=line.port,
            OPTIONS={"pool": {**settings["OPTIONS"]["pool"], "timeout": 0.2}},
        )
        yield line
        line.mend()
        reconnect(**direct)


def reconnect(**settings: Any) -> None:
    """This process's connections, to somewhere else."""
    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(settings)


@dataclass
class Talk:
    """A session that is billed in the real database."""

    at: Stand
    ledger: AwaitedLedger
    port: FakePort

    async def alive(self, seconds: float, *, answered: bool = True) -> None:
        """Time passes with a heartbeat every 2 s, and stands still while the database is asked (if it answers)."""
        for step in range(round(seconds / STEP_S)):
            if step % round(2 / STEP_S) == 0:
                self.at.session.alive(0)
            await self.at.clock.advance(STEP_S)
            if answered:
                await self.ledger.answered()

    async def settled(self) -> Meter:
        """As it is in the books in the end."""
        while self.at.outside and not all(task.done() for task in self.at.outside):
            await self.alive(1)
        return await database_sync_to_async(Meter.objects.get)(key=self.ledger.code)


Begin = Callable[[], Awaitable[Talk]]


@pytest.fixture
def talk(workspace: Workspace, code: str, line: Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    """`await talk()` begins one."""
    outage.forget()

    async def begin() -> Talk:
        await answers(workspace)
        fence, _ = await database_sync_to_async(services.take_over)(code)
        ledger = AwaitedLedger(code, fence)
        ledger.first = await ledger.renew(0, 0)
        at = make_stand(ledger=ledger)
        zero = at.clock.now()
        monkeypatch.setattr(timezone, "now", lambda: BEGAN + timedelta(seconds=at.clock.now() - zero))
        return Talk(at, ledger, await at.visit())

    yield begin
    outage.forget()


@database_sync_to_async
def billed(workspace: Workspace) -> tuple[list[int], int, int]:
    """The entries of conversations, the balance, and what the account still holds."""
    entries = LedgerEntry.objects.filter(workspace=workspace).exclude(conversation_code="")
    now = balance(workspace)
    return [entry.amount for entry in entries], now.ms, now.ms - now.free_ms


async def answers(workspace: Workspace) -> object:
    """Until the pool, whose clock is the machine's own, has found the database again."""
    async with asyncio.timeout(20):
        while True:
            with suppress(OperationalError):
                return await billed(workspace)


async def test_it_goes_on_inside_what_it_holds_and_is_billed_once_afterwards(
    talk: Begin, line: Line, workspace: Workspace
) -> None:
    one = await talk()
    await one.alive(20)
    line.cut()
    await one.alive(4)
    assert not one.port.of("ended")
    await one.alive(26)
    ended = one.port.of("ended")[0]
    assert (ended["reason"], one.port.closed) == ("failed", "finished")
    line.mend()
    row = await one.settled()
    used = row.settled_ms or 0
    assert 20_000 < ended["elapsed_ms"] == used <= row.held_ms
    assert await billed(workspace) == ([-used], FREE_MS - used, 0)


async def test_the_sweeper_after_it_leaves_the_session_time_to_speak_and_then_charges_once(
    talk: Begin, line: Line, workspace: Workspace
) -> None:
    one = await talk()
    await one.alive(20)
    line.cut()
    await one.alive(30)
    line.mend()
    await answers(workspace)
    assert await database_sync_to_async(reap)() == 0
    row = await one.settled()
    assert row.end_reason == "failed"
    await one.at.clock.advance(60)
    assert await database_sync_to_async(reap)() == 0
    assert (await billed(workspace))[0] == [-(row.settled_ms or 0)]


async def test_a_network_that_swallows_everything_changes_nothing_of_that(
    talk: Begin, line: Line, workspace: Workspace
) -> None:
    one = await talk()
    await one.alive(20)
    line.stop()
    await one.alive(30, answered=False)
    ended = one.port.of("ended")[0]
    assert ended["reason"] == "failed"
    line.mend()
    row = await one.settled()
    used = row.settled_ms or 0
    assert 20_000 < ended["elapsed_ms"] == used <= row.held_ms
    assert await billed(workspace) == ([-used], FREE_MS - used, 0)


async def test_three_seconds_end_nothing(talk: Begin, line: Line, workspace: Workspace) -> None:
    one = await talk()
    await one.alive(10)
    line.cut()
    await one.alive(3)
    line.mend()
    await answers(workspace)
    await one.alive(20)
    assert not one.port.of("ended")
    await one.at.session.end("visitor")
    row = await one.settled()
    assert (row.settled_ms, row.end_reason) == (33_000, "visitor")
    assert (await billed(workspace))[0] == [-33_000]
