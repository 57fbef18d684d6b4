"""The one place that writes the ledger."""

from datetime import datetime

from django.db import transaction

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from billing import lots
from billing.models import Account, Cause, LedgerEntry, Lot, Unit

MOST = 2**53  # of a sum: what every reader of JSON still counts exactly
SHORT = {Unit.SLOTS: "billing.no_slots", Unit.CONVERSATION_MS: "billing.no_credits"}


def locked_account(workspace_id: int) -> Account:
    """The account's row, locked until the transaction ends (SQLite: the whole file is, by IMMEDIATE)."""
    return Account.objects.select_for_update().get(pk=workspace_id)


@transaction.atomic
def write(
    workspace: Workspace,
    unit: Unit,
    amount: int,
    *,
    key: str,
    reason: str,
    cause: Cause = Cause.GIVEN,
    actor: User | None = None,
    conversation_code: str = "",
    lapses_at: datetime | None = None,
) -> LedgerEntry:
    """Add an entry and its amount to the account. The same key again gives the entry that is there already.

    UserError("billing.no_slots" or "billing.no_credits") when the sum would fall below zero or below what is held;
    ("billing.too_much") when it would be larger than can be counted; ("billing.key_used") when another workspace has
    this key.
    """
    account = locked_account(workspace.pk)
    return append(
        account, unit, amount, key=key, reason=reason, cause=cause, actor=actor,
        conversation_code=conversation_code, lapses_at=lapses_at,
    )  # fmt: skip


def append(
    account: Account,
    unit: Unit,
    amount: int,
    *,
    key: str,
    reason: str,
    cause: Cause,
    actor: User | None = None,
    conversation_code: str = "",
    lapses_at: datetime | None = None,
    lot: Lot | None = None,
) -> LedgerEntry:
    """The same for an account that is locked; its sums follow. `lot`: take it from this one, not from the soonest."""
    known = known_entry(account, key)
    if known is not None:
        return known
    balance = getattr(account, unit.value) + amount
    if balance < (account.held_ms if unit == Unit.CONVERSATION_MS else account.plan_slots):
        raise UserError(SHORT[unit])
    if balance > MOST:
        raise UserError("billing.too_much")
    setattr(account, unit.value, balance)
    account.save(update_fields=[unit.value])
    entry = LedgerEntry.objects.create(
        workspace_id=account.pk, unit=unit, amount=amount, balance_after=balance, key=key, reason=reason[:200],
        cause=cause, actor=actor, conversation_code=conversation_code,
    )  # fmt: skip
    if unit == Unit.CONVERSATION_MS:
        lots.follow(entry, lapses_at, lot)
    return entry


def known_entry(account: Account, key: str) -> LedgerEntry | None:
    """The entry that this cause made before. UserError("billing.key_used") when it was another workspace's."""
    known = LedgerEntry.objects.filter(key=key).first()
    if known is not None and known.workspace_id != account.pk:
        raise UserError("billing.key_used")
    return known
