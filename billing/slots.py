"""Slots: the right to one avatar of one's own. Standing, not monthly.

A plan grants its number once, an upgrade the difference. A downgrade keeps the avatars: slots that came with a plan are
used before those that were bought or given, the avatars made of them stay counted, and there is room again when a plan
has more slots than that. Bought and given slots can always be used. A deleted avatar returns none. When the plan's
payment is missing and its grace is over, its slots wait until that came; nothing is taken away.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from billing.ledger import append, known_entry, locked_account
from billing.models import Account, Cause, Kind, LedgerEntry, Plan, Subscription, Unit


def slots_left(workspace: Workspace, now: datetime | None = None) -> int | None:
    """How many avatars can still be created; None is no limit. A plan that is unpaid for too long gives none."""
    return _room(Account.objects.get(pk=workspace.pk), _terms(workspace.pk), now or timezone.now())


def refuse_without_slot(workspace: Workspace) -> None:
    """Before recording or uploading. UserError("billing.no_slots") says how to get one."""
    if slots_left(workspace) == 0:
        raise UserError("billing.no_slots")


@transaction.atomic
def use_slot(
    workspace: Workspace, key: str, reason: str, actor: User | None = None, now: datetime | None = None
) -> LedgerEntry:
    """Deduct one, once for each key, in the caller's transaction: the one that marks the avatar created.

    A plan without a limit grants it with the same stroke. UserError("billing.no_slots") takes nothing.
    """
    account, now = locked_account(workspace.pk), now or timezone.now()
    known = known_entry(account, key)
    if known is not None:
        return known
    terms = _terms(account.pk)
    room = _room(account, terms, now)
    if room == 0:
        raise UserError("billing.no_slots")
    if room is None:
        append(account, Unit.SLOTS, 1, key=f"{key}:grant", reason=reason, cause=Cause.INCLUDED, actor=actor)
        account.plan_slots += 1
    if account.plan_slots > 0 and not _is_overdue(terms, now):
        account.plan_slots -= 1
        account.plan_slots_used += 1
        account.save(update_fields=["plan_slots", "plan_slots_used"])
    return append(account, Unit.SLOTS, -1, key=key, reason=reason, cause=Cause.USED, actor=actor)


def fit_to_plan(account: Account, plan: Plan, *, key: str, reason: str, actor: User | None = None) -> None:
    """Room for what the plan has, less what was used of plans before. An unlimited plan leaves the sum as it is."""
    if plan.slots is None:
        return
    room = max(0, plan.slots - account.plan_slots_used)
    more = room - account.plan_slots
    if not more:
        return
    if more < 0:
        account.plan_slots = room
        account.save(update_fields=["plan_slots"])
    cause = Cause.INCLUDED if more > 0 else Cause.TAKEN_BACK
    append(account, Unit.SLOTS, more, key=key, reason=reason, cause=cause, actor=actor)
    if more > 0:
        account.plan_slots = room
        account.save(update_fields=["plan_slots"])


def _terms(workspace_id: int) -> Subscription | None:
    return (
        Subscription.objects.select_related("plan")
        .filter(workspace_id=workspace_id, kind=Kind.CREATION)
        .first()
    )


def _is_overdue(terms: Subscription | None, now: datetime) -> bool:
    return terms is not None and terms.is_overdue(now)


def _room(account: Account, terms: Subscription | None, now: datetime) -> int | None:
    """Slots that can be used now; None is no limit."""
    if _is_overdue(terms, now):
        return account.slots - account.plan_slots
    return None if terms is not None and terms.plan.slots is None else account.slots
