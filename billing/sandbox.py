"""A checkout in which no money moves, for an installation without Stripe. The same services are called."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from avatarsite.errors import UserError
from billing import stripe_sync, subscriptions
from billing.ledger import locked_account
from billing.models import Invoice, Purchase
from billing.sales import Channel, InvoiceStatus, PurchaseStatus


@transaction.atomic
def pay(purchase: Purchase, actor: User) -> Purchase:
    """Complete it, once: what was bought is there then. UserError("billing.purchase_over") when it was given up."""
    locked_account(purchase.workspace_id)
    purchase = Purchase.objects.select_related("plan", "product", "workspace").get(pk=purchase.pk)
    if purchase.status == PurchaseStatus.PAID:
        return purchase
    if purchase.status != PurchaseStatus.OPEN or purchase.channel != Channel.SANDBOX:
        raise UserError("billing.purchase_over")
    now, key = timezone.now(), f"sandbox:{purchase.code}"
    if purchase.plan is not None:
        plan = purchase.plan
        subscriptions.change_plan(
            purchase.workspace, plan.kind, plan, now, key=key, actor=actor, reason="Sandbox"
        )
    elif purchase.product is not None:
        stripe_sync.add(purchase.workspace, purchase.product, purchase.quantity, key=key, actor=actor)
    purchase.status, purchase.paid_at = PurchaseStatus.PAID, now
    purchase.save(update_fields=["status", "paid_at"])
    _invoice(purchase)
    return purchase


def give_up(purchase: Purchase) -> None:
    """Nothing was bought."""
    still = Purchase.objects.filter(pk=purchase.pk, status=PurchaseStatus.OPEN)
    still.update(status=PurchaseStatus.GIVEN_UP)


def _invoice(purchase: Purchase) -> None:
    period: dict[str, Any] = {}
    if purchase.plan is not None:
        ours = subscriptions.locked(purchase.workspace, purchase.plan.kind)[1]
        period = {"period_start": ours.period_start, "period_end": ours.period_end}
    Invoice.objects.create(
        workspace=purchase.workspace,
        channel=Channel.SANDBOX,
        external_id=f"sandbox:{purchase.code}",
        number=f"SANDBOX-{purchase.code.upper()}",
        description=purchase.title,
        status=InvoiceStatus.PAID,
        amount_cents=purchase.amount_cents,
        currency=purchase.currency,
        issued_at=purchase.paid_at or timezone.now(),
        **period,
    )
