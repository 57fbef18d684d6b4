"""Included credits lapse at their period's end, bought ones stay, and the soonest to lapse goes first."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing import meter
from billing.balances import balance
from billing.grants import adjust, grant
from billing.ledger import write
from billing.models import LedgerEntry, Lot, Unit
from billing.purchases import buy_pack, take_back
from billing.upkeep import sweep_due

NOW = timezone.now() + timedelta(days=1)
DAY = timedelta(days=1)
FREE_MS = 600_000


def include(workspace: Workspace, ms: int, days: int) -> None:
    """Time that lapses so many days from now."""
    write(
        workspace, Unit.CONVERSATION_MS, ms, key=f"in {days}", reason="Included", lapses_at=NOW + days * DAY
    )


def left(workspace: Workspace) -> list[int]:
    return list(Lot.objects.filter(workspace=workspace).order_by("pk").values_list("left_ms", flat=True))


def talk(workspace: Workspace, key: str, ms: int, now=NOW) -> None:
    started = meter.start(workspace, key, now)
    meter.renew(key, started.fence, 0, now, reached_ms=ms)
    meter.settle(key, started.fence, ms, "visitor", now)


def test_the_soonest_to_lapse_is_used_first(workspace: Workspace) -> None:
    include(workspace, 10_000, 9)
    include(workspace, 10_000, 3)
    talk(workspace, "a", 14_000)
    assert left(workspace) == [FREE_MS, 6_000, 0]
    talk(workspace, "b", 10_000)
    assert left(workspace) == [FREE_MS - 4_000, 0, 0]


def test_what_is_left_lapses_with_an_entry_of_its_own_and_once(workspace: Workspace) -> None:
    include(workspace, 10_000, 3)
    talk(workspace, "a", 4_000)
    for _ in range(3):
        sweep_due(NOW + 3 * DAY)
    entries = LedgerEntry.objects.filter(workspace=workspace, cause="lapsed")
    assert [entry.amount for entry in entries] == [-6_000]
    assert balance(workspace).ms == FREE_MS


def test_a_second_before_its_end_it_is_there(workspace: Workspace) -> None:
    include(workspace, 10_000, 3)
    sweep_due(NOW + 3 * DAY - timedelta(seconds=1))
    assert balance(workspace).ms == FREE_MS + 10_000


def test_what_a_running_session_holds_stays_until_it_is_settled(workspace: Workspace) -> None:
    include(workspace, 100_000, 3)
    near = NOW + 3 * DAY - timedelta(seconds=4)
    started = meter.start(workspace, "a", near)
    sweep_due(NOW + 3 * DAY)
    assert balance(workspace).ms == FREE_MS + meter.LEASE_MS
    meter.settle("a", started.fence, 5_000, "visitor", near + timedelta(seconds=5))
    assert balance(workspace).ms == FREE_MS
    assert left(workspace) == [FREE_MS, 0]
    assert LedgerEntry.objects.get(key="session:a").amount == -5_000


def test_a_session_goes_on_over_the_end_on_what_does_not_lapse(workspace: Workspace) -> None:
    include(workspace, 100_000, 3)
    near = NOW + 3 * DAY - timedelta(seconds=4)
    started = meter.start(workspace, "a", near)
    for second in range(2, 22, 2):
        meter.renew("a", started.fence, second * 1000, near + timedelta(seconds=second))
    meter.settle("a", started.fence, 21_000, "visitor", near + timedelta(seconds=21))
    lapsed = sum(entry.amount for entry in LedgerEntry.objects.filter(cause="lapsed"))
    assert balance(workspace).ms == FREE_MS + 100_000 - 21_000 + lapsed
    assert left(workspace)[1] == 0
    assert FREE_MS - 21_000 < left(workspace)[0] < FREE_MS


def test_the_sum_of_what_is_left_is_the_balance(workspace: Workspace) -> None:
    include(workspace, 10_000, 3)
    buy_pack(workspace, 7_000, key="p", reason="Bought")
    talk(workspace, "a", 13_000)
    assert sum(left(workspace)) == balance(workspace).ms == FREE_MS + 4_000


def test_a_refund_takes_its_own_lot_and_not_another(workspace: Workspace) -> None:
    bought = buy_pack(workspace, 7_000, key="p", reason="Bought")
    take_back(workspace, bought, reason="Refund")
    take_back(workspace, bought, reason="Refund")
    assert left(workspace) == [FREE_MS, 0]


def test_what_is_used_is_not_refunded(workspace: Workspace) -> None:
    talk(workspace, "a", FREE_MS)
    bought = buy_pack(workspace, 7_000, key="p", reason="Bought")
    talk(workspace, "b", 1_000)
    with pytest.raises(Exception, match=r"billing.no_credits"):
        take_back(workspace, bought, reason="Refund")
    assert balance(workspace).ms == 6_000


def test_a_correction_takes_the_newest_gift_first_and_what_was_paid_for_last(workspace: Workspace) -> None:
    include(workspace, 10_000, 3)
    buy_pack(workspace, 20_000, key="b", reason="Pack")
    grant(workspace, slots=0, credits=Decimal("0.1"), reason="Gift")
    grant(workspace, slots=0, credits=Decimal("0.2"), reason="Typo")
    adjust(workspace, credits=Decimal("-0.25"), reason="Too much")
    assert left(workspace) == [FREE_MS, 10_000, 20_000, 15_000, 0]
    adjust(workspace, credits=Decimal("-2.05"), reason="All of it")
    assert left(workspace) == [10_000, 0, 20_000, 0, 0]


def test_a_correction_leaves_what_a_conversation_holds(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    with pytest.raises(UserError, match="less_is_left"):
        adjust(workspace, credits=Decimal(-2), reason="All of it")
    adjust(workspace, credits=Decimal("-1.97"), reason="Nearly all")
    meter.settle("talk", started.fence, 1_000, "visitor", NOW)
    assert (balance(workspace).ms, sum(left(workspace))) == (8_000, 8_000)
