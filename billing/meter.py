"""The meter of a conversation: pay ahead in small leases, settle once.

start   holds the first lease, if there is a place and credit
renew   says how far the session got, and holds the next lease; what it returns is how long the session may run
settle  bills what was used, gives back the rest; the first call decides, every later one repeats its answer

Each is one short transaction that first locks the account's row, so that two of them never see the same last
place or credit. `now` is the wall clock (aware); `elapsed_ms` is the session's own clock since Start Chat.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing.ledger import locked_account, write
from billing.models import Account, Kind, Meter, MeterStatus, Subscription, Unit

LEASE_MS = 10_000
# A live process renews in half a lease; after a whole one it has stopped by its own clock, or it is dead.
SILENT = timedelta(milliseconds=LEASE_MS + 2_000)


@transaction.atomic
def start(workspace: Workspace, key: str, now: datetime | None = None) -> Meter:
    """Take a place and the first lease for the conversation `key`. The same key again: the meter that is there.

    UserError("billing.too_many_users", users=), ("billing.no_credits") or ("billing.no_plan") take nothing.
    """
    now = now or timezone.now()
    account = locked_account(workspace.pk)
    known = Meter.objects.filter(key=key, workspace=workspace).first()
    if known is not None:
        return known
    settle_silent(account, now)
    terms = _terms(workspace)
    _refuse_when_full(account, terms)
    meter = Meter(
        key=key, workspace=workspace, fence=secrets.randbits(62), held_ms=0, started_at=now, confirmed_at=now
    )
    meter.limit_ms = terms.session_limit_ms
    if _hold(account, meter, LEASE_MS) <= 0:
        raise UserError("billing.no_credits")
    meter.save()
    return meter


@transaction.atomic
def renew(key: str, fence: int, elapsed_ms: int, now: datetime | None = None) -> int:
    """Confirm `elapsed_ms` and pay ahead from there. Returns paid_until_ms: the session must end when it gets there.

    A settled meter, or another process's fence, returns what was settled: no time is left. Late or repeated
    messages never take anything back.
    """
    account, meter = _locked(key)
    if meter.status != MeterStatus.OPEN or meter.fence != fence:
        return meter.settled_ms or 0
    meter.confirmed_ms = min(max(elapsed_ms, meter.confirmed_ms), meter.held_ms)
    meter.confirmed_at = now or timezone.now()
    _hold(account, meter, meter.confirmed_ms + LEASE_MS)
    meter.save(update_fields=["confirmed_ms", "confirmed_at", "held_ms"])
    return meter.held_ms


@transaction.atomic
def settle(key: str, fence: int, elapsed_ms: int, reason: str, now: datetime | None = None) -> int:
    """End the session at `elapsed_ms` and return the billed milliseconds. Never more than was paid ahead.

    With a wrong fence nothing changes: a process that came back from the dead bills nothing.
    """
    account, meter = _locked(key)
    if meter.status == MeterStatus.OPEN and meter.fence == fence:
        _close(account, meter, max(elapsed_ms, meter.confirmed_ms), reason, now or timezone.now())
    return meter.settled_ms or 0


def settle_silent(account: Account, now: datetime) -> int:
    """Settle the sessions of a locked account whose process died, to the last time that it confirmed. How many."""
    silent = Meter.objects.filter(
        workspace_id=account.pk, status=MeterStatus.OPEN, confirmed_at__lt=now - SILENT
    )
    for meter in silent:
        _close(account, meter, meter.confirmed_ms, "process_lost", now)
    return len(silent)


def _locked(key: str) -> tuple[Account, Meter]:
    """The account, locked, then the meter as it is under that lock. Meter.DoesNotExist without one."""
    workspace_id = Meter.objects.values_list("workspace_id", flat=True).get(key=key)
    return locked_account(workspace_id), Meter.objects.get(key=key)


def _terms(workspace: Workspace) -> Subscription:
    """The conversation plan or contract. UserError("billing.no_plan") when staff took it away."""
    terms = (
        Subscription.objects.select_related("plan")
        .filter(workspace=workspace, kind=Kind.CONVERSATION)
        .first()
    )
    if terms is None:
        raise UserError("billing.no_plan")
    return terms


def _refuse_when_full(account: Account, terms: Subscription) -> None:
    running = Meter.objects.filter(workspace_id=account.pk, status=MeterStatus.OPEN).count()
    if terms.users is not None and running >= terms.users:
        raise UserError("billing.too_many_users", users=terms.users)


def _hold(account: Account, meter: Meter, wanted_ms: int) -> int:
    """Pay ahead up to wanted_ms, as far as the credit and the session's limit go. Returns what is held."""
    if meter.limit_ms is not None:
        wanted_ms = min(wanted_ms, meter.limit_ms)
    more = max(0, min(wanted_ms - meter.held_ms, account.conversation_ms - account.held_ms))
    meter.held_ms += more
    account.held_ms += more
    account.save(update_fields=["held_ms"])
    return meter.held_ms


def _close(account: Account, meter: Meter, elapsed_ms: int, reason: str, now: datetime) -> None:
    """Bill min(elapsed, held) and release the rest, under the account's lock."""
    billed = max(0, min(elapsed_ms, meter.held_ms))
    account.held_ms -= meter.held_ms
    account.save(update_fields=["held_ms"])
    if billed:
        write(
            meter.workspace,
            Unit.CONVERSATION_MS,
            -billed,
            key=f"session:{meter.key}",
            reason="Conversation",
            conversation_code=meter.key,
        )
        account.refresh_from_db()
    meter.status, meter.settled_ms = MeterStatus.SETTLED, billed
    meter.end_reason, meter.settled_at = reason, now
    meter.save(update_fields=["status", "settled_ms", "end_reason", "settled_at"])
