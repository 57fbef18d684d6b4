"""Which conversation time is used first, and what becomes of the rest: included time lapses, bought time stays.

All of it under the account's lock. What running sessions hold is taken from the soonest to lapse, too: so much of a
lot stays after its end until they are settled.
"""

from datetime import datetime

from django.db.models import Case, F, QuerySet, When

from billing.models import Cause, LedgerEntry, Lot


def follow(entry: LedgerEntry, lapses_at: datetime | None, lot: Lot | None) -> None:
    """Do to the lots what the entry did to the sum."""
    if entry.amount > 0:
        Lot.objects.create(
            entry=entry, workspace_id=entry.workspace_id, left_ms=entry.amount, lapses_at=lapses_at
        )
    elif lot is not None:
        lot.left_ms += entry.amount
        lot.save(update_fields=["left_ms"])
    else:
        order = given_first if entry.cause == Cause.TAKEN_BACK else soonest_first
        _take(order(entry.workspace_id), -entry.amount)


def soonest_first(workspace_id: int) -> QuerySet[Lot]:
    """Those that have something left; what never lapses comes last."""
    left = Lot.objects.filter(workspace_id=workspace_id, left_ms__gt=0)
    return left.order_by(F("lapses_at").asc(nulls_last=True), "pk")


def given_first(workspace_id: int) -> QuerySet[Lot]:
    """The same for what is taken back: the newest gift, then what a plan included, and what was paid for last."""
    places = (When(entry__cause=cause, then=place) for place, cause in enumerate((Cause.GIVEN, Cause.INCLUDED)))
    return soonest_first(workspace_id).order_by(Case(*places, default=2), "-pk")


def _take(lots: QuerySet[Lot], ms: int) -> None:
    for lot in lots:
        taken = min(ms, lot.left_ms)
        lot.left_ms -= taken
        lot.save(update_fields=["left_ms"])
        ms -= taken
        if ms <= 0:
            return


def lapsed(workspace_id: int, held_ms: int, now: datetime) -> list[tuple[Lot, int]]:
    """What has to go now: each lot whose end has come, and how much of it no running session holds."""
    found = []
    for lot in soonest_first(workspace_id).filter(lapses_at__lte=now):
        kept = min(lot.left_ms, held_ms)
        held_ms -= kept
        if lot.left_ms > kept:
            found.append((lot, lot.left_ms - kept))
    return found


def move_end(workspace_id: int, before: datetime, after: datetime) -> None:
    """A period ends at another moment than was thought: so does what it included."""
    Lot.objects.filter(workspace_id=workspace_id, left_ms__gt=0, lapses_at=before).update(lapses_at=after)


def lapse_by(workspace_id: int, moment: datetime) -> None:
    """A new period begins: included time of the one before is good until then and no longer."""
    Lot.objects.filter(workspace_id=workspace_id, left_ms__gt=0, lapses_at__gt=moment).update(
        lapses_at=moment
    )
