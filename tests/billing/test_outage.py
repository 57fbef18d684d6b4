"""A database that was away: silent sessions may be alive and say themselves how far they got; nobody pays twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import Workspace
from avatarsite import sweeper
from billing import meter, outage
from billing.balances import balance
from billing.models import LedgerEntry, Meter
from billing.reaper import reap

NOW = timezone.now() + timedelta(days=1)
FREE_MS = 600_000


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """No test meets another's outage."""
    outage.forget()
    yield
    outage.forget()


def at(seconds: float):
    return NOW + timedelta(seconds=seconds)


def test_after_30_s_without_a_database_the_session_bills_what_it_held_and_once(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    meter.renew("talk", started.fence, 4_000, at(4), reached_ms=4_000)
    outage.note(at(33))  # the sweeper asked and got no answer; the session ended by its own clock at 11 s
    assert reap(at(35)) == 0
    assert meter.settle("talk", started.fence, 10_000, "failed", at(36)) == 10_000
    assert reap(at(60)) == 0
    assert [entry.amount for entry in LedgerEntry.objects.filter(conversation_code="talk")] == [-10_000]
    assert balance(workspace).free_ms == FREE_MS - 10_000


def test_a_session_that_says_nothing_after_it_is_settled_then(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    meter.renew("talk", started.fence, 4_000, at(4), reached_ms=4_000)
    outage.note(at(33))
    assert reap(at(33) + outage.PATIENCE) == 0
    assert reap(at(34) + outage.PATIENCE) == 1
    assert Meter.objects.get(key="talk").settled_ms == 4_000


def test_its_place_is_free_all_the_same(workspace: Workspace) -> None:
    meter.start(workspace, "talk", NOW)
    outage.note(at(9))
    assert meter.start(workspace, "next", at(10)).status == "open"


def test_a_session_that_was_silent_for_too_long_gets_no_more_time(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    lease = meter.renew("talk", started.fence, 30_000, at(30), reached_ms=30_000)
    assert (lease.until_ms, lease.sharing) == (meter.LEASE_MS, 0)
    assert Meter.objects.get(key="talk").confirmed_ms == 0


def test_the_sweeper_notes_it_and_goes_on(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> int:
        raise OperationalError

    monkeypatch.setattr(sweeper, "sweep", away)
    sweeper.sweep_once()
    assert outage.is_recent(timezone.now())


def test_a_sweep_that_hung_counts_as_an_outage(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    sweeper.sweep_once()
    assert not outage.is_recent(timezone.now())
    monkeypatch.setattr(sweeper, "SLOW_S", 0.0)
    sweeper.sweep_once()
    assert outage.is_recent(timezone.now())


def test_the_sweeper_settles_and_renews(workspace: Workspace) -> None:
    meter.start(workspace, "dead", timezone.now() - timedelta(seconds=10))
    sweeper.sweep_once()
    assert Meter.objects.get(key="dead").end_reason == "process_lost"
