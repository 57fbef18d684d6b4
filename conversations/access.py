"""Which conversations a user may see. Missing and forbidden look the same from outside."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User, Workspace
from conversations.models import Conversation


def access_conversation(workspace: Workspace, code: str) -> Conversation:
    """One of the workspace's conversations; Http404 for all others."""
    return get_object_or_404(
        Conversation.objects.select_related("project__avatar", "workspace"), workspace=workspace, code=code
    )


def seen_conversations(workspace: Workspace) -> QuerySet[Conversation]:
    """The workspace's, newest first."""
    return Conversation.objects.filter(workspace=workspace).select_related("project")


def access_live(user: User, code: str) -> Conversation:
    """A conversation that a user may join by its socket, in whichever workspace of theirs; Http404 otherwise."""
    return get_object_or_404(
        Conversation.objects.select_related("project__avatar", "workspace"),
        workspace__memberships__user=user,
        code=code,
    )
