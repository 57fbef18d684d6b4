"""Stripe's webhooks: signed, each handled once, late, repeated and out of order; bad ones change nothing."""

import itertools
import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Workspace
from billing import stripe_gateway
from billing.balances import balance
from billing.models import Invoice, LedgerEntry, Plan, Product, StripeEvent, Subscription
from billing.stripe_sync import moment
from billing.units import MS_PER_CREDIT
from billing.upkeep import sweep_due
from tests.billing.shop import WEBHOOK, name_prices, poster, subscribed, to_checkout
from tests.fakes.stripe_server import StripeServer

STANDARD = "conversation-standard"


@pytest.fixture
def shop(stripe_server: StripeServer, workspace: Workspace) -> StripeServer:
    """Stripe with the prices that we sell."""
    name_prices(stripe_server)
    return stripe_server


@pytest.fixture
def paid(as_alice: Client, shop: StripeServer) -> list[dict]:
    """The events of a paid subscription, none of them handed over yet."""
    shop.state.pay(to_checkout(as_alice, STANDARD))
    return shop.waiting()


def credits(workspace: Workspace) -> int:
    """Whole ones."""
    return balance(workspace).ms // MS_PER_CREDIT


def ours(workspace: Workspace) -> Subscription:
    """Its conversation plan."""
    return Subscription.objects.get(workspace=workspace, kind="conversation")


def send(client: Client, server: StripeServer, event: dict, **signing: Any) -> Any:
    """One event; `signing` is for StripeServer.signed."""
    return poster(client)(*server.signed(event, **signing))


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order_and_any_number_it_comes_to_the_same(
    client: Client, workspace: Workspace, shop: StripeServer, paid: list[dict], seed: int
) -> None:
    events = paid * 3
    random.Random(seed).shuffle(events)
    answers = shop.deliver(poster(client), events)
    assert {answer.status_code for answer in answers} == {200}
    assert ours(workspace).plan.code == STANDARD
    assert credits(workspace) == 102
    assert LedgerEntry.objects.filter(workspace=workspace, unit="conversation_ms").count() == 2
    assert StripeEvent.objects.count() == len(paid)


def test_a_hundred_repeats_make_one_entry(
    client: Client, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    shop.state.pay(to_checkout(as_alice, product="slot"))
    completed = next(event for event in shop.waiting() if event["type"] == "checkout.session.completed")
    for _ in range(100):
        assert send(client, shop, completed).status_code == 200
    assert LedgerEntry.objects.filter(workspace=workspace, unit="slots").count() == 1
    assert StripeEvent.objects.get(event_id=completed["id"]).times_received == 100


def test_each_of_the_events_that_pay_is_enough_alone(
    client: Client, workspace: Workspace, shop: StripeServer, paid: list[dict]
) -> None:
    for event in paid:
        if event["type"] == "invoice.paid":
            send(client, shop, event)
    assert credits(workspace) == 102
    assert Invoice.objects.get(workspace=workspace).amount_cents == 9900


def test_a_month_later_what_is_included_comes_again_and_the_rest_lapses(
    client: Client, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    theirs = subscribed(as_alice, shop, STANDARD)
    for _ in range(2):
        assert shop.state.renew(theirs)
        shop.deliver(poster(client))
    assert (
        LedgerEntry.objects.filter(workspace=workspace, cause="included", amount=100 * MS_PER_CREDIT).count()
        == 3
    )
    assert ours(workspace).due_since is None


def test_a_month_that_began_by_our_clock_ends_by_stripes(
    client: Client, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    theirs = subscribed(as_alice, shop, STANDARD)
    end = ours(workspace).period_end
    assert end is not None
    sweep_due(end + timedelta(hours=1))
    assert (ours(workspace).period_start, ours(workspace).due_since) == (end, end)
    shop.state.renew(theirs)
    shop.deliver(poster(client))
    said = moment(shop.state.objects[theirs]["items"]["data"][0]["current_period_end"])
    assert (ours(workspace).period_end, ours(workspace).due_since) == (said, None)
    included = LedgerEntry.objects.filter(workspace=workspace, cause="included", amount=100 * MS_PER_CREDIT)
    assert next(entry.lot.lapses_at for entry in included) == said
    assert included.count() == 2


def test_a_failed_payment_begins_the_grace_and_the_payment_ends_it(
    client: Client, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    theirs = subscribed(as_alice, shop, STANDARD)
    shop.state.declines = True
    shop.state.renew(theirs)
    shop.deliver(poster(client))
    assert ours(workspace).plan.code == STANDARD
    assert ours(workspace).grace_until is not None
    assert "The payment for Standard is missing" in as_alice.get(reverse("billing_overview")).content.decode()
    shop.state.declines = False
    shop.state.clock += 3600
    shop.state.retry(theirs)
    shop.deliver(poster(client))
    assert ours(workspace).due_since is None


def test_a_failure_that_is_heard_after_its_payment_changes_nothing(
    client: Client, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    theirs = subscribed(as_alice, shop, STANDARD)
    shop.state.declines = True
    shop.state.renew(theirs)
    shop.state.declines = False
    shop.state.clock += 3600
    shop.state.retry(theirs)
    shop.deliver(poster(client), shop.waiting()[::-1])
    assert ours(workspace).due_since is None


def test_a_first_payment_that_fails_gives_nothing(
    client: Client, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    session = to_checkout(as_alice, STANDARD)
    shop.state.declines = True
    shop.state.pay(session)
    shop.deliver(poster(client))
    assert ours(workspace).plan.price_cents == 0
    assert ours(workspace).due_since is None
    assert credits(workspace) == 2


def test_an_end_that_is_heard_before_the_beginning_stays_an_end(
    client: Client, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    session = shop.state.pay(to_checkout(as_alice, STANDARD))
    shop.state.clock += 60
    shop.state.end(session["subscription"])
    for event in reversed(shop.waiting()):
        send(client, shop, event)
    assert ours(workspace).plan.price_cents == 0


def test_a_second_subscription_of_one_kind_is_refused_and_said(
    client: Client, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    subscribed(as_alice, shop, STANDARD)
    session = shop.state.new(
        "cs_test", "checkout.session", customer=workspace.stripe_customer.customer_id, subscription_data={},
        line_items={"data": [{"price": shop.state.objects["price_conversation_standard"]}]},
    )  # fmt: skip
    shop.state.subscribe(session)
    answers = shop.deliver(poster(client))
    assert {answer.status_code for answer in answers} <= {200, 422}
    assert 422 in {answer.status_code for answer in answers}
    assert credits(workspace) == 102


@pytest.mark.parametrize("age_s", [301, 90_000])
def test_a_stale_signature_is_refused(
    client: Client, shop: StripeServer, paid: list[dict], age_s: int
) -> None:
    assert send(client, shop, paid[-1], age_s=age_s).status_code == 400
    assert not StripeEvent.objects.exists()


def test_a_forged_signature_is_refused(client: Client, shop: StripeServer, paid: list[dict]) -> None:
    answer = send(client, shop, paid[-1], secret="whsec_guessed")
    assert answer.status_code == 400
    assert "signature" in answer.json()["error"]
    assert not StripeEvent.objects.exists()


def test_without_a_secret_nothing_is_believed(
    client: Client, workspace: Workspace, shop: StripeServer, paid: list[dict], settings: Any
) -> None:
    settings.STRIPE_WEBHOOK_SECRET = ""
    for event in paid:
        assert send(client, shop, event, secret="").status_code == 503
    assert credits(workspace) == 2
    assert not StripeEvent.objects.exists()


def test_a_tampered_body_is_refused(
    client: Client, workspace: Workspace, shop: StripeServer, paid: list[dict]
) -> None:
    for event in paid:
        body, signature = shop.signed(event)
        assert poster(client)(body.replace(b"livemode", b"Livemode"), signature).status_code == 400
    assert credits(workspace) == 2


@pytest.mark.parametrize("header", ["", "t=1", "v1=ab", "t=x,v1=y", "nonsense", "t=1,v1=\u00e4"])
def test_a_broken_signature_is_refused(client: Client, shop: StripeServer, header: str) -> None:
    assert poster(client)(b"{}", header).status_code == 400


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", "null", '{"id": 1}', '{"id": "evt_1", "type": "a", "data": {"object": 3}}']
)
def test_what_is_no_event_is_refused_though_signed(client: Client, shop: StripeServer, body: str) -> None:
    from stripe import WebhookSignature

    from tests.fakes.stripe_server import SECRET

    header = WebhookSignature.generate_signature_header(body, SECRET)
    assert poster(client)(body.encode(), header).status_code == 400
    assert not StripeEvent.objects.exists()


def test_bytes_that_are_no_text_are_refused(client: Client, shop: StripeServer) -> None:
    assert poster(client)(b"\xff\xfe", "t=1,v1=a").status_code == 400


def test_a_body_that_lies_in_spite_of_a_true_signature_gives_only_what_stripe_says(
    client: Client, workspace: Workspace, shop: StripeServer, paid: list[dict]
) -> None:
    lie = json.loads(json.dumps(paid[-1]))
    lie["data"]["object"] |= {
        "amount_total": 1,
        "customer": "cus_other",
        "payment_status": "paid",
        "quantity": 100,
    }
    send(client, shop, lie)
    assert credits(workspace) == 102


def test_an_unknown_price_is_refused_and_taken_after_staff_named_it(
    client: Client, workspace: Workspace, shop: StripeServer, paid: list[dict]
) -> None:
    Plan.objects.filter(code=STANDARD).update(stripe_price="")
    event = next(event for event in paid if event["type"] == "invoice.paid")
    answer = send(client, shop, event)
    assert answer.status_code == 422
    assert "price_conversation_standard" in answer.json()["error"]
    assert (credits(workspace), StripeEvent.objects.get().status) == (2, "refused")
    Plan.objects.filter(code=STANDARD).update(stripe_price="price_conversation_standard")
    assert send(client, shop, event).status_code == 200
    assert (credits(workspace), StripeEvent.objects.get().status) == (102, "handled")


def test_a_currency_that_is_not_the_plans_is_refused(
    client: Client, workspace: Workspace, shop: StripeServer, paid: list[dict]
) -> None:
    Plan.objects.filter(code=STANDARD).update(currency="eur")
    answers = [send(client, shop, event) for event in paid]
    refused = [answer.json()["error"] for answer in answers if answer.status_code == 422]
    assert refused and all("USD" in words and "EUR" in words for words in refused)
    assert credits(workspace) == 2


def test_a_product_in_another_currency_is_refused(
    client: Client, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    shop.state.pay(to_checkout(as_alice, product="slot"))
    Product.objects.filter(code="slot").update(currency="eur")
    assert 422 in {answer.status_code for answer in shop.deliver(poster(client))}
    assert balance(workspace).slots == 0


def test_who_bought_at_an_old_price_goes_on_at_it(
    client: Client, workspace: Workspace, shop: StripeServer, as_alice: Client
) -> None:
    theirs = subscribed(as_alice, shop, STANDARD)
    Plan.objects.filter(code=STANDARD).update(stripe_price="price_newer", price_cents=12900)
    shop.state.renew(theirs)
    assert {answer.status_code for answer in shop.deliver(poster(client))} == {200}
    assert LedgerEntry.objects.filter(workspace=workspace, amount=100 * MS_PER_CREDIT).count() == 2


def test_somebody_elses_customer_is_left_alone(
    client: Client, shop: StripeServer, workspace: Workspace
) -> None:
    customer = shop.state.new("cus", "customer")
    lines = [shop.state.line(shop.state.objects["price_slot"], 1, 0, 0)]
    shop.state.bill(customer["id"], lines, None, "manual")
    assert {answer.status_code for answer in shop.deliver(poster(client))} == {200}
    assert not Invoice.objects.exists()
    assert set(StripeEvent.objects.values_list("status", flat=True)) == {"ignored"}


def test_a_silent_stripe_is_asked_again(
    client: Client,
    workspace: Workspace,
    shop: StripeServer,
    paid: list[dict],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stripe_gateway, "RETRIES", 0)
    shop.mode = "down"
    assert send(client, shop, paid[-1]).status_code == 503
    assert not StripeEvent.objects.exists()
    shop.mode = "normal"
    assert send(client, shop, paid[-1]).status_code == 200
    assert credits(workspace) == 102


def test_without_a_key_there_is_nothing_here(client: Client, db: None) -> None:
    assert client.post(WEBHOOK, b"{}", content_type="application/json").status_code == 404


def test_it_only_takes_posts(client: Client, shop: StripeServer) -> None:
    assert client.get(WEBHOOK).status_code == 405


def test_all_orders_of_the_events_that_matter(
    client: Client, workspace: Workspace, shop: StripeServer, paid: list[dict]
) -> None:
    """The last order decides nothing that an earlier one did not: each is delivered on top of the others."""
    kinds = ("invoice.paid", "customer.subscription.updated", "checkout.session.completed")
    chosen = [event for event in paid if event["type"] in kinds]
    for order in itertools.permutations(chosen):
        shop.deliver(poster(client), list(order))
        assert credits(workspace) == 102
