"""Which recordings a workspace may see and change. Missing and forbidden look the same from outside."""

from django.shortcuts import get_object_or_404

from accounts.models import User, Workspace
from avatars.models import Avatar, Kind, Recording, Take
from avatarsite.errors import UserError


def access_own_avatar(workspace: Workspace, code: str) -> Avatar:
    """One of the workspace's own avatars; Http404 for samples, others' and missing ones."""
    return get_object_or_404(Avatar.objects.seen_by(workspace), kind=Kind.OWN, code=code)


def access_recording(workspace: Workspace, code: str) -> Recording:
    """A recording of one of the workspace's avatars; Http404 for all others."""
    return get_object_or_404(
        Recording.objects.select_related("avatar"), avatar__workspace=workspace, code=code
    )


def access_take(workspace: Workspace, code: str, key: str) -> Take:
    """A take of such a recording; Http404 for all others."""
    return get_object_or_404(
        Take.objects.select_related("recording__avatar"),
        recording__avatar__workspace=workspace,
        recording__code=code,
        key=key,
    )


def access_coached(user: User, code: str) -> Recording:
    """A recording that a user may be coached for, in whichever workspace of theirs; Http404 otherwise."""
    return get_object_or_404(Recording, avatar__workspace__memberships__user=user, code=code)


def still_open(recording: Recording) -> Recording:
    """The same; UserError("recording.closed") when it was sent or left before."""
    if recording.status != "open":
        raise UserError("recording.closed")
    return recording
