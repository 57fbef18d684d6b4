"""Two separate subscriptions: plans, periods, payments, each once and in whatever order the news comes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing import meter
from billing.balances import balance
from billing.contracts import set_contract
from billing.models import Change, Kind, LedgerEntry, Plan, Subscription
from billing.months import month_around, months_after
from billing.purchases import buy_pack
from billing.slots import slots_left
from billing.subscriptions import (
    change_plan,
    end_at_period_end,
    end_plan,
    payment_failed,
    payment_made,
    renew_period,
)
from billing.units import MS_PER_CREDIT
from billing.upkeep import sweep_due

NOW = timezone.now() + timedelta(days=1)
DAY = timedelta(days=1)
TALK = Kind.CONVERSATION


def monthly() -> Plan:
    """The seeded plan whose credits come each month."""
    return Plan.objects.get(kind=TALK, renews_monthly=True)


def subscribe(workspace: Workspace, *, billed: bool = False, key: str = "first") -> Subscription:
    return change_plan(workspace, TALK, monthly(), NOW, key=key, billed=billed)


def credits(workspace: Workspace) -> float:
    return float(balance(workspace).credits)


def test_months_keep_their_day() -> None:
    last = datetime(2028, 1, 31, 9, tzinfo=UTC)
    assert [months_after(last, n).day for n in range(4)] == [31, 29, 31, 30]
    assert month_around(last, datetime(2028, 3, 30, tzinfo=UTC)) == (
        months_after(last, 1),
        months_after(last, 2),
    )
    assert month_around(last, months_after(last, 2))[0] == months_after(last, 2)


def test_its_credits_come_each_month_and_the_rest_lapses(workspace: Workspace) -> None:
    end = subscribe(workspace).period_end
    assert credits(workspace) == 102
    assert end is not None
    for _ in range(3):
        sweep_due(end)
    assert credits(workspace) == 102
    causes = LedgerEntry.objects.filter(workspace=workspace).order_by("pk").values_list("cause", "amount")
    assert list(causes) == [
        ("included", 2 * MS_PER_CREDIT),
        ("included", 100 * MS_PER_CREDIT),
        ("included", 100 * MS_PER_CREDIT),
        ("lapsed", -100 * MS_PER_CREDIT),
    ]


def test_a_start_renews_without_waiting_for_the_sweep(workspace: Workspace) -> None:
    end = subscribe(workspace).period_end
    assert end is not None
    started = meter.start(workspace, "talk", end + DAY)
    assert LedgerEntry.objects.filter(cause="lapsed").count() == 1
    assert credits(workspace) == 102
    meter.settle("talk", started.fence, 0, "visitor", end + DAY)


def test_what_nobody_saw_is_not_given_later(workspace: Workspace) -> None:
    subscribe(workspace)
    sweep_due(NOW + 400 * DAY)
    assert credits(workspace) == 102
    assert LedgerEntry.objects.filter(cause="included").count() == 3


def test_the_first_plans_credits_are_given_once_ever(workspace: Workspace) -> None:
    subscribe(workspace)
    end_plan(workspace, TALK, NOW + DAY, key="back")
    assert credits(workspace) == 102  # what is paid stays until its month ends
    sweep_due(NOW + 40 * DAY)
    assert credits(workspace) == 2


def test_bought_credits_outlive_the_months(workspace: Workspace) -> None:
    subscribe(workspace)
    buy_pack(workspace, 10 * MS_PER_CREDIT, key="p", reason="Bought")
    end_plan(workspace, TALK, NOW + DAY, key="back")
    sweep_due(NOW + 40 * DAY)
    assert credits(workspace) == 12


def test_the_two_subscriptions_are_separate(workspace: Workspace) -> None:
    subscribe(workspace)
    assert slots_left(workspace) == 0
    change_plan(workspace, Kind.CREATION, Plan.objects.get(kind="creation", slots=3), NOW, key="other")
    assert (credits(workspace), slots_left(workspace)) == (102, 3)
    assert Subscription.objects.get(workspace=workspace, kind=TALK).plan == monthly()


def test_a_hundred_repeats_make_one_entry(workspace: Workspace) -> None:
    for _ in range(100):
        subscribe(workspace)
    assert credits(workspace) == 102
    assert Change.objects.filter(key="first").count() == 1


def test_older_news_changes_nothing(workspace: Workspace) -> None:
    subscribe(workspace)
    end_plan(workspace, TALK, NOW - DAY, key="late news")
    assert Subscription.objects.get(workspace=workspace, kind=TALK).plan == monthly()


def test_a_plan_of_the_other_kind_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UserError, match=r"billing.wrong_kind"):
        change_plan(workspace, Kind.CREATION, monthly(), NOW, key="wrong")
    assert credits(workspace) == 2


def test_who_bills_tells_the_period_and_the_sweep_adds_nothing(workspace: Workspace) -> None:
    end = subscribe(workspace, billed=True).period_end
    assert end is not None
    later = end + timedelta(seconds=30)
    assert renew_period(workspace, TALK, later, later + 30 * DAY, key="month 2")
    assert not renew_period(workspace, TALK, later, later + 30 * DAY, key="month 2 again")
    assert not renew_period(workspace, TALK, NOW, end, key="month 1, late")
    sweep_due(later)
    assert credits(workspace) == 102


def test_the_sweep_first_and_then_who_bills_is_the_same_month(workspace: Workspace) -> None:
    end = subscribe(workspace, billed=True).period_end
    assert end is not None
    sweep_due(end)
    assert not renew_period(workspace, TALK, end + timedelta(hours=1), end + 31 * DAY, key="month 2")
    assert credits(workspace) == 102


def test_a_period_that_ends_before_it_starts_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UserError, match=r"billing.bad_period"):
        renew_period(workspace, TALK, NOW, NOW - DAY, key="bad")


def test_seven_days_of_grace_then_no_new_conversation_and_nothing_is_lost(workspace: Workspace) -> None:
    subscribe(workspace, billed=True)
    payment_failed(workspace, TALK, NOW, key="failed")
    meter.settle("a", meter.start(workspace, "a", NOW + 6 * DAY).fence, 0, "visitor", NOW + 6 * DAY)
    with pytest.raises(UserError, match=r"billing.payment_due"):
        meter.start(workspace, "b", NOW + 7 * DAY)
    assert credits(workspace) == 102
    payment_made(workspace, TALK, NOW + 8 * DAY, key="paid")
    assert meter.start(workspace, "b", NOW + 8 * DAY).status == "open"


def test_a_running_conversation_is_not_cut_by_it(workspace: Workspace) -> None:
    subscribe(workspace, billed=True)
    payment_failed(workspace, TALK, NOW - 7 * DAY + timedelta(seconds=2), key="failed")
    started = meter.start(workspace, "a", NOW)
    assert meter.renew("a", started.fence, 4_000, NOW + timedelta(seconds=4)).until_ms == 11_000


def test_the_grace_counts_from_the_first_failure(workspace: Workspace) -> None:
    subscribe(workspace, billed=True)
    for day in range(5):
        payment_failed(workspace, TALK, NOW + day * DAY, key=f"failed {day}")
    with pytest.raises(UserError, match=r"billing.payment_due"):
        meter.start(workspace, "a", NOW + 7 * DAY)


def test_news_of_a_failure_before_the_payment_is_late(workspace: Workspace) -> None:
    subscribe(workspace, billed=True)
    payment_made(workspace, TALK, NOW + DAY, key="paid")
    payment_failed(workspace, TALK, NOW, key="failed")
    assert Subscription.objects.get(workspace=workspace, kind=TALK).due_since is None


def test_an_older_payment_does_not_pay_for_a_later_failure(workspace: Workspace) -> None:
    subscribe(workspace, billed=True)
    payment_failed(workspace, TALK, NOW + DAY, key="failed")
    payment_made(workspace, TALK, NOW, key="paid")
    assert Subscription.objects.get(workspace=workspace, kind=TALK).due_since == NOW + DAY


def test_a_month_that_nobody_paid_does_not_renew_and_comes_with_the_payment(workspace: Workspace) -> None:
    end = subscribe(workspace, billed=True).period_end
    assert end is not None
    payment_failed(workspace, TALK, NOW, key="failed")
    sweep_due(end)
    assert credits(workspace) == 2
    payment_made(workspace, TALK, end + DAY, key="paid")
    sweep_due(end + DAY)
    assert credits(workspace) == 102


def test_who_ends_a_plan_unpaid_keeps_no_unpaid_credits(workspace: Workspace) -> None:
    subscribe(workspace, billed=True)
    payment_failed(workspace, TALK, NOW, key="failed")
    end_plan(workspace, TALK, NOW + 20 * DAY, key="gone")
    sweep_due(NOW + 20 * DAY)
    assert credits(workspace) == 2


def test_it_ends_with_its_period(workspace: Workspace) -> None:
    end = subscribe(workspace).period_end
    assert end is not None
    end_at_period_end(workspace, TALK, NOW, key="stop")
    sweep_due(end - DAY)
    assert Subscription.objects.get(workspace=workspace, kind=TALK).plan == monthly()
    sweep_due(end)
    after = Subscription.objects.get(workspace=workspace, kind=TALK)
    assert (after.plan.is_default, credits(workspace)) == (True, 2)


def test_a_contract_counts_instead_of_the_plan_and_ends_with_it(workspace: Workspace) -> None:
    plan = Plan.objects.get(kind=TALK, price_cents=None)
    change_plan(workspace, TALK, plan, NOW, key="enterprise")
    terms: Any = {"users": 7, "session_limit_ms": 60_000, "conversation_ms": 500_000, "price_cents": 250_000}
    for _ in range(2):
        made = set_contract(workspace, key="contract", reason="Signed", at=NOW, **terms)
    assert (made.users, made.session_limit_ms, made.included_ms, made.price_cents) == tuple(terms.values())
    assert balance(workspace).ms == 600_000 + 500_000
    assert made.period_end is not None
    sweep_due(made.period_end)
    assert balance(workspace).ms == 600_000 + 500_000
    end_plan(workspace, TALK, made.period_end + DAY, key="over")
    assert Subscription.objects.get(workspace=workspace, kind=TALK).users == 1


@pytest.mark.parametrize(
    "terms", [{"users": 0}, {"session_limit_ms": 0}, {"conversation_ms": -1}, {"price_cents": -1}]
)
def test_a_contract_of_nonsense_is_refused(workspace: Workspace, terms: Any) -> None:
    with pytest.raises(UserError, match=r"billing.bad_contract"):
        set_contract(workspace, key="contract", reason="Signed", **terms)
    assert Subscription.objects.get(workspace=workspace, kind=TALK).users == 1


def test_a_plan_under_a_running_session_can_not_be_removed_and_a_change_does_not_touch_it(
    workspace: Workspace,
) -> None:
    subscribe(workspace)
    started = meter.start(workspace, "talk", NOW)
    with pytest.raises(ProtectedError):
        monthly().delete()
    end_plan(workspace, TALK, NOW + timedelta(seconds=1), key="gone")
    assert meter.renew("talk", started.fence, 2_000, NOW + timedelta(seconds=2)).limit_ms == 20 * 60_000
    Subscription.objects.filter(workspace=workspace, kind=TALK).delete()
    assert meter.renew("talk", started.fence, 4_000, NOW + timedelta(seconds=4)).until_ms == 11_000
    assert meter.settle("talk", started.fence, 5_000, "visitor", NOW + timedelta(seconds=5)) == 5_000


def test_plans_are_rows_and_no_code_knows_their_names(workspace: Workspace) -> None:
    Plan.objects.filter(renews_monthly=True).update(
        name="Something else", code="else", conversation_ms=MS_PER_CREDIT
    )
    subscribe(workspace)
    assert credits(workspace) == 3


def test_without_a_plan_to_go_back_to_all_stays_as_it_is(workspace: Workspace) -> None:
    end = subscribe(workspace).period_end
    assert end is not None
    end_at_period_end(workspace, TALK, NOW, key="stop")
    Plan.objects.filter(kind=TALK).update(is_default=False)
    sweep_due(end)
    assert Subscription.objects.get(workspace=workspace, kind=TALK).plan == monthly()
    assert credits(workspace) == 2
