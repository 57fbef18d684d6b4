"""Money that goes back at Stripe: what it bought goes back too, as far as it was not used, and staff are told."""

import random

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing import meter
from billing.balances import balance
from billing.models import Invoice, LedgerEntry, StripeEvent
from billing.purchases import take_back
from billing.slots import use_slot
from billing.units import MS_PER_CREDIT
from tests.billing.shop import name_prices, poster, subscribed, to_checkout
from tests.fakes.stripe_server import StripeServer

STANDARD = "conversation-standard"


@pytest.fixture
def shop(stripe_server: StripeServer, workspace: Workspace) -> StripeServer:
    """Stripe with the prices that we sell."""
    name_prices(stripe_server)
    return stripe_server


def deliver(shop: StripeServer) -> list[int]:
    """All that Stripe has to say."""
    return [answer.status_code for answer in shop.deliver(poster(Client()))]


@pytest.fixture
def bought(as_alice: Client, shop: StripeServer):
    """`bought(product)`: paid and told. The charge."""

    def buy(product: str, quantity: int = 1) -> str:
        shop.state.pay(to_checkout(as_alice, product=product, quantity=quantity))
        deliver(shop)
        return str(shop.state.all("charge")[0]["id"])

    return buy


def credits(workspace: Workspace) -> float:
    """What is left of what was bought: all but Free's two."""
    return balance(workspace).ms / MS_PER_CREDIT - 2


def test_a_refund_takes_back_what_it_bought_with_a_reason(
    bought, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    shop.state.refund(bought("credits-10"), 1200)
    deliver(shop)
    assert credits(workspace) == 0
    back = LedgerEntry.objects.latest("pk")
    assert (back.reason, back.cause) == ("Refunded at Stripe: 10 credits", "taken_back")
    assert StripeEvent.objects.get(type="charge.refunded").status == "handled"
    invoice = Invoice.objects.get()
    assert invoice.refunded_cents == 1200
    assert "Refunded" in as_alice.get(reverse("billing_invoices")).content.decode()
    assert "Refunded to you" in as_alice.get(reverse("billing_invoice", args=[invoice.code])).content.decode()


def test_parts_add_up_and_repeats_in_any_order_take_nothing_more(
    bought, workspace: Workspace, shop: StripeServer
) -> None:
    charge = bought("credits-10")
    shop.state.refund(charge, 300)
    deliver(shop)
    assert credits(workspace) == 7.5
    shop.state.refund(charge, 300)
    shop.state.refund(charge, 600)
    events = shop.waiting() * 5
    random.Random(1).shuffle(events)
    shop.deliver(poster(Client()), events)
    assert credits(workspace) == 0
    assert LedgerEntry.objects.filter(key__startswith="refund:").count() == 2


def test_what_was_used_stays_and_staff_are_told(bought, workspace: Workspace, shop: StripeServer) -> None:
    charge = bought("credits-10")
    started = meter.start(workspace, "talk")
    until = 3 * MS_PER_CREDIT
    for reached in range(5_000, until, 5_000):
        meter.renew("talk", started.fence, reached, reached_ms=reached)
    meter.settle("talk", started.fence, until, "visitor")
    shop.state.refund(charge, 1200)
    deliver(shop)
    assert balance(workspace).ms == 0
    told = StripeEvent.objects.get(type="charge.refunded")
    assert told.status == "look"
    assert told.error == "300,000 of 3,000,000 ms were used already, or are in use, and stay."


def test_what_a_running_session_holds_stays(bought, workspace: Workspace, shop: StripeServer) -> None:
    charge = bought("credits-10")
    take_back(workspace, LedgerEntry.objects.get(cause="included", unit="conversation_ms"), reason="Test")
    started = meter.start(workspace, "talk")
    shop.state.refund(charge, 1200)
    deliver(shop)
    assert balance(workspace).ms == started.held_ms
    assert meter.settle("talk", started.fence, 60_000, "visitor") == started.held_ms
    assert balance(workspace).ms == 0


def test_slots_go_back_as_far_as_no_avatar_was_made_of_them(
    bought, workspace: Workspace, shop: StripeServer
) -> None:
    charge = bought("slot", quantity=3)
    use_slot(workspace, "avatar", "Created")
    shop.state.refund(charge, 3600)
    deliver(shop)
    assert balance(workspace).slots == 0
    assert "1 of 3 slots" in StripeEvent.objects.get(type="charge.refunded").error


def test_a_refunded_month_takes_its_credits_and_no_others(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    subscribed(as_alice, shop, STANDARD)
    shop.state.refund(shop.state.all("charge")[0]["id"], 9900)
    deliver(shop)
    assert credits(workspace) == 0


def test_a_dispute_takes_it_at_once_and_one_that_was_won_gives_it_back(
    bought, workspace: Workspace, shop: StripeServer
) -> None:
    charge = bought("credits-10")
    dispute = shop.state.dispute(charge)
    deliver(shop)
    assert credits(workspace) == 0
    assert StripeEvent.objects.get(type="charge.dispute.created").status == "look"
    shop.state.close_dispute(dispute, "won")
    deliver(shop)
    assert credits(workspace) == 10
    assert LedgerEntry.objects.latest("pk").reason == "Dispute was won: 10 credits"


def test_a_lost_dispute_and_an_inquiry_change_nothing_more(
    bought, workspace: Workspace, shop: StripeServer
) -> None:
    charge = bought("credits-10")
    shop.state.dispute(charge, "warning_needs_response")
    deliver(shop)
    assert credits(workspace) == 10
    dispute = shop.state.dispute(charge)
    shop.state.close_dispute(dispute, "lost")
    deliver(shop)
    assert credits(workspace) == 0


def test_a_refund_that_comes_before_its_purchase_is_asked_for_again(
    as_alice: Client, workspace: Workspace, shop: StripeServer
) -> None:
    shop.state.pay(to_checkout(as_alice, product="slot"))
    shop.state.refund(shop.state.all("charge")[0]["id"], 1200)
    events = shop.waiting()
    refund = next(event for event in events if event["type"] == "charge.refunded")
    assert [answer.status_code for answer in shop.deliver(poster(Client()), [refund])] == [422]
    shop.deliver(poster(Client()), [*events, refund])
    assert balance(workspace).slots == 0


def test_staff_and_stripe_do_not_both_take_it_back(bought, workspace: Workspace, shop: StripeServer) -> None:
    charge = bought("slot", quantity=2)
    entry = LedgerEntry.objects.get(unit="slots", amount=2)
    take_back(workspace, entry, reason="Bought by mistake")
    shop.state.refund(charge, 2400)
    deliver(shop)
    assert balance(workspace).slots == 0
    other = bought("slot", quantity=2)
    shop.state.refund(other, 1200)
    deliver(shop)
    with pytest.raises(UserError, match=r"billing.refunded_at_stripe"):
        take_back(workspace, LedgerEntry.objects.filter(unit="slots", amount=2).latest("pk"), reason="Again")
    assert balance(workspace).slots == 1


def test_a_payment_that_was_for_nothing_of_ours_is_shown_to_staff(
    bought, workspace: Workspace, shop: StripeServer
) -> None:
    bought("slot")
    customer = shop.state.all("customer")[0]["id"]
    foreign = shop.state.new(
        "ch",
        "charge",
        customer=customer,
        amount=500,
        amount_refunded=0,
        refunded=False,
        payment_intent="pi_else",
    )
    shop.state.refund(foreign["id"], 500)
    deliver(shop)
    assert StripeEvent.objects.get(type="charge.refunded").status == "look"
    assert balance(workspace).slots == 1
