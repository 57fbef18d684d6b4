"""Slots and credits that are given: by a plan, or by staff with a reason."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User, Workspace
from avatarsite.codes import new_code
from avatarsite.errors import UserError
from billing.contracts import contract_users
from billing.ledger import locked_account, write
from billing.models import Account, Kind, LedgerEntry, Plan, Subscription, Unit
from billing.subscriptions import change_plan, enter
from billing.units import ms_of_credits


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


@transaction.atomic
def grant(
    workspace: Workspace,
    *,
    credits: Decimal | int = 0,
    slots: int = 0,
    users: int | None = None,
    reason: str,
    actor: User | None = None,
    key: str = "",
) -> list[LedgerEntry]:
    """Staff give credits, slots, and by contract a number of users at a time. The same key again gives nothing more.

    UserError("billing.bad_grant") for negative or empty grants, or without a reason.
    """
    _check(Decimal(credits), slots, users, reason)
    key = key or new_code()
    if users is not None:
        contract_users(workspace, users, key=f"grant:{key}:users", reason=reason, actor=actor)
    given = ((Unit.CONVERSATION_MS, ms_of_credits(credits)), (Unit.SLOTS, slots))
    return [
        write(workspace, unit, amount, key=f"grant:{key}:{unit}", reason=reason, actor=actor)
        for unit, amount in given
        if amount
    ]


def put_under_contract(workspace: Workspace) -> None:
    """Onto the conversation plan whose terms are by contract (the one without a price), if there is one."""
    plan = Plan.objects.filter(kind=Kind.CONVERSATION, price_cents=None).first()
    if plan is not None:
        change_plan(workspace, Kind.CONVERSATION, plan, timezone.now(), key=f"contract:{new_code()}")


def _check(credits: Decimal, slots: int, users: int | None, reason: str) -> None:
    if not credits.is_finite() or credits < 0 or slots < 0 or (users is not None and users < 1):
        raise UserError("billing.bad_grant")
    if not (credits or slots or users):
        raise UserError("billing.bad_grant")
    if not reason.strip():
        raise UserError("billing.no_reason")
