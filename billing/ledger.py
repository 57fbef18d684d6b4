"""The one place that writes the ledger."""

from django.db import transaction

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from billing.models import Account, LedgerEntry, Unit

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
    actor: User | None = None,
    conversation_code: str = "",
) -> LedgerEntry:
    """Add an entry and its amount to the account. The same key again gives the entry that is there already.

    UserError("billing.no_slots" or "billing.no_credits") when the sum would fall below zero or below what is held.
    """
    account = locked_account(workspace.pk)
    known = LedgerEntry.objects.filter(key=key).first()
    if known is not None:
        return known
    return _append(account, unit, amount, key, reason, actor, conversation_code)


def _append(
    account: Account,
    unit: Unit,
    amount: int,
    key: str,
    reason: str,
    actor: User | None,
    conversation_code: str,
) -> LedgerEntry:
    balance = getattr(account, unit.value) + amount
    if balance < (account.held_ms if unit == Unit.CONVERSATION_MS else 0):
        raise UserError(SHORT[unit])
    setattr(account, unit.value, balance)
    account.save(update_fields=[unit.value])
    return LedgerEntry.objects.create(
        workspace_id=account.pk,
        unit=unit,
        amount=amount,
        balance_after=balance,
        key=key,
        reason=reason,
        actor=actor,
        conversation_code=conversation_code,
    )
