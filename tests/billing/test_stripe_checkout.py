"""Buying at Stripe: Checkout, moving between plans, the way back, the portal."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Workspace
from billing import stripe_gateway
from billing.balances import balance
from billing.models import Invoice, Plan, Product, Purchase, StripeCustomer, Subscription
from billing.units import MS_PER_CREDIT
from tests.billing.shop import last_purchase, name_prices, poster, subscribed, to_checkout
from tests.fakes.stripe_server import StripeServer

STANDARD, TEAM, PERSONAL = "conversation-standard", "creation-team", "creation-personal"


@pytest.fixture
def shop(stripe_server: StripeServer, workspace: Workspace) -> StripeServer:
    """Stripe with the prices that we sell."""
    name_prices(stripe_server)
    return stripe_server


def plan_of(workspace: Workspace, kind: str) -> str:
    """The code of its plan."""
    return Subscription.objects.get(workspace=workspace, kind=kind).plan.code


def said(client: Client, address: str) -> str:
    """The text of a page, with what it says back."""
    return client.get(address, follow=True).content.decode()


def test_a_plan_is_bought_at_checkout(as_alice: Client, workspace: Workspace, shop: StripeServer) -> None:
    subscribed(as_alice, shop, STANDARD)
    assert plan_of(workspace, "conversation") == STANDARD
    assert balance(workspace).ms == 102 * MS_PER_CREDIT
    asked = shop.calls("/v1/checkout/sessions")[0]
    assert asked["mode"] == "subscription"
    assert asked["success_url"] == f"http://testserver/billing/back/{last_purchase().code}/"
    assert last_purchase().status == "paid"


def test_the_first_purchase_makes_the_customer_the_second_does_not(
    as_alice: Client, shop: StripeServer
) -> None:
    to_checkout(as_alice, product="slot")
    to_checkout(as_alice, product="slot")
    assert StripeCustomer.objects.count() == len(shop.calls("/v1/customers")) == 1


@pytest.mark.parametrize(
    ("product", "unit", "gives"), [("slots-5", "slots", 10), ("credits-10", "ms", 20 * MS_PER_CREDIT)]
)
def test_an_add_on_is_bought_twice_at_once(
    as_alice: Client, workspace: Workspace, shop: StripeServer, product: str, unit: str, gives: int
) -> None:
    before = getattr(balance(workspace), unit)
    shop.state.pay(to_checkout(as_alice, product=product, quantity=2))
    shop.deliver(poster(Client()))
    assert getattr(balance(workspace), unit) == before + gives
    assert Invoice.objects.get().status == "paid"


def test_who_comes_back_before_the_webhook_finds_it_done_and_the_webhook_adds_nothing(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    shop.state.pay(to_checkout(as_alice, product="slots-5"))
    assert "Thank you" in said(as_alice, reverse("billing_return", args=[last_purchase().code]))
    assert balance(workspace).slots == 5
    shop.deliver(poster(Client()))
    assert balance(workspace).slots == 5


def test_who_comes_back_without_having_paid_gets_nothing(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    to_checkout(as_alice, product="slots-5")
    assert "on its way" in said(as_alice, reverse("billing_return", args=[last_purchase().code]))
    assert balance(workspace).slots == 0


def test_a_delayed_payment_gives_when_it_comes(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    session = to_checkout(as_alice, product="slots-5")
    shop.state.pay(session, delayed=True)
    shop.deliver(poster(Client()))
    assert balance(workspace).slots == 0
    shop.state.arrive(session)
    shop.deliver(poster(Client()))
    assert balance(workspace).slots == 5


def test_a_delayed_payment_that_fails_gives_nothing(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    session = to_checkout(as_alice, product="slots-5")
    shop.state.pay(session, delayed=True)
    shop.state.arrive(session, fails=True)
    shop.deliver(poster(Client()))
    assert balance(workspace).slots == 0
    assert last_purchase().status == "given_up"


def test_going_back_closes_the_session(as_alice: Client, shop: StripeServer) -> None:
    session = to_checkout(as_alice, product="slot")
    assert "Nothing was bought" in said(as_alice, reverse("billing_cancelled", args=[last_purchase().code]))
    assert shop.state.objects[session]["status"] == "expired"


def test_of_two_open_ways_to_a_plan_only_the_newest_can_be_paid(as_alice: Client, shop: StripeServer) -> None:
    first, second = to_checkout(as_alice, TEAM), to_checkout(as_alice, PERSONAL)
    assert [shop.state.objects[one]["status"] for one in (first, second)] == ["expired", "open"]


def test_an_upgrade_moves_the_subscription_and_grants_the_difference(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    theirs = subscribed(as_alice, shop, PERSONAL)
    assert balance(workspace).slots == 3
    as_alice.post(reverse("billing_choose", args=[TEAM]))
    assert plan_of(workspace, "creation") == TEAM
    assert balance(workspace).slots == 5
    shop.deliver(poster(Client()))
    assert balance(workspace).slots == 5
    assert [one["id"] for one in shop.state.all("subscription")] == [theirs]
    old, new = (Plan.objects.get(code=code).price_cents or 0 for code in (PERSONAL, TEAM))
    assert Invoice.objects.latest("issued_at", "pk").amount_cents == new - old


def test_an_upgrade_that_the_card_refuses_changes_nothing(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    subscribed(as_alice, shop, PERSONAL)
    shop.state.declines = True
    page = as_alice.post(reverse("billing_choose", args=[TEAM]), follow=True)
    assert "card was refused" in page.content.decode()
    assert plan_of(workspace, "creation") == PERSONAL


def test_another_conversation_plan_begins_a_month_of_its_own(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    price = shop.state.add_price("large", 19900)
    Plan.objects.create(
        code="large", kind="conversation", name="Large", price_cents=19900, renews_monthly=True,
        conversation_ms=300 * MS_PER_CREDIT, stripe_price=price,
    )  # fmt: skip
    subscribed(as_alice, shop, STANDARD)
    as_alice.post(reverse("billing_choose", args=["large"]))
    shop.deliver(poster(Client()))
    assert balance(workspace).ms == 402 * MS_PER_CREDIT


def test_leaving_takes_effect_when_the_month_is_over(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    theirs = subscribed(as_alice, shop, TEAM)
    as_alice.post(reverse("billing_choose", args=["creation-free"]))
    ours = Subscription.objects.get(workspace=workspace, kind="creation")
    assert (ours.plan.code, ours.ends_at_period_end) == (TEAM, True)
    assert shop.state.objects[theirs]["cancel_at_period_end"]
    shop.state.renew(theirs)
    shop.deliver(poster(Client()))
    assert plan_of(workspace, "creation") == "creation-free"


def test_who_leaves_can_stay_after_all(as_alice: Client, workspace: Workspace, shop: StripeServer) -> None:
    theirs = subscribed(as_alice, shop, TEAM)
    as_alice.post(reverse("billing_choose", args=["creation-free"]))
    as_alice.post(reverse("billing_keep", args=["creation"]))
    assert not shop.state.objects[theirs]["cancel_at_period_end"]
    assert not Subscription.objects.get(workspace=workspace, kind="creation").ends_at_period_end


def set_price(**values: Any) -> None:
    """Staff edit the row, and forget Stripe."""
    Product.objects.filter(code="slot").update(**values)


@pytest.mark.parametrize(
    "values",
    [{"stripe_price": ""}, {"stripe_price": "price_nobody"}, {"price_cents": 1}, {"currency": "eur"}],
)
def test_a_price_that_is_not_stripes_is_refused_before_anybody_pays(
    as_alice: Client, shop: StripeServer, values: dict
) -> None:
    set_price(**values)
    page = as_alice.post(reverse("billing_buy"), {"product": "slot", "quantity": 1}, follow=True)
    assert "price is not set up right" in page.content.decode()
    assert not shop.calls("/v1/checkout/sessions")


def test_a_silent_stripe_is_said_and_changes_nothing(
    as_alice: Client, shop: StripeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe_gateway, "RETRIES", 0)
    shop.mode = "down"
    page = as_alice.post(reverse("billing_buy"), {"product": "slot", "quantity": 1}, follow=True)
    assert "did not answer" in page.content.decode()
    assert not Purchase.objects.exists()


def test_the_portal_opens_for_who_has_bought(as_alice: Client, shop: StripeServer) -> None:
    assert "no payment details yet" in as_alice.post(reverse("billing_portal"), follow=True).content.decode()
    to_checkout(as_alice, product="slot")
    assert as_alice.post(reverse("billing_portal"))["Location"].startswith("https://billing.example/")
