"""What happens to a subscription: another plan, a new period, a payment that failed or came, its end.

Each locks the account first, and happens once for each `key`, however often and in whatever order events arrive. A plan
that renews gives its conversation time at the start of each period, and what is left of it lapses at the period's end;
one that does not renew gives it once, ever. Nothing is deleted when a payment fails: after seven days' grace no new
conversation starts, and periods don't renew, until it came.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from billing import lots
from billing.ledger import append, locked_account
from billing.models import Account, Cause, Change, Kind, Plan, Subscription, Unit
from billing.months import month_around
from billing.slots import fit_to_plan

log = structlog.get_logger(__name__)

# Somebody else's month begins within a day of ours, or it is another month.
SAME_PERIOD = timedelta(days=1)


@transaction.atomic
def change_plan(
    workspace: Workspace, kind: str, plan: Plan, at: datetime, *, key: str,
    actor: User | None = None, reason: str = "", billed: bool = False, period_end: datetime | None = None,
) -> Subscription:  # fmt: skip
    """Onto this plan, from `at` on; a contract that was made for the old one ends.

    News that is older than what is known changes nothing. UserError("billing.wrong_kind") for a plan of the other kind.
    """
    if plan.kind != kind:
        raise UserError("billing.wrong_kind", plan=plan.name)
    account, subscription = locked(workspace, kind)
    if _is_known(key) or (subscription.changed_at and at < subscription.changed_at):
        return subscription
    note(subscription, "plan_changed", key, at, actor, reason, {"from": subscription.plan_id, "to": plan.pk})
    if plan.pk == subscription.plan_id:
        subscription.changed_at = at.replace(microsecond=0)
        subscription.is_billed, subscription.ends_at_period_end, subscription.next_plan = billed, False, None
        subscription.save(update_fields=["changed_at", "is_billed", "ends_at_period_end", "next_plan"])
        return subscription
    enter(account, subscription, plan, at, billed=billed, period_end=period_end, key=key)
    log.info("plan_changed", workspace=workspace.code, plan=plan.code)
    return subscription


def enter(
    account: Account, subscription: Subscription, plan: Plan, at: datetime, *, key: str,
    billed: bool = False, period_end: datetime | None = None,
) -> None:  # fmt: skip
    """Its first period, and what it gives. Included time that nobody paid for goes with the plan that had it."""
    if subscription.due_since is not None and subscription.kind == Kind.CONVERSATION:
        lots.lapse_by(account.pk, at)
    subscription.plan, subscription.is_billed, subscription.next_plan = plan, billed, None
    subscription.changed_at = at.replace(microsecond=0)  # others' news is told in whole seconds
    subscription.anchor_at, subscription.ends_at_period_end = period_end or at, False
    subscription.due_since = subscription.payment_failed_at = None
    subscription.contract_users = subscription.contract_price_cents = None
    subscription.contract_session_limit_ms = subscription.contract_conversation_ms = None
    subscription.period_start = subscription.period_end = None
    if plan.renews_monthly or plan.price_cents != 0:
        subscription.period_start = at
        subscription.period_end = period_end or month_around(at, at)[1]
    subscription.save()
    if subscription.kind == Kind.CREATION:
        fit_to_plan(account, plan, key=f"{key}:slots", reason=plan.name)
    else:
        give_included(account, subscription)


def give_included(account: Account, subscription: Subscription) -> None:
    """The conversation time of the running period, once for each; or once and never again."""
    amount = subscription.included_ms
    if not amount or subscription.kind != Kind.CONVERSATION:
        return
    if subscription.renews and subscription.period_start:
        key = f"period:{subscription.pk}:{subscription.plan_id}:{subscription.period_start.isoformat()}"
    else:
        key = f"plan:{subscription.pk}:{subscription.plan_id}:{Unit.CONVERSATION_MS}"
    append(
        account, Unit.CONVERSATION_MS, amount, key=key, cause=Cause.INCLUDED,
        reason=f"Included in {subscription.plan.name}",
        lapses_at=subscription.period_end if subscription.renews else None,
    )  # fmt: skip


@transaction.atomic
def renew_period(workspace: Workspace, kind: str, start: datetime, end: datetime, *, key: str) -> bool:
    """Whoever bills says that a period began. False when it is the running one, or an older one.

    UserError("billing.bad_period") for an end that is not after the start.
    """
    if end <= start:
        raise UserError("billing.bad_period")
    account, subscription = locked(workspace, kind)
    if _is_known(key):
        return False
    note(subscription, "period_renewed", key, start, facts={"until": end.isoformat()})
    running = subscription.period_start
    if running is not None and start < running + SAME_PERIOD:
        if start > running - SAME_PERIOD:
            _agree_on_end(subscription, end)
        return False
    begin_period(account, subscription, start, end)
    _agree_on_end(subscription, end)
    return True


def _agree_on_end(subscription: Subscription, end: datetime) -> None:
    """Who bills counts the months: what began by our own clock ends, and lapses, by theirs."""
    before, subscription.period_end, subscription.anchor_at = subscription.period_end, end, end
    subscription.save(update_fields=["period_end", "anchor_at"])
    if before is not None and before != end and subscription.kind == Kind.CONVERSATION:
        lots.move_end(subscription.workspace_id, before, end)


def begin_period(account: Account, subscription: Subscription, start: datetime, end: datetime) -> None:
    """What was included before lapses at its start; what is included now is given."""
    if subscription.kind == Kind.CONVERSATION:
        lots.lapse_by(account.pk, start)
    subscription.period_start, subscription.period_end = start, end
    subscription.save(update_fields=["period_start", "period_end"])
    give_included(account, subscription)


@transaction.atomic
def payment_failed(workspace: Workspace, kind: str, at: datetime, *, key: str) -> Subscription:
    """Seven days' grace begin, unless they run already or a later payment is known."""
    _, subscription = locked(workspace, kind)
    if _is_known(key):
        return subscription
    note(subscription, "payment_failed", key, at)
    if subscription.paid_at is None or at > subscription.paid_at:
        subscription.due_since = subscription.due_since or at
        subscription.payment_failed_at = max(subscription.payment_failed_at or at, at)
        subscription.save(update_fields=["due_since", "payment_failed_at"])
    return subscription


@transaction.atomic
def payment_made(workspace: Workspace, kind: str, at: datetime, *, key: str) -> Subscription:
    """Nothing is due any more, unless a later payment has failed since."""
    _, subscription = locked(workspace, kind)
    if _is_known(key):
        return subscription
    note(subscription, "payment_made", key, at)
    subscription.paid_at = max(subscription.paid_at or at, at)
    if subscription.payment_failed_at is None or at >= subscription.payment_failed_at:
        subscription.due_since = subscription.payment_failed_at = None
    subscription.save(update_fields=["paid_at", "due_since", "payment_failed_at"])
    return subscription


@transaction.atomic
def end_at_period_end(
    workspace: Workspace, kind: str, at: datetime, *, key: str, ends: bool = True, actor: User | None = None
) -> Subscription:
    """When the running period is over, back to the plan that a workspace starts on (or, after all, not)."""
    _, subscription = locked(workspace, kind)
    if not _is_known(key):
        note(subscription, "end_planned" if ends else "end_withdrawn", key, at, actor)
        subscription.ends_at_period_end = ends and subscription.period_end is not None
        subscription.next_plan = None
        subscription.save(update_fields=["ends_at_period_end", "next_plan"])
    return subscription


@transaction.atomic
def move_at_period_end(
    workspace: Workspace, plan: Plan, at: datetime, *, key: str, actor: User | None = None
) -> Subscription:
    """When the running period is over, onto this plan; its own plan takes that back.

    UserError("billing.bad_period") where no period runs.
    """
    _, subscription = locked(workspace, plan.kind)
    if _is_known(key):
        return subscription
    if subscription.period_end is None:
        raise UserError("billing.bad_period")
    moves = plan.pk != subscription.plan_id
    note(subscription, "move_planned" if moves else "move_withdrawn", key, at, actor, facts={"to": plan.pk})
    subscription.next_plan, subscription.ends_at_period_end = plan if moves else None, False
    subscription.save(update_fields=["next_plan", "ends_at_period_end"])
    return subscription


@transaction.atomic
def end_plan(
    workspace: Workspace, kind: str, at: datetime, *, key: str, actor: User | None = None, reason: str = ""
) -> Subscription:
    """Back to the plan that a workspace starts on, at once. UserError("billing.no_plan") when there is none."""
    return change_plan(workspace, kind, default_plan(kind), at, key=key, actor=actor, reason=reason)


def default_plan(kind: str) -> Plan:
    """What a workspace starts on. UserError("billing.no_plan")."""
    plan = Plan.objects.filter(kind=kind, is_default=True).first()
    if plan is None:
        raise UserError("billing.no_plan")
    return plan


def locked(workspace: Workspace, kind: str) -> tuple[Account, Subscription]:
    """The account, locked, then its subscription of this kind. UserError("billing.no_plan") without one."""
    account = locked_account(workspace.pk)
    subscription = (
        Subscription.objects.select_related("plan").filter(workspace_id=workspace.pk, kind=kind).first()
    )
    if subscription is None:
        raise UserError("billing.no_plan")
    return account, subscription


def _is_known(key: str) -> bool:
    return Change.objects.filter(key=key).exists()


def note(
    subscription: Subscription, what: str, key: str, at: datetime,
    actor: User | None = None, reason: str = "", facts: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """A row that stays: what, when, by whom and why."""
    row = {"subscription": subscription, "what": what, "at": at, "actor": actor, "reason": reason[:200]}
    Change.objects.get_or_create(key=key, defaults={**row, "facts": facts or {}})
