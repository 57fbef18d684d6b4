"""What the tests of buying share: prices at Stripe that fit our rows, and the customer's way through the pages."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from billing.models import Plan, Product, Purchase
from tests.fakes.stripe_server import StripeServer

WEBHOOK = "/billing/stripe/"


def name_prices(server: StripeServer) -> None:
    """Each plan and product that has a price gets it at Stripe, too."""
    for plan in Plan.objects.filter(price_cents__gt=0):
        plan.stripe_price = server.state.add_price(plan.code.replace("-", "_"), plan.price_cents or 0)
        plan.save()
    for product in Product.objects.all():
        name = product.code.replace("-", "_")
        product.stripe_price = server.state.add_price(name, product.price_cents, monthly=False)
        product.save()


def poster(client: Client) -> Callable[[bytes, str], Any]:
    """Posts a signed event, as Stripe does."""
    return lambda body, signature: client.post(
        WEBHOOK, body, content_type="application/json", headers={"stripe-signature": signature}
    )


def to_checkout(client: Client, plan: str = "", product: str = "", quantity: int = 1) -> str:
    """From our page to Stripe's: the id of the Checkout session."""
    if plan:
        answer = client.post(reverse("billing_choose", args=[plan]))
    else:
        answer = client.post(reverse("billing_buy"), {"product": product, "quantity": quantity})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"]).rsplit("/", 1)[-1]


def subscribed(client: Client, server: StripeServer, plan: str) -> str:
    """Bought, paid and told: the id of the subscription at Stripe."""
    session = server.state.pay(to_checkout(client, plan))
    server.deliver(poster(Client()))
    return str(session["subscription"])


def last_purchase() -> Purchase:
    """The newest."""
    return Purchase.objects.latest("pk")
