"""The meter: pay ahead, settle once."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing import meter
from billing.balances import balance
from billing.grants import grant
from billing.models import Account, Kind, LedgerEntry, Meter, Subscription
from billing.reaper import reap
from billing.units import MS_PER_CREDIT

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FREE_MS = 2 * MS_PER_CREDIT


def at(seconds: float) -> datetime:
    """The virtual clock."""
    return NOW + timedelta(seconds=seconds)


def test_it_holds_one_lease_at_the_start(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    assert started.held_ms == meter.LEASE_MS
    assert balance(workspace).free_ms == FREE_MS - meter.LEASE_MS
    assert balance(workspace).ms == FREE_MS


def test_the_same_start_again_is_the_same_session(workspace: Workspace) -> None:
    first = meter.start(workspace, "talk", NOW)
    again = meter.start(workspace, "talk", at(1))
    assert again.pk == first.pk
    assert Account.objects.get(pk=workspace.pk).held_ms == meter.LEASE_MS


def test_it_pays_ahead_from_where_the_session_got(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    assert meter.renew("talk", started.fence, 5_000, at(5)).until_ms == 5_000 + meter.LEASE_MS
    assert (
        meter.renew("talk", started.fence, 2_000, at(6)).until_ms == 5_000 + meter.LEASE_MS
    )  # a late message


def test_it_bills_to_the_millisecond_and_gives_the_rest_back(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    assert meter.settle("talk", started.fence, 6_789, "user_ended", at(7)) == 6_789
    now = balance(workspace)
    assert (now.ms, now.free_ms) == (FREE_MS - 6_789, FREE_MS - 6_789)


def test_five_chats_of_61_s_cost_305_s(workspace: Workspace) -> None:
    for number in range(5):
        started = meter.start(workspace, f"talk{number}", NOW)
        for second in range(5, 61, 5):
            meter.renew(started.key, started.fence, second * 1000, at(second))
        meter.settle(started.key, started.fence, 61_000, "user_ended", at(61))
    assert balance(workspace).ms == FREE_MS - 305_000


def test_a_hundred_settlements_make_one_entry(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    billed = {meter.settle("talk", started.fence, 5_000 + n, "user_ended", at(5)) for n in range(100)}
    assert billed == {5_000}
    assert LedgerEntry.objects.filter(conversation_code="talk").count() == 1


def test_it_never_bills_what_was_not_paid_ahead(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    assert meter.settle("talk", started.fence, 3_600_000, "user_ended", at(10)) == meter.LEASE_MS


def test_the_last_credit_ends_the_session_exactly(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    paid, elapsed = started.held_ms, 0
    while paid > elapsed:
        elapsed = paid
        paid = meter.renew("talk", started.fence, elapsed, at(elapsed / 1000)).until_ms
    assert elapsed == FREE_MS
    meter.settle("talk", started.fence, elapsed, "credits_used_up", at(600))
    assert balance(workspace).ms == 0


def test_it_refuses_without_credit(workspace: Workspace) -> None:
    test_the_last_credit_ends_the_session_exactly(workspace)
    with pytest.raises(UserError, match=r"billing.no_credits"):
        meter.start(workspace, "more", NOW)
    assert not Meter.objects.filter(key="more").exists()


def test_it_refuses_more_users_than_the_plan_has(workspace: Workspace) -> None:
    meter.start(workspace, "one", NOW)
    with pytest.raises(UserError, match=r"billing.too_many_users") as refused:
        meter.start(workspace, "two", at(1))
    assert refused.value.facts == {"users": 1}


def test_without_a_plan_it_says_so_and_takes_nothing(workspace: Workspace) -> None:
    Subscription.objects.filter(workspace=workspace).delete()
    with pytest.raises(UserError, match=r"billing.no_plan"):
        meter.start(workspace, "talk", NOW)
    assert balance(workspace).free_ms == FREE_MS


def test_a_contract_counts_instead_of_the_plan(workspace: Workspace) -> None:
    grant(workspace, users=2, reason="Contract")
    meter.start(workspace, "one", NOW)
    meter.start(workspace, "two", NOW)
    with pytest.raises(UserError, match=r"billing.too_many_users"):
        meter.start(workspace, "three", NOW)


def test_the_session_length_is_a_limit(workspace: Workspace) -> None:
    Subscription.objects.filter(workspace=workspace, kind=Kind.CONVERSATION).update(
        contract_session_limit_ms=12_000
    )
    started = meter.start(workspace, "talk", NOW)
    assert started.limit_ms == 12_000
    assert meter.renew("talk", started.fence, 6_000, at(6)).until_ms == 12_000


def test_a_dead_session_is_settled_to_what_it_confirmed(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    meter.renew("talk", started.fence, 5_000, at(5))
    assert reap(at(13)) == 0
    assert reap(at(13.1)) == 1
    settled = Meter.objects.get(key="talk")
    assert (settled.settled_ms, settled.end_reason) == (5_000, "process_lost")
    assert balance(workspace).free_ms == FREE_MS - 5_000


def test_a_session_whose_visitor_is_gone_for_a_while_keeps_its_place_and_one_lease(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    for second in range(5, 36, 2):
        assert meter.renew("talk", started.fence, 5_000, at(second), reached_ms=5_000).until_ms == 12_000
    assert (reap(at(36)), balance(workspace).free_ms) == (0, FREE_MS - 12_000)
    meter.renew("talk", started.fence, 8_000, at(37), reached_ms=8_000)
    assert meter.settle("talk", started.fence, 8_000, "visitor", at(38)) == 8_000
    assert balance(workspace).ms == FREE_MS - 8_000


def test_a_dead_session_gives_its_place_to_the_next(workspace: Workspace) -> None:
    meter.start(workspace, "dead", NOW)
    assert meter.start(workspace, "next", at(13)).status == "open"


def test_who_comes_back_from_the_dead_pays_and_gets_nothing(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    meter.renew("talk", started.fence, 5_000, at(5))
    reap(at(60))
    assert meter.renew("talk", started.fence, 60_000, at(60)).until_ms == 5_000
    assert meter.settle("talk", started.fence, 60_000, "user_ended", at(60)) == 5_000
    assert balance(workspace).ms == FREE_MS - 5_000


def test_a_wrong_fence_changes_nothing(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    assert meter.settle("talk", started.fence + 1, 5_000, "user_ended", at(5)) == 0
    assert Meter.objects.get(key="talk").status == "open"


@pytest.mark.parametrize(
    ("plan_ms", "asked_ms", "limit_ms"),
    [(None, None, None), (None, 9_000, 9_000), (8_000, None, 8_000), (8_000, 9_000, 8_000), (9_000, 8_000, 8_000)],
)
def test_the_smaller_of_the_plan_s_limit_and_the_asked_one_rules(
    workspace: Workspace, plan_ms: int | None, asked_ms: int | None, limit_ms: int | None
) -> None:
    Subscription.objects.filter(workspace=workspace).update(contract_session_limit_ms=plan_ms)
    started = meter.start(workspace, "talk", NOW, most_ms=asked_ms)
    assert started.limit_ms == limit_ms
    lease = meter.renew("talk", started.fence, 6_000, at(6))
    assert lease.until_ms == min(6_000 + meter.LEASE_MS, limit_ms or FREE_MS)
