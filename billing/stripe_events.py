"""What is done for each of Stripe's webhooks, once, in whatever order they come.

Of an event only its kind and the id of its object are used: the object is fetched as it is now. So a late event finds
the newest truth, and a forged body could change nothing even with a stolen signature. Fetching happens before the
transaction: no lock is held while Stripe thinks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import Workspace
from avatarsite.errors import UserError
from avatarsite.messages import sentence
from billing import stripe_gateway, stripe_refunds, stripe_sync
from billing.ledger import locked_account
from billing.models import StripeEvent
from billing.sales import EventStatus, PurchaseStatus
from billing.stripe_refunds import Reversal
from billing.stripe_sync import Json, moment, subscription_id

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Heard:
    """One event: what it is about, as that is now; with an invoice its subscription, with a charge what went back."""

    event_id: str
    type: str
    at: datetime
    about: Json
    subscription: Json | None = None
    reversal: Reversal | None = None

    @property
    def key(self) -> str:
        """What makes its effects happen once."""
        return f"stripe:{self.event_id}"


def fetch(event: Json) -> Heard | None:
    """With its object from Stripe; None for a kind that is not about us. ProviderError when Stripe does not answer."""
    kind, about = event["type"], event["data"]["object"]
    found: Json
    if kind in REVERSALS:
        return _fetch_reversal(event)
    if kind.startswith("checkout.session."):
        found = stripe_gateway.session(about["id"])
    elif kind.startswith("customer.subscription."):
        found = stripe_gateway.subscription(about["id"])
    elif kind.startswith("invoice.") and kind != "invoice.upcoming":
        found = stripe_gateway.invoice(about["id"])
    else:
        return None
    of_invoice = subscription_id(found) if found["object"] == "invoice" else ""
    of_session = found.get("subscription") if found["object"] == "checkout.session" else ""
    wanted = of_invoice or of_session
    theirs = stripe_gateway.subscription(wanted) if wanted else None
    return Heard(event["id"], kind, moment(event["created"]), found, theirs)


def _fetch_reversal(event: Json) -> Heard:
    about = event["data"]["object"]
    charge = stripe_gateway.charge(about.get("charge") or about["id"])
    payment = charge.get("payment_intent")
    sale = stripe_gateway.sale_of(payment) if payment else None
    reversal = Reversal(charge, stripe_gateway.disputes(charge["id"]), sale)
    return Heard(event["id"], event["type"], moment(event["created"]), charge, reversal=reversal)


def handle(event: Json) -> StripeEvent:
    """Do what it asks for, once. Returns its row.

    ProviderError when Stripe does not answer: it may send it again. UserError when it can't be: nothing is changed, the
    row keeps why, and the event may be sent again after that was mended.
    """
    known = StripeEvent.objects.filter(event_id=event["id"]).exclude(status=EventStatus.REFUSED).first()
    if known is not None:
        return seen_again(known)
    heard = fetch(event)
    try:
        return _apply(event, heard)
    except UserError as error:
        record(event, EventStatus.REFUSED, sentence(error))
        log.warning("stripe_event_refused", type=event["type"], why=error.message_id)
        raise


@transaction.atomic
def _apply(event: Json, heard: Heard | None) -> StripeEvent:
    workspace = _workspace(heard)
    if heard is None or workspace is None:
        return record(event, EventStatus.IGNORED)
    locked_account(workspace.pk)
    known = StripeEvent.objects.filter(event_id=event["id"]).exclude(status=EventStatus.REFUSED).first()
    if known is not None:
        return seen_again(known)
    act = ACTS.get(heard.type, _copy_invoice if heard.about["object"] == "invoice" else None)
    if act is None:
        return record(event, EventStatus.IGNORED)
    to_look_at = act(workspace, heard)
    if to_look_at:
        log.warning("stripe_event_to_look_at", type=event["type"], id=event["id"])
        return record(event, EventStatus.TO_LOOK_AT, to_look_at)
    return record(event, EventStatus.HANDLED)


def _workspace(heard: Heard | None) -> Workspace | None:
    """Whose customer it is; None for somebody else's (one account at Stripe may serve several sites)."""
    customer = heard.about.get("customer") if heard else None
    return Workspace.objects.filter(stripe_customer__customer_id=customer).first() if customer else None


def record(event: Json, status: EventStatus, error: str = "") -> StripeEvent:
    """Its row, new or again."""
    facts = {
        "type": event["type"],
        "object_id": str(event["data"]["object"].get("id", "")),
        "status": status,
        "error": error[:300],
        "sent_at": moment(event["created"]),
    }
    try:
        with transaction.atomic():
            return StripeEvent.objects.create(event_id=event["id"], **facts)
    except IntegrityError:
        StripeEvent.objects.filter(event_id=event["id"]).update(**facts)
        return seen_again(StripeEvent.objects.get(event_id=event["id"]))


def seen_again(row: StripeEvent) -> StripeEvent:
    """Count it."""
    StripeEvent.objects.filter(pk=row.pk).update(times_received=F("times_received") + 1)
    return row


def _session_completed(workspace: Workspace, heard: Heard) -> None:
    if heard.subscription is not None:
        stripe_sync.sync_subscription(workspace, heard.subscription, heard.at, heard.key)
        stripe_sync.close([heard.about["id"]], PurchaseStatus.PAID, heard.at)
    stripe_sync.session_paid(workspace, heard.about, heard.at)


def _session_over(workspace: Workspace, heard: Heard) -> None:
    stripe_sync.close([heard.about["id"]], PurchaseStatus.GIVEN_UP, heard.at)


def _subscription(workspace: Workspace, heard: Heard) -> None:
    stripe_sync.sync_subscription(workspace, heard.about, heard.at, heard.key)


def _copy_invoice(workspace: Workspace, heard: Heard) -> None:
    stripe_sync.sync_invoice(workspace, heard.about)


def _invoice_paid(workspace: Workspace, heard: Heard) -> None:
    if heard.subscription is not None:
        stripe_sync.invoice_paid(workspace, heard.about, heard.subscription, heard.at, heard.key)
    _copy_invoice(workspace, heard)


def _invoice_failed(workspace: Workspace, heard: Heard) -> None:
    if heard.subscription is not None:
        stripe_sync.invoice_failed(workspace, heard.about, heard.subscription, heard.at, heard.key)
    _copy_invoice(workspace, heard)


def _money_went_back(workspace: Workspace, heard: Heard) -> str:
    return stripe_refunds.follow(workspace, heard.reversal) if heard.reversal else ""


REVERSALS = ("charge.refunded", "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed")
# What an act returns is for staff to look at.
ACTS: dict[str, Callable[[Workspace, Heard], str | None]] = {
    "checkout.session.completed": _session_completed,
    "checkout.session.async_payment_succeeded": _session_completed,
    "checkout.session.async_payment_failed": _session_over,
    "checkout.session.expired": _session_over,
    "customer.subscription.created": _subscription,
    "customer.subscription.updated": _subscription,
    "customer.subscription.deleted": _subscription,
    "invoice.paid": _invoice_paid,
    "invoice.payment_failed": _invoice_failed,
    **dict.fromkeys(REVERSALS, _money_went_back),
}
