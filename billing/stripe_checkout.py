"""Buying at Stripe: its Checkout, another price for a subscription that runs there, its Customer Portal."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User, Workspace
from avatarsite.codes import new_code
from avatarsite.errors import Category, ProviderError, UserError
from billing import stripe_gateway, stripe_sync, subscriptions
from billing.ledger import locked_account
from billing.models import Kind, Plan, Purchase, StripeCustomer, StripeSubscription, Subscription
from billing.sales import PurchaseStatus
from billing.stripe_sync import LIVE, Json


def start(purchase: Purchase, address: Callable[[str, str], str]) -> str:
    """Save the purchase with its Checkout session and return that session's address.

    UserError("billing.price_not_ready") when Stripe's price is not what our page shows; ProviderError.
    """
    item: Any = purchase.plan or purchase.product
    check_price(item)
    _expire_open(purchase)
    session = stripe_gateway.create_session(
        f"purchase:{purchase.code}",
        customer=customer_of(purchase.workspace).customer_id,
        client_reference_id=purchase.workspace.code,
        line_items=[{"price": item.stripe_price, "quantity": purchase.quantity}],
        success_url=address("billing_return", purchase.code),
        cancel_url=address("billing_cancelled", purchase.code),
        **_mode(purchase),
    )
    purchase.session_id = session["id"]
    purchase.save()
    return str(session["url"])


def _mode(purchase: Purchase) -> Json:
    named = {"workspace": purchase.workspace.code, "purchase": purchase.code}
    if purchase.plan is not None:
        return {"mode": "subscription", "metadata": named, "subscription_data": {"metadata": named}}
    return {"mode": "payment", "metadata": named, "invoice_creation": {"enabled": True}}


def check_price(item: Any) -> None:
    """Is Stripe's price for it what our page shows? UserError("billing.price_not_ready", name=)."""
    monthly = isinstance(item, Plan)
    if not item.stripe_price:
        raise UserError("billing.price_not_ready", name=item.name)
    try:
        price = stripe_gateway.price(item.stripe_price)
    except ProviderError as error:
        if error.category == Category.BAD_REQUEST:
            raise UserError("billing.price_not_ready", name=item.name) from error
        raise
    rhythm = price.get("recurring") or {}
    right = (
        price["active"]
        and price["unit_amount"] == item.price_cents
        and price["currency"] == item.currency.lower()
        and (rhythm.get("interval"), rhythm.get("interval_count"))
        == (("month", 1) if monthly else (None, None))
    )
    if not right:
        raise UserError("billing.price_not_ready", name=item.name)


def _expire_open(purchase: Purchase) -> None:
    """Of two open ways to the same plan only one can be paid."""
    if purchase.plan is None:
        return
    others = Purchase.objects.filter(
        workspace=purchase.workspace, plan__kind=purchase.plan.kind, status=PurchaseStatus.OPEN
    ).exclude(session_id="")
    for other in others:
        try:
            stripe_gateway.expire_session(other.session_id)
        except ProviderError as error:
            if error.category != Category.BAD_REQUEST:
                raise
            if stripe_gateway.session(other.session_id)["status"] == "complete":
                raise UserError("billing.payment_on_its_way") from error
        stripe_sync.close([other.session_id], PurchaseStatus.GIVEN_UP, timezone.now())


def customer_of(workspace: Workspace) -> StripeCustomer:
    """The workspace's customer at Stripe, made when there is none."""
    known = StripeCustomer.objects.filter(workspace=workspace).first()
    if known is not None:
        return known
    made = stripe_gateway.create_customer(workspace.owner.email, workspace.name, workspace.code)
    return StripeCustomer.objects.get_or_create(workspace=workspace, defaults={"customer_id": made["id"]})[0]


def is_live(ours: Subscription) -> bool:
    """Does its money come through Stripe?"""
    return StripeSubscription.objects.filter(subscription=ours, status__in=LIVE).exists()


def move(ours: Subscription, plan: Plan) -> None:
    """At once, another price for the subscription that runs. UserError("billing.card_refused") changes nothing.

    Avatars: the difference for the rest of the month is asked for, or credited. Conversation: a new month begins
    with all that it includes and is paid in full; what is left of the old one can be used until that would have ended.
    """
    check_price(plan)
    _forget_next_plan(ours)
    terms: Json = {"proration_behavior": "always_invoice", "payment_behavior": "error_if_incomplete"}
    if ours.kind == Kind.CONVERSATION:
        terms |= {"proration_behavior": "none", "billing_cycle_anchor": "now"}
    _follow(ours, _ask_price(ours, plan, **terms))


def move_later(ours: Subscription, plan: Plan, actor: User | None) -> None:
    """A smaller plan when the running month is over: Stripe asks for its price then, and for nothing now.

    Noted before Stripe is asked: its webhook about the new price may be here before its answer. The plan that it is on
    already takes that back.
    """
    check_price(plan)
    before, key = ours.next_plan or ours.plan, f"later:{new_code()}"
    _note_next_plan(ours, plan, key, actor)
    try:
        theirs = _ask_price(ours, plan, proration_behavior="none")
    except (UserError, ProviderError):
        _note_next_plan(ours, before, f"{key}:refused", None)
        raise
    _follow(ours, theirs)


def _note_next_plan(ours: Subscription, plan: Plan, key: str, actor: User | None) -> None:
    now = _latest(ours.workspace)
    ours.next_plan = subscriptions.move_at_period_end(
        ours.workspace, plan, now, key=key, actor=actor
    ).next_plan


def _forget_next_plan(ours: Subscription) -> None:
    if ours.next_plan is not None:
        move_later(ours, ours.plan, None)


def _ask_price(ours: Subscription, plan: Plan, **terms: Any) -> Json:
    """Stripe's subscription, at the plan's price from now on."""
    at_stripe = StripeSubscription.objects.get(subscription=ours)
    theirs = stripe_gateway.subscription(at_stripe.stripe_id)
    items = [{"id": theirs["items"]["data"][0]["id"], "price": plan.stripe_price}]
    return stripe_gateway.update_subscription(
        at_stripe.stripe_id, items=items, cancel_at_period_end=False, **terms
    )


def set_end(ours: Subscription, ends: bool) -> None:
    """Whether it ends with its period."""
    _forget_next_plan(ours)
    at_stripe = StripeSubscription.objects.get(subscription=ours)
    _follow(ours, stripe_gateway.update_subscription(at_stripe.stripe_id, cancel_at_period_end=ends))


def _follow(ours: Subscription, theirs: Json) -> None:
    """What Stripe answered to our own call counts at once; its webhook finds nothing left to do."""
    with transaction.atomic():
        locked_account(ours.workspace_id)
        key = f"ours:{theirs['id']}:{new_code()}"
        stripe_sync.sync_subscription(ours.workspace, theirs, _latest(ours.workspace), key=key)


def _latest(workspace: Workspace) -> datetime:
    """Now; or its newest event, when Stripe's clock is ahead of ours: what was just asked for is newer."""
    newest = Subscription.objects.filter(workspace=workspace).aggregate(at=Max("changed_at"))["at"]
    return max(timezone.now(), newest or timezone.now())


def confirm(purchase: Purchase) -> Purchase:
    """The customer came back from Checkout: look whether it is paid, without waiting for the webhook."""
    session = stripe_gateway.session(purchase.session_id)
    theirs = stripe_gateway.subscription(session["subscription"]) if session.get("subscription") else None
    with transaction.atomic():
        locked_account(purchase.workspace_id)
        now = _latest(purchase.workspace)
        if theirs is not None and session["payment_status"] == "paid":
            stripe_sync.sync_subscription(purchase.workspace, theirs, now, key=f"return:{purchase.code}")
            stripe_sync.close([session["id"]], PurchaseStatus.PAID, now)
        stripe_sync.session_paid(purchase.workspace, session, now)
    purchase.refresh_from_db()
    return purchase


def portal(workspace: Workspace, return_url: str) -> str:
    """Where the customer changes their card. UserError("billing.no_portal") before anything was bought."""
    known = StripeCustomer.objects.filter(workspace=workspace).first()
    if known is None or not stripe_gateway.is_set_up():
        raise UserError("billing.no_portal")
    return str(stripe_gateway.create_portal(known.customer_id, return_url)["url"])
