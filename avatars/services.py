"""What people do with their own avatars. Each is one transaction; the job's side is in outcomes.py."""

from django.db import transaction

from accounts.models import User
from avatars import bell, work
from avatars.changes import change_status
from avatars.folders import forget_all
from avatars.jobs import ring
from avatars.models import Avatar, Kind, Recording, Work, WorkKind, WorkStatus
from avatars.slots import refuse_without_slot
from avatars.status import Status
from avatarsite.errors import UserError

IN_USE = (
    Status.ACTIVE,
    Status.DEACTIVATED,
)  # it keeps its status and its bundle while a new recording is made up
NAME_LENGTH = 80
BY_HAND = (Status.DRAFT, Status.UPLOADING, Status.CREATING, Status.ACTIVATING)  # what can be cancelled


def locked(avatar: Avatar) -> Avatar:
    """The same avatar as it is now, its row locked until the transaction ends. UserError for what is no own one."""
    Avatar.objects.select_for_update().get(pk=avatar.pk)
    avatar.refresh_from_db()
    if avatar.kind != Kind.OWN:
        raise UserError("avatar.not_own")
    return avatar


@transaction.atomic
def begin_creation(avatar: Avatar, recording: Recording, actor: User | None = None) -> Work:
    """Make the avatar of a recording, in a job. One that is in use keeps working until its new bundle is ready.

    UserError("billing.no_slots") where it has not paid its slot and none is left, ("avatar.busy") while another run
    is open, ("avatar.not_allowed").
    """
    locked(avatar)
    refuse_without_slot(avatar)
    replaces = avatar.status in IN_USE
    if not replaces:
        if avatar.status == Status.DRAFT:
            change_status(avatar, Status.UPLOADING, actor=actor)
        change_status(avatar, Status.CREATING, actor=actor)
    return _begin(avatar, WorkKind.CREATION, recording, actor, replaces=replaces)


@transaction.atomic
def begin_activation(
    avatar: Avatar, recording: Recording | None, actor: User | None = None, *, replaces: bool = False
) -> Work:
    """Build the bundle that live use needs. UserError("avatar.busy") or ("avatar.not_allowed")."""
    locked(avatar)
    if not replaces:
        change_status(avatar, Status.ACTIVATING, actor=actor)
    return _begin(avatar, WorkKind.ACTIVATION, recording, actor, replaces=replaces)


@transaction.atomic
def begin_renewal(avatar: Avatar, recording: Recording | None, net: int) -> Work:
    """Build the bundle anew while the avatar goes on as it is. net: as Work has it. UserError("avatar.busy")."""
    return _rung(work.begin(locked(avatar), WorkKind.RENEWAL, recording, None, replaces=True, net=net))


def _begin(
    avatar: Avatar, kind: WorkKind, recording: Recording | None, actor: User | None, *, replaces: bool
) -> Work:
    """What somebody wants ends a renewal that nobody asked for."""
    work.end_renewal(avatar)
    return _rung(work.begin(avatar, kind, recording, actor, replaces=replaces))


def _rung(row: Work) -> Work:
    """A worker comes for it, and who looks at the avatar sees it."""
    transaction.on_commit(lambda: ring(row))
    bell.ring(row.avatar)
    return row


@transaction.atomic
def cancel(avatar: Avatar, actor: User | None = None) -> None:
    """End what is going on. Its process finds out within a second and stops. UserError("avatar.nothing_to_cancel")."""
    locked(avatar)
    ended = work.end_open(avatar, WorkStatus.CANCELLED)
    if avatar.status in BY_HAND:
        change_status(avatar, Status.CANCELLED, actor=actor)
    elif ended is None:
        raise UserError("avatar.nothing_to_cancel")
    bell.ring(avatar)


@transaction.atomic
def retry(avatar: Avatar, actor: User | None = None) -> Work:
    """Try the last run again, going on where it stopped. UserError("avatar.nothing_to_retry") or as begin_creation."""
    locked(avatar)
    last = avatar.works.select_related("recording").first()
    if last is None or last.recording is None or last.is_open or last.status == WorkStatus.DONE:
        raise UserError("avatar.nothing_to_retry")
    if last.kind == WorkKind.CREATION:
        return begin_creation(avatar, last.recording, actor)
    return begin_activation(avatar, last.recording, actor, replaces=avatar.status in IN_USE)


@transaction.atomic
def deactivate(avatar: Avatar, actor: User | None = None) -> None:
    """No new conversation can use it. UserError("avatar.not_allowed")."""
    change_status(locked(avatar), Status.DEACTIVATED, actor=actor)
    bell.ring(avatar)


@transaction.atomic
def reactivate(avatar: Avatar, actor: User | None = None) -> None:
    """It can be used again, at no cost. UserError("avatar.not_allowed"), or ("avatar.no_bundle") without its files."""
    locked(avatar)
    if not avatar.bundle_path:
        raise UserError("avatar.no_bundle", name=avatar.name)
    change_status(avatar, Status.ACTIVE, actor=actor)
    bell.ring(avatar)


@transaction.atomic
def rename(avatar: Avatar, name: str) -> None:
    """What it is called from now on. UserError("avatar.bad_name")."""
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_LENGTH:
        raise UserError("avatar.bad_name")
    locked(avatar)
    avatar.name = name
    avatar.save(update_fields=["name", "changed_at"])
    bell.ring(avatar)


@transaction.atomic
def delete(avatar: Avatar, actor: User | None = None) -> None:
    """Its files go; its row stays, so that projects can say what they lost. No slot comes back."""
    locked(avatar)
    if avatar.status in BY_HAND or avatar.works.open().exists():
        cancel(avatar, actor)
    change_status(avatar, Status.DELETED, actor=actor)
    Avatar.objects.filter(pk=avatar.pk).update(bundle_path="", bundle_digest="", quality={})
    transaction.on_commit(lambda: forget_all(avatar))
    bell.ring(avatar)
