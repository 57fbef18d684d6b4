"""The one place that writes runs: begun once, taken by one process at a time, ended once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from avatars.models import Avatar, Recording, Work, WorkKind, WorkStatus
from avatarsite.errors import UserError

SILENT = timedelta(seconds=15)  # a run that was heard last before that has lost its process


class Lost(Exception):
    """This process may not write the run any more: it was ended, or another process has it."""


def begin(
    avatar: Avatar,
    kind: WorkKind,
    recording: Recording | None,
    actor: User | None,
    *,
    replaces: bool,
    net: int | None = None,
) -> Work:
    """A run that waits for a worker. UserError("avatar.busy") while another one is open."""
    try:
        with transaction.atomic():
            return Work.objects.create(
                avatar=avatar, kind=kind, recording=recording, actor=actor, replaces=replaces, net=net
            )
    except IntegrityError as error:
        raise UserError("avatar.busy") from error


def take(pk: int, now: datetime | None = None) -> Work | None:
    """The run, now this process's own; None when it ended or somebody else was first."""
    now = now or timezone.now()
    row = Work.objects.select_related("avatar__workspace", "recording").filter(pk=pk).first()
    if row is None or row.status != WorkStatus.WAITING:
        return None
    changed = {
        "status": WorkStatus.RUNNING, "attempt": row.attempt + 1, "heartbeat_at": now,
        "started_at": row.started_at or now,
    }  # fmt: skip
    won = Work.objects.filter(pk=pk, status=WorkStatus.WAITING, attempt=row.attempt).update(**changed)
    if not won:
        return None
    for name, value in changed.items():
        setattr(row, name, value)
    return row


def write(row: Work, **values: Any) -> None:
    """Write to the run that this process has. Raises Lost."""
    if not _mine(row).update(**values):
        raise Lost
    for name, value in values.items():
        setattr(row, name, value)


def check(row: Work) -> None:
    """Is it still this process's? Raises Lost."""
    if not _mine(row).exists():
        raise Lost


def enter(row: Work, stage: str) -> None:
    """A stage begins. Raises Lost."""
    now = timezone.now()
    write(row, stage=stage, share=0.0, stage_at=now, heartbeat_at=now)


def leave(row: Work, seconds: float) -> None:
    """The stage is done and took so long, which is added to what earlier attempts took. Raises Lost."""
    total = {**row.seconds, row.stage: round(row.seconds.get(row.stage, 0.0) + seconds, 2)}
    write(row, share=1.0, seconds=total, heartbeat_at=timezone.now())


def end(row: Work, status: WorkStatus, reasons: Sequence[dict[str, Any]] = ()) -> None:
    """The run that this process has ends. Raises Lost."""
    write(row, status=status, reasons=list(reasons), ended_at=timezone.now())


def end_open(avatar: Avatar, status: WorkStatus) -> Work | None:
    """End whatever run of the avatar is open, whoever has it; that process finds it Lost and stops. None: none was."""
    row = avatar.works.open().first()
    if row is None:
        return None
    won = Work.objects.open().filter(pk=row.pk).update(status=status, ended_at=timezone.now())
    return row if won else None


def end_renewal(avatar: Avatar) -> None:
    """The same of a renewal alone, which gives way: it counts as not tried."""
    if avatar.works.open().filter(kind=WorkKind.RENEWAL).update(net=None):
        end_open(avatar, WorkStatus.CANCELLED)


def put_back(row: Work) -> bool:
    """A run whose process died waits again. False when it was heard after all, or has ended."""
    silent = Work.objects.filter(
        pk=row.pk, status=WorkStatus.RUNNING, attempt=row.attempt, heartbeat_at=row.heartbeat_at
    )
    return bool(silent.update(status=WorkStatus.WAITING))


def _mine(row: Work) -> Any:
    return Work.objects.filter(pk=row.pk, status=WorkStatus.RUNNING, attempt=row.attempt)
