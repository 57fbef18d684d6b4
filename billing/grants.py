"""Slots and credits that are given: by a plan, or by staff with a reason."""

from decimal import Decimal
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.models import User, Workspace
from avatarsite.codes import new_code
from avatarsite.errors import UserError
from billing.contracts import contract_users
from billing.ledger import SHORT, locked_account, write
from billing.models import Account, Cause, Kind, LedgerEntry, Plan, Subscription, Unit
from billing.subscriptions import change_plan, enter
from billing.units import credits_of_ms, ms_of_credits

log = structlog.get_logger(__name__)


@transaction.atomic
def open_account(workspace: Workspace) -> Account:
    """The account of a new workspace, on the default plans, with what they grant. Running it twice does no harm."""
    Account.objects.get_or_create(workspace=workspace)
    account, now = locked_account(workspace.pk), timezone.now()
    for plan in Plan.objects.filter(is_default=True):
        subscription, new = Subscription.objects.get_or_create(
            workspace=workspace, kind=plan.kind, defaults={"plan": plan}
        )
        if new:
            enter(account, subscription, plan, now, key=f"open:{subscription.pk}")
    return account


def open_missing_accounts() -> None:
    """For workspaces that were left without one. Where a plan can't be given, it is logged."""
    for workspace in Workspace.objects.filter(account=None):
        try:
            open_account(workspace)
        except UserError as error:
            log.warning("account_not_opened", workspace=workspace.code, why=error.message_id)


@transaction.atomic
def grant(
    workspace: Workspace, *, credits: Decimal | int = 0, slots: int = 0, users: int | None = None,
    reason: str, actor: User | None = None, key: str = "",
) -> list[LedgerEntry]:  # fmt: skip
    """Staff give credits, slots, and by contract a number of users at a time. The same key again gives nothing more.

    UserError("billing.bad_grant") for negative or empty grants, or without a reason.
    """
    if not Decimal(credits).is_finite() or credits < 0 or slots < 0:
        raise UserError("billing.bad_grant")
    return adjust(workspace, credits=credits, slots=slots, users=users, reason=reason, actor=actor, key=key)


@transaction.atomic
def adjust(
    workspace: Workspace, *, credits: Decimal | int = 0, slots: int = 0, users: int | None = None,
    reason: str, actor: User | None = None, key: str = "",
) -> list[LedgerEntry]:  # fmt: skip
    """The same in both directions: less than nothing takes back, first of all what was given.

    UserError("billing.bad_grant"), ("billing.no_reason"), or ("billing.less_is_left", credits=, slots=) for more than
    is free: what running conversations hold, and the slots of a plan, stay.
    """
    _check(Decimal(credits), slots, users, reason)
    changes, key = ((Unit.CONVERSATION_MS, ms_of_credits(credits)), (Unit.SLOTS, slots)), key or new_code()
    free = _free(locked_account(workspace.pk))
    if users is not None:
        contract_users(workspace, users, key=f"grant:{key}:users", reason=reason, actor=actor)
    try:
        return [
            write(
                workspace, unit, amount, key=f"grant:{key}:{unit}", reason=reason, actor=actor,
                cause=Cause.GIVEN if amount > 0 else Cause.TAKEN_BACK,
            )
            for unit, amount in changes
            if amount
        ]  # fmt: skip
    except UserError as error:
        if error.message_id not in SHORT.values():
            raise
        raise UserError("billing.less_is_left", **free) from error


def _free(account: Account) -> dict[str, Any]:
    """What can be taken, in the units that people use."""
    ms, slots = account.conversation_ms - account.held_ms, account.slots - account.plan_slots
    return {"credits": f"{credits_of_ms(ms):f}", "slots": slots}


def put_under_contract(workspace: Workspace) -> None:
    """Onto the conversation plan whose terms are by contract (the one without a price), if there is one."""
    plan = Plan.objects.filter(kind=Kind.CONVERSATION, price_cents=None).first()
    if plan is not None:
        change_plan(workspace, Kind.CONVERSATION, plan, timezone.now(), key=f"contract:{new_code()}")


def _check(credits: Decimal, slots: int, users: int | None, reason: str) -> None:
    if not credits.is_finite() or (users is not None and users < 1) or not (credits or slots or users):
        raise UserError("billing.bad_grant")
    if not reason.strip():
        raise UserError("billing.no_reason")
