"""Conversations that their visitor has left: for a while one may come back, or begin another in their place."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from conversations import services
from conversations.live.process import process
from conversations.live.watch import RETURN_S
from conversations.models import Conversation, Status
from conversations.visitor import Guest, Visitor
from projects.models import Project

# Refusals of Start Chat that the end of a conversation can help.
FULL = frozenset({"billing.too_many_users", "billing.no_credits"})


def running_of(visitor: Visitor) -> Conversation | None:
    """Their last one that may be gone back to: now, or once it is known that its page was closed."""
    since = timezone.now() - timedelta(seconds=RETURN_S)
    running = visitor.begun().filter(status=Status.ACTIVE)
    return running.filter(Q(left_at=None) | Q(left_at__gt=since)).first()


def return_ms(conversation: Conversation, now: datetime | None = None) -> int | None:
    """For how long its visitor may still come back; None while somebody is there."""
    if conversation.left_at is None:
        return None
    gone = (now or timezone.now()) - conversation.left_at
    return max(0, round(1000 * (RETURN_S - gone.total_seconds())))


def start(project: Project, user: User) -> Conversation:
    """services.start, in the place of a conversation that was left if there is no other."""
    try:
        return services.start(project, user)
    except UserError as error:
        if error.message_id not in FULL or not _make_room(project.workspace, user):
            raise
    return services.start(project, user)


def _make_room(workspace: Workspace, user: User) -> bool:
    """End the user's own, else the one that was left first. Was there any?"""
    left = _left(Conversation.objects.filter(workspace=workspace))
    one = left.filter(user=user).first() or left.order_by("left_at").first()
    if one is not None:
        _end_left(one)
    return one is not None


def end_left_of(guest: Guest) -> None:
    """End what the guest has left: they run one at a time, and take nobody else's place."""
    for one in _left(guest.begun()):
        _end_left(one)


def _end_left(conversation: Conversation) -> None:
    if not process.end_left(conversation.code):
        services.end_elsewhere(conversation.code)


def _left(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return conversations.filter(status=Status.ACTIVE, left_at__isnull=False)
