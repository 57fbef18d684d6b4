"""What time alone changes: periods that begin, included conversation time that lapses.

Done by the worker's sweep, and before anything that counts on the sums (Start Chat, each lease, each settlement).
"""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone

from billing import lots
from billing.ledger import append, locked_account
from billing.models import Account, Cause, Lot, Plan, Subscription, Unit
from billing.months import month_around
from billing.subscriptions import begin_period, default_plan, enter, note

log = structlog.get_logger(__name__)


def bring_up_to_date(account: Account, now: datetime) -> None:
    """For a locked account; its sums follow."""
    due = Subscription.objects.select_related("plan", "next_plan").filter(
        workspace_id=account.pk, period_end__lte=now
    )
    for subscription in due:
        _renew(account, subscription, now)
    lapse(account, now)


def lapse(account: Account, now: datetime) -> None:
    """Included time whose period is over goes, but for what running sessions hold; an entry for each time."""
    for lot, ms in lots.lapsed(account.pk, account.held_ms, now):
        append(
            account, Unit.CONVERSATION_MS, -ms, key=f"lapse:{lot.pk}:{lot.left_ms - ms}", cause=Cause.LAPSED,
            reason="Unused at the end of the period", lot=lot,
        )  # fmt: skip


def _renew(account: Account, subscription: Subscription, now: datetime) -> None:
    """The period that runs now. Of those that nobody saw only what they would have left behind is missing: nothing."""
    if subscription.ends_at_period_end:
        _end(account, subscription)
        return
    if subscription.due_since is not None or subscription.period_end is None:
        return
    if subscription.next_plan is not None:
        _move(account, subscription, now)
        return
    start, end = month_around(subscription.anchor_at or subscription.period_end, now)
    start = max(start, subscription.period_end)
    note(subscription, "period_renewed", f"renewed:{subscription.pk}:{start.isoformat()}", start)
    _await_payment(subscription, start)
    begin_period(account, subscription, start, end)


def _await_payment(subscription: Subscription, start: datetime) -> None:
    """Of whoever is asked for money."""
    if subscription.is_billed and not (subscription.paid_at and subscription.paid_at >= start):
        subscription.due_since = start
        subscription.save(update_fields=["due_since"])


def _move(account: Account, subscription: Subscription, now: datetime) -> None:
    """Onto the smaller plan that was chosen for the time after this period, and on through its own periods."""
    plan, at = subscription.next_plan, subscription.period_end
    if plan is None or at is None:
        return
    key = f"moved:{subscription.pk}:{at.isoformat()}"
    note(subscription, "plan_changed", key, at, facts={"from": subscription.plan_id, "to": plan.pk})
    enter(account, subscription, plan, at, key=key, billed=subscription.is_billed)
    _await_payment(subscription, at)
    if subscription.period_end is not None and subscription.period_end <= now:
        _renew(account, subscription, now)


def _end(account: Account, subscription: Subscription) -> None:
    """Without a plan to go back to (staff removed it) all stays as it is, and nothing is given."""
    at = subscription.period_end or timezone.now()
    if not Plan.objects.filter(kind=subscription.kind, is_default=True).exists():
        log.error("no_default_plan", kind=subscription.kind)
        return
    plan, key = default_plan(subscription.kind), f"ended:{subscription.pk}:{at.isoformat()}"
    note(subscription, "plan_changed", key, at, facts={"from": subscription.plan_id, "to": plan.pk})
    enter(account, subscription, plan, at, key=key)


def sweep_due(now: datetime | None = None) -> int:
    """Every account with something due. Returns how many there were."""
    now = now or timezone.now()
    periods = Subscription.objects.filter(period_end__lte=now, due_since__isnull=True)
    lapsing = Lot.objects.filter(left_ms__gt=0, lapses_at__lte=now)
    due = set(periods.values_list("workspace_id", flat=True)) | set(
        lapsing.values_list("workspace_id", flat=True)
    )
    for workspace_id in sorted(due):
        with transaction.atomic():
            bring_up_to_date(locked_account(workspace_id), now)
    return len(due)
