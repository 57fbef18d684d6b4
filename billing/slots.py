"""Slots: the right to one avatar of one's own. Standing, not monthly.

A plan grants its number once, an upgrade the difference. A downgrade keeps the avatars: slots that came with a plan are
used before those that were bought or given, the avatars made of them stay counted, and there is room again when a plan
has more slots than that. Bought and given slots can always be used. A deleted avatar returns none.
"""

from django.db import transaction

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from billing.ledger import append, known_entry, locked_account
from billing.models import Account, Cause, Kind, LedgerEntry, Plan, Subscription, Unit


def slots_left(workspace: Workspace) -> int | None:
    """How many avatars can still be created; None is no limit."""
    if _has_no_limit(workspace.pk):
        return None
    return Account.objects.values_list("slots", flat=True).get(pk=workspace.pk)


def refuse_without_slot(workspace: Workspace) -> None:
    """Before recording or uploading. UserError("billing.no_slots") says how to get one."""
    if slots_left(workspace) == 0:
        raise UserError("billing.no_slots")


@transaction.atomic
def use_slot(workspace: Workspace, key: str, reason: str, actor: User | None = None) -> LedgerEntry:
    """Deduct one, once for each key, in the caller's transaction: the one that marks the avatar created.

    A plan without a limit grants it with the same stroke. UserError("billing.no_slots") takes nothing.
    """
    account = locked_account(workspace.pk)
    known = known_entry(account, key)
    if known is not None:
        return known
    if _has_no_limit(account.pk):
        append(account, Unit.SLOTS, 1, key=f"{key}:grant", reason=reason, cause=Cause.INCLUDED, actor=actor)
        account.plan_slots += 1
    if account.slots <= 0:
        raise UserError("billing.no_slots")
    if account.plan_slots > 0:
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


def _has_no_limit(workspace_id: int) -> bool:
    return Subscription.objects.filter(
        workspace_id=workspace_id, kind=Kind.CREATION, plan__slots__isnull=True
    ).exists()
