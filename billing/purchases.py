"""Slots and conversation time that are bought, and given back. Each once for each key; bought ones never lapse."""

from django.db import transaction

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from billing.ledger import append, known_entry, locked_account
from billing.models import Cause, LedgerEntry, Unit


@transaction.atomic
def add_slots(
    workspace: Workspace, count: int, *, key: str, reason: str, actor: User | None = None
) -> LedgerEntry:
    """UserError("billing.bad_grant") unless it is positive."""
    return _add(workspace, Unit.SLOTS, count, key, reason, actor)


@transaction.atomic
def buy_pack(
    workspace: Workspace, conversation_ms: int, *, key: str, reason: str, actor: User | None = None
) -> LedgerEntry:
    """UserError("billing.bad_grant") unless it is positive."""
    return _add(workspace, Unit.CONVERSATION_MS, conversation_ms, key, reason, actor)


def _add(
    workspace: Workspace, unit: Unit, amount: int, key: str, reason: str, actor: User | None
) -> LedgerEntry:
    if amount <= 0:
        raise UserError("billing.bad_grant")
    account = locked_account(workspace.pk)
    return append(account, unit, amount, key=f"bought:{key}", reason=reason, cause=Cause.BOUGHT, actor=actor)


@transaction.atomic
def take_back(
    workspace: Workspace, entry: LedgerEntry, *, reason: str, actor: User | None = None
) -> LedgerEntry:
    """The opposite of an entry (a refund, a mistake): what it gave is taken, what it took is given. Once.

    UserError("billing.no_credits" or "billing.no_slots") when it is used up already; ("billing.no_reason");
    ("billing.bad_entry") for another workspace's, or for one that is itself the opposite of another;
    ("billing.refunded_at_stripe") when its money went back there, and it with that.
    """
    if not reason.strip():
        raise UserError("billing.no_reason")
    if entry.workspace_id != workspace.pk or entry.cause == Cause.TAKEN_BACK:
        raise UserError("billing.bad_entry")
    account = locked_account(workspace.pk)
    key = f"back:{entry.pk}"
    known = known_entry(account, key)
    if known is not None:
        return known
    if LedgerEntry.objects.filter(key__startswith=f"refund:{entry.pk}:").exists():
        raise UserError("billing.refunded_at_stripe")
    lot = getattr(entry, "lot", None)
    if lot is not None and lot.left_ms < entry.amount:
        raise UserError("billing.no_credits")
    return append(
        account, Unit(entry.unit), -entry.amount, key=key, reason=reason, cause=Cause.TAKEN_BACK, actor=actor,
        conversation_code=entry.conversation_code, lot=lot,
    )  # fmt: skip
