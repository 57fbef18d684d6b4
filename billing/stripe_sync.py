"""Brings a workspace to what Stripe says: its subscriptions, single payments and invoices.

Each function gets objects as Stripe has them *now* (never as a webhook told them), `at` is when that was said, and
`key` makes it happen once. UserError where what Stripe says doesn't fit our plans: nothing is changed then.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing import purchases, subscriptions
from billing.models import Plan, Product, Purchase, StripeSubscription, Subscription, Unit
from billing.sales import Channel, Invoice, InvoiceStatus, PurchaseStatus
from billing.subscriptions import SAME_PERIOD

Json = dict[str, Any]
LIVE = ("active", "trialing", "past_due", "unpaid", "paused")
OVER = ("canceled", "incomplete_expired")


def moment(seconds: int) -> datetime:
    """Stripe's seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def plan_of(theirs: Json) -> Plan:
    """The plan of a subscription's price, or the one that it had when it was bought at that price.

    UserError("billing.unknown_price", price=) or ("billing.wrong_currency", price=, given=, wanted=).
    """
    price = theirs["items"]["data"][0]["price"]
    bought = StripeSubscription.objects.filter(stripe_id=theirs["id"], price_id=price["id"]).first()
    if bought is not None and not Plan.objects.filter(stripe_price=price["id"]).exists():
        return bought.subscription.plan
    return _fitting(Plan.objects.all(), price)


def product_of(price: Json) -> Product:
    """The same for what is bought once."""
    return _fitting(Product.objects.all(), price)


def _fitting(rows: Any, price: Json) -> Any:
    found = rows.filter(stripe_price=price["id"]).first()
    if found is None:
        raise UserError("billing.unknown_price", price=price["id"])
    _same_currency(price["id"], price["currency"], found.currency)
    return found


def _same_currency(what: str, given: str, wanted: str) -> None:
    if given.lower() != wanted.lower():
        raise UserError("billing.wrong_currency", price=what, given=given.upper(), wanted=wanted.upper())


def sync_subscription(workspace: Workspace, theirs: Json, at: datetime, key: str) -> None:
    """Onto the plan that is paid for at Stripe, or back to the first one where it ended.

    UserError("billing.second_subscription") when another one of the same kind is alive.
    """
    known = StripeSubscription.objects.select_related("subscription").filter(stripe_id=theirs["id"]).first()
    if theirs["status"] in OVER:
        if known is not None and known.status not in OVER:
            _remember(known.subscription, theirs)
            subscriptions.end_plan(workspace, known.subscription.kind, at, key=key, reason="Ended at Stripe")
        return
    if theirs["status"] not in LIVE:
        return
    plan = plan_of(theirs)
    ours = Subscription.objects.get(workspace=workspace, kind=plan.kind)
    _only_one(ours, theirs)
    _enter(ours, plan, theirs, at, key)
    _remember(ours, theirs)


def _only_one(ours: Subscription, theirs: Json) -> None:
    other = StripeSubscription.objects.filter(subscription=ours, status__in=LIVE).first()
    if other is not None and other.stripe_id != theirs["id"]:
        raise UserError("billing.second_subscription", known=other.stripe_id, new=theirs["id"])


def _enter(ours: Subscription, plan: Plan, theirs: Json, at: datetime, key: str) -> None:
    """Onto the plan of its price, unless that is the smaller one that begins when the month is over."""
    end = moment(theirs["items"]["data"][0]["current_period_end"])
    awaited = (
        ours.next_plan_id == plan.pk and ours.period_end is not None and end < ours.period_end + SAME_PERIOD
    )
    if not awaited and (ours.plan_id != plan.pk or not ours.is_billed):
        subscriptions.change_plan(
            ours.workspace, plan.kind, plan, at, key=key, reason="Paid at Stripe", billed=True, period_end=end
        )
        ours.refresh_from_db()
    ends = bool(theirs["cancel_at_period_end"] or theirs.get("cancel_at"))
    if ends != ours.ends_at_period_end:
        subscriptions.end_at_period_end(ours.workspace, plan.kind, at, key=f"{key}:end", ends=ends)


def _remember(ours: Subscription, theirs: Json) -> None:
    price = theirs["items"]["data"][0]["price"]["id"]
    seen = {"stripe_id": theirs["id"], "status": theirs["status"], "price_id": price}
    StripeSubscription.objects.update_or_create(subscription=ours, defaults=seen)


def sync_invoice(workspace: Workspace, theirs: Json) -> Invoice:
    """Our copy of it."""
    lines = theirs["lines"]["data"]
    said = theirs.get("description") or ", ".join(line.get("description") or "" for line in lines)
    period = full_period(theirs)
    facts = {
        "workspace": workspace,
        "channel": Channel.STRIPE,
        "number": theirs.get("number") or "",
        "description": said[:200],
        "status": theirs["status"] or InvoiceStatus.DRAFT,
        "amount_cents": theirs["total"],
        "currency": theirs["currency"],
        "period_start": period and moment(period["start"]),
        "period_end": period and moment(period["end"]),
        "issued_at": moment(theirs.get("effective_at") or theirs["created"]),
        "page_url": theirs.get("hosted_invoice_url") or "",
        "pdf_url": theirs.get("invoice_pdf") or "",
    }
    return Invoice.objects.update_or_create(external_id=theirs["id"], defaults=facts)[0]


def subscription_id(invoice: Json) -> str:
    """Which subscription it is for; empty for a single payment."""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    return str(details.get("subscription") or "")


def full_period(invoice: Json) -> Json | None:
    """The month that it pays for: of the line that is no difference between two plans."""
    for line in invoice["lines"]["data"]:
        details = (line.get("parent") or {}).get("subscription_item_details") or {}
        if subscription_id(invoice) and not details.get("proration"):
            return dict(line["period"])
    return None


def invoice_paid(workspace: Workspace, invoice: Json, theirs: Json, at: datetime, key: str) -> None:
    """A subscription's invoice was paid: onto the plan, its period begins, nothing is due any more."""
    if theirs["status"] == "incomplete":  # Stripe says so until it has noted its own payment
        theirs = {**theirs, "status": "active"}
    plan = plan_of(theirs)
    _same_currency(invoice["id"], invoice["currency"], plan.currency)
    sync_subscription(workspace, theirs, at, key)
    if theirs["status"] in OVER:
        return
    period = full_period(invoice)
    if period is not None:
        start, end = moment(period["start"]), moment(period["end"])
        once = f"stripe:{theirs['id']}:{period['start']}"
        subscriptions.renew_period(workspace, plan.kind, start, end, key=once)
    subscriptions.payment_made(workspace, plan.kind, at, key=f"stripe:{invoice['id']}:paid")


def invoice_failed(workspace: Workspace, invoice: Json, theirs: Json, at: datetime, key: str) -> None:
    """It was not paid, and still is not: the grace begins. A first payment that fails begins nothing."""
    if invoice["status"] != "open" or theirs["status"] not in LIVE:
        return
    sync_subscription(workspace, theirs, at, key)
    subscriptions.payment_failed(workspace, plan_of(theirs).kind, at, key=f"{key}:failed")


def session_paid(workspace: Workspace, session: Json, at: datetime) -> None:
    """A single payment at Checkout arrived: what was bought is added, once."""
    if session["mode"] != "payment" or session["payment_status"] == "unpaid":
        return
    bought = [(product_of(item["price"]), item["quantity"]) for item in session["line_items"]["data"]]
    for number, (product, quantity) in enumerate(bought):
        _same_currency(session["id"], session["currency"], product.currency)
        add(workspace, product, quantity, key=f"{session['id'][-80:]}:{number}")
    close([session["id"]], PurchaseStatus.PAID, at)


def add(workspace: Workspace, product: Product, quantity: int, key: str, actor: Any = None) -> None:
    """What a product gives, so many times."""
    amount, reason = (
        product.amount * quantity,
        f"{product.name} × {quantity}" if quantity > 1 else product.name,
    )
    if product.unit == Unit.SLOTS:
        purchases.add_slots(workspace, amount, key=key, reason=reason, actor=actor)
    else:
        purchases.buy_pack(workspace, amount, key=key, reason=reason, actor=actor)


def close(session_ids: Iterable[str], status: PurchaseStatus, at: datetime) -> None:
    """Those ways to the checkout came to an end. One that was paid stays so."""
    still = Purchase.objects.filter(session_id__in=session_ids, status=PurchaseStatus.OPEN)
    still.update(status=status, paid_at=at if status == PurchaseStatus.PAID else None)
