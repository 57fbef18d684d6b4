"""The meter of a conversation: pay ahead in small leases, settle once.

start      holds the first lease, if there is a place and credit
take_over  makes the caller the one process that may confirm and settle
renew      says how far the session got, and holds the next lease: how long it may run
settle     bills what was used, gives back the rest; the first call decides, every later one repeats its answer

Each is one short transaction that first locks the account's row, so that two of them never see the same last
place or credit. `now` is the wall clock (aware); *_ms is the session's own clock since Start Chat.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing import outage
from billing.ledger import append, locked_account
from billing.models import Account, Cause, Kind, Meter, MeterStatus, Subscription, Unit
from billing.upkeep import bring_up_to_date, lapse

LEASE_MS = 7_000
# A live process renews at each heartbeat (2 s). After a lease it has stopped by its own clock, or it is dead: a second
# later its place is free, and with the sweep of each second that is less than 10 s after its death.
SILENT = timedelta(milliseconds=LEASE_MS + 1_000)


@dataclass(frozen=True)
class Lease:
    """until_ms: the session must end when it gets there. free_ms: what its workspace has beyond all that is held.

    limit_ms: the session's longest length, or None. sharing: how many sessions live on free_ms, this one included.
    """

    until_ms: int
    free_ms: int
    limit_ms: int | None
    sharing: int


@transaction.atomic
def start(workspace: Workspace, key: str, now: datetime | None = None, *, most_ms: int | None = None) -> Meter:
    """Take a place and the first lease for the conversation `key`. The same key again: the meter that is there.

    most_ms: how long it may be, where that is less than the plan's own limit.
    UserError("billing.too_many_users", users=), ("billing.no_credits"), ("billing.payment_due", since=) or
    ("billing.no_plan") take nothing.
    """
    now = now or timezone.now()
    account = locked_account(workspace.pk)
    known = Meter.objects.filter(key=key, workspace=workspace).first()
    if known is not None:
        return known
    settle_silent(account, now)
    bring_up_to_date(account, now)
    terms = _terms(workspace)
    _refuse_what_is_due(terms, now)
    _refuse_when_full(account, terms, now)
    meter = Meter(
        key=key, workspace=workspace, fence=secrets.randbits(60), held_ms=0, started_at=now, confirmed_at=now
    )
    meter.limit_ms = min((ms for ms in (terms.session_limit_ms, most_ms) if ms is not None), default=None)
    if _hold(account, meter, LEASE_MS) <= 0:
        raise UserError("billing.no_credits")
    meter.save()
    return meter


@transaction.atomic
def take_over(key: str, now: datetime | None = None) -> tuple[int, int]:
    """The fence that counts from now on, and the elapsed_ms to go on from: whoever ran the session gets no more time.

    The first process counts from Start Chat; a later one from what was confirmed, so that a gap costs nothing.
    UserError("billing.settled") when it is over.
    """
    now = now or timezone.now()
    account, meter = _locked(key)
    if meter.status != MeterStatus.OPEN:
        raise UserError("billing.settled")
    elapsed_ms = meter.confirmed_ms or max(0, round((now - meter.started_at).total_seconds() * 1000))
    meter.fence, meter.confirmed_at = meter.fence + 1, now
    _hold(account, meter, elapsed_ms + LEASE_MS)
    meter.save(update_fields=["fence", "confirmed_at", "held_ms"])
    return meter.fence, elapsed_ms


@transaction.atomic
def renew(
    key: str, fence: int, confirmed_ms: int, now: datetime | None = None, *, reached_ms: int = 0
) -> Lease:
    """Confirm `confirmed_ms` (what would be billed if nothing more came) and pay ahead from `reached_ms`, where it is.

    A settled meter, another process's fence, or a process that was silent for so long that its place may be gone, gets
    no time. Late or repeated messages never take anything back.
    """
    now = now or timezone.now()
    account, meter = _locked(key)
    if meter.status != MeterStatus.OPEN or meter.fence != fence:
        return Lease(meter.settled_ms or 0, 0, meter.limit_ms, 0)
    if now - meter.confirmed_at > SILENT:
        return Lease(meter.held_ms, 0, meter.limit_ms, 0)
    bring_up_to_date(account, now)
    meter.confirmed_ms = min(max(confirmed_ms, meter.confirmed_ms), meter.held_ms)
    meter.confirmed_at = max(now, meter.confirmed_at)
    _hold(account, meter, max(meter.confirmed_ms, reached_ms) + LEASE_MS)
    meter.save(update_fields=["confirmed_ms", "confirmed_at", "held_ms"])
    free_ms = account.conversation_ms - account.held_ms
    return Lease(meter.held_ms, free_ms, meter.limit_ms, _running(account, now))


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
    """Settle the sessions of a locked account whose process died, to the last time that it confirmed. How many.

    None soon after the database was away: their processes are alive and about to say how far they got.
    """
    if outage.is_recent(now):
        return 0
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


def _refuse_what_is_due(terms: Subscription, now: datetime) -> None:
    if terms.due_since is not None and terms.is_overdue(now):
        raise UserError("billing.payment_due", since=terms.due_since.date().isoformat())


def _refuse_when_full(account: Account, terms: Subscription, now: datetime) -> None:
    if terms.users is not None and _running(account, now) >= terms.users:
        raise UserError("billing.too_many_users", users=terms.users)


def _running(account: Account, now: datetime) -> int:
    """The dead hold no place, settled or not."""
    return Meter.objects.filter(
        workspace_id=account.pk, status=MeterStatus.OPEN, confirmed_at__gte=now - SILENT
    ).count()


def _hold(account: Account, meter: Meter, wanted_ms: int) -> int:
    """Pay ahead up to wanted_ms, as far as the credit and the session's limit go. Returns what is held."""
    if meter.limit_ms is not None:
        wanted_ms = min(wanted_ms, meter.limit_ms)
    more = max(0, min(wanted_ms - meter.held_ms, account.conversation_ms - account.held_ms))
    meter.held_ms += more
    account.held_ms += more
    if more:
        account.save(update_fields=["held_ms"])
    return meter.held_ms


def _close(account: Account, meter: Meter, elapsed_ms: int, reason: str, now: datetime) -> None:
    """Bill min(elapsed, held) and release the rest, under the lock. What should have lapsed meanwhile goes."""
    billed = max(0, min(elapsed_ms, meter.held_ms))
    account.held_ms -= meter.held_ms
    account.save(update_fields=["held_ms"])
    if billed:
        append(
            account, Unit.CONVERSATION_MS, -billed, key=f"session:{meter.key}", reason="Conversation",
            cause=Cause.USED, conversation_code=meter.key,
        )  # fmt: skip
    meter.status, meter.settled_ms, meter.fence = MeterStatus.SETTLED, billed, meter.fence + 1
    meter.end_reason, meter.settled_at = reason, now
    meter.save(update_fields=["status", "settled_ms", "fence", "end_reason", "settled_at"])
    lapse(account, now)
