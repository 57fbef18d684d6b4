"""Guests of Alice's shared page: their browsers, and what they did before."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import Account, Meter, MeterStatus, Subscription
from conversations import services
from conversations.models import Conversation
from conversations.visitor import GUEST_KEY, Guest
from projects.models import Project, SharedPage

MINUTE_MS = 60_000


def share(project: Project, **limits: int) -> SharedPage:
    """Its page, open."""
    return SharedPage.objects.create(project=project, **limits)


def plenty(project: Project) -> None:
    """Places and credits, so that only the page's own limits are left."""
    Subscription.objects.filter(workspace=project.workspace).update(contract_users=50)
    Account.objects.filter(pk=project.workspace_id).update(conversation_ms=600 * MINUTE_MS)


def guest(page: SharedPage, key: str = "a guest's key") -> Guest:
    """One who came by its link."""
    return Guest(key, page.link)


def browser_of(key: str) -> Client:
    """A browser whose session holds a guest's key."""
    client = Client()
    session = client.session
    session[GUEST_KEY] = key
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    return client


def press_start(client: Client, page: SharedPage, **extra: Any) -> Any:
    """Start chat."""
    return client.post(reverse("guest_chat_start", args=[page.link]), **extra)


def talked(
    page: SharedPage, ms: int, at: datetime | None = None, key: str = "somebody else's"
) -> Conversation:
    """A guest's conversation that was billed so much."""
    began = at or timezone.now()
    talk = services.begin(page.project, None, timezone.now(), guest_key=key, most_ms=page.conversation_ms)
    Conversation.objects.filter(pk=talk.pk).update(
        status="ended", started_at=began, ended_at=began, billed_ms=ms
    )
    Meter.objects.filter(key=talk.code).update(status=MeterStatus.SETTLED, settled_ms=ms, started_at=began)
    return talk


def midnight() -> datetime:
    """When this UTC day began."""
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def yesterday() -> datetime:
    """Its last second."""
    return midnight() - timedelta(seconds=1)
