"""Which avatars a workspace may see and use. Missing and forbidden look the same from outside."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import Workspace
from avatars.models import Avatar


def access_avatar(workspace: Workspace, code: str) -> Avatar:
    """A sample or one of the workspace's own; Http404 for all others."""
    return get_object_or_404(Avatar.objects.seen_by(workspace), code=code)


def access_known(workspace: Workspace, code: str) -> Avatar:
    """The same, deleted ones of the workspace too: their page says where they were used."""
    return get_object_or_404(Avatar.objects.known_to(workspace), code=code)


def seen_avatars(workspace: Workspace) -> QuerySet[Avatar]:
    """All that the workspace may see, active or not."""
    return Avatar.objects.seen_by(workspace)


def active_avatars(workspace: Workspace) -> QuerySet[Avatar]:
    """Those that it may pick and talk with."""
    return Avatar.objects.seen_by(workspace).active()
