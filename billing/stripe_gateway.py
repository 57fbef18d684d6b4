"""The one place that calls Stripe. What it answers comes back as plain dicts.

Every call raises ProviderError where Stripe fails or refuses us, and UserError("billing.card_refused") where it
refuses the customer's card. Calls that make something take a key: the same key again makes nothing more.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import stripe
from django.conf import settings

from avatarsite.errors import Category, ProviderError, UserError

Json = dict[str, Any]
TIMEOUT_S = 20
RETRIES = 1


def is_set_up() -> bool:
    """Is there a key?"""
    return bool(settings.STRIPE_SECRET_KEY)


@cache
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else None,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_S),
        max_network_retries=RETRIES,
    )


def api() -> Any:
    """Stripe's API with the settings' key."""
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE).v1


def asked(call: Callable[..., Any], *arguments: Any, key: str = "", **parameters: Any) -> Json:
    """What a call of the package answers. `key`: see above."""
    options = {"idempotency_key": key} if key else {}
    try:
        return call(*arguments, params=parameters, options=options).to_dict()
    except stripe.StripeError as error:
        raise failure(error) from error


def failure(error: stripe.StripeError) -> Exception:
    """Whose fault it is and whether a retry can help. Stripe's own words go to the log alone."""
    if isinstance(error, stripe.CardError):
        return UserError("billing.card_refused")
    kinds: list[tuple[Any, Category, bool]] = [
        (stripe.RateLimitError, Category.RATE_LIMIT, True),
        ((stripe.AuthenticationError, stripe.PermissionError), Category.AUTH, False),
        (stripe.InvalidRequestError, Category.BAD_REQUEST, False),
        (stripe.APIConnectionError, Category.CONNECTION, True),
    ]
    for kind, category, retryable in kinds:
        if isinstance(error, kind):
            return ProviderError("stripe", category, retryable=retryable, detail=error.user_message or "")
    return ProviderError("stripe", Category.UNAVAILABLE, retryable=True, detail=error.user_message or "")


def price(price_id: str) -> Json:
    """A price as it is in Stripe: currency, unit_amount, active, recurring."""
    return asked(api().prices.retrieve, price_id)


def create_customer(email: str, name: str, workspace_code: str) -> Json:
    """Once for each workspace."""
    return asked(
        api().customers.create,
        email=email,
        name=name,
        metadata={"workspace": workspace_code},
        key=f"customer:{workspace_code}",
    )


def create_session(key: str, **parameters: Any) -> Json:
    """A Checkout session; its `url` is where the customer pays."""
    return asked(api().checkout.sessions.create, key=key, **parameters)


def session(session_id: str) -> Json:
    """A Checkout session with what is bought in it."""
    return asked(api().checkout.sessions.retrieve, session_id, expand=["line_items"])


def expire_session(session_id: str) -> Json:
    """Nobody can pay there any more."""
    return asked(api().checkout.sessions.expire, session_id)


def subscription(subscription_id: str) -> Json:
    """A subscription as it is now."""
    return asked(api().subscriptions.retrieve, subscription_id)


def update_subscription(subscription_id: str, **parameters: Any) -> Json:
    """Another price, or an end at the end of its period."""
    return asked(api().subscriptions.update, subscription_id, **parameters)


def invoice(invoice_id: str) -> Json:
    """An invoice as it is now."""
    return asked(api().invoices.retrieve, invoice_id)


def charge(charge_id: str) -> Json:
    """A payment as it is now, with what was given back of it."""
    return asked(api().charges.retrieve, charge_id)


def disputes(charge_id: str) -> list[Json]:
    """What banks want back of a payment, and how that ended."""
    found: list[Json] = asked(api().disputes.list, charge=charge_id)["data"]
    return found


def sale_of(payment_id: str) -> Json | None:
    """What a payment was for: a Checkout session of single purchases, or an invoice. None: neither."""
    sessions = asked(api().checkout.sessions.list, payment_intent=payment_id)["data"]
    if sessions:
        return session(sessions[0]["id"])
    wanted = {"type": "payment_intent", "payment_intent": payment_id}
    payments = asked(api().invoice_payments.list, payment=wanted)["data"]
    return invoice(payments[0]["invoice"]) if payments else None


def create_portal(customer_id: str, return_url: str) -> Json:
    """The page at Stripe's where a customer changes their card; its address is `url`."""
    return asked(api().billing_portal.sessions.create, customer=customer_id, return_url=return_url)
