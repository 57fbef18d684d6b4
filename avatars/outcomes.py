"""How runs end, for the avatar: one transaction with the run's own end. Raises work.Lost when it is not ours."""

from pathlib import Path
from typing import Any

from django.db import transaction

from avatars import bell, mails, slots, work
from avatars.changes import change_status
from avatars.folders import bundle_folder, forget_older, relative
from avatars.footage.errors import Reason
from avatars.models import Avatar, Work, WorkKind, WorkStatus
from avatars.samples.loading import digest
from avatars.services import begin_activation, locked
from avatars.status import Status
from avatarsite.errors import UserError
from avatarsite.messages import sentence

SHORT = 200  # of a reason that is kept with a change of status


@transaction.atomic
def created(row: Work) -> Work:
    """Creation succeeded: created, its slot paid, and activation begun, or nothing of all that.

    UserError("billing.no_slots") when another avatar took the last slot meanwhile.
    """
    avatar = locked(row.avatar)
    work.end(row, WorkStatus.DONE)
    if not row.replaces:
        slots.pay(row)
        change_status(avatar, Status.CREATED, actor=row.actor)
    return begin_activation(avatar, row.recording, row.actor, replaces=row.replaces)


@transaction.atomic
def activated(row: Work, quality: dict[str, Any]) -> None:
    """Activation succeeded: the new bundle takes the old one's place, and what is needed no more goes."""
    avatar = locked(row.avatar)
    work.end(row, WorkStatus.DONE)
    folder = bundle_folder(row)
    Avatar.objects.filter(pk=avatar.pk).update(
        bundle_path=relative(folder), bundle_digest=digest(folder), quality=quality
    )
    if not row.replaces:
        change_status(avatar, Status.ACTIVE, actor=row.actor)
    transaction.on_commit(lambda: forget_older(row))
    _tell(row, "ready")
    bell.ring(avatar)


@transaction.atomic
def failed(row: Work, reasons: list[Reason]) -> None:
    """With all reasons. An avatar that was in use stays so."""
    avatar = locked(row.avatar)
    work.end(row, WorkStatus.FAILED, [reason.as_dict() for reason in reasons])
    if not row.replaces:
        change_status(avatar, Status.FAILED, reason=said(reasons)[:SHORT], actor=row.actor)
    _tell(row, "not_renewed" if row.renews else "kept" if row.replaces else "failed")
    bell.ring(avatar)


def _tell(row: Work, what: str) -> None:
    """The owner, but of a renewal: nobody asked for it."""
    if row.kind != WorkKind.RENEWAL:
        mails.tell_owner(row.avatar, what)


def died(row: Work) -> bool:
    """Its process died once too often. False when it was heard after all."""
    try:
        failed(row, [Reason("avatar.worker_died")])
    except work.Lost:
        return False
    return True


def said(reasons: list[Reason]) -> str:
    """All sentences, one after the other."""
    return " ".join(sentence(UserError(reason.id, **reason.facts)) for reason in reasons)


def new_bundle(row: Work) -> tuple[Path, dict[str, Any]]:
    """Where an activation builds, and what the bundle's manifest says of whose face it is."""
    avatar = row.avatar
    manifest = {
        "code": avatar.code,
        "name": avatar.name,
        "kind": avatar.kind,
        "synthetic": False,
        "licence": "Private: the face of the person who recorded it, for the use that they agreed to.",
        "consent": row.recording.code if row.recording else "",
        "greeting": avatar.greeting,
        "default_language": avatar.default_language,
        "voice": avatar.voice,
    }
    return bundle_folder(row), manifest
