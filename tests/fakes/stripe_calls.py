"""What the fake Stripe answers to each call of its API; unknown parameters are refused, as the real one does."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from stripe.params import CustomerCreateParams, SubscriptionUpdateParams
from stripe.params.billing_portal import SessionCreateParams as PortalCreateParams
from stripe.params.checkout import SessionCreateParams

from tests.fakes.stripe_state import Json, Refused, StripeState

Call = Callable[[StripeState, Json, str], Json]


def nested(form: str) -> Json:
    """`line_items[0][price]=x` as {"line_items": [{"price": "x"}]}."""
    tree: Json = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        path = re.findall(r"[^\[\]]+", name)
        place = tree
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = value
    return {name: as_list(value) for name, value in tree.items()}


def as_list(value: Any) -> Any:
    """A dict whose names count from 0 is a list."""
    if not isinstance(value, dict):
        return value
    inner = {name: as_list(one) for name, one in value.items()}
    return list(inner.values()) if list(inner) == [str(n) for n in range(len(inner))] else inner


def only_known(given: Json, known: type) -> None:
    """Refused for a parameter that the package's own types do not name."""
    for name in given:
        if name not in known.__annotations__:
            raise Refused(400, "parameter_unknown", f"Received unknown parameter: {name}", name)


def required(given: Json, *names: str) -> None:
    """Refused for one that is missing."""
    for name in names:
        if not given.get(name):
            raise Refused(400, "parameter_missing", f"Missing required param: {name}.", name)


def create_customer(state: StripeState, given: Json, _: str) -> Json:
    only_known(given, CustomerCreateParams)
    made = state.new("cus", "customer", **given)
    state.emit("customer.created", made)
    return made


def create_session(state: StripeState, given: Json, _: str) -> Json:
    only_known(given, SessionCreateParams)
    required(given, "mode", "line_items", "success_url", "customer")
    state.get(given["customer"], "customer")
    prices = [state.get(item["price"], "price") for item in given["line_items"]]
    kinds = {"subscription": "recurring", "payment": "one_time"}
    for price in prices:
        if not price["active"] or price["type"] != kinds[given["mode"]]:
            raise Refused(400, "price_inactive", f"The price {price['id']} can't be used here.", "line_items")
    items = [
        {
            "object": "item",
            "price": price,
            "quantity": int(item.get("quantity", 1)),
            "currency": price["currency"],
        }
        for price, item in zip(prices, given["line_items"], strict=True)
    ]
    made = state.new(
        "cs_test", "checkout.session", mode=given["mode"], customer=given["customer"], status="open",
        payment_status="unpaid", metadata=given.get("metadata", {}), currency=prices[0]["currency"],
        amount_total=sum(item["price"]["unit_amount"] * item["quantity"] for item in items),
        client_reference_id=given.get("client_reference_id"), success_url=given["success_url"],
        cancel_url=given.get("cancel_url"), subscription=None, invoice=None, line_items=state.listed(items),
        subscription_data=given.get("subscription_data", {}),
        invoice_creation={"enabled": given.get("invoice_creation", {}).get("enabled") == "true"},
    )  # fmt: skip
    made["url"] = f"https://checkout.example/{made['id']}"
    return made


def expire_session(state: StripeState, given: Json, session_id: str) -> Json:
    session = state.get(session_id, "checkout.session")
    if session["status"] != "open":
        raise Refused(400, "session_not_open", "Only open sessions can be expired.")
    session |= {"status": "expired", "url": None}
    state.emit("checkout.session.expired", session)
    return session


def update_subscription(state: StripeState, given: Json, subscription_id: str) -> Json:
    only_known(given, SubscriptionUpdateParams)
    subscription = state.get(subscription_id, "subscription")
    if subscription["status"] == "canceled":
        raise Refused(404, "resource_missing", f"No such subscription: '{subscription_id}'", "id")
    if "cancel_at_period_end" in given:
        subscription["cancel_at_period_end"] = given["cancel_at_period_end"] == "true"
    for item in given.get("items", []):
        move_item(state, subscription, item, given)
    state.emit("customer.subscription.updated", subscription)
    return subscription


def move_item(state: StripeState, subscription: Json, item: Json, given: Json) -> None:
    """To another price; what is due for the rest of the month is asked for at once, or never."""
    old = state.get(item["id"], "subscription_item")
    before, after = old["price"], state.get(item["price"], "price")
    if state.declines and given.get("payment_behavior") == "error_if_incomplete":
        raise Refused(402, "card_declined", "Your card was declined.")
    if given.get("billing_cycle_anchor") == "now":
        old["price"] = after
        state.begin_period(subscription, "subscription_update")
    elif given.get("proration_behavior") == "always_invoice":
        left = (old["current_period_end"] - state.clock) / (
            old["current_period_end"] - old["current_period_start"]
        )
        spans = (state.clock, old["current_period_end"])
        lines = [
            state.line(before, 1, *spans, proration=True, amount=-round(before["unit_amount"] * left)),
            state.line(after, 1, *spans, proration=True, amount=round(after["unit_amount"] * left)),
        ]
        state.bill(subscription["customer"], lines, subscription["id"], "subscription_update")
    old["price"] = after


def cancel_subscription(state: StripeState, given: Json, subscription_id: str) -> Json:
    return state.end(state.get(subscription_id, "subscription")["id"])


def create_portal(state: StripeState, given: Json, _: str) -> Json:
    only_known(given, PortalCreateParams)
    required(given, "customer")
    state.get(given["customer"], "customer")
    made = state.new("bps", "billing_portal.session", **given)
    made["url"] = f"https://billing.example/{made['id']}"
    return made


def get_one(kind: str) -> Call:
    """Retrieve; Checkout's line items only where they were asked for."""

    def call(state: StripeState, given: Json, object_id: str) -> Json:
        found = dict(state.get(object_id, kind))
        if "line_items" not in given.get("expand", []):
            found.pop("line_items", None)
        return found

    return call


def list_all(kind: str) -> Call:
    """List those that have all of the given values."""

    def call(state: StripeState, given: Json, _: str) -> Json:
        wanted = {name: value for name, value in given.items() if name not in ("limit", "expand")}
        return state.listed(state.all(kind, **wanted))

    return call


CALLS: list[tuple[str, str, Call]] = [
    ("POST", r"/v1/customers", create_customer),
    ("GET", r"/v1/customers/(\w+)", get_one("customer")),
    ("GET", r"/v1/prices/(\w+)", get_one("price")),
    ("POST", r"/v1/checkout/sessions", create_session),
    ("GET", r"/v1/checkout/sessions", list_all("checkout.session")),
    ("GET", r"/v1/checkout/sessions/(\w+)", get_one("checkout.session")),
    ("POST", r"/v1/checkout/sessions/(\w+)/expire", expire_session),
    ("GET", r"/v1/subscriptions/(\w+)", get_one("subscription")),
    ("GET", r"/v1/subscriptions", list_all("subscription")),
    ("POST", r"/v1/subscriptions/(\w+)", update_subscription),
    ("DELETE", r"/v1/subscriptions/(\w+)", cancel_subscription),
    ("GET", r"/v1/invoices/(\w+)", get_one("invoice")),
    ("GET", r"/v1/invoices", list_all("invoice")),
    ("GET", r"/v1/invoice_payments", list_all("invoice_payment")),
    ("GET", r"/v1/charges/(\w+)", get_one("charge")),
    ("GET", r"/v1/disputes", list_all("dispute")),
    ("POST", r"/v1/billing_portal/sessions", create_portal),
]


def answer(state: StripeState, method: str, path: str, given: Json) -> Json:
    """What Stripe says to a call. Refused where it says no."""
    for verb, pattern, call in CALLS:
        found = re.fullmatch(pattern, path)
        if verb == method and found:
            return call(state, given, found[1] if found.groups() else "")
    raise Refused(404, "url_invalid", f"Unrecognized request URL ({method}: {path}).")
