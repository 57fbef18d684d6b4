"""Which conversations a visitor may see. Missing and forbidden look the same from outside."""

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import Membership, User, Workspace
from conversations.models import Conversation
from conversations.visitor import Visitor


def access_conversation(visitor: Visitor, code: str) -> Conversation:
    """One that the visitor may see; Http404 for all others."""
    return get_object_or_404(visitor.seen().select_related("project__avatar", "workspace"), code=code)


def seen_conversations(workspace: Workspace) -> QuerySet[Conversation]:
    """The workspace's, newest first."""
    return Conversation.objects.filter(workspace=workspace).select_related("project")


def access_live(user: User, code: str, guest_key: str = "") -> Conversation:
    """One that may be joined by its socket: a member's by the team, a guest's by that guest. Http404 for all others."""
    workspaces = Membership.objects.filter(user_id=user.pk).values("workspace")
    may_join = Q(guest_key="", workspace__in=workspaces)
    if guest_key:
        may_join |= Q(guest_key=guest_key)
    return get_object_or_404(Conversation.objects.filter(may_join), code=code)
