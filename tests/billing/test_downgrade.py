"""A smaller plan begins when the paid month is over, and can be taken back until then; with Stripe and without."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing.balances import balance
from billing.models import Invoice, Kind, LedgerEntry, Plan, Purchase, Subscription
from billing.subscriptions import change_plan, move_at_period_end
from billing.upkeep import sweep_due
from tests.billing.shop import name_prices, poster, subscribed
from tests.fakes.stripe_server import StripeServer

TEAM, PERSONAL = "creation-team", "creation-personal"


@pytest.fixture
def shop(stripe_server: StripeServer, workspace: Workspace) -> StripeServer:
    """Stripe with the prices that we sell."""
    name_prices(stripe_server)
    return stripe_server


def plan_of(workspace: Workspace, kind: str) -> str:
    """The code of its plan."""
    return Subscription.objects.get(workspace=workspace, kind=kind).plan.code


def choose(client: Client, plan: str) -> None:
    """Chosen and confirmed on our page, without a checkout."""
    assert client.post(reverse("billing_choose", args=[plan]))["Location"] == reverse("billing_plans")


def test_a_downgrade_waits_for_the_end_of_the_month_and_takes_no_money_before(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    theirs = subscribed(as_alice, shop, TEAM)
    page = as_alice.get(reverse("billing_choose", args=[PERSONAL])).content.decode()
    assert "Nothing is taken from you now" in page
    choose(as_alice, PERSONAL)
    shop.deliver(poster(Client()))
    assert (plan_of(workspace, "creation"), balance(workspace).slots) == (TEAM, 5)
    assert Invoice.objects.count() == 1
    shop.state.renew(theirs)
    shop.deliver(poster(Client()))
    assert (plan_of(workspace, "creation"), balance(workspace).slots) == (PERSONAL, 3)
    newest = Invoice.objects.latest("issued_at", "pk")
    assert newest.amount_cents == Plan.objects.get(code=PERSONAL).price_cents
    ours = Subscription.objects.get(workspace=workspace, kind="creation")
    assert (ours.next_plan, ours.due_since) == (None, None)


def test_a_downgrade_begins_by_our_own_clock_and_stripes_news_change_nothing_more(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    theirs = subscribed(as_alice, shop, TEAM)
    choose(as_alice, PERSONAL)
    ours = Subscription.objects.get(workspace=workspace, kind="creation")
    assert ours.period_end
    sweep_due(ours.period_end)
    assert (plan_of(workspace, "creation"), balance(workspace).slots) == (PERSONAL, 3)
    entries = LedgerEntry.objects.count()
    shop.state.renew(theirs)
    shop.deliver(poster(Client()))
    assert (plan_of(workspace, "creation"), LedgerEntry.objects.count()) == (PERSONAL, entries)


def test_who_goes_down_can_stay_after_all_and_pays_the_old_price(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    theirs = subscribed(as_alice, shop, TEAM)
    choose(as_alice, PERSONAL)
    as_alice.post(reverse("billing_keep", args=["creation"]))
    shop.state.renew(theirs)
    shop.deliver(poster(Client()))
    assert plan_of(workspace, "creation") == TEAM
    assert {one.amount_cents for one in Invoice.objects.all()} == {Plan.objects.get(code=TEAM).price_cents}


@pytest.mark.parametrize("then", ["creation-free", "largest"])
def test_another_change_of_mind_replaces_the_downgrade(
    as_alice: Client, workspace: Workspace, shop: StripeServer, then: str
) -> None:
    largest = Plan.objects.create(
        code="largest", kind="creation", name="Largest", price_cents=9900, slots=20,
        stripe_price=shop.state.add_price("largest", 9900),
    )  # fmt: skip
    subscribed(as_alice, shop, TEAM)
    choose(as_alice, PERSONAL)
    choose(as_alice, then)
    shop.deliver(poster(Client()))
    ours = Subscription.objects.get(workspace=workspace, kind="creation")
    assert ours.next_plan is None
    if then == "largest":
        assert (ours.plan, balance(workspace).slots) == (largest, 20)
        assert Invoice.objects.latest("issued_at", "pk").amount_cents == 9900 - 4900
    else:
        assert (ours.plan.code, ours.ends_at_period_end) == (TEAM, True)
        as_alice.post(reverse("billing_keep", args=["creation"]))
        assert plan_of(workspace, "creation") == TEAM


def test_a_downgrade_that_stripe_does_not_hear_changes_nothing(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    subscribed(as_alice, shop, TEAM)
    shop.mode = "down"
    as_alice.post(reverse("billing_choose", args=[PERSONAL]))
    assert Subscription.objects.get(workspace=workspace, kind="creation").next_plan is None


@pytest.fixture
def on_team(workspace: Workspace) -> Subscription:
    """Without Stripe: on Team since now."""
    return change_plan(workspace, Kind.CREATION, Plan.objects.get(code=TEAM), timezone.now(), key="team")


def test_without_stripe_it_needs_no_checkout_and_begins_with_the_next_month(
    as_alice: Client, workspace: Workspace, on_team: Subscription
) -> None:
    choose(as_alice, PERSONAL)
    assert not Purchase.objects.exists()
    page = as_alice.get(reverse("billing_plans")).content.decode()
    assert "Keep it" in page
    assert "Becomes Personal" in as_alice.get(reverse("billing_overview")).content.decode()
    assert (plan_of(workspace, "creation"), balance(workspace).slots) == (TEAM, 5)
    assert on_team.period_end
    sweep_due(on_team.period_end + timedelta(days=70))  # nobody looked for two months more
    ours = Subscription.objects.get(workspace=workspace, kind="creation")
    assert (ours.plan.code, balance(workspace).slots) == (PERSONAL, 3)
    assert ours.period_end and ours.period_end > on_team.period_end + timedelta(days=70)


def test_what_is_planned_twice_counts_once_and_needs_a_period(
    workspace: Workspace, on_team: Subscription
) -> None:
    personal, now = Plan.objects.get(code=PERSONAL), timezone.now()
    for _ in range(2):
        move_at_period_end(workspace, personal, now, key="once")
    assert on_team.changes.filter(what="move_planned").count() == 1
    Subscription.objects.filter(pk=on_team.pk).update(period_end=None)
    with pytest.raises(UserError, match=r"billing.bad_period"):
        move_at_period_end(workspace, personal, now, key="again")


def test_a_plan_that_somebody_waits_for_can_not_be_deleted(
    workspace: Workspace, on_team: Subscription
) -> None:
    personal = Plan.objects.get(code=PERSONAL)
    move_at_period_end(workspace, personal, timezone.now(), key="once")
    with pytest.raises(ProtectedError):
        personal.delete()
