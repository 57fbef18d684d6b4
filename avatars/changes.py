"""The one place that changes an avatar's status: checked, compared and set, and written down."""

from django.db import transaction

from accounts.models import User
from avatars.models import Avatar, AvatarStatusChange
from avatars.status import ALLOWED, Status
from avatarsite.errors import UserError


@transaction.atomic
def change_status(avatar: Avatar, to: Status, reason: str = "", actor: User | None = None) -> Avatar:
    """Move to another status. UserError("avatar.not_allowed") or, when somebody else was first, ("avatar.changed")."""
    before = Status(avatar.status)
    if to not in ALLOWED[before]:
        raise UserError("avatar.not_allowed", before=before.label, after=to.label)
    won = Avatar.objects.filter(pk=avatar.pk, status=before).update(status=to, status_reason=reason)
    if not won:
        raise UserError("avatar.changed")
    AvatarStatusChange.objects.create(avatar=avatar, before=before, after=to, reason=reason, actor=actor)
    avatar.status, avatar.status_reason = to, reason
    return avatar
